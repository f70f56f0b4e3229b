"""Rounds as a person finds them, each with how far it has come."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.urls import reverse

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach

from ..choices import RatingState, RoundState
from ..models import Rating, Round

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with the numbers of its ratings that the person sees, by step.

    due_on: the deadline that comes next; None once it is decided.
    """

    round: Round
    counts: dict[str, int]
    due_on: date | None
    is_late: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def rated(self) -> int:
        """Those that get or got a class."""
        return self.total - self.not_rated

    @property
    def not_rated(self) -> int:
        return self.counts.get(RatingState.NOT_RATED, 0)

    @property
    def scored(self) -> int:
        return self.rated - self.counts.get(RatingState.WAITING, 0)

    @property
    def appraised(self) -> int:
        return sum(self.counts.get(s, 0) for s in (RatingState.APPRAISED, RatingState.DECIDED))


def due_on(one: Round) -> date | None:
    """The last day of the step that a round stands at."""
    return {RoundState.OPEN: one.score_by, RoundState.APPRAISING: one.appraise_by}.get(
        RoundState(one.state)
    )


def rounds_listed(
    person: Person,
    *,
    on: date,
    state: str = "",
    year: int | None = None,
    number: str | int | None = 1,
) -> Page:
    """A page of the visible rounds as RoundRow, the latest window first; three queries."""
    found = Round.objects.visible_to(person).select_related("unit", "programme", "sheet")
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(window_until__year=year)
    page = Paginator(found.order_by("-window_until", "-pk"), PER_PAGE).get_page(number)
    rounds = list(page.object_list)
    counts = counts_of(person, rounds)
    rows = [row_for(one, counts.get(one.pk, {}), on=on) for one in rounds]
    return Page(rows, page.number, page.paginator)


def row_for(one: Round, counts: dict[str, int], *, on: date) -> RoundRow:
    due = due_on(one)
    if one.state == RoundState.APPRAISING and not _is_unappraised(counts):
        due = one.closes_on
    return RoundRow(one, counts, due, due is not None and due < on)


def _is_unappraised(counts: dict[str, int]) -> bool:
    return any(counts.get(step) for step in (RatingState.WAITING, RatingState.SCORED))


def counts_of(person: Person, rounds: list[Round]) -> dict[int, dict[str, int]]:
    """Visible ratings by round and step, in one query."""
    visible = Rating.objects.visible_to(person).filter(round__in=rounds).order_by()
    found: dict[int, dict[str, int]] = {}
    for key, state, number in visible.values_list("round", "state").annotate(n=Count("pk")):
        found.setdefault(key, {})[state] = number
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many sheets of a round wait for a person's step: scored, appraised or decided by them."""

    round: int
    name: str
    step: str
    n: int
    due_on: date
    is_late: bool

    @property
    def href(self) -> str:
        return f"{reverse('reviews:round', args=[self.round])}{_ASKED[self.step]}"


SCORE, APPRAISE, DECIDE = "score", "appraise", "decide"
_ASKED = {SCORE: "?state=waiting", APPRAISE: "", DECIDE: "?state=appraised"}
_LAST_DAY = {SCORE: "round__score_by", APPRAISE: "round__appraise_by", DECIDE: "round__closes_on"}


def sheets_waiting(person: Person, *, on: date) -> list[Waiting]:
    """What of reviews waits for this person, the next deadline first; one query at most.

    Whoever runs reviews may score everywhere, but waits for the others to do so, and appraises
    nothing that they scored.
    """
    wanted = _wanted(person)
    if not wanted:
        return []
    columns = ("round", "round__name", "state", "round__state", *_LAST_DAY.values())
    found = Rating.objects.filter(reduce(or_, wanted)).order_by().values(*columns)
    lines: dict[tuple[int, str], Waiting] = {}
    for row in found.annotate(n=Count("pk")):
        step = _step(row["round__state"], row["state"])
        last = row[_LAST_DAY[step]]
        key = (row["round"], step)
        before = lines[key].n if key in lines else 0
        n = before + row["n"]
        lines[key] = Waiting(row["round"], row["round__name"], step, n, last, last < on)
    return sorted(lines.values(), key=lambda line: (line.due_on, line.name, line.step))


def _step(round_state: str, state: str) -> str:
    if round_state == RoundState.OPEN:
        return SCORE
    return DECIDE if state == RatingState.APPRAISED else APPRAISE


def _wanted(person: Person) -> list[Q]:
    """The ratings whose next step is the person's, for each thing that they may do."""
    wanted = []
    if _scores_first(person):
        wanted.append(_to_score(person))
    if posts_granting(person, Permission.REVIEW_RUN):
        run = reach(person, Permission.REVIEW_RUN, unit="round__unit")
        unseen = Q(state__in=(RatingState.WAITING, RatingState.SCORED)) & ~Q(scored_by=person)
        wanted.append(run & unseen & Q(round__state=RoundState.APPRAISING))
    if posts_granting(person, Permission.REVIEW_DECIDE):
        decided = reach(person, Permission.REVIEW_DECIDE, unit="round__unit")
        ripe = Q(state=RatingState.APPRAISED, round__state=RoundState.APPRAISING)
        wanted.append(decided & ripe)
    return wanted


def to_do(person: Person, one: Round) -> int:
    """How many self-scores of a round wait for this person."""
    if one.state != RoundState.OPEN or not _scores_first(person):
        return 0
    return Rating.objects.filter(_to_score(person), round=one).count()


def _scores_first(person: Person) -> bool:
    scores = posts_granting(person, Permission.REVIEW_SCORE)
    return bool(scores) and not posts_granting(person, Permission.REVIEW_RUN)


def _to_score(person: Person) -> Q:
    mine = reach(person, Permission.REVIEW_SCORE, unit="unit")
    if not posts_granting(person, Permission.SITE_CHANGE):
        mine &= Q(site__leader=person)
    return mine & Q(state=RatingState.WAITING, round__state=RoundState.OPEN)

"""Rounds as a person finds them, each with how far it has come."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting

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


def rounds_waiting(person: Person) -> int:
    """How many self-scores wait for this person, in one query; for Today.

    Whoever runs reviews may score everywhere, but waits for the others to do so.
    """
    return _to_score(person).count() if _scores_first(person) else 0


def to_do(person: Person, one: Round) -> int:
    """How many self-scores of a round wait for this person."""
    if one.state != RoundState.OPEN or not _scores_first(person):
        return 0
    return _to_score(person).filter(round=one).count()


def _scores_first(person: Person) -> bool:
    scores = posts_granting(person, Permission.REVIEW_SCORE)
    return bool(scores) and not posts_granting(person, Permission.REVIEW_RUN)


def _to_score(person: Person) -> QuerySet[Rating]:
    mine = Rating.objects.visible_to(person, Permission.REVIEW_SCORE)
    if not posts_granting(person, Permission.SITE_CHANGE):
        mine = mine.filter(site__leader=person)
    return mine.filter(state=RatingState.WAITING, round__state=RoundState.OPEN)

"""A round's programmes side by side, by name: what each runs, costs, has on file, and does.

A dozen queries whatever the number of programmes, sites and studies.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from binhyen.dossiers.queries import programme_lines
from binhyen.evidence.choices import StudyState
from binhyen.evidence.queries import Evidence, evidence_within, studies_within
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import covered_by
from binhyen.reviews.choices import Of, RatingState
from binhyen.reviews.models import Rating, Round
from binhyen.reviews.queries import Book, book_of, row_of
from binhyen.reviews.queries import Row as RatingRow

from ..models import Deliberation

HEAVY = ("known", "own_values", "values")
STANDING = (State.RUNNING, State.SUSPENDED)


@dataclass(slots=True)
class Sites:
    """A programme's sites on the round's ground. decided: of those that stand, with a decision."""

    running: int = 0
    suspended: int = 0
    decided: int = 0
    communes: set[int] = field(default_factory=set)
    state_vnd: int = 0
    community_vnd: int = 0
    year_state_vnd: int = 0
    year_community_vnd: int = 0

    @property
    def standing(self) -> int:
        return self.running + self.suspended

    @property
    def has_money(self) -> bool:
        return bool(self.state_vnd or self.community_vnd)

    @property
    def has_money_of_year(self) -> bool:
        return bool(self.year_state_vnd or self.year_community_vnd)


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers of the programme itself that are in order, of those that it needs."""

    present: int
    needed: int


@dataclass(frozen=True, slots=True)
class Row:
    """One programme at the table.

    rating: in a round of programmes. classes: in a round of sites, how many of its sites are of
    each class, best first. overlaps: others of its sector, with in how many communes both run.
    """

    programme: Programme
    rating: RatingRow | None
    classes: tuple[tuple[str, int], ...]
    unclassed: int
    sites: Sites
    papers: Papers
    overlaps: tuple[tuple[Programme, int], ...]
    evidence: Evidence | None
    is_studied: bool
    deliberation: Deliberation | None

    @property
    def is_left_out(self) -> bool:
        return self.rating is not None and self.rating.rating.state == RatingState.NOT_RATED


@dataclass(frozen=True, slots=True)
class Table:
    """year: the last whole year before the round's last day, for which money is told. left_out:
    programmes that the round doesn't rate, so that nothing is concluded of them here."""

    round: Round
    year: int
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...]

    @property
    def concluded(self) -> int:
        return sum(row.deliberation is not None for row in self.rows)

    @property
    def is_synthetic(self) -> bool:
        return any(row.programme.is_synthetic for row in (*self.rows, *self.left_out))

    def row_of(self, code: str) -> Row | None:
        every = (*self.rows, *self.left_out)
        return next((row for row in every if row.programme.code == code), None)


def table_of(one: Round, *, on: date) -> Table:
    """Everything of a round of programmes or of sites as it stands on a day."""
    book = book_of(one.sheet.content, one)
    ratings = _ratings(one)
    programmes = {rating.programme.pk: rating.programme for rating in ratings if rating.programme}
    studied = {rating.programme_id for rating in ratings if rating.is_studied}
    year = one.window_until.year if one.window_until.month == 12 else one.window_until.year - 1
    sites = _sites(one, year)
    papers = {
        line.record.pk: Papers(line.dossier.present, line.dossier.needed)
        for line in programme_lines(programmes.values(), on)
    }
    evidence, said = evidence_within(one.unit), _concluded(one)
    own, classes = _of_ratings(book, ratings)
    rows = [
        Row(
            programme=programme,
            rating=own.get(key),
            classes=classes[key][0] if key in classes else (),
            unclassed=classes[key][1] if key in classes else 0,
            sites=sites.get(key) or Sites(),
            papers=papers[key],
            overlaps=_overlaps(programme, programmes, sites),
            evidence=evidence.get(key),
            is_studied=key in studied,
            deliberation=said.get(key),
        )
        for key, programme in programmes.items()
    ]
    by_name = sorted(rows, key=lambda row: (row.programme.sort_key, row.programme.code))
    return Table(
        one,
        year,
        rows=tuple(row for row in by_name if not row.is_left_out),
        left_out=tuple(row for row in by_name if row.is_left_out),
    )


def deliberations_of(one: Round) -> list[Deliberation]:
    """With their dissents, by the programme's name."""
    found = Deliberation.objects.filter(round=one).select_related("programme", "by")
    return list(found.prefetch_related("dissents").order_by("programme__sort_key", "pk"))


def _ratings(one: Round) -> list[Any]:
    """Each with `is_studied`: whether its programme has a study that wasn't withdrawn."""
    studies = studies_within(one.unit).exclude(state=StudyState.WITHDRAWN)
    found = Rating.objects.filter(round=one, programme__isnull=False)
    found = found.select_related("programme__sector", "programme__unit").defer(*HEAVY)
    told = found.annotate(is_studied=Exists(studies.filter(programme=OuterRef("programme"))))
    ratings: list[Any] = list(told.order_by("pk"))
    for rating in ratings:
        rating.round = one
    return ratings


def _concluded(one: Round) -> dict[int, Any]:
    """By programme, each with `dissenting`: how many dissents it has."""
    found = Deliberation.objects.filter(round=one).select_related("by")
    found = found.annotate(dissenting=Count("dissents"))
    kept = {each.programme_id: each for each in found}
    for each in kept.values():
        each.round = one
    return kept


def _of_ratings(
    book: Book, ratings: Iterable[Rating]
) -> tuple[dict[int, RatingRow], dict[int, tuple[tuple[tuple[str, int], ...], int]]]:
    """By programme: its own rating, or the classes of its sites and how many have none."""
    sheet, now, own = book.sheet, book.classes, {}
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for rating in ratings:
        key = rating.programme_id
        if key is None:
            continue
        if sheet.of == Of.PROGRAMME:
            own[key] = row_of(sheet, rating, book.standing)
        else:
            numbers[key][now.get(rating.pk, "")] += 1
    classes = {
        key: (
            tuple((each.name, counts[each.code]) for each in sheet.classes if counts[each.code]),
            counts[""],
        )
        for key, counts in numbers.items()
    }
    return own, classes


def _sites(one: Round, year: int) -> dict[int, Sites]:
    """By programme, of all programmes on the ground. Money of ended sites was received too."""
    found: dict[int, Sites] = defaultdict(Sites)
    there = Site.objects.filter(covered_by(one.unit)).order_by()
    # Sites are counted once however many contributions they have; the sums go over all of these.
    told = there.values_list("programme", "unit", "state").annotate(
        n=Count("pk", distinct=True),
        with_decision=Count("pk", filter=Q(decision__isnull=False), distinct=True),
        **{
            f"{prefix}{source.value}": Sum(
                "contributions__amount_vnd",
                filter=Q(contributions__source=source, **more),
                default=0,
            )
            for source in Source
            for prefix, more in (
                ("all_", {}),
                ("year_", {"contributions__received_on__year": year}),
            )
        },
    )
    for key, unit, state, n, with_decision, *money in told:
        sites = found[key]
        if state in STANDING:
            sites.decided += with_decision
            sites.communes.add(unit)
        sites.running += n if state == State.RUNNING else 0
        sites.suspended += n if state == State.SUSPENDED else 0
        sites.state_vnd += money[0]
        sites.year_state_vnd += money[1]
        sites.community_vnd += money[2]
        sites.year_community_vnd += money[3]
    return dict(found)


def _overlaps(
    programme: Programme, programmes: Mapping[int, Programme], sites: Mapping[int, Sites]
) -> tuple[tuple[Programme, int], ...]:
    """Others of the round in the same sector that run in the same communes, the most first."""
    here = sites[programme.pk].communes if programme.pk in sites else set()
    found = [
        (other, len(here & sites[key].communes))
        for key, other in programmes.items()
        if key != programme.pk and other.sector_id == programme.sector_id and key in sites
    ]
    return tuple(sorted((one for one in found if one[1]), key=lambda one: (-one[1], one[0].code)))

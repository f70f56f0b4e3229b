"""A round's programmes side by side, by name: what each runs, costs, has on file, and does.

A dozen queries whatever the number of programmes, sites and studies.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef

from binhyen.dossiers.queries import programme_lines
from binhyen.evidence.choices import StudyState
from binhyen.evidence.queries import Evidence, evidence_within, studies_within
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import covered_by
from binhyen.reviews.choices import Of, RatingState
from binhyen.reviews.models import Rating, Round
from binhyen.reviews.queries import Book, book_from, row_of
from binhyen.reviews.queries import Row as RatingRow

from ..models import Deliberation
from ..rules.concluding import Opinion
from .ground import counts_and_money

HEAVY = ("known", "own_values", "values")
STANDING = (State.RUNNING, State.SUSPENDED)


@dataclass(slots=True)
class Sites:
    """A programme's sites on the round's ground. decided: of those that stand, with a decision.

    communes: of today. money: by year received (None where unknown), from the State and from the
    community; of_window: what came within the days that the round looks at.
    """

    running: int = 0
    suspended: int = 0
    decided: int = 0
    communes: set[int] = field(default_factory=set)
    money: dict[int | None, dict[str, int]] = field(default_factory=dict)
    of_window: dict[str, int] = field(default_factory=dict)

    @property
    def standing(self) -> int:
        return self.running + self.suspended

    @property
    def state_vnd(self) -> int:
        return sum(year.get(Source.STATE, 0) for year in self.money.values())

    @property
    def community_vnd(self) -> int:
        return sum(year.get(Source.COMMUNITY, 0) for year in self.money.values())

    @property
    def window_vnd(self) -> int:
        return sum(self.of_window.values())

    @property
    def has_money(self) -> bool:
        return bool(self.state_vnd or self.community_vnd)

    @property
    def by_year(self) -> list[tuple[int | None, int, int]]:
        """The latest first: year (None where unknown), from the State, from the community."""
        return [
            (year, self.money[year].get(Source.STATE, 0), self.money[year].get(Source.COMMUNITY, 0))
            for year in sorted(self.money, key=lambda year: (year is None, -(year or 0)))
        ]


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
    written: the conclusion, taken back or not.
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
    written: Any

    @property
    def deliberation(self) -> Any:
        """What is concluded with its `opinions`; None before, and once that was taken back."""
        return self.written if self.written and self.written.outcome else None

    @property
    def is_left_out(self) -> bool:
        return self.rating is not None and self.rating.rating.state == RatingState.NOT_RATED


@dataclass(frozen=True, slots=True)
class Table:
    """left_out: programmes that the round doesn't rate, so that nothing is concluded of them."""

    round: Round
    rows: tuple[Row, ...]
    left_out: tuple[Row, ...]

    @property
    def held(self) -> set[int]:
        """Every programme that the round holds."""
        return {row.programme.pk for row in (*self.rows, *self.left_out)}

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
    ratings = _ratings(one)
    book = book_from(one.sheet.content, ratings)
    programmes = {rating.programme.pk: rating.programme for rating in ratings if rating.programme}
    studied = {rating.programme_id for rating in ratings if rating.is_studied}
    sites = _sites(one)
    papers = {
        line.record.pk: Papers(line.dossier.present, line.dossier.needed)
        for line in programme_lines(programmes.values(), on)
    }
    evidence, said = evidence_within(one.unit), _written(one)
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
            written=said.get(key),
        )
        for key, programme in programmes.items()
    ]
    by_name = sorted(rows, key=lambda row: (row.programme.sort_key, row.programme.code))
    return Table(
        one,
        rows=tuple(row for row in by_name if not row.is_left_out),
        left_out=tuple(row for row in by_name if row.is_left_out),
    )


def deliberations_of(one: Round) -> list[Deliberation]:
    """With their dissents, by the programme's name."""
    found = Deliberation.objects.in_force().filter(round=one).select_related("programme", "by")
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


def _written(one: Round) -> dict[int, Any]:
    """By programme, each with its `opinions` in order, what was taken back too. One query."""
    found = Deliberation.objects.filter(round=one).select_related("by")
    place, office, text = (F(f"dissents__{name}") for name in ("number", "office", "text"))
    rows: Any = found.annotate(place=place, office=office, said=text).order_by("pk", "place")
    kept: dict[int, Any] = {}
    for row in rows:
        each = kept.setdefault(row.programme_id, row)
        if each is row:
            each.round, each.opinions = one, []
        if row.place is not None:
            each.opinions.append(Opinion(row.office, row.said))
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


def _sites(one: Round) -> dict[int, Sites]:
    """By programme, of all programmes on the ground. Money of ended sites was received too."""
    found: dict[int, Sites] = defaultdict(Sites)
    there = Site.objects.filter(covered_by(one.unit))
    rows = counts_and_money(there, one.unit, one.window_from, one.window_until)
    for key, at, what, number, part in rows:
        sites = found[int(key)]
        if what in Source.values:
            sites.money.setdefault(at and int(at), {})[what] = int(number)
            sites.of_window[what] = sites.of_window.get(what, 0) + int(part)
            continue
        if what in STANDING:
            sites.decided += int(part)
            sites.communes.add(int(at))
        sites.running += int(number) if what == State.RUNNING else 0
        sites.suspended += int(number) if what == State.SUSPENDED else 0
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

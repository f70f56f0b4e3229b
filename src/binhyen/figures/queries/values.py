"""Figures over units and periods: as then, as now, in sums, and what they were made of.

A figure of a unit "as then" is what was recorded within it in its own day; "as now" it is what was
recorded on the ground that the unit covers, under whatever units stood there: every unit that went
wholly into it. What belongs to a unit of which only a part went in can't be split: it is left out,
counted apart, and the figure says that it is a lower bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Succession, Unit

from ..choices import Good, NoChange, NoFigure, Over
from ..models import Total, Value
from ..rules.cells import Amount
from ..rules.covers import cover_of, tops
from ..rules.formulas import Formula
from ..rules.indicators import Catalogue, Indicator, split
from ..rules.periods import Period
from .catalogue import catalogue, ids_of, months_of
from .counting import PROGRAMMES
from .coverage import expected, paths_over, tops_of
from .issued import issued
from .unsent import Opened, opened

FEW_UNITS = 1_500  # up to so many are asked for by name, more are picked from the whole range
PER = 10_000
ENOUGH = 95  # percent of the units, from which on a sum stands for all of them
NOTHING = Fraction(0)

Place = tuple[str, int, str]  # (series, unit, period)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to show, or why there is none. In the indicator's own unit.

    known, unknown: how many values it adds up, and how many more were said to be unknown.
    months, of_months: for how many of the period's months anything is there. unsplit: what was
    recorded for units of which only a part lies here; not in the amount, which is then a lower
    bound. units, of_units: how many of the communes there sent theirs, in the month with fewest.
    unsent: how many have begun theirs and not sent it, in the month with most; nothing of these is
    in the amount.
    """

    amount: Fraction | None
    why: NoFigure | None = None
    about: str = ""
    known: int = 0
    unknown: int = 0
    months: int = 0
    of_months: int = 1
    unsplit: Fraction = NOTHING
    units: int = 0
    of_units: int = 0
    unsent: int = 0

    @property
    def is_at_least(self) -> bool:
        return bool(self.unsplit)

    @property
    def is_whole(self) -> bool:
        """Whether every month of the period has something, and nothing was said to be unknown."""
        return self.months == self.of_months and not self.unknown and not self.unsplit

    @property
    def has_all_months(self) -> bool:
        return self.months == self.of_months

    @property
    def has_enough_units(self) -> bool:
        """Whether nearly all the units are in it, so that it can stand for the territory."""
        return self.units * 100 >= ENOUGH * self.of_units

    @property
    def is_enough(self) -> bool:
        return self.amount is not None and self.has_all_months and self.has_enough_units

    @property
    def share(self) -> float:
        """The part of the units that is in it; all where nobody counts them."""
        return self.units / self.of_units if self.of_units else 1.0

    @property
    def number(self) -> float | None:
        return None if self.amount is None else float(self.amount)


@dataclass(frozen=True, slots=True)
class Change:
    """From one figure to another: the difference, in percent where that says something.

    why: for what reason two figures that are there can't be compared; `have` of `of` units or
    months are known.
    """

    difference: Fraction | None
    percent: float | None = None
    is_good: bool | None = None
    why: NoChange | None = None
    have: int = 0
    of: int = 0


@dataclass(slots=True)
class _Sum:
    """What adds up in a month, and what can't be split."""

    amount: int = 0
    known: int = 0
    unknown: int = 0
    unsplit: int = 0
    unsent: int = 0

    def add(self, amount: int, known: int, unknown: int) -> None:
        self.amount += amount
        self.known += known
        self.unknown += unknown

    def leave_out(self, amount: int | None) -> None:
        """Take out again what a unit has entered and not sent."""
        self.add(-(amount or 0), -(amount is not None), -(amount is None))
        self.unsent += 1


@dataclass(frozen=True, slots=True)
class Ground:
    """What a unit's figures are read from: units that lie wholly in it, none within another.

    part: units of which only a part lies there.
    """

    tops: tuple[tuple[int, int], ...]  # (unit, level)
    part: frozenset[int] = frozenset()


def values(
    keys: Iterable[str], units: Iterable[Unit | int], periods: Iterable[Period]
) -> dict[Place, Amount]:
    """What is stored, by series, unit and period; nothing where nothing was said. Three queries."""
    series, stored = ids_of(keys, periods)
    ids = {unit if isinstance(unit, int) else unit.pk for unit in units}
    names, codes = _turned(series), _turned(stored)
    rows = Value.objects.filter(series__in=names, period__in=codes)
    if len(ids) <= FEW_UNITS:
        rows = rows.filter(unit__in=ids)
    found = rows.order_by().values_list("series", "unit", "period", "amount", "recorded")
    return {
        (names[s], u, codes[p]): Amount(amount, amount is None, recorded)
        for s, u, p, amount, recorded in found
        if u in ids
    }


def figures(
    keys: Iterable[str],
    units: Sequence[Unit],
    periods: Iterable[Period],
    *,
    as_then: bool = False,
    known: Catalogue | None = None,
) -> dict[Place, Figure]:
    """A figure for every series or computed indicator, unit and period asked for.

    Sums are of everything recorded within a unit, its own figure included, that was sent; months
    make up the longer periods. Some ten queries however many are asked for.
    """
    keys, periods = list(dict.fromkeys(keys)), list(periods)
    known = known or catalogue()
    made_of = {period.code: months_of(period) for period in periods}
    months = {month.code: month for parts in made_of.values() for month in parts}
    under = grounds(units, as_then=as_then, months=list(months.values()))
    wanted = _components(keys, known)
    tops = tops_of(under)
    sums = _monthly(wanted, under, tops.paths, list(months.values()))
    above = issued(_of_programmes(wanted, known), known, under, list(months.values()))
    there = expected(under, tops, list(months.values())) if sums else {}
    codes = {code: tuple(month.code for month in parts) for code, parts in made_of.items()}
    asked = _Asked(known, made_of, codes, sums, there, above)
    numbered = [(unit.pk, unit) for unit in units]
    return {
        (key, pk, code): asked.figure(key, unit, pk, code)
        for key in keys
        for pk, unit in numbered
        for code in made_of
    }


def grounds(
    units: Sequence[Unit], *, as_then: bool = False, months: Sequence[Period] = ()
) -> dict[int, Ground]:
    """What the figures of each unit are read from; of the communes only those of these months."""
    alone = [u for u in units if as_then or u.level == Level.NATION]
    today = [u for u in units if not as_then and u.level != Level.NATION and u.valid_to is None]
    ended = [u for u in units if not as_then and u.level != Level.NATION and u.valid_to]
    found = {unit.pk: Ground(((unit.pk, unit.level),)) for unit in alone}
    return found | _of_today(today, months) | _of_other_days(ended)


def change(now: Figure, before: Figure, indicator: Indicator) -> Change:
    """What changed between two figures; no percentage from zero.

    Nothing where they don't rest on the same ground: months or units are missing in one of them.
    """
    if now.amount is None or before.amount is None:
        return Change(None)
    if apart := _apart(now, before):
        return apart
    difference = now.amount - before.amount
    percent = float(difference / before.amount * 100) if before.amount else None
    if indicator.good == Good.NONE or not difference:
        return Change(difference, percent)
    return Change(difference, percent, (difference > 0) == (indicator.good == Good.UP))


def _apart(now: Figure, before: Figure) -> Change | None:
    """Why two figures can't be compared, the newer one's own gaps first; None where they can."""
    for one, months, units in (
        (now, NoChange.MONTHS_NOW, NoChange.UNITS_NOW),
        (before, NoChange.MONTHS_BEFORE, NoChange.UNITS_BEFORE),
    ):
        if not one.has_all_months:
            return Change(None, why=months, have=one.months, of=one.of_months)
        if not one.has_enough_units:
            return Change(None, why=units, have=one.units, of=one.of_units)
        if one.amount is not None and one.unsplit * 100 > (100 - ENOUGH) * one.amount:
            return Change(None, why=NoChange.UNSPLIT)
    return None


def per_people(figure: Figure, unit: Unit) -> Figure:
    """A figure per 10,000 people of the unit; no figure, and why, where nobody counted them."""
    if figure.amount is None:
        return figure
    if not unit.population:
        return Figure(None, NoFigure.NO_POPULATION, known=figure.known, unknown=figure.unknown)
    times = Fraction(PER, unit.population)
    return replace(figure, amount=figure.amount * times, unsplit=figure.unsplit * times)


def _is_issued(indicator: Indicator | None) -> bool:
    return indicator is not None and indicator.source.startswith(PROGRAMMES)


def _of_programmes(keys: Iterable[str], known: Catalogue) -> set[str]:
    return {key for key in keys if _is_issued(known.by_code.get(split(key)[0]))}


def _components(keys: Iterable[str], known: Catalogue) -> set[str]:
    """The stored series that these need, formulas followed down."""
    wanted: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        indicator = known.by_code.get(split(key)[0])
        if indicator is not None and indicator.formula is not None:
            waiting += indicator.formula.names
        else:
            wanted.add(key)
    return wanted


@dataclass
class _Asked:
    """The figures of one question, each worked out once."""

    known: Catalogue
    periods: Mapping[str, tuple[Period, ...]]
    months: Mapping[str, tuple[str, ...]]
    sums: Mapping[Place, _Sum]
    there: Mapping[tuple[int, str], int]
    issued: Mapping[Place, int]
    done: dict[Place, Figure] = field(default_factory=dict)
    indicators: dict[str, Indicator | None] = field(default_factory=dict)

    def figure(self, key: str, unit: Unit, pk: int, code: str) -> Figure:
        """pk: the unit's, which a model gives slowly: figures are asked for by the thousand."""
        if key not in self.indicators:
            self.indicators[key] = self.known.by_code.get(split(key)[0])
        indicator = self.indicators[key]
        if indicator is None or indicator.formula is None:
            found = self._added_up(key, indicator, unit, pk, code)
            return self._issued(found, key, unit, code) if _is_issued(indicator) else found
        place = (key, pk, code)
        if place not in self.done:
            self.done[place] = self._computed(indicator.formula, unit, pk, code)
        return self.done[place]

    def _issued(self, told: Figure, key: str, unit: Unit, code: str) -> Figure:
        """A count of programmes: with those of the province; none where nobody issues any."""
        told = replace(told, units=0, of_units=0)
        if unit.level == Level.COMMUNE:
            return told if told.amount else Figure(None, NoFigure.ISSUED_ABOVE, key)
        if told.why == NoFigure.NOT_THERE:
            return told
        months = self.months[code][-told.of_months :]
        above = [self.issued[place] for m in months if (place := (key, unit.pk, m)) in self.issued]
        if not above:
            is_empty = told.why in (NoFigure.EMPTY, NoFigure.UNSENT)
            return replace(told, why=NoFigure.NONE_ISSUED) if is_empty else told
        amount = (told.amount or NOTHING) + sum(above)
        return replace(told, amount=amount, why=None, about="", months=len(months))

    def _computed(self, formula: Formula, unit: Unit, pk: int, code: str) -> Figure:
        parts = {name: self.figure(name, unit, pk, code) for name in formula.names}
        done = formula.compute({name: part.amount for name, part in parts.items()})
        why, about = done.why, done.about
        if why == NoFigure.PART_MISSING and about in parts:
            why, about = parts[about].why or why, parts[about].about or about
        some = list(parts.values())
        if not some:
            return Figure(done.amount, why, about)
        fewest = min(some, key=_share)
        left = [part.unsplit for part in some if part.unsplit]
        return Figure(
            done.amount,
            why,
            about,
            min([part.known for part in some]),
            max([part.unknown for part in some]),
            min([part.months for part in some]),
            max([part.of_months for part in some]),
            sum(left, NOTHING),
            fewest.units,
            fewest.of_units,
            max([part.unsent for part in some]),
        )

    def _added_up(
        self, key: str, indicator: Indicator | None, unit: Unit, pk: int, code: str
    ) -> Figure:
        parts = self.months[code]
        if indicator is not None and indicator.over == Over.LAST:
            parts = parts[-1:]
        scale = 10 ** (indicator.decimals if indicator else 0)
        amount = known = unknown = unsplit = months = unsent = 0
        covered: list[tuple[int, int]] = []
        for month in parts:
            one = self.sums.get((key, pk, month))
            if one is not None:
                amount += one.amount
                known += one.known
                unknown += one.unknown
                unsplit += one.unsplit
                unsent = max(unsent, one.unsent)
                if one.known:
                    months += 1
                    of = self.there.get((pk, month), 0)
                    covered.append((min(one.known, of), of))
        left = Fraction(unsplit, scale) if unsplit else NOTHING
        if known:
            have, of = covered[0] if len(covered) == 1 else min(covered, key=_part_of)
            exact = Fraction(amount) if scale == 1 else Fraction(amount, scale)
            counts = (months, len(parts), left, have, of, unsent)
            return Figure(exact, None, "", known, unknown, *counts)
        why = _why_none(unknown, unsplit, unit, self.periods[code])
        why = NoFigure.UNSENT if unsent and why == NoFigure.EMPTY else why
        return Figure(None, why, key, 0, unknown, 0, len(parts), left, unsent=unsent)


def _share(figure: Figure) -> float:
    return figure.share


def _part_of(covered: tuple[int, int]) -> float:
    have, of = covered
    return have / of if of else 1.0


def _why_none(unknown: int, unsplit: int, unit: Unit, parts: Sequence[Period]) -> NoFigure:
    if unknown:
        return NoFigure.UNKNOWN
    if unsplit:
        return NoFigure.UNSPLIT
    begun = unit.valid_from is None or unit.valid_from <= parts[-1].until
    ended = unit.valid_to is not None and unit.valid_to <= parts[0].until
    return NoFigure.EMPTY if begun and not ended else NoFigure.NOT_THERE


def _monthly(
    keys: Iterable[str],
    under: Mapping[int, Ground],
    paths: Mapping[str, int],
    months: Sequence[Period],
) -> dict[Place, _Sum]:
    """By series, unit and month: of what was sent. paths: of the units whose totals are taken."""
    series, stored = ids_of(keys, months)
    if not series or not stored:
        return {}
    names, codes = _turned(series), _turned(stored)
    takers: dict[int, list[int]] = defaultdict(list)
    sharers: dict[int, list[int]] = defaultdict(list)
    summed, single = set[int](), set[int]()
    for unit, ground in under.items():
        for top, level in ground.tops:
            takers[top].append(unit)
            (single if level == Level.COMMUNE else summed).add(top)
        for part in ground.part:
            sharers[part].append(unit)
    unsent = opened(codes, single | sharers.keys(), paths)
    sums: dict[Place, _Sum] = defaultdict(_Sum)
    for s, p, u, amount, n, unknown in _totals(names, codes, summed):
        for unit in takers[u]:
            sums[names[s], unit, codes[p]].add(amount, n, unknown)
    for s, p, u, amount in _stored(names, {p for _u, p in unsent}, _units_of(unsent, paths)):
        if (u, p) in unsent:
            for top in _holders(unsent[u, p], paths):
                for unit in takers[top]:
                    sums[names[s], unit, codes[p]].leave_out(amount)
    for s, p, u, amount in _stored(names, codes, single | sharers.keys()):
        if (u, p) in unsent:
            for unit in takers.get(u, ()) if u in single else ():
                sums[names[s], unit, codes[p]].unsent += 1
            continue
        if u in single:
            for unit in takers[u]:
                one = sums[names[s], unit, codes[p]]
                one.add(amount or 0, int(amount is not None), int(amount is None))
        for unit in sharers.get(u, ()):
            sums[names[s], unit, codes[p]].unsplit += amount or 0
    return sums


def _units_of(unsent: Opened, paths: Mapping[str, int]) -> set[int]:
    """Whose unsent figures some total holds."""
    return {unit for (unit, _period), path in unsent.items() if any(_holders(path, paths))}


def _holders(path: str, paths: Mapping[str, int]) -> Iterator[int]:
    """The units whose totals hold what was recorded at a path."""
    return (paths[step] for step in paths_over(path) if step in paths)


def _totals(series: Iterable[int], periods: Iterable[int], units: set[int]) -> Iterable[tuple]:
    if not units:
        return ()
    rows = Total.objects.filter(series__in=list(series), period__in=list(periods))
    rows = rows.filter(unit__in=units) if len(units) <= FEW_UNITS else rows
    found = rows.order_by().values_list("series", "period", "unit", "amount", "known", "unknown")
    return (row for row in found.iterator(chunk_size=10_000) if row[2] in units)


def _stored(series: Iterable[int], periods: Iterable[int], units: set[int]) -> Iterable[tuple]:
    if not units:
        return ()
    rows = Value.objects.filter(series__in=list(series), period__in=list(periods))
    rows = rows.filter(unit__in=units) if len(units) <= FEW_UNITS else rows
    found = rows.order_by().values_list("series", "period", "unit", "amount")
    return (row for row in found.iterator(chunk_size=10_000) if row[2] in units)


def _of_today(units: Sequence[Unit], months: Sequence[Period]) -> dict[int, Ground]:
    """From what posts cover, which is kept for the units of today."""
    if not units:
        return {}
    there = _there(months)
    covers = Reach.objects.filter(there)
    if len(units) <= FEW_UNITS:
        covers = covers.filter(over__in=[unit.pk for unit in units])
    over_it = Reach.objects.filter(
        over=OuterRef("over"), unit=OuterRef("unit__parent"), in_part=False
    )
    found: dict[int, list[tuple[int, int]]] = {unit.pk: [] for unit in units}
    asked = covers.filter(Q(in_part=True) | ~Exists(over_it))
    part: dict[int, set[int]] = defaultdict(set)
    for over, unit, level, in_part in asked.values_list("over", "unit", "unit__level", "in_part"):
        if in_part:
            part[over].add(unit)
        elif over in found:
            found[over].append((unit, level))
    return {
        pk: Ground(tuple(sorted(tops)), frozenset(part.get(pk, ()))) for pk, tops in found.items()
    }


def _there(months: Sequence[Period]) -> Q:
    """Units that could have reported in one of these months; all of those above the communes,
    whose totals hold what lies below them in any day."""
    if not months:
        return Q()
    first, last = min(m.until for m in months), max(m.until for m in months)
    begun = Q(unit__valid_from=None) | Q(unit__valid_from__lte=last)
    not_ended = Q(unit__valid_to=None) | Q(unit__valid_to__gt=first)
    return Q(unit__level__lt=Level.COMMUNE) | (begun & not_ended)


def _of_other_days(units: Sequence[Unit]) -> dict[int, Ground]:
    """For units that have ended: the successions followed both ways."""
    if not units:
        return {}
    rows = list(Unit.objects.order_by().values_list("pk", "path", "parent", "level"))
    parents = {pk: parent for pk, _path, parent, _level in rows}
    levels = {pk: level for pk, _path, _parent, level in rows}
    below: dict[int, list[int]] = defaultdict(list)
    for pk in parents:
        over: int | None = pk
        while over is not None:
            below[over].append(pk)
            over = parents.get(over)
    links = [
        (old, new, kind == "whole")
        for old, new, kind in Succession.objects.values_list("old", "new", "kind")
    ]
    found = {}
    for unit in units:
        cover = cover_of(unit.pk, below, links)
        of_tops = tuple((top, levels[top]) for top in tops(cover.whole, parents))
        found[unit.pk] = Ground(of_tops, cover.part)
    return found


def _turned(ids: Mapping[str, int]) -> dict[int, str]:
    return {number: name for name, number in ids.items()}

"""Which days a period has: months from the 15th to the 14th, quarters, windows, calendar months.

A kind cuts the year from its first day into pieces of so many months; a kind with `once` is one
window a year that needn't reach to the next. Decree 09/2019 (checked in periods.toml, by kind).
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from itertools import pairwise

import holidays

from ..choices import DefinitionFault

LEVELS = ("nation", "province", "district", "commune")
EARLIEST, LATEST = 1976, 2199


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """How a year is cut. begins: (month, day); its year begins in the year before if `before`."""

    code: str
    name: str
    name_en: str
    begins: tuple[int, int]
    before: bool
    months: int
    labels: tuple[str, ...]
    labels_en: tuple[str, ...]
    deadlines: Mapping[str, int] = field(hash=False)
    once: bool = False
    returns: bool = False
    verified: bool = False

    @property
    def per_year(self) -> int:
        return 1 if self.once else 12 // self.months


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included; `number` counts from 1 within the kind's year."""

    kind: PeriodKind
    year: int
    number: int
    start: date
    until: date

    @property
    def code(self) -> str:
        """As it stands in an address: month-2026-11, quarter-2026-1, year-2026."""
        if self.kind.per_year == 1:
            return f"{self.kind.code}-{self.year}"
        width = 2 if self.kind.per_year > 9 else 1
        return f"{self.kind.code}-{self.year}-{self.number:0{width}}"

    @property
    def label(self) -> str:
        return _label(self.kind.labels, self)

    @property
    def label_en(self) -> str:
        return _label(self.kind.labels_en, self)

    @property
    def days(self) -> str:
        """15/12–14/3, with years where they differ from the period's own."""
        if self.start.year == self.until.year:
            return f"{self.start.day}/{self.start.month}–{self.until.day}/{self.until.month}"
        return f"{self.start:%d/%m/%Y}–{self.until:%d/%m/%Y}"

    def has(self, day: date) -> bool:
        return self.start <= day <= self.until

    def holds(self, other: "Period") -> bool:
        return self.start <= other.start and other.until <= self.until

    def overlaps(self, other: "Period") -> bool:
        return self.start <= other.until and other.start <= self.until

    def deadline(self, level: str) -> date | None:
        """The last day to send it at a level, with at least one working day after the cut-off."""
        day = self.kind.deadlines.get(level)
        if day is None:
            return None
        due = _on(self.until.year, self.until.month, day)
        if due <= self.until:
            due = _on(*_month_after(self.until.year, self.until.month), day)
        while not _working_between(self.until, due):
            due += timedelta(days=1)
        return due


@dataclass(frozen=True)
class Calendar:
    """Every kind of period in force."""

    kinds: tuple[PeriodKind, ...]

    @cached_property
    def by_code(self) -> Mapping[str, PeriodKind]:
        return {kind.code: kind for kind in self.kinds}

    @property
    def returned(self) -> PeriodKind:
        """The kind for which units send their figures: the month."""
        return next(kind for kind in self.kinds if kind.returns)

    def find(self, code: str) -> Period | None:
        """The period that a code names; None for none."""
        for kind in self.kinds:
            if code.startswith(kind.code + "-"):
                found = _found(kind, code[len(kind.code) + 1 :])
                if found and found.code == code:
                    return found
        return None


@lru_cache(maxsize=8_192)
def period(kind: PeriodKind, year: int, number: int = 1) -> Period:
    """The number-th period of a kind's year; asked for thousands of times a page, so kept."""
    start = _start(kind, year, number)
    if kind.once:
        until = _add_months(start, kind.months) - timedelta(days=1)
    else:
        after = (year, number + 1) if number < kind.per_year else (year + 1, 1)
        until = _start(kind, *after) - timedelta(days=1)
    return Period(kind, year, number, start, until)


def containing(kind: PeriodKind, day: date) -> Period | None:
    """The period of a kind that has a day; None only for a window that leaves it out."""
    for year in (day.year, day.year + 1, day.year - 1):
        for number in range(1, kind.per_year + 1):
            found = period(kind, year, number)
            if found.has(day):
                return found
    return None


def following(one: Period, steps: int = 1) -> Period:
    """The period so many steps later, or earlier where negative."""
    place = one.year * one.kind.per_year + one.number - 1 + steps
    return period(one.kind, place // one.kind.per_year, place % one.kind.per_year + 1)


def a_year_before(one: Period) -> Period:
    return period(one.kind, one.year - 1, one.number)


def between(kind: PeriodKind, since: date, until: date) -> Iterator[Period]:
    """Every period of a kind that has a day from `since` to `until`, oldest first."""
    for year in range(since.year - 1, until.year + 2):
        for number in range(1, kind.per_year + 1):
            found = period(kind, year, number)
            if found.start <= until and found.until >= since:
                yield found


def made_of(whole: Period, kind: PeriodKind) -> tuple[Period, ...]:
    """The periods of a smaller kind that make it up exactly; empty where they don't."""
    parts = tuple(between(kind, whole.start, whole.until))
    fits = parts and parts[0].start == whole.start and parts[-1].until == whole.until
    return parts if fits and _are_chained(parts) else ()


def faults_of(kind: PeriodKind) -> Iterator[tuple[DefinitionFault, str]]:
    """Where consecutive periods of a kind overlap or leave days out, over four years."""
    run = [period(kind, y, n) for y in range(2023, 2027) for n in range(1, kind.per_year + 1)]
    for one, other in pairwise(run):
        if other.start <= one.until:
            yield DefinitionFault.OVERLAP, f"{one.code}, {other.code}"
            return
        if not kind.once and other.start != one.until + timedelta(days=1):
            yield DefinitionFault.GAP, f"{one.code}, {other.code}"
            return


def _are_chained(parts: Sequence[Period]) -> bool:
    return all(b.start == a.until + timedelta(days=1) for a, b in pairwise(parts))


def _start(kind: PeriodKind, year: int, number: int) -> date:
    month, day = kind.begins
    first = date(year - 1 if kind.before else year, month, 1)
    moved = _add_months(first, (number - 1) * kind.months)
    return _on(moved.year, moved.month, day)


def _on(year: int, month: int, day: int) -> date:
    """The day of a month, or its last one where it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _add_months(on: date, months: int) -> date:
    place = on.year * 12 + on.month - 1 + months
    return _on(place // 12, place % 12 + 1, on.day)


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def _working_between(cut_off: date, due: date) -> bool:
    days = (due - cut_off).days
    return any(_is_working(cut_off + timedelta(days=n)) for n in range(1, days + 1))


def _is_working(day: date) -> bool:
    return bool(_calendar(day.year).is_working_day(day))


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year)


def _label(labels: Sequence[str], one: Period) -> str:
    text = labels[one.number - 1] if len(labels) > 1 else labels[0]
    romans = ("I", "II", "III", "IV")
    roman = romans[one.number - 1] if one.number <= len(romans) else str(one.number)
    return text.format(number=one.number, year=one.year, roman=roman)


def _found(kind: PeriodKind, rest: str) -> Period | None:
    numbers = rest.split("-")
    if not all(part.isascii() and part.isdigit() for part in numbers):
        return None
    year, number = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 1
    fits = EARLIEST <= year <= LATEST and 1 <= number <= kind.per_year
    return period(kind, year, number) if fits else None

"""All the figures of a report, with what they are called and what they were made of.

A value that stands for itself: it is worked out from the figures while the report is a draft, and
kept as JSON with every version that is signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

ENOUGH = Fraction(95, 100)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Which figure: of a series, a unit and a period."""

    key: str
    unit: int
    period: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or why there is none. is_whole: nothing of its period is missing from it.

    known: how many monthly values of units it adds up; of: how many it would be if every unit had
    given every month, 0 where that isn't counted; months: of how many months. units, of_units: of
    how many units, in the month with fewest. is_register: counted in the register, not in returns.
    """

    amount: Fraction | None
    why: str = ""
    is_whole: bool = True
    is_at_least: bool = False
    known: int = 0
    of: int = 0
    months: int = 1
    units: int = 0
    of_units: int = 0
    is_register: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether so much of its ground is in it that it may stand beside another period's."""
        if not self.of:
            return self.is_whole
        return self.known >= ENOUGH * self.of and not self.is_at_least


NONE = Cell(None)


@dataclass(frozen=True, slots=True)
class Label:
    """A series as it was called and counted then. adds_up: whether parts make the whole.

    formula: in codes, to be worked out again; in_names: the same as people read it.
    """

    name: str
    unit: str
    decimals: int = 0
    good: str = "none"
    adds_up: bool = True
    is_last: bool = False
    formula: str = ""
    in_names: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period by its days, as ISO texts."""

    code: str
    label: str
    start: str
    until: str


@dataclass(frozen=True, slots=True)
class Reported:
    """How many of the units that were to report a month have sent figures of it.

    unsent: how many more have entered some and not sent them, of which nothing is counted.
    """

    period: str
    units: int
    of: int
    unsent: int = 0

    @property
    def is_all(self) -> bool:
        return self.units >= self.of


@dataclass(frozen=True)
class Content:
    """What a report says. children: units below, by key and name, in the order of the table.

    returns: the version of every return that stood behind the figures, by its key; position: how
    far the log had come; reported: of each month of the period; as_of: the day of the figures;
    is_synthetic: whether any of them were made up, to learn and to try.
    """

    unit: int
    unit_name: str
    period: Span
    before: Span
    months: tuple[Span, ...]
    children: tuple[tuple[int, str], ...]
    labels: Mapping[str, Label]
    cells: Mapping[Spot, Cell]
    words: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[int, int] = field(default_factory=dict)
    vintage: str = ""
    position: int = 0
    reported: tuple[Reported, ...] = ()
    as_of: str = ""
    is_synthetic: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the period's last day had passed."""
        return not self.as_of or self.period.until < self.as_of

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every figure in the order of its number, which counts from 1."""
        return tuple(self.cells)

    @cached_property
    def number_of(self) -> Mapping[Spot, int]:
        return {spot: number for number, spot in enumerate(self.spots, start=1)}

    def spot(self, number: int) -> Spot | None:
        return self.spots[number - 1] if 0 < number <= len(self.spots) else None

    def cell(self, key: str, unit: int, period: str) -> Cell:
        return self.cells.get(Spot(key, unit, period), NONE)

    def in_period(self, key: str) -> Cell:
        return self.cell(key, self.unit, self.period.code)

    def a_year_before(self, key: str) -> Cell:
        return self.cell(key, self.unit, self.before.code)

    def is_told_apart(self, cell: Cell) -> bool:
        """Whether a figure of the period rests on other units than the title says of them all."""
        told = sum(one.units for one in self.reported[-cell.months :])
        return bool(self.reported and cell.of_units) and cell.known != told and not cell.is_whole

    @property
    def has_register(self) -> bool:
        return any(cell.is_register for cell in self.cells.values())

    def now_number(self, key: str) -> int:
        """The number of the whole unit's figure of the period; 0 where it stands nowhere."""
        return self.number_of.get(Spot(key, self.unit, self.period.code), 0)

    def name_of_unit(self, unit: int) -> str:
        return self.unit_name if unit == self.unit else dict(self.children).get(unit, "")

    def span_of(self, code: str) -> Span | None:
        return next((s for s in (self.period, self.before, *self.months) if s.code == code), None)


def written(content: Content) -> dict[str, Any]:
    """The content as JSON."""
    return {
        "unit": content.unit,
        "unit_name": content.unit_name,
        "period": asdict(content.period),
        "before": asdict(content.before),
        "months": [asdict(month) for month in content.months],
        "children": [list(child) for child in content.children],
        "labels": {key: asdict(label) for key, label in content.labels.items()},
        "cells": [
            [spot.key, spot.unit, spot.period, _text(cell.amount), cell.why, cell.is_whole,
             cell.is_at_least, cell.known, cell.of, cell.months, cell.units, cell.of_units,
             cell.is_register]
            for spot, cell in content.cells.items()
        ],
        "words": dict(content.words),
        "returns": [[pk, version] for pk, version in content.returns.items()],
        "vintage": content.vintage,
        "position": content.position,
        "reported": [[one.period, one.units, one.of, one.unsent] for one in content.reported],
        "as_of": content.as_of,
        "is_synthetic": content.is_synthetic,
    }  # fmt: skip


def read(told: Mapping[str, Any]) -> Content:
    """The content that `written` gave."""
    return Content(
        unit=told["unit"],
        unit_name=told["unit_name"],
        period=Span(**told["period"]),
        before=Span(**told["before"]),
        months=tuple(Span(**month) for month in told["months"]),
        children=tuple((pk, name) for pk, name in told["children"]),
        labels={key: Label(**label) for key, label in told["labels"].items()},
        cells=dict(_cells(told["cells"])),
        words=told["words"],
        returns=dict(told["returns"]),
        vintage=told["vintage"],
        position=told["position"],
        reported=tuple(Reported(*one) for one in told.get("reported", ())),
        as_of=told.get("as_of", ""),
        is_synthetic=told.get("is_synthetic", False),
    )


def _cells(rows: Iterable[list[Any]]) -> Iterable[tuple[Spot, Cell]]:
    for key, unit, period, amount, *rest in rows:
        number = None if amount is None else Fraction(amount)
        yield Spot(key, unit, period), Cell(number, *rest)


def _text(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)

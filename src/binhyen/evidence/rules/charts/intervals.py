"""Changes with their intervals as bars on one scale, with nought and what is worth having."""

from collections.abc import Sequence
from dataclasses import dataclass

from .scales import Mark, Scale, steps

WIDTH, HEIGHT, EDGE = 320, 26, 16


@dataclass(frozen=True, slots=True)
class Change:
    """A change in percent between the ends of its interval."""

    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval as drawn. is_cut: it goes on beyond the drawing."""

    low: float
    high: float
    at: float
    is_cut: bool
    nought: float
    least: float | None
    width: int = WIDTH
    height: int = HEIGHT
    middle: float = HEIGHT / 2

    @property
    def arrow(self) -> str:
        """The `d` of the head that says that the interval goes on."""
        x, y = self.high, self.middle
        return f"M{x - 6:g} {y - 5:g}L{x + 2:g} {y:g}L{x - 6:g} {y + 5:g}"


@dataclass(frozen=True, slots=True)
class Axis:
    """Below the bars: round percents of the scale that they share."""

    marks: tuple[Mark, ...]
    nought: float
    least: float | None
    width: int = WIDTH
    height: int = HEIGHT


def bars(
    rows: Sequence[Change | None], *, least: float | None = None
) -> tuple[list[Bar | None], Axis]:
    """A bar for each row, None where there is no number; all on the scale of the widest.

    least: the smallest fall worth having, a positive number.
    """
    known = [row for row in rows if row is not None]
    wanted = [] if least is None else [-least]
    marks = steps([*wanted, *(end for row in known for end in (row.low, row.high))])
    along = Scale(marks[0], marks[-1], EDGE, WIDTH - EDGE)
    at_least = None if least is None else along.at(-least)
    drawn = [None if row is None else _bar(row, along, at_least) for row in rows]
    shown = tuple(Mark(along.at(one), one) for one in marks)
    return drawn, Axis(shown, along.at(0), at_least)


def _bar(row: Change, along: Scale, least: float | None) -> Bar:
    return Bar(
        low=along.at(row.low),
        high=along.at(row.high),
        at=along.at(row.percent),
        is_cut=row.high > along.high,
        nought=along.at(0),
        least=least,
    )

"""Amounts over time as lines: gaps stay gaps, and the scale begins at nought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .scales import Scale, ends, ticks

WIDTH, HEIGHT = 720, 260
TOP, BOTTOM, RIGHT = 12, 28, 28
A_LETTER, BESIDE = 7.2, 14  # of the amounts written at the left
ROOM_FOR_NAME = 64

Amounts = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its look (the style sheet's word for it), an amount for each period.

    breaks: the places that the line doesn't reach from the one before.
    """

    name: str
    look: str
    amounts: Amounts
    breaks: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    look: str
    d: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[Line, ...]
    across: tuple[Mark, ...]  # amounts, each with a line across the drawing
    below: tuple[Mark, ...]  # periods


def line_chart(
    series: Sequence[Series],
    periods: Sequence[str],
    *,
    write: Callable[[float], str],
    width: int = WIDTH,
    height: int = HEIGHT,
) -> LineChart:
    """Lines over the same periods. write: an amount in the reader's language."""
    low, high = ends(amount for one in series for amount in one.amounts)
    steps = ticks(low, high)
    left = BESIDE + A_LETTER * max(len(write(step)) for step in steps)
    across = Scale(steps[0], steps[-1], height - BOTTOM, TOP)
    along = Scale(0, max(len(periods) - 1, 1), left + 6, width - RIGHT)
    return LineChart(
        width,
        height,
        round(left, 1),
        width - RIGHT,
        TOP,
        height - BOTTOM,
        tuple(_line(one, periods, along, across, write) for one in series),
        tuple(Mark(across.at(step), write(step)) for step in steps),
        tuple(_named(periods, along)),
    )


def path_of(
    amounts: Amounts, along: Scale, across: Scale, breaks: frozenset[int] = frozenset()
) -> str:
    """The `d` of a path that leaves out what isn't known, and begins anew at every break."""
    found, step = [], "M"
    for place, amount in enumerate(amounts):
        if amount is None:
            step = "M"
            continue
        step = "M" if place in breaks else step
        found.append(f"{step}{along.at(place):g} {across.at(amount):g}")
        step = "L"
    return "".join(found)


def _line(
    one: Series, periods: Sequence[str], along: Scale, across: Scale, write: Callable[[float], str]
) -> Line:
    dots = tuple(
        Dot(along.at(place), across.at(amount), f"{one.name}, {period}: {write(amount)}")
        for place, (period, amount) in enumerate(zip(periods, one.amounts, strict=True))
        if amount is not None
    )
    return Line(one.name, one.look, path_of(one.amounts, along, across, one.breaks), dots)


def _named(periods: Sequence[str], along: Scale) -> list[Mark]:
    """As many periods by name as there is room for, the last one always."""
    room = max(int((along.end - along.start) / ROOM_FOR_NAME), 1)
    step = max(-(-len(periods) // room), 1)
    last = len(periods) - 1
    return [Mark(along.at(place), periods[place]) for place in range(last, -1, -step)][::-1]

"""The event study as a drawing: quarter by quarter before and after the start, with intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .scales import Mark, Scale, steps

WIDTH, HEIGHT = 720, 300
TOP, BOTTOM, LEFT, RIGHT = 28, 48, 60, 20
ROOM_FOR_NAME = 44


@dataclass(frozen=True, slots=True)
class Bin:
    """Months from `start` up to `end` (not included) since the start, with the change there."""

    start: float
    end: float
    percent: float
    low: float
    high: float

    @property
    def is_before(self) -> bool:
        return self.end <= 0


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    top: float
    bottom: float
    is_before: bool
    text: str


@dataclass(frozen=True, slots=True)
class EventChart:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    nought: float
    began: float
    points: tuple[Point, ...]
    across: tuple[Mark, ...]
    below: tuple[Mark, ...]


def event_chart(bins: Sequence[Bin], write: Callable[[Bin], str]) -> EventChart | None:
    """A point a bin, with a whisker; write: what a point says. None where there is nothing."""
    if not bins:
        return None
    marks = steps(end for one in bins for end in (one.low, one.high))
    across = Scale(marks[0], marks[-1], HEIGHT - BOTTOM, TOP)
    first, last = min(one.start for one in bins), max(one.end for one in bins)
    along = Scale(min(first, -1), max(last, 1), LEFT + 8, WIDTH - RIGHT)
    points = tuple(
        Point(
            along.at((one.start + one.end) / 2),
            across.at(one.percent),
            across.at(one.high),
            across.at(one.low),
            one.is_before,
            write(one),
        )
        for one in bins
    )
    return EventChart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        TOP,
        HEIGHT - BOTTOM,
        across.at(0),
        along.at(0),
        points,
        tuple(Mark(across.at(one), one) for one in marks),
        tuple(Mark(along.at(month), month) for month in _months(along)),
    )


def _months(along: Scale) -> list[int]:
    """Every sixth or twelfth month, as there is room."""
    room = (along.end - along.start) / ROOM_FOR_NAME
    step = next((one for one in (3, 6, 12, 24, 36) if (along.high - along.low) / one <= room), 60)
    low, high = int(along.low), int(along.high)
    first = -(-low // step) * step
    return list(range(first, high + 1, step))

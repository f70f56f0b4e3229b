"""The waves of a schedule along the months, as shapes to draw."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, TOP, ROW, WIDTH, FOOT = 160, 6, 30, 720, 26
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One wave: it waits from `left` to `at` and is at work from there to `right`."""

    number: int
    size: int
    y: float
    middle: float
    height: float
    left: float
    at: float
    right: float

    @property
    def wait(self) -> float:
        return self.at - self.left

    @property
    def work(self) -> float:
        return self.right - self.at


@dataclass(frozen=True, slots=True)
class Tick:
    """A month under the drawing. month: how many after the first."""

    month: int
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    foot: float


def timeline(sizes: Sequence[int], starts: Sequence[int], *, months: int) -> Timeline:
    """sizes: communes of each wave; starts: months after the first wave's; months: how many are
    drawn, more than the last start."""
    step = (WIDTH - LEFT) / months
    rows = tuple(
        Row(
            number=number,
            size=size,
            y=TOP + (number - 1) * ROW,
            middle=TOP + (number - 1) * ROW + ROW / 2,
            height=ROW - 8,
            left=LEFT,
            at=round(LEFT + start * step, 1),
            right=WIDTH,
        )
        for number, (size, start) in enumerate(zip(sizes, starts, strict=True), 1)
    )
    every = max(1, -(-len(starts) // MOST_TICKS))
    ticks = tuple(Tick(start, round(LEFT + start * step, 1)) for start in starts[::every])
    bottom = TOP + len(rows) * ROW
    return Timeline(rows, ticks, WIDTH, bottom + FOOT, bottom + 16)

"""Twenty provinces of one truth: their intervals below each other, with the truth in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from .scales import Mark, Scale, steps

WIDTH, ROW, TOP, BOTTOM, LEFT, RIGHT = 640, 18, 26, 30, 40, 70


@dataclass(frozen=True, slots=True)
class Try:
    """One interval in percent, with the truth and what before against after alone shows."""

    percent: float
    low: float
    high: float
    truth: float
    naive: float | None
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    y: float
    low: float
    high: float
    at: float
    truth: float
    naive: float | None
    is_hit: bool


@dataclass(frozen=True, slots=True)
class TwentyChart:
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    nought: float
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]


def twenty_chart(tries: Sequence[Try | None]) -> TwentyChart | None:
    """A row each, in order; none where nothing was estimated. None where no row has a number."""
    known = [one for one in tries if one is not None]
    if not known:
        return None
    naives = [one.naive for one in known if one.naive is not None]
    amounts = [end for one in known for end in (one.low, one.high, one.truth)]
    marks = steps([*amounts, *naives])
    along = Scale(marks[0], marks[-1], LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW * len(tries)
    rows = tuple(
        Row(
            number=n,
            y=TOP + ROW * (n - 0.5),
            low=along.at(one.low),
            high=along.at(one.high),
            at=along.at(one.percent),
            truth=along.at(one.truth),
            naive=None if one.naive is None else along.at(one.naive),
            is_hit=one.is_hit,
        )
        for n, one in enumerate(tries, start=1)
        if one is not None
    )
    return TwentyChart(
        WIDTH,
        bottom + BOTTOM,
        LEFT,
        WIDTH - RIGHT,
        TOP,
        bottom,
        along.at(0),
        rows,
        tuple(Mark(along.at(one), one) for one in marks),
    )

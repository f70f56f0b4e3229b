"""Months of counts as two lines: places with the programme, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT = 720, 240
TOP, BOTTOM, LEFT, RIGHT = 28, 34, 44, 16
YEAR = 12


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class MonthsChart:
    """ours, theirs: `points` of a polyline. began, ended: from the first start to the last."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    ours: str
    theirs: str
    began: float
    ended: float
    across: tuple[Tick, ...]
    years: tuple[Tick, ...]

    @property
    def tall(self) -> float:
        return self.bottom - self.top

    @property
    def wide(self) -> float:
        """Of the time from the first start to the last; a line where they are one."""
        return max(round(self.ended - self.began, 1), 2.0)


def months_chart(
    ours: Sequence[float], theirs: Sequence[float], starts: Sequence[int]
) -> MonthsChart:
    """Counts a place and month, both of the same months."""
    most = max(*ours, *theirs, 1.0)
    step = next((one for one in (0.5, 1, 2, 5, 10, 20, 50, 100) if most / one <= 5), 200)
    top = step * ceil(most / step)
    months = len(ours)

    def x(month: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * month / months, 1)

    def y(amount: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * amount / top, 1)

    def line(counts: Sequence[float]) -> str:
        return " ".join(f"{x(i + 0.5):g},{y(count):g}" for i, count in enumerate(counts))

    return MonthsChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        ours=line(ours),
        theirs=line(theirs),
        began=x(min(starts)),
        ended=x(max(starts)),
        across=tuple(Tick(y(step * n), f"{step * n:g}") for n in range(round(top / step) + 1)),
        years=tuple(
            Tick(x(year * YEAR + YEAR / 2), str(year + 1)) for year in range(months // YEAR)
        ),
    )

"""From percent to places in a drawing, and the round amounts written beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

LOWEST, HIGHEST = -100.0, 100.0  # a fall can't be more, and a rise beyond is cut with an arrow
STEPS = (5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` lies at `start`, `high` at `end`, in the drawing's units."""

    low: float
    high: float
    start: float
    end: float

    def at(self, amount: float) -> float:
        """Where an amount lies; one beyond the scale at its end."""
        kept = min(max(amount, self.low), self.high)
        share = (kept - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Mark:
    at: float
    percent: int


def steps(amounts: Iterable[float], *, most: int = 5) -> tuple[int, ...]:
    """Round percents around all the amounts and nought, within what can be drawn."""
    known = [min(max(amount, LOWEST), HIGHEST) for amount in amounts]
    low, high = min([0.0, *known]), max([0.0, *known])
    wide = max(high - low, 10.0)
    step = next((one for one in STEPS if wide / one <= most), STEPS[-1])
    first, last = floor(low / step), ceil(high / step)
    return tuple(step * n for n in range(first, max(last, first + 1) + 1))

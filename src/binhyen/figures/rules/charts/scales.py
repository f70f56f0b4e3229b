"""From amounts to places in a drawing, and the round amounts written beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` lies at `start`, `high` at `end`, in the drawing's units."""

    low: float
    high: float
    start: float
    end: float

    def at(self, amount: float) -> float:
        wide = self.high - self.low
        share = (amount - self.low) / wide if wide else 0.5
        return round(self.start + share * (self.end - self.start), 1)


def ticks(low: float, high: float, *, most: int = 5) -> tuple[float, ...]:
    """Round amounts, at most `most` steps apart, the first at or below low, the last above high."""
    if high <= low:
        high = low + 1
    rough = (high - low) / most
    size = 10.0 ** floor(log10(rough))
    step = next(size * one for one in STEPS if size * one >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(round(step * n, 10) for n in range(first, last + 1))


def ends(amounts: Iterable[float | None]) -> tuple[float, float]:
    """The lowest and the highest with nought among them, so that lengths can be compared."""
    known = [amount for amount in amounts if amount is not None]
    return min([0.0, *known]), max([0.0, *known])


def shown(number: float) -> float | int:
    """Whole numbers as such, so that a drawing's text is short."""
    return int(number) if float(number).is_integer() else number

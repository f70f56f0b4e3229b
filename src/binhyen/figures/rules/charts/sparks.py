"""Many small lines on one scale, so that they can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from .lines import Amounts, path_of
from .scales import Scale, ends, ticks

WIDTH, HEIGHT, EDGE = 200, 56, 4


@dataclass(frozen=True, slots=True)
class Spark:
    """One line with its last known amount as a dot; `base` is where nought lies."""

    d: str
    base: float
    last: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def sparks(many: Sequence[Amounts], breaks: Sequence[frozenset[int]] = ()) -> list[Spark]:
    """A spark for each row of amounts, all on the scale of the highest.

    breaks: for each row the places that its line doesn't reach from the one before.
    """
    low, high = ends(amount for row in many for amount in row)
    steps = ticks(low, high, most=3)
    across = Scale(steps[0], steps[-1], HEIGHT - EDGE, EDGE)
    none = frozenset[int]()
    gaps = breaks or [none] * len(many)
    return [_spark(row, across, apart) for row, apart in zip(many, gaps, strict=True)]


def highest(many: Sequence[Amounts]) -> float:
    """The amount at the top of that scale."""
    return ticks(*ends(amount for row in many for amount in row), most=3)[-1]


def _spark(amounts: Amounts, across: Scale, breaks: frozenset[int]) -> Spark:
    along = Scale(0, max(len(amounts) - 1, 1), EDGE, WIDTH - EDGE)
    known = [(place, amount) for place, amount in enumerate(amounts) if amount is not None]
    last = (along.at(known[-1][0]), across.at(known[-1][1])) if known else None
    return Spark(path_of(amounts, along, across, breaks), across.at(0), last)

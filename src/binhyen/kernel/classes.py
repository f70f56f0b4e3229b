"""Classes of a choropleth: few, round, none empty."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import floor, log10

MOST = 5


def bounds(values: Iterable[float], *, most: int = MOST) -> tuple[float, ...]:
    """Lower bounds of the classes, rising, the first at or below the smallest value.

    values: positive numbers; zero and unknown have classes of their own. Up to `most` different
    values make a class each. Beyond that classes hold about equally many units, with bounds
    rounded to as few digits as keep every class apart and filled, so that none is empty.
    """
    ranked = sorted(value for value in values if value > 0)
    different = sorted(set(ranked))
    if len(different) <= most:
        return tuple(different)
    cuts = [ranked[len(ranked) * step // most] for step in range(1, most)]
    rounded = [different[0], *(_rounded(cut, different) for cut in cuts)]
    return _filled(sorted(set(rounded)), ranked)


def class_of(value: float, lower: Sequence[float]) -> int:
    """Which class a positive value falls into, from 1; `lower` as `bounds` gives it."""
    return max(bisect_right(lower, value), 1)


def _rounded(cut: float, different: Sequence[float]) -> float:
    """The cut with the fewest digits that still lies above the value before it."""
    below = max((value for value in different if value < cut), default=0.0)
    for digits in range(1, 16):
        step = 10.0 ** (floor(log10(cut)) - digits + 1)
        candidate = round(floor(cut / step) * step, 12)
        if below < candidate <= cut:
            return int(candidate) if candidate >= 1 and candidate == int(candidate) else candidate
    return cut


def _filled(lower: list[float], ranked: Sequence[float]) -> tuple[float, ...]:
    """Without the bounds of classes that hold nothing."""
    uppers = [*lower[1:], float("inf")]
    return tuple(
        low
        for low, high in zip(lower, uppers, strict=True)
        if any(low <= value < high for value in ranked)
    )

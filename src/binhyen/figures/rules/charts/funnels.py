"""Units against what chance alone would do, instead of a rank.

A small commune's rate swings widely by chance; a list from best to worst mostly sorts chance
(Goldstein and Spiegelhalter 1996, J. R. Stat. Soc. A 159(3), 385–443). A funnel plot (Spiegelhalter
2005, Stat. Med. 24(8), 1185–1202) shows each unit at its size, with limits that 95 and 99.8 of a
hundred units would stay within if all were alike. Units are never quite alike: how much more than
chance they scatter is estimated from the middle eight tenths of them, and limits and intervals are
widened by it, never narrowed.

Counts are taken as Poisson. Limits and intervals by Wilson and Hilferty's cube (1931), as Byar used
it (Breslow and Day 1987, IARC 82, p. 69). Shares: arcsine for the limits, Wilson's score (1927) for
the intervals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, pi, sin, sqrt

FEWEST = 5  # units, below which nothing can be said of their scatter
Z_95, Z_998 = 1.96, 3.09
POINTS = 48
OUTER = 0.1  # of the units at either end that don't count for the scatter


class Stands(StrEnum):
    """Where a unit lies against the limits."""

    WITHIN = "within"
    HIGH = "high"  # above what 95 of 100 stay within
    LOW = "low"
    FAR_HIGH = "far-high"  # above what 998 of 1,000 stay within
    FAR_LOW = "far-low"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one unit: so many cases where so many were expected, or so many of `size`.

    size: for counts what would be expected if it were like all; for shares of how many it is.
    """

    number: int
    count: float
    size: float


@dataclass(frozen=True, slots=True)
class Point:
    """A unit in the funnel: its value with an interval of 95 %, and where it stands."""

    number: int
    size: float
    value: float
    low: float
    high: float
    stands: Stands


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits at one size."""

    size: float
    low: float
    high: float
    far_low: float
    far_high: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """centre: what all together have. scatter: how many times chance alone, 1 at the least."""

    centre: float
    scatter: float
    points: tuple[Point, ...]
    limits: tuple[Limit, ...]
    left_out: tuple[int, ...]


def of_counts(seen: Sequence[Seen]) -> Funnel | None:
    """Counts as multiples of what is expected; None for too few units. The centre is 1."""
    good = [one for one in seen if one.size > 0]
    if len(good) < FEWEST:
        return None
    scatter = _scatter([2 * (sqrt(one.count) - sqrt(one.size)) for one in good])
    root = sqrt(scatter)

    def limit(size: float) -> Limit:
        low, high = (_cube(size, z * root) / size for z in (-Z_95, Z_95))
        far_low, far_high = (_cube(size, z * root) / size for z in (-Z_998, Z_998))
        return Limit(size, low, high, far_low, far_high)

    points = []
    for one in good:
        low, high = _byar(one.count, Z_95 * root)
        value = one.count / one.size
        stands = _stands(value, limit(one.size))
        points.append(Point(one.number, one.size, value, low / one.size, high / one.size, stands))
    return Funnel(1.0, scatter, tuple(points), _limits(good, limit), _without(seen, good))


def of_shares(seen: Sequence[Seen]) -> Funnel | None:
    """Shares between 0 and 1, each `count` of `size`; None for too few units."""
    good = [one for one in seen if one.size > 0 and 0 <= one.count <= one.size]
    if len(good) < FEWEST:
        return None
    centre = sum(one.count for one in good) / sum(one.size for one in good)
    middle = asin(sqrt(centre))
    scatter = _scatter(
        [2 * sqrt(one.size) * (asin(sqrt(one.count / one.size)) - middle) for one in good]
    )
    root = sqrt(scatter)

    def limit(size: float) -> Limit:
        ways = [z * root / (2 * sqrt(size)) for z in (-Z_95, Z_95, -Z_998, Z_998)]
        return Limit(size, *(sin(min(max(middle + way, 0.0), pi / 2)) ** 2 for way in ways))

    points = []
    for one in good:
        value = one.count / one.size
        low, high = _wilson(value, one.size, Z_95 * root)
        points.append(
            Point(one.number, one.size, value, low, high, _stands(value, limit(one.size)))
        )
    return Funnel(centre, scatter, tuple(points), _limits(good, limit), _without(seen, good))


def _scatter(off: Sequence[float]) -> float:
    """How many times chance the units scatter, the ends drawn in to the rest; never below 1."""
    ranked = sorted(off)
    cut = int(len(ranked) * OUTER)
    low, high = ranked[cut], ranked[-1 - cut]
    return max(sum(min(max(z, low), high) ** 2 for z in ranked) / len(ranked), 1.0)


def _cube(mean: float, z: float) -> float:
    """The count that a Poisson count of this mean stays below, by the normal deviate z."""
    return mean * max(1 - 1 / (9 * mean) + z / (3 * sqrt(mean)), 0.0) ** 3


def _byar(count: float, z: float) -> tuple[float, float]:
    """The means between which a Poisson count says its own to lie; three and a half for none."""
    return (_cube(count, -z) if count else 0.0), _cube(count + 1, z)


def _wilson(share: float, of: float, z: float) -> tuple[float, float]:
    wide = z * z / of
    middle = share + wide / 2
    reach = z * sqrt(share * (1 - share) / of + wide / (4 * of))
    return max((middle - reach) / (1 + wide), 0.0), min((middle + reach) / (1 + wide), 1.0)


def _stands(value: float, limit: Limit) -> Stands:
    if value > limit.high:
        return Stands.FAR_HIGH if value > limit.far_high else Stands.HIGH
    if value < limit.low:
        return Stands.FAR_LOW if value < limit.far_low else Stands.LOW
    return Stands.WITHIN


def _limits(good: Sequence[Seen], limit: Callable[[float], Limit]) -> tuple[Limit, ...]:
    """Closer together where the funnel is wide."""
    sizes = [one.size for one in good]
    low, high = min(sizes), max(sizes)
    if low == high:
        low, high = low * 0.8, high * 1.2
    return tuple(limit(low + (high - low) * (n / POINTS) ** 2) for n in range(POINTS + 1))


def _without(seen: Sequence[Seen], good: Sequence[Seen]) -> tuple[int, ...]:
    inside = {one.number for one in good}
    return tuple(one.number for one in seen if one.number not in inside)

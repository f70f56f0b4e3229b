"""Units against what chance alone would do, instead of a rank.

A small commune's rate swings widely by chance; a list from best to worst mostly sorts chance
(Goldstein and Spiegelhalter 1996, J. R. Stat. Soc. A 159(3), 385–443). A funnel plot (Spiegelhalter
2005, Stat. Med. 24(8), 1185–1202) shows each unit at its size, with limits that 95 and 99.8 of a
hundred units would stay within if all were alike. Units are never quite alike: how much more than
chance they scatter is estimated from the middle eight tenths of them, and limits and intervals are
widened by it, never narrowed.

Counts are taken as Poisson, shares as binomial. Limits are exact quantiles, drawn straight between
whole counts (so that none is called rare that isn't), beyond a hundred Cornish and Fisher's (1938).
Intervals: of counts Byar's approximation (Breslow and Day 1987, IARC 82, p. 69), of shares Wilson's
score (1927).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, exp, sqrt

FEWEST = 5  # units, below which nothing can be said of their scatter
Z_95, Z_998 = 1.96, 3.09
EXACT_UP_TO = 100
RISING = (0.001, 0.025, 0.975, 0.999)
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
        ends = (max(1 + (q - size) * root / size, 0.0) for q in _poisson(size))
        return Limit(size, *ends)

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
        of = max(round(size), 1)
        wide = [centre + (q / of - centre) * root for q in _binomial(of, centre)]
        return Limit(size, *(min(max(end, 0.0), 1.0) for end in wide))

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


def _poisson(mean: float) -> tuple[float, ...]:
    """Between which a count lies 95 and 99.8 times of 100: low, high, far low, far high."""
    if mean > EXACT_UP_TO:
        return _expanded(mean, sqrt(mean), 1 / sqrt(mean))
    return _stepped(exp(-mean), lambda count: mean / count)


def _binomial(of: int, share: float) -> tuple[float, ...]:
    """The same of so many, each with this share."""
    if not 0 < share < 1:
        return (of * share,) * 4
    if of > EXACT_UP_TO:
        spread = sqrt(of * share * (1 - share))
        return _expanded(of * share, spread, (1 - 2 * share) / spread)
    odds = share / (1 - share)
    return _stepped((1 - share) ** of, lambda count: (of - count + 1) / count * odds)


def _expanded(mean: float, spread: float, skew: float) -> tuple[float, ...]:
    return tuple(mean + spread * (z + skew * (z * z - 1) / 6) for z in (-Z_95, Z_95, -Z_998, Z_998))


def _stepped(chance: float, grows: Callable[[int], float]) -> tuple[float, ...]:
    """From the chance of none, and how many times likelier each count is than the one before.

    A count lies beyond a limit only if it and all beyond it are rarer than the limit says.
    """
    found, count, below = [], 0, 0.0
    for share in RISING:
        while below + chance < share and chance:
            below += chance
            count += 1
            chance *= grows(count)
        off = share - below - chance if share < 0.5 else share - below
        found.append(count + off / chance if chance else float(count))
    far_low, low, high, far_high = found
    return low, high, far_low, far_high


def _cube(mean: float, z: float) -> float:
    """Wilson and Hilferty's (1931) root of a gamma's quantile."""
    return mean * max(1 - 1 / (9 * mean) + z / (3 * sqrt(mean)), 0.0) ** 3


def _byar(count: float, z: float) -> tuple[float, float]:
    """The means between which a Poisson count says its own to lie; three and a half for none."""
    return (_cube(count, -z) if count else 0.0), _cube(count + 1, z)


def _wilson(share: float, of: float, z: float) -> tuple[float, float]:
    wide = z * z / of
    middle = share + wide / 2
    reach = z * sqrt(share * (1 - share) / of + wide / (4 * of))
    low, high = (middle - reach) / (1 + wide), (middle + reach) / (1 + wide)
    return min(max(low, 0.0), share), max(min(high, 1.0), share)


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

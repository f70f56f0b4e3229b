"""Believable draws. Every function takes its chance as `rng`; the same seed draws the same."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from .shapes import Place, Span

LAST_DAY_OF_BOOK = date(2022, 12, 31)
KM_PER_DEGREE = 111.32


def between(span: Span, rng: Random) -> int:
    """A whole number of the span, nearer its lower end: small sites are the common ones."""
    low, high = span
    return round(rng.triangular(low, high, low + (high - low) * 0.25))


def money_vnd(span_mvnd: Span, rng: Random) -> int | None:
    """Đồng, rounded to half a million as books are; None when nothing was given."""
    low, high = span_mvnd
    amount = round(between((low * 2, high * 2), rng)) * 500_000
    return amount or None


def opening_day(since: int, rng: Random, *, last: date = LAST_DAY_OF_BOOK) -> date:
    """A working day between 1 January `since` and `last`, more likely late than early."""
    first = date(since, 1, 1)
    span = (last - first).days
    day = first + timedelta(days=round(rng.triangular(0, span, span * 0.8)))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return max(day, first)


def as_known(day: date, rng: Random) -> tuple[date, str]:
    """The day as an honest book knows it: to the day, the month or only the year."""
    luck = rng.random()
    if luck < 0.72:
        return day, "day"
    if luck < 0.92:
        return day.replace(day=1), "month"
    return day.replace(month=1, day=1), "year"


def point_near(lat: float, lon: float, radius_km: float, rng: Random) -> tuple[float, float]:
    """A point evenly spread over the disc, to five decimals (about a metre)."""
    distance = radius_km * math.sqrt(rng.random())
    angle = rng.random() * 2 * math.pi
    north = distance * math.sin(angle) / KM_PER_DEGREE
    east = distance * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(lat)))
    return round(lat + north, 5), round(lon + east, 5)


def weights(places: Sequence[Place], rng: Random) -> Mapping[int, float]:
    """How many sites a commune tends to have beside others; towns have more."""
    return {
        place.key: math.exp(rng.gauss(0, 0.28)) * (1.35 if place.is_urban else 1.0)
        for place in places
    }


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total`, as near to the shares as can be (Hamilton)."""
    whole = sum(shares)
    exact = [total * share / whole for share in shares]
    counts = [math.floor(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts

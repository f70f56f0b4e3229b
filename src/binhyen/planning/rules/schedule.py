"""Waves in months, and what can be learned from each way of spacing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, log1p, sqrt

from whatworks import NotEstimable, Panel, Power, planned_power

from .draw import even_sizes

FEWEST_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Wave:
    """Communes that begin in one month (YYYY-MM). number: from 1."""

    number: int
    month: str
    communes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """A way to begin: how many communes in each wave, and months from one wave to the next."""

    sizes: tuple[int, ...]
    gap_months: int

    @property
    def months(self) -> int:
        """From the first wave's month to the last one's."""
        return (len(self.sizes) - 1) * self.gap_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What a spacing would show. power: or why it can't be said.

    compared: communes that begin before the watch ends; the rest are what they are compared with.
    watched_months: from the first wave on, until nobody is left who hasn't begun.
    """

    spacing: Spacing
    compared: int
    watched_months: int
    power: Power | NotEstimable


def timetable(
    waves: Sequence[Sequence[str]], *, first_month: str, gap_months: int
) -> tuple[Wave, ...]:
    """The drawn waves in months. Raises ValueError where the month isn't YYYY-MM."""
    if gap_months < 1:
        raise ValueError(f"gap_months: 1 or more expected, got {gap_months}")
    return tuple(
        Wave(number, later(first_month, (number - 1) * gap_months), tuple(codes))
        for number, codes in enumerate(waves, 1)
    )


def later(month: str, months: int) -> str:
    """The month so many later: 2026-11 and 3 is 2027-02."""
    year, dash, number = month.partition("-")
    if not (dash and year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        raise ValueError(f"month: YYYY-MM expected, got {month!r}")
    total = int(year) * 12 + int(number) - 1 + months
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def bought(
    history: Panel,
    spacing: Spacing,
    *,
    watched_months: int,
    effect_percent: float = -20.0,
    draws: int = 200,
    seed: int = 0,
) -> Bought:
    """The power of a spacing, by dealing its waves to random communes of a history without it.

    history: monthly counts before the programme, of the communes of the draw and any that stay
        without; its last `watched_months` stand for the months from the first wave on. Waves that
        would begin after the watch are compared with, like communes that never begin. Where all
        would begin within it, it ends when the last wave begins: nobody is left to compare with.
    """
    if not 1 <= watched_months < history.n_periods:
        raise ValueError(
            f"watched_months: 1 to {history.n_periods - 1} expected, got {watched_months}"
        )
    seen = _seen(spacing, watched_months)
    if sum(size for size, _ in seen) > history.n_units - FEWEST_COMPARED and len(seen) > 1:
        watched_months = seen[-1][1]
        seen = seen[:-1]
    first = history.n_periods - watched_months
    power = planned_power(
        history,
        [(size, first + start) for size, start in seen],
        effect_percent=effect_percent,
        draws=draws,
        seed=seed,
    )
    return Bought(
        spacing=spacing,
        compared=sum(size for size, _ in seen),
        watched_months=watched_months,
        power=power,
    )


def _seen(spacing: Spacing, watched_months: int) -> list[tuple[int, int]]:
    """(communes, months after the first wave) of the waves that begin within the watch."""
    starts = [(size, number * spacing.gap_months) for number, size in enumerate(spacing.sizes)]
    return [(size, start) for size, start in starts if start < watched_months]


def spacings(
    communes: int, *, waves: Sequence[int] = (1, 2, 3, 4), gaps: Sequence[int] = (3, 6, 12)
) -> tuple[Spacing, ...]:
    """The ways worth comparing: all at once, and so many waves so far apart."""
    counts = [count for count in waves if 1 <= count <= communes]
    return tuple(
        Spacing(sizes=even_sizes(communes, count), gap_months=gap)
        for count, gap in product(counts, gaps)
        if count > 1 or gap == gaps[0]
    )


def compare(
    history: Panel,
    ways: Sequence[Spacing],
    *,
    watched_months: int,
    effect_percent: float = -20.0,
    draws: int = 200,
    seed: int = 0,
) -> tuple[Bought, ...]:
    """What each way buys, the most telling first; those that can't be said last.

    Among equals the quicker way comes first, since communes that wait pay for what is learned.
    """
    found = [
        bought(
            history,
            way,
            watched_months=watched_months,
            effect_percent=effect_percent,
            draws=draws,
            seed=seed,
        )
        for way in ways
    ]
    return tuple(sorted(found, key=_worth))


def _worth(one: Bought) -> tuple[bool, float, int]:
    if isinstance(one.power, NotEstimable):
        return True, 0.0, one.spacing.months
    return False, -round(one.power.power, 2), one.spacing.months


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far simulated figures may be off, at 95 %, since they come from so many draws only.

    fall, power: the ends of the smallest fall found with 80 % (per cent) and of the power.
    """

    fall: tuple[float, float]
    power: tuple[float, float]


def doubt(power: Power, *, sites: int) -> Doubt:
    """The spread of the estimate over random waves is itself known to 1/√(2 draws) of its size."""
    off = 1.96 / sqrt(2 * power.draws)
    size = abs(log1p(power.effect_percent / 100))
    needed = -log1p(-power.fall_percent / 100)

    def found(factor: float) -> float:
        from scipy.special import stdtr, stdtrit

        df = sites - 1
        return float(stdtr(df, size / (power.se * factor) - float(stdtrit(df, 0.975))))

    def fall(factor: float) -> float:
        return 100 * (1 - exp(-needed * factor))

    narrow, wide = 1 - off, 1 + off
    return Doubt((fall(narrow), fall(wide)), (found(wide), found(narrow)))

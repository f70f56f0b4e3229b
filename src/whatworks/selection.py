"""Units chosen after a bad year: how far their counts would have fallen by themselves.

A year is bad partly by bad luck, and luck doesn't stay. A before–after comparison of units chosen
for their bad year counts that return to the usual as the programme's doing. Here the usual is
estimated from all units, chosen or not, and what is left of the fall is the programme's.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import normal_p, normal_reach, t_reach
from whatworks.results import NotEstimable, Reason, Result, percent
from whatworks.shrinkage import (
    checked_rates,
    drawn_to_mean_rate,
    fit_gamma_poisson,
    likely_shapes,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Selection(Result):
    """Four numbers for the page on regression to the mean, and the effect without it.

    counted_before: events of the chosen in the period they were chosen by; counted_after.
    expected_by_itself: events of the chosen after, had nothing been done and had no unit's true
        rate changed; fall_by_itself_percent, with interval: what that is from `counted_before`.
    expected_after: the same, with the change that the units not chosen show.
    naive_percent: before to after as counted, what a report would claim.
    log_ratio, se, low, high, p: the effect with both taken off, normal at `level`.
    """

    chosen: int
    counted_before: float
    counted_after: float
    expected_by_itself: float
    expected_after: float
    fall_by_itself_percent: float
    fall_by_itself_low: float
    fall_by_itself_high: float
    naive_percent: float
    log_ratio: float
    se: float
    low: float
    high: float
    p: float
    level: float

    @property
    def percent_change(self) -> float:
        """Per cent, negative is fewer: the adjusted effect."""
        return percent(self.log_ratio)

    @property
    def interval(self) -> tuple[float, float]:
        """Per cent, at `level`."""
        return percent(self.low), percent(self.high)


@dataclass(frozen=True, slots=True)
class PastFall(Result):
    """What the worst units of earlier years did in the year after, without any programme.

    years: indices of the years by which units were picked; percent: the picked units' change to
    the next year against the others', for each, with low and high: of Poisson counting alone, at
    `level`. mean: over the years (geometric), with Student's t over the years where there are two.
    """

    picked: int
    years: tuple[int, ...]
    percent: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean_percent: float
    mean_low: float | None
    mean_high: float | None
    level: float


def adjust_for_selection(
    before: ArrayLike,
    after: ArrayLike,
    chosen: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    after_exposure: ArrayLike | None = None,
    level: float = 0.95,
) -> Selection | NotEstimable:
    """Effect on units chosen for their count before, regression to the mean taken off.

    before, after: [n] counts of all units, chosen or not, that could have been chosen.
    chosen: [n] booleans. exposure, after_exposure: [n] > 0 (population × time); 1 without, and
    the same after as before.

    Expects (alpha + y)/(beta + exposure) of each unit (gamma–Poisson over *all* units), times
    the change that the units not chosen show against the same expectation. Variance: Poisson of
    the counts after, the posterior's of the expected, and what else the spread of rates may be;
    the overdispersion that the units not chosen show against their own expectation multiplies
    it. Assumes that units were chosen by
    these counts and that true rates differ between units but not by luck shared within a unit
    over both periods: where rates themselves wander, more of the fall is by itself than said.
    Hauer 1997, chapters 11–12; Copas 1972.
    """
    y, z, picked = _checked(before, after, chosen)
    y, t = checked_rates(y, np.ones(len(y)) if exposure is None else exposure)
    u = t if after_exposure is None else np.array(after_exposure, dtype=float)
    if u.shape != y.shape or not (np.isfinite(u) & (u > 0)).all():
        raise ValueError("after_exposure: [n], more than 0, expected")
    if refusal := _refusal(y, z, picked):
        return refusal
    return _adjusted(y, z, picked, t, u, level)


def past_fall(history: ArrayLike, pick: int, *, level: float = 0.95) -> PastFall | NotEstimable:
    """How far the worst units of earlier years fell the year after, before any programme.

    history: [n, years] counts, years ≥ 2, none of them under a programme.
    pick: how many units are picked each year, 1 … n−1; ties by the order given.

    Needs no model: what the choosing of as many worst units brought in the past, against the
    units not picked, which themselves rise a little; so it overstates the fall slightly.
    """
    counts = np.array(history, dtype=float)
    if counts.ndim != 2 or not (np.isfinite(counts) & (counts >= 0)).all():
        raise ValueError("history: [n, years] counts, 0 or more, expected")
    n, years = counts.shape
    if not 1 <= pick < n:
        raise ValueError(f"pick: 1 to {n - 1} expected, got {pick}")
    if years < 2:
        return NotEstimable(Reason.NO_BEFORE, (f"{years} years",))
    falls: dict[int, float] = {}
    errors: dict[int, float] = {}
    for year in range(years - 1):
        worst = np.argsort(-counts[:, year], kind="stable")[:pick]
        is_worst = np.isin(np.arange(n), worst)
        cells = [counts[who, year + step].sum() for who in (is_worst, ~is_worst) for step in (0, 1)]
        if all(cells):
            falls[year] = log(cells[1] / cells[0]) - log(cells[3] / cells[2])
            errors[year] = sqrt(sum(1 / cell for cell in cells))
    if not falls:
        return NotEstimable(Reason.ZERO_COUNT)
    reach = normal_reach(level)
    mean, half = _mean_over_years(list(falls.values()), level)
    return PastFall(
        picked=pick,
        years=tuple(falls),
        percent=tuple(percent(fall) for fall in falls.values()),
        low=tuple(percent(fall - reach * errors[year]) for year, fall in falls.items()),
        high=tuple(percent(fall + reach * errors[year]) for year, fall in falls.items()),
        mean_percent=percent(mean),
        mean_low=None if half is None else percent(mean - half),
        mean_high=None if half is None else percent(mean + half),
        level=level,
    )


def _mean_over_years(falls: list[float], level: float) -> tuple[float, float | None]:
    """The mean and half its interval, which one year doesn't have."""
    mean = sum(falls) / len(falls)
    if len(falls) < 2:
        return mean, None
    error = float(np.std(falls, ddof=1)) / sqrt(len(falls))
    return mean, t_reach(level, len(falls) - 1) * error


def _adjusted(
    y: Floats, z: Floats, picked: NDArray[np.bool_], t: Floats, u: Floats, level: float
) -> Selection:
    alpha, _ = fit_gamma_poisson(y, t)
    rate, _, beta = drawn_to_mean_rate(y, t, alpha)
    expected = rate * u
    doubt = rate * u**2 / (beta + t)  # posterior variance of the expected counts
    own, others = expected[picked].sum(), expected[~picked].sum()
    trend = z[~picked].sum() / others
    spread = _overdispersion(z[~picked], expected[~picked] * trend, doubt[~picked] * trend**2)
    after, left = z[picked].sum(), z[~picked].sum()
    own_doubt, others_doubt = doubt[picked].sum() / own**2, doubt[~picked].sum() / others**2
    own_moves, ratio_moves = _moves(y, t, u, picked, alpha)
    log_ratio = log(after / (own * trend))
    se = sqrt(spread * (1 / after + 1 / left + own_doubt + others_doubt) + ratio_moves)
    reach = normal_reach(level)
    by_itself = own / u[picked].sum() * t[picked].sum() if (u != t).any() else own
    change, change_reach = log(by_itself / y[picked].sum()), reach * sqrt(own_doubt + own_moves)
    naive = (after / u[picked].sum()) / (y[picked].sum() / t[picked].sum())
    return Selection(
        chosen=int(picked.sum()),
        counted_before=float(y[picked].sum()),
        counted_after=float(after),
        expected_by_itself=float(own),
        expected_after=float(own * trend),
        fall_by_itself_percent=percent(change),
        fall_by_itself_low=percent(change - change_reach),
        fall_by_itself_high=percent(change + change_reach),
        naive_percent=float(100 * (naive - 1)),
        log_ratio=log_ratio,
        se=se,
        low=log_ratio - reach * se,
        high=log_ratio + reach * se,
        p=normal_p(log_ratio / se),
        level=level,
    )


def _moves(
    y: Floats, t: Floats, u: Floats, picked: NDArray[np.bool_], alpha: float
) -> tuple[float, float]:
    """What not knowing the spread of rates adds: variances of ln own, and of ln own/others."""
    expected = [drawn_to_mean_rate(y, t, shape)[0] * u for shape in likely_shapes(y, t, alpha)]
    own = np.log([one[picked].sum() for one in expected])
    ratio = own - np.log([one[~picked].sum() for one in expected])
    return float(own.var()), float(ratio.var())


def _overdispersion(counts: Floats, expected: Floats, doubt: Floats) -> float:
    """Pearson's chi-square per degree of freedom against what was expected, at least 1."""
    if len(counts) < 2:
        return 1.0
    squares = (counts - expected) ** 2 / (expected + doubt)
    return max(1.0, float(squares.sum() / (len(counts) - 1)))


def _checked(
    before: ArrayLike, after: ArrayLike, chosen: ArrayLike
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    y, z, picked = np.array(before, dtype=float), np.array(after, dtype=float), np.array(chosen)
    if y.ndim != 1 or y.shape != z.shape or picked.shape != y.shape or picked.dtype != bool:
        raise ValueError("before, after: [n] counts, chosen: [n] booleans expected")
    for name, counts in (("before", y), ("after", z)):
        if not (np.isfinite(counts) & (counts >= 0)).all() or (counts != np.round(counts)).any():
            raise ValueError(f"{name}: whole numbers, 0 or more, expected")
    return y, z, picked


def _refusal(y: Floats, z: Floats, picked: NDArray[np.bool_]) -> NotEstimable | None:
    if not picked.any():
        return NotEstimable(Reason.NO_TREATED)
    if picked.all():
        return NotEstimable(Reason.NO_UNTREATED)
    if not y.any():
        return NotEstimable(Reason.ALL_ZEROS)
    sums = {
        "chosen before": y[picked].sum(),
        "chosen after": z[picked].sum(),
        "others after": z[~picked].sum(),
    }
    zero = tuple(name for name, count in sums.items() if not count)
    return NotEstimable(Reason.ZERO_COUNT, zero) if zero else None

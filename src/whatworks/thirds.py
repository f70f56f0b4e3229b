"""The chance of each unit to be among the best or the worst third, which a rank can't tell.

By numerical integration: no draws, and the same whatever the order of units.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import gamma_cdf, gamma_quantile, normal_cdf, normal_quantile

Floats = NDArray[np.float64]
MANY_UNITS = 1000
ALIKE = 0.99e6  # a gamma of such a shape spreads by a thousandth: units don't differ


def chance_of_lowest_third(means: ArrayLike, errors: ArrayLike) -> Floats:
    """[k] chance that each of k independent normals is among the lowest third (rounded up).

    means, errors: [k], errors ≥ 0. Where no error is above 0 and means are equal, each has the
    same chance. By numerical integration, so without draws and whatever the order of units.
    """
    m, s = np.array(means, dtype=float), np.array(errors, dtype=float)
    if m.ndim != 1 or m.shape != s.shape or not (np.isfinite(m) & (s >= 0)).all():
        raise ValueError("means, errors: [k] finite each, errors 0 or more, expected")
    if not len(m):
        return m
    if not s.any() and np.ptp(m) == 0:
        return np.full(len(m), ceil(len(m) / 3) / len(m))
    s = np.maximum(s, 1e-6 * max(float(s.max()), float(np.ptp(m))))
    at = normal_quantile(_probes())
    grid = _common_grid(m[:, None] + s[:, None] * at)
    return _among_lowest(normal_cdf((grid - m[:, None]) / s[:, None]))


def chance_of_highest_third(alpha: float, beta: float, y: Floats, t: Floats) -> Floats:
    """[n] chance to be among the highest third: the lowest third of the mirrored line."""
    if alpha >= ALIKE:
        return np.full(len(y), ceil(len(y) / 3) / len(y))
    shape, scale = alpha + y, 1 / (beta + t)
    at = gamma_quantile(_probes()[None], shape[:, None], scale[:, None])
    grid = _common_grid(at)
    below = gamma_cdf(grid, shape[:, None], scale[:, None])
    return _among_lowest(1 - below[:, ::-1])


def _probes() -> Floats:
    middle = np.linspace(0.02, 0.98, 49)
    return np.concatenate([[1e-7, 1e-5, 1e-3], middle, [1 - 1e-3, 1 - 1e-5, 1 - 1e-7]])


def _common_grid(quantiles: Floats) -> Floats:
    """Where the mass of all units lies, a good many points, ascending."""
    points = 400 if len(quantiles) <= MANY_UNITS else 200
    pooled = np.sort(quantiles.ravel())
    return np.unique(pooled[np.linspace(0, len(pooled) - 1, points).astype(int)])


def _among_lowest(below: Floats) -> Floats:
    """[n] chance of each to be among the lowest ⌈n/3⌉, from `below`[n, points], their cdfs.

    Sums, over the grid's cells, the chance of lying in the cell times the chance that fewer than
    ⌈n/3⌉ others lie under it: exact convolution up to 60 units, beyond that the normal that such
    a count nears.
    """
    n = len(below)
    most = ceil(n / 3)
    inside = np.diff(np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1))), axis=1)
    padded = np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
    middle = (padded[:, 1:] + padded[:, :-1]) / 2
    fewer = _few_below_exactly if n <= 60 else _few_below_nearly
    chance = np.clip((inside * fewer(middle, most)).sum(axis=1), 0, 1)
    return np.clip(chance * most / chance.sum(), 0, 1)


def _few_below_exactly(middle: Floats, most: int) -> Floats:
    """[n, cells]: chance that fewer than `most` of the others lie below.

    By the counts' characteristic function (Hong 2013), from which one unit is taken out by
    division; at an odd number of frequencies no factor is 0.
    """
    n = len(middle)
    size = n + 1 - n % 2
    turn = np.exp(2j * np.pi * np.arange(size) / size)
    factors = 1 + middle[:, None] * (turn[:, None] - 1)
    others = factors.prod(axis=0) / factors
    up_to = (turn[:, None] ** -np.arange(most)).sum(axis=1) / size
    return np.asarray((up_to[:, None] * others).sum(axis=1).real)


def _few_below_nearly(middle: Floats, most: int) -> Floats:
    spread = middle * (1 - middle)
    mean = middle.sum(axis=0) - middle
    deviation = np.sqrt(np.maximum(spread.sum(axis=0) - spread, 1e-12))
    return normal_cdf((most - 0.5 - mean) / deviation)

"""Weights of untreated units and of periods that make a mix run alongside the treated.

The estimator of Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), and its two relatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Solver = Literal["exact", "frank-wolfe"]


@dataclass(frozen=True, slots=True)
class Mix:
    """Weights of donors and periods, and what they say of the treated."""

    effect: float
    unit_weights: Floats
    time_weights: Floats
    treated_path: Floats
    mix_path: Floats

    @classmethod
    def of(
        cls, donors: Floats, own: Floats, start: int, method: str, solver: str, noise: float
    ) -> Mix:
        n, after = len(donors), donors.shape[1] - start
        path = own.mean(axis=0)
        units, times = np.full(n, 1 / n), np.full(start, 1 / start)
        before, later = donors[:, :start], donors[:, start:].mean(axis=1)
        solve = SOLVERS[solver]
        if method == "sdid":
            penalty = (len(own) * after) ** 0.25 * noise
            units = solve(_centred(before.T), _centred(path[:start]), penalty, noise)
            times = solve(_centred(before), _centred(later), 1e-6 * noise, noise)
        elif method == "sc":
            units = solve(before.T, path[:start], 1e-6 * noise, noise)
            times = np.zeros(start)
        mix = units @ donors
        move = float(times @ (path - mix)[:start])
        effect = float((path - mix)[start:].mean()) - move
        return cls(effect, units, times, path, mix + move)


def _centred(columns: Floats) -> Floats:
    """Less the mean over rows, which gives a fit its free constant."""
    return columns - columns.mean(axis=0)


def _exact(columns: Floats, target: Floats, penalty: float, noise: float) -> Floats:
    """Weights w ≥ 0 with sum 1 that bring columns @ w nearest to the target.

    Minimises |columns @ w − target|² + rows · penalty² · |w|². On the simplex columns @ w −
    target is (columns − target) @ w, so the least is the point nearest to 0 of a convex hull,
    which non-negative least squares finds: with u of the least |hull @ u|² + (Σu − 1)²,
    w = u / Σu.
    """
    from scipy.optimize import nnls

    rows, count = columns.shape
    hull = np.vstack([columns - target[:, None], np.sqrt(rows) * penalty * np.eye(count)])
    size = np.sqrt((hull**2).sum(axis=0).min())
    if size > 0:
        hull = hull / size
    sides = np.vstack([hull, np.ones(count)])
    found, _ = nnls(sides, np.append(np.zeros(len(hull)), 1.0), maxiter=30 * count)
    return np.asarray(found / found.sum())


def _frank_wolfe(columns: Floats, target: Floats, penalty: float, noise: float) -> Floats:
    """The same weights by the authors' program: short, made sparse, gone on from there."""
    equal = np.full(columns.shape[1], 1 / columns.shape[1])
    short = _descend(columns, target, penalty, equal, least=1e-5 * noise, most=100)
    sparse = np.where(short <= short.max() / 4, 0.0, short)
    return _descend(
        columns, target, penalty, sparse / sparse.sum(), least=1e-5 * noise, most=10_000
    )


def _descend(
    columns: Floats, target: Floats, penalty: float, weights: Floats, *, least: float, most: int
) -> Floats:
    """Frank–Wolfe steps with exact line search until one gains less than `least` squared."""
    rows = len(columns)
    eta = rows * penalty**2
    error = columns @ weights - target
    values: list[float] = []
    while len(values) < most and (len(values) < 2 or values[-2] - values[-1] > least**2):
        slope = error @ columns + eta * weights
        corner = int(slope.argmin())
        way = -weights
        way[corner] += 1
        bend = columns[:, corner] - target - error
        curve = float(bend @ bend + eta * (way @ way))
        step = min(1.0, max(0.0, -float(slope @ way) / curve)) if curve > 0 else 0.0
        weights = weights + step * way
        error = error + step * bend
        values.append(float(penalty**2 * (weights @ weights) + error @ error / rows))
    return weights


SOLVERS = {"exact": _exact, "frank-wolfe": _frank_wolfe}


def period_noise(donors: Floats, start: int) -> float:
    """Standard deviation of untreated units' changes from period to period, before."""
    return float(np.std(np.diff(donors[:, :start], axis=1), ddof=1))

"""Least squares and Poisson regression with absorbed fixed effects, errors clustered.

What papers report, to be compared with. Two fixed effects may have as many rows as fit in
memory; more than two are for small panels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.outcomes import Estimate
from whatworks.results import NotEstimable, Reason, Result, frozen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Small: TypeAlias = Literal["CR0", "clusters", "CR1"]


@dataclass(frozen=True, slots=True, eq=False)
class Regression(Result):
    """Coefficients [k] with their clustered covariance [k, k].

    `dropped` are regressors that the others and the fixed effects already say; `rows` are the
    rows used (a Poisson regression can't use groups in which nothing ever happened).
    `fitted` [rows given]: expected outcome, 0 in rows not used.
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    dropped: tuple[str, ...]
    df: float
    rows: int
    clusters: int
    method: str
    fitted: Floats

    def estimate(self, name: str, level: float = 0.95) -> Estimate:
        """One coefficient with its t interval, clusters − 1 degrees of freedom."""
        at = self.names.index(name)
        se = float(np.sqrt(self.covariance[at, at]))
        return Estimate.of(float(self.coefficients[at]), se, self.df, level)


def ols(
    outcome: ArrayLike,
    regressors: ArrayLike,
    *,
    fixed_effects: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    names: Sequence[str] = (),
    small: Small = "CR1",
) -> Regression | NotEstimable:
    """Weighted least squares of `outcome` [rows] on `regressors` [rows, k].

    fixed_effects: labels [rows], absorbed; without any, give a constant among the regressors.
    weights: [rows], more than 0 (Stata's analytic weights).
    clusters: labels [rows]; None: each row alone.
    small: "CR0" none; "clusters" G/(G−1); "CR1" G/(G−1)·(N−1)/(N−K), where K counts the
    regressors and the fixed effects that aren't nested in the clusters, as Stata's xtreg and
    R's fixest do.

    Liang & Zeger (1986), Biometrika 73(1); Cameron & Miller (2015), J. Human Resources 50(2).
    """
    rows = _Rows.of(outcome, regressors, fixed_effects, weights, clusters, names)
    if rows.n_clusters < 2:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS)
    fit = _least_squares(rows.outcome, rows)
    everything = np.ones(len(rows.outcome), dtype=bool)
    return _result(rows, fit, fit.fitted, everything, small, "OLS")


def poisson(
    outcome: ArrayLike,
    regressors: ArrayLike,
    *,
    fixed_effects: Sequence[ArrayLike] = (),
    exposure: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    names: Sequence[str] = (),
    small: Small = "CR1",
    most_steps: int = 100,
) -> Regression | NotEstimable:
    """Poisson regression (log link) of `outcome` [rows], 0 or more, on `regressors` [rows, k].

    exposure: [rows], more than 0, what the counts are per; the rest as in `ols`. Rows of a fixed
    effect in which the outcome is always 0 are left out. The outcome needn't be whole: with
    clustered errors only the mean has to be right (Gourieroux, Monfort & Trognon 1984). Fitted
    by iterated weighted least squares (Correia, Guimarães & Zylkin 2020, Stata Journal 20(1)).
    """
    given = _Rows.of(outcome, regressors, fixed_effects, weights, clusters, names)
    if (given.outcome < 0).any():
        raise ValueError("outcome: 0 or more expected")
    offset = np.zeros(len(given.outcome))
    if exposure is not None:
        per = np.array(exposure, dtype=float)
        if per.shape != offset.shape or not (np.isfinite(per) & (per > 0)).all():
            raise ValueError("exposure: more than 0 for every row expected")
        offset = np.log(per)
    used = _rows_with_events(given.outcome, given.fixed_effects)
    if not used.any():
        return NotEstimable(Reason.ALL_ZEROS)
    rows, offset = given.only(used), offset[used]
    if rows.n_clusters < 2:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS)
    expected = (rows.outcome + np.average(rows.outcome, weights=rows.weights)) / 2
    deviance = np.inf
    for _ in range(most_steps):
        line = np.log(expected) - offset
        work = rows.weighted(rows.weights * expected)
        fit = _least_squares(line + (rows.outcome - expected) / expected, work)
        expected = np.exp(np.clip(fit.fitted + offset, -700, 700))
        before, deviance = deviance, _deviance(rows, expected)
        if abs(before - deviance) <= 1e-12 * (abs(deviance) + 1e-3):
            break
    else:
        return NotEstimable(Reason.NOT_CONVERGED)
    if (expected < 1e-9 * expected.mean()).any():
        return NotEstimable(Reason.NOT_CONVERGED)  # rows that a regressor tells apart: no estimate
    return _result(rows.weighted(rows.weights * expected), fit, expected, used, small, "Poisson")


def _deviance(rows: _Rows, expected: Floats) -> float:
    y = rows.outcome
    ratio = np.where(y > 0, y, 1) / np.where(y > 0, expected, 1)
    return float(2 * np.sum(rows.weights * (y * np.log(ratio) - y + expected)))


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The checked rows of a regression."""

    outcome: Floats
    regressors: Floats
    fixed_effects: tuple[Ints, ...]
    weights: Floats
    clusters: Ints
    names: tuple[str, ...]

    @classmethod
    def of(
        cls,
        outcome: ArrayLike,
        regressors: ArrayLike,
        fixed_effects: Sequence[ArrayLike],
        weights: ArrayLike | None,
        clusters: ArrayLike | None,
        names: Sequence[str],
    ) -> _Rows:
        y, x = np.array(outcome, dtype=float), np.array(regressors, dtype=float)
        x = x[:, None] if x.ndim == 1 else x
        if y.ndim != 1 or x.ndim != 2 or len(x) != len(y) or not len(y):
            raise ValueError(f"outcome {y.shape} and regressors {x.shape}: same rows expected")
        w = np.ones(len(y)) if weights is None else np.array(weights, dtype=float)
        if w.shape != y.shape or not (w > 0).all():
            raise ValueError("weights: more than 0 for every row expected")
        if not (np.isfinite(y).all() and np.isfinite(x).all() and np.isfinite(w).all()):
            raise ValueError("outcome, regressors, weights: finite numbers expected")
        groups = tuple(_numbered("fixed_effects", one, len(y)) for one in fixed_effects)
        group = _numbered("clusters", np.arange(len(y)) if clusters is None else clusters, len(y))
        labels = tuple(names) or tuple(str(i) for i in range(x.shape[1]))
        if len(labels) != x.shape[1]:
            raise ValueError(f"names: {x.shape[1]} expected, got {len(labels)}")
        return cls(y, x, groups, w, group, labels)

    @property
    def n_clusters(self) -> int:
        return int(self.clusters.max()) + 1

    def only(self, used: NDArray[np.bool_]) -> _Rows:
        n = int(used.sum())
        return _Rows(
            self.outcome[used],
            self.regressors[used],
            tuple(_numbered("fixed_effects", one[used], n) for one in self.fixed_effects),
            self.weights[used],
            _numbered("clusters", self.clusters[used], n),
            self.names,
        )

    def weighted(self, weights: Floats) -> _Rows:
        args = (self.outcome, self.regressors, self.fixed_effects, weights)
        return _Rows(*args, self.clusters, self.names)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    coefficients: Floats
    kept: Ints
    within: Floats  # the kept regressors, less fixed effects
    fitted: Floats


def _numbered(name: str, labels: ArrayLike, n: int) -> Ints:
    line = np.array(labels)
    if line.shape != (n,):
        raise ValueError(f"{name}: one for each of {n} rows expected, got shape {line.shape}")
    return np.unique(line, return_inverse=True)[1].astype(np.int64)


def _rows_with_events(outcome: Floats, groups: tuple[Ints, ...]) -> NDArray[np.bool_]:
    """Rows left when fixed effects without any event are taken out, till none is left."""
    used = np.full(len(outcome), bool(outcome.any()))
    for _ in range(len(outcome)):
        before = used.sum()
        for group in groups:
            used &= np.bincount(group, outcome * used)[group] > 0
        if used.sum() == before:
            break
    return used


def _least_squares(y: Floats, rows: _Rows) -> _Fit:
    """Frisch–Waugh: what fixed effects explain is taken out of everything first."""
    from scipy.linalg import qr

    both = _less_fixed_effects(np.c_[y, rows.regressors], rows.fixed_effects, rows.weights)
    within_y, within = both[:, 0], both[:, 1:]
    root = np.sqrt(rows.weights)[:, None]
    scale = np.sqrt(((rows.regressors * root) ** 2).sum(0))
    scaled = within * root / np.where(scale > 0, scale, 1)
    triangle, order = qr(scaled, mode="r", pivoting=True)
    diagonal = np.abs(np.diag(triangle)) if triangle.size else np.zeros(0)
    kept = np.sort(order[: int((diagonal > 1e-8).sum())])
    x = within[:, kept]
    b = np.asarray(np.linalg.lstsq(x * root, within_y * root[:, 0], rcond=None)[0], dtype=float)
    return _Fit(b, kept, x, y - (within_y - x @ b))


def _less_fixed_effects(columns: Floats, groups: tuple[Ints, ...], weights: Floats) -> Floats:
    """Columns less their weighted projection on all fixed effects, exactly.

    The effect with most levels goes by group means. A second one by as many equations as it has
    levels; more of them by least squares on their dummies, themselves less those means.
    """
    if not groups:
        return columns
    most, *others = sorted(groups, key=lambda group: -int(group.max()))
    total = np.bincount(most, weights)

    def less_means(of: Floats) -> Floats:
        return np.asarray(of - (_sums(most, of, weights) / total[:, None])[most])

    out = less_means(columns)
    if len(others) == 1:
        second, levels = others[0], int(others[0].max()) + 1
        cells = np.bincount(most * levels + second, weights, minlength=len(total) * levels)
        cells = cells.reshape(-1, levels)
        left = np.diag(cells.sum(0)) - cells.T @ (cells / total[:, None])
        effects = np.linalg.lstsq(left, _sums(second, out, weights), rcond=None)[0]
        return np.asarray(out - less_means(np.asarray(effects[second], dtype=float)))
    if others:
        dummies = np.hstack([np.eye(int(one.max()) + 1)[one][:, 1:] for one in others])
        z = less_means(dummies)
        root = np.sqrt(weights)[:, None]
        out = out - z @ np.linalg.lstsq(z * root, out * root, rcond=None)[0]
    return out


def _sums(group: Ints, columns: Floats, weights: Floats) -> Floats:
    """[levels, k]: weighted sums of columns [rows, k] by group."""
    return np.column_stack([np.bincount(group, column * weights) for column in columns.T])


def _result(
    rows: _Rows,
    fit: _Fit,
    expected: Floats,
    used: NDArray[np.bool_],
    small: Small,
    method: str,
) -> Regression:
    """Sandwich; in a Poisson fit the weights of `rows` are those of its last step."""
    residual = rows.outcome - expected
    weights = rows.weights / expected if method == "Poisson" else rows.weights
    bread = np.linalg.pinv((fit.within * rows.weights[:, None]).T @ fit.within)
    scores = fit.within * (residual * weights)[:, None]
    sums = np.zeros((rows.n_clusters, len(fit.kept)))
    np.add.at(sums, rows.clusters, scores)
    covariance = bread @ sums.T @ sums @ bread * _correction(rows, len(fit.kept), small)
    fitted = np.zeros(len(used))
    fitted[used] = expected
    kept = set(fit.kept.tolist())
    return Regression(
        names=tuple(rows.names[i] for i in fit.kept),
        coefficients=frozen(fit.coefficients),
        covariance=frozen(covariance),
        dropped=tuple(name for i, name in enumerate(rows.names) if i not in kept),
        df=float(rows.n_clusters - 1),
        rows=len(rows.outcome),
        clusters=rows.n_clusters,
        method=f"{method}, {small} by {rows.n_clusters} clusters",
        fitted=frozen(fitted),
    )


def _correction(rows: _Rows, k: int, small: Small) -> float:
    if small not in ("CR0", "clusters", "CR1"):
        raise ValueError(f"small: CR0, clusters or CR1 expected, got {small!r}")
    n, g = len(rows.outcome), rows.n_clusters
    if small == "CR0":
        return 1.0
    factor = g / (g - 1)
    if small == "clusters":
        return factor
    counted = [one for one in rows.fixed_effects if not _nested(one, rows.clusters)]
    parameters = k + sum(int(one.max()) + 1 for one in counted) - max(len(counted) - 1, 0)
    return factor * (n - 1) / max(n - parameters, 1)


def _nested(group: NDArray[Any], clusters: Ints) -> bool:
    """Each level of the fixed effect lies in one cluster."""
    pairs = np.unique(np.c_[group, clusters], axis=0)
    return len(pairs) == int(group.max()) + 1

"""Estimates of several sites or studies put together, and what a next one may expect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import (
    chi_square_p,
    chi_square_quantile,
    normal_p,
    normal_reach,
    t_p,
    t_reach,
    two_sided,
)
from whatworks.results import NotEstimable, Reason, Result, frozen, percent

Floats = NDArray[np.float64]
Spread = Literal["fixed", "dersimonian-laird", "paule-mandel", "reml"]
Error = Literal["hartung-knapp", "normal", "multiplicative"]
Prediction = Literal["t(k-2)", "t(k-1)", "normal"]


@dataclass(frozen=True, slots=True)
class Pooled(Result):
    """A pooled estimate, in the unit of what was pooled (log rate ratios as a rule).

    df: degrees of freedom of the interval, None where it is normal.
    tau2: variance between sites, with its Q-profile interval; `tau2_high` is None where the
        data set no upper end below a million times the largest sampling variance.
    i2_percent: share of the spread that isn't sampling, per cent.
    q, q_p: Cochran's Q and its p.
    prediction_low, prediction_high: where a next site's true effect is expected at `level`; None
        for fixed effects, and for two sites with t(k−2).
    weights: [k], sum to 1.
    """

    estimate: float
    se: float
    df: float | None
    low: float
    high: float
    p: float
    level: float
    tau2: float
    tau2_low: float
    tau2_high: float | None
    i2_percent: float
    q: float
    q_p: float
    prediction_low: float | None
    prediction_high: float | None
    studies: int
    weights: Floats
    method: str

    @property
    def percent_change(self) -> float:
        """Per cent, where log rate ratios were pooled."""
        return percent(self.estimate)

    @property
    def interval(self) -> tuple[float, float]:
        """Per cent at `level`, where log rate ratios were pooled."""
        return percent(self.low), percent(self.high)

    @property
    def prediction_interval(self) -> tuple[float, float] | None:
        """Per cent at `level`, where log rate ratios were pooled."""
        if self.prediction_low is None or self.prediction_high is None:
            return None
        return percent(self.prediction_low), percent(self.prediction_high)


def pool(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    spread: Spread = "paule-mandel",
    error: Error = "hartung-knapp",
    prediction: Prediction = "t(k-2)",
    floor: bool | None = None,
    level: float = 0.95,
) -> Pooled | NotEstimable:
    """Random-effects (or fixed) mean of independent estimates.

    estimates, variances: [k], k ≥ 2; variances > 0 and taken as known.
    spread: how the variance between sites is estimated; "fixed" says there is none.
    error: "hartung-knapp" (t with k−1 degrees), "normal" (too narrow with few sites), or
        "multiplicative": variance times Q/(k−1), normal, as Farrington and Welsh use with
        spread="fixed" (V_m).
    floor: whether Hartung–Knapp's and the multiplicative factor may not fall under 1; None: where
        there are 5 sites or fewer. Where all estimates are equal it is 1 in any case.
    prediction: what a next site's interval is built from.

    Refused under two estimates. Assumes that estimates are independent and, for the prediction,
    that true effects are normal. Paule and Mandel 1982; DerSimonian and Laird 1986; Viechtbauer
    2005 (REML) and 2007 (Q-profile); Hartung and Knapp 2001; Higgins, Thompson and Spiegelhalter
    2009 (prediction); Farrington and Welsh 2013.
    """
    y, v = checked(estimates, variances)
    k = len(y)
    if k < 2:
        return NotEstimable(Reason.TOO_FEW_STUDIES, (str(k),))
    if spread not in _SPREADS:
        raise ValueError(f"spread: one of {', '.join(_SPREADS)} expected, got {spread!r}")
    tau2 = _SPREADS[spread](y, v)
    w = 1 / (v + tau2)
    estimate = float(w @ y / w.sum())
    factor = float(w @ (y - estimate) ** 2) / (k - 1)
    if (k <= 5 if floor is None else floor) or factor == 0:
        factor = max(1.0, factor)
    se, df = _error(error, float(1 / w.sum()), factor, k)
    reach = se * (normal_reach(level) if df is None else t_reach(level, df))
    ahead = None if spread == "fixed" else _prediction(prediction, tau2 + se**2, k, level)
    q = homogeneity_q(0.0, y, v)
    low, high = _tau2_interval(y, v, level)
    return Pooled(
        estimate=estimate,
        se=se,
        df=df,
        low=estimate - reach,
        high=estimate + reach,
        p=normal_p(estimate / se) if df is None else t_p(estimate / se, df),
        level=level,
        tau2=tau2,
        tau2_low=low,
        tau2_high=high,
        i2_percent=_i2_percent(tau2, q, v, fixed=spread == "fixed"),
        q=q,
        q_p=chi_square_p(q, k - 1),
        prediction_low=None if ahead is None else estimate - ahead,
        prediction_high=None if ahead is None else estimate + ahead,
        studies=k,
        weights=frozen(w / w.sum()),
        method=f"{spread}, {error}",
    )


def homogeneity_q(tau2: float, y: Floats, v: Floats) -> float:
    """Cochran's Q with weights 1/(v + τ²): falls as τ² grows, k−1 is expected of it."""
    w = 1 / (v + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def paule_mandel(y: Floats, v: Floats) -> float:
    """The τ² at which Q equals its expectation, 0 where it is less from the start."""
    found = _where_q_is(float(len(y) - 1), y, v)
    return 0.0 if found is None else found


def _dersimonian_laird(y: Floats, v: Floats) -> float:
    w = 1 / v
    excess = homogeneity_q(0.0, y, v) - (len(y) - 1)
    return max(0.0, float(excess / (w.sum() - (w**2).sum() / w.sum())))


def _reml(y: Floats, v: Floats) -> float:
    """Restricted maximum likelihood: the best of the likelihood's peaks, found by its slope."""
    from scipy.optimize import brentq

    def parts(tau2: Floats | float) -> tuple[Floats, Floats, Floats]:
        w = 1 / (v + np.asarray(tau2)[..., None])
        mean = (w @ y) / w.sum(-1)
        return w, mean, (w * (y - mean[..., None]) ** 2).sum(-1)

    def likelihood(tau2: Floats | float) -> Floats:
        w, _, q = parts(tau2)
        return np.asarray(np.log(w).sum(-1) - np.log(w.sum(-1)) - q)

    def slope(tau2: Floats | float) -> Floats:
        w, mean, _ = parts(tau2)
        misfit = (w**2 * (y - mean[..., None]) ** 2).sum(-1)
        return np.asarray(misfit - w.sum(-1) + (w**2).sum(-1) / w.sum(-1))

    top = 10 * float(np.var(y, ddof=1) + v.max())
    grid = np.concatenate([[0.0], np.geomspace(top * 1e-10, top, 400)])
    up = slope(grid)
    peaks = [
        float(brentq(slope, grid[i], grid[i + 1], xtol=1e-15, rtol=1e-13))
        for i in np.flatnonzero((up[:-1] > 0) & (up[1:] <= 0))
    ]
    if up[0] <= 0:
        peaks.append(0.0)
    return max(peaks, key=lambda tau2: float(likelihood(tau2)))


_SPREADS: dict[str, Callable[[Floats, Floats], float]] = {
    "fixed": lambda y, v: 0.0,
    "dersimonian-laird": _dersimonian_laird,
    "paule-mandel": paule_mandel,
    "reml": _reml,
}


def _where_q_is(target: float, y: Floats, v: Floats) -> float | None:
    """The τ² at which Q falls to `target`; None where it is below it at 0 already."""
    from scipy.optimize import brentq

    if homogeneity_q(0.0, y, v) <= target:
        return None
    top = float(v.max())
    while homogeneity_q(top, y, v) > target:
        top *= 2
    return float(brentq(lambda t: homogeneity_q(t, y, v) - target, 0.0, top, xtol=1e-15))


def _tau2_interval(y: Floats, v: Floats, level: float) -> tuple[float, float | None]:
    k, upper = len(y), two_sided(level)
    low = _where_q_is(chi_square_quantile(upper, k - 1), y, v) or 0.0
    least = chi_square_quantile(1 - upper, k - 1)
    if homogeneity_q(1e6 * float(v.max()), y, v) > least:
        return low, None
    return low, _where_q_is(least, y, v) or 0.0


def _error(error: str, variance: float, factor: float, k: int) -> tuple[float, float | None]:
    if error == "hartung-knapp":
        return sqrt(variance * factor), float(k - 1)
    if error == "multiplicative":
        return sqrt(variance * factor), None
    if error == "normal":
        return sqrt(variance), None
    raise ValueError(f"error: hartung-knapp, normal or multiplicative expected, got {error!r}")


def _prediction(kind: str, variance: float, k: int, level: float) -> float | None:
    """Half the width of the prediction interval."""
    if kind == "normal":
        return normal_reach(level) * sqrt(variance)
    if kind not in ("t(k-1)", "t(k-2)"):
        raise ValueError(f"prediction: t(k-2), t(k-1) or normal expected, got {kind!r}")
    df = k - int(kind[4])
    return t_reach(level, df) * sqrt(variance) if df else None


def _i2_percent(tau2: float, q: float, v: Floats, *, fixed: bool) -> float:
    """Higgins and Thompson 2002, with the typical sampling variance."""
    w, df = 1 / v, len(v) - 1
    if fixed:
        return 100 * max(0.0, (q - df) / q) if q else 0.0
    typical = df * w.sum() / (w.sum() ** 2 - (w**2).sum())
    return float(100 * tau2 / (tau2 + typical))


def checked(estimates: ArrayLike, variances: ArrayLike | Sequence[float]) -> tuple[Floats, Floats]:
    """Both as [k] arrays; raises ValueError where shapes differ or a variance isn't above 0."""
    y, v = np.array(estimates, dtype=float), np.array(variances, dtype=float)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(f"estimates, variances: [k] each expected, got {y.shape} and {v.shape}")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("estimates: finite numbers, variances: more than 0 expected")
    return y, v

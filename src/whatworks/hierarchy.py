"""Effects of many programmes on many outcomes, each lending strength to the others.

A programme that lowers one kind of crime tends to lower others; an outcome that one programme
moves tends to be moved by others. Both are estimated here and used to draw single noisy cells of
the programme × outcome table towards what the rest of the table says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import normal_reach
from whatworks.results import NotEstimable, Reason, Result, frozen
from whatworks.shrinkage import equal_chances

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShrunkenTable(Result):
    """Log rate ratios of programmes × outcomes after shrinkage.

    outcome_mean: [outcomes], the mean effect on each, over programmes.
    programme, programme_se: [programmes], how far each lies from the means on all outcomes.
    between_programmes, within_programmes: variances of those, and of what is left in a cell.
    effect, se, low, high: [programmes, outcomes]; cells without an estimate have one here, drawn
        wholly from the rest. `se` counts the error of the means.
    estimated: [programmes, outcomes], where an estimate was given.
    """

    outcome_mean: Floats
    programme: Floats
    programme_se: Floats
    between_programmes: float
    within_programmes: float
    effect: Floats
    se: Floats
    low: Floats
    high: Floats
    estimated: NDArray[np.bool_]
    level: float

    @property
    def percent_change(self) -> Floats:
        """[programmes, outcomes], per cent, negative is fewer."""
        return np.expm1(self.effect) * 100


def shrink_table(
    estimates: ArrayLike, errors: ArrayLike, *, level: float = 0.95
) -> ShrunkenTable | NotEstimable:
    """Empirical Bayes over programmes and outcomes at once.

    estimates, errors: [programmes, outcomes] log rate ratios and standard errors > 0; nan where
    there is none (in both).

    θ = outcome's mean + programme's + cell's own, the latter two normal with variances by
    restricted likelihood; cells by best linear prediction (Henderson 1975; Robinson 1991). The
    errors are averaged over what the two variances may be by their likelihood (standard
    deviations uniform beforehand). Takes the sampling errors of one programme's outcomes as
    independent. Refused under three programmes, under
    two outcomes, and where an outcome has fewer than two estimates.
    """
    y, v, there = _checked(estimates, errors)
    programmes, outcomes = y.shape
    if programmes < 3 or outcomes < 2:
        return NotEstimable(Reason.TOO_FEW_STUDIES, (f"{programmes} × {outcomes}",))
    thin = np.flatnonzero(there.sum(axis=0) < 2)
    if len(thin):
        return NotEstimable(Reason.TOO_FEW_STUDIES, tuple(f"outcome {o}" for o in thin))
    between, within = _variances(y, v, there)
    fit = _Fit.of(y, v, there, between, within)
    cells, programme = fit.predicted()
    variance, programme_variance = np.zeros_like(y), np.zeros(programmes)
    for chance, likely in _likely_fits(y, v, there, between, within):
        moved, moved_programme = likely.predicted()
        spread, spread_programme = likely.uncertainty()
        variance += chance * (spread + (moved - cells) ** 2)
        programme_variance += chance * (spread_programme + (moved_programme - programme) ** 2)
    se = np.sqrt(variance)
    reach = normal_reach(level) * se
    return ShrunkenTable(
        outcome_mean=frozen(fit.mean),
        programme=frozen(programme),
        programme_se=frozen(np.sqrt(programme_variance)),
        between_programmes=between,
        within_programmes=within,
        effect=frozen(cells),
        se=frozen(se),
        low=frozen(cells - reach),
        high=frozen(cells + reach),
        estimated=frozen(there),
        level=level,
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Means and residuals at given variances.

    The covariance of a programme's row is diag(1/d) + between: its inverse is diag(d) − c·dd′.
    """

    between: float
    within: float
    d: Floats
    c: Floats
    information: Floats
    mean: Floats
    left: Floats
    likelihood: float

    @classmethod
    def of(
        cls, y: Floats, v: Floats, there: NDArray[np.bool_], between: float, within: float
    ) -> _Fit:
        d = np.where(there, 1 / (v + within), 0.0)
        total = d.sum(axis=1)
        c = between / (1 + between * total)
        information = np.diag(d.sum(axis=0)) - (d * c[:, None]).T @ d
        moment = (d * y).sum(axis=0) - (c * (d * y).sum(axis=1)) @ d
        mean = np.linalg.solve(information, moment)
        left = np.where(there, y - mean, 0.0)
        misfit = (d * left**2).sum() - (c * (d * left).sum(axis=1) ** 2).sum()
        determinant = np.log1p(between * total).sum() - np.log(d[there]).sum()
        restricted = determinant + np.linalg.slogdet(information)[1] + misfit
        return cls(between, within, d, c, information, mean, left, float(-restricted / 2))

    def predicted(self) -> tuple[Floats, Floats]:
        """[programmes, outcomes] effects, and [programmes] what each adds on all outcomes."""
        programme = self.c * (self.d * self.left).sum(axis=1)
        own = self.within * self.d * (self.left - programme[:, None])
        return self.mean + programme[:, None] + own, programme

    def uncertainty(self) -> tuple[Floats, Floats]:
        """Variances of what is predicted, the means' error counted."""
        means = np.linalg.inv(self.information)
        identity = np.eye(len(self.mean))
        inverse = self.d[:, :, None] * identity - self.c[:, None, None] * (
            self.d[:, :, None] * self.d[:, None, :]
        )
        prior = self.between + self.within * identity
        known = prior @ inverse
        rest = identity - known
        cells = prior - known @ prior + rest @ means @ rest.transpose(0, 2, 1)
        pull = self.between * inverse.sum(axis=1)
        own = self.between - self.between**2 * inverse.sum(axis=(1, 2))
        programme = own + ((pull @ means) * pull).sum(axis=1)
        return np.maximum(np.diagonal(cells, axis1=1, axis2=2), 0), np.maximum(programme, 0)


def _likely_fits(
    y: Floats, v: Floats, there: NDArray[np.bool_], between: float, within: float
) -> list[tuple[float, _Fit]]:
    """Fits at other values of the two variances, each with its chance."""
    most = 20 * float(np.sqrt(np.ptp(y[there]) ** 2 + v.max()))

    def fit(programme: float, cell: float) -> _Fit:
        return _Fit.of(y, v, there, programme**2, cell**2)

    best = between**0.5, within**0.5
    programmes = equal_chances(lambda at: fit(at, best[1]).likelihood, best[0], 0.0, most)
    cells = equal_chances(lambda at: fit(best[0], at).likelihood, best[1], 0.0, most)
    # Each axis is cut with the other held at its best; the joint likelihood, over the product of
    # the two cuts' own densities, sets that right.
    top = fit(*best).likelihood
    ends = {at: fit(at, best[1]).likelihood for at in programmes}
    sides = {at: fit(best[0], at).likelihood for at in cells}
    fits = [(fit(a, b), ends[a] + sides[b] - top) for a in programmes for b in cells]
    chances = np.exp([min(one.likelihood - alone, 20.0) for one, alone in fits])
    chances = chances / chances.sum()
    return [(float(chance), one) for chance, (one, _) in zip(chances, fits, strict=True)]


def _variances(y: Floats, v: Floats, there: NDArray[np.bool_]) -> tuple[float, float]:
    """Both variances by restricted likelihood: the best of a grid, then refined; 0 if none."""
    from scipy.optimize import minimize

    scale = float(np.var(y[there]) + v[there].mean())
    least, most = np.log(1e-8 * scale), np.log(10 * scale)

    def lost(at: Floats) -> float:
        between, within = np.exp(np.clip(at, least, most))
        return -_Fit.of(y, v, there, float(between), float(within)).likelihood

    steps = np.linspace(least, most, 11)
    start = min(((a, b) for a in steps for b in steps), key=lambda at: lost(np.array(at)))
    found = minimize(
        lost, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12, "maxiter": 2000}
    )
    between, within = np.exp(np.clip(found.x, least, most))
    nothing = 1e-6 * scale
    return float(between if between > nothing else 0), float(within if within > nothing else 0)


def _checked(estimates: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    y, s = np.array(estimates, dtype=float), np.array(errors, dtype=float)
    if y.ndim != 2 or y.shape != s.shape:
        raise ValueError(f"estimates, errors: one [p, o] each expected, got {y.shape}, {s.shape}")
    there = ~np.isnan(y)
    if (there != ~np.isnan(s)).any():
        raise ValueError("estimates, errors: missing in the same cells expected")
    if np.isinf(y).any() or not (np.isfinite(s[there]) & (s[there] > 0)).all():
        raise ValueError("estimates: finite, errors: more than 0 expected")
    return np.where(there, y, 0.0), np.where(there, s**2, 1.0), there

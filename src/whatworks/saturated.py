"""Saturated two-way regression (ETWFE) with covariates, linear or Poisson, by delta method.

For small panels: the whole design is held in memory. Without covariates and for counts,
`counts.etwfe` is faster and has better errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.outcomes import Estimate, Labelled, Outcomes
from whatworks.regression import Regression, ols, poisson
from whatworks.results import Effect, NotEstimable, Reason, Result

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Model: TypeAlias = Literal["linear", "poisson"]
MOST_NUMBERS = 25_000_000  # of the design, some of which are copied: 1 GB in all


@dataclass(frozen=True, slots=True)
class Averages(Result):
    """Averages over treated unit-periods: all, and by cohort, period and time since the start.

    cells: one estimate for each (cohort, period) in `cell_labels`.
    """

    overall: Estimate
    by_cohort: Labelled
    by_period: Labelled
    by_time_since_start: Labelled
    cell_labels: tuple[tuple[int, int], ...]
    cells: tuple[Estimate, ...]

    def cell(self, cohort: int, period: int) -> Estimate:
        """The average of one cohort in one period."""
        return self.cells[self.cell_labels.index((cohort, period))]


@dataclass(frozen=True, slots=True)
class Saturated(Result):
    """Effects on the treated of a saturated regression.

    level_scale: in the unit of the outcome (events for each unit and period in a Poisson fit).
    log_scale: averages of the log rate ratios; None in a linear fit.
    relative: log of observed over expected events; None in a linear fit.
    """

    model: Model
    level_scale: Averages
    log_scale: Averages | None
    relative: Effect | None
    dropped: tuple[str, ...]
    method: str


def saturated(
    outcome: ArrayLike,
    treated_from: ArrayLike,
    *,
    model: Model = "linear",
    covariates: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> Saturated | NotEstimable:
    """A coefficient for every treated cohort and period, held against all not yet treated.

    outcome: [n, T], no gaps. treated_from: [n], `T` for never. covariates: [n] or [n, p], fixed
    in time; enter with a slope for each cohort, each period and each treated cell (centred on the
    mean of the cohort). exposure: [n] or [n, T], Poisson only. Effects of cohort stand for
    effects of unit: on a balanced panel the estimates are the same.

    Assumes that, given the covariates, untreated outcomes (linear) or their logs (Poisson) would
    have moved in parallel, and no anticipation. Errors clustered by unit (CR1), t(clusters − 1);
    with fewer than some 40 clusters they are too small: see `counts.etwfe`. A cohort without events
    before, or a treated cohort and period without any, is refused: its log has no estimate; so
    are covariates that tell a cohort from all untreated units.

    Wooldridge (2021), "Two-way fixed effects, the two-way Mundlak regression…"; Wooldridge
    (2023), Econometrics Journal 26(3), C31–C66.
    """
    if model not in ("linear", "poisson"):
        raise ValueError(f"model: linear or poisson expected, got {model!r}")
    panel = Outcomes.of(outcome, treated_from, covariates=covariates, clusters=clusters)
    checked = panel.with_controls()
    if isinstance(checked, NotEstimable):
        return checked
    panel = checked
    per = _exposure(exposure, np.shape(outcome))[:, : panel.n_periods]
    numbers = panel.outcome.size * _columns(panel)
    if numbers > MOST_NUMBERS:
        raise ValueError(f"a design of {numbers:,} numbers is too large; see counts.etwfe")
    design = _design(panel)
    if not _has_counterfactual(panel, design):
        return NotEstimable(Reason.NO_UNTREATED, ("covariates",))
    group, y = np.repeat(panel.clusters, panel.n_periods), panel.outcome.ravel()
    if model == "poisson":
        if (y < 0).any():
            raise ValueError("outcome: 0 or more expected")
        empty = _without_events(panel)
        if empty is not None:
            return empty
        fit = poisson(y, design.columns, exposure=per.ravel(), clusters=group, names=design.names)
    else:
        fit = ols(y, design.columns, clusters=group, names=design.names)
    if isinstance(fit, NotEstimable):
        return fit
    return _saturated(panel, design, fit, model, level)


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """columns [n·T, k]; `effect` marks the columns that are 0 without treatment."""

    columns: Floats
    names: tuple[str, ...]
    effect: Bools


def _columns(panel: Outcomes) -> int:
    cells = int((panel.n_periods - panel.cohorts).sum())
    fixed = len(np.unique(panel.treated_from)) + panel.n_periods - 1
    return (fixed + cells) * (1 + panel.covariates.shape[1])


def _design(panel: Outcomes) -> _Design:
    g, x = panel.treated_from, panel.covariates
    n, periods = panel.outcome.shape
    unit, period = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
    cohort = g[unit]
    by_cohort = {f"cohort {c}": cohort == c for c in np.unique(g)}
    by_period = {f"period {t}": period == t for t in range(1, periods)}
    cells = {
        f"effect {c}, {t}": (cohort == c) & (period == t)
        for c in panel.cohorts
        for t in range(c, periods)
    }
    named = {**by_cohort, **by_period}
    columns = [on.astype(float) for on in (*named.values(), *cells.values())]
    names = [*named, *cells]
    effect = [False] * len(named) + [True] * len(cells)
    mean = np.zeros_like(x)
    for c in np.unique(g):
        mean[g == c] = x[g == c].mean(0)
    for j in range(x.shape[1]):
        level, centred = x[unit, j], (x - mean)[unit, j]
        columns += [on * level for on in named.values()] + [on * centred for on in cells.values()]
        names += [f"{name} × covariate {j}" for name in (*named, *cells)]
        effect += [False] * len(named) + [True] * len(cells)
    return _Design(np.column_stack(columns), tuple(names), np.array(effect))


def _has_counterfactual(panel: Outcomes, design: _Design) -> bool:
    """Untreated rows say every slope that treated rows need: covariates don't tell them apart."""
    fixed = design.columns[:, ~design.effect]
    size = np.abs(fixed).max(0)
    fixed = fixed / np.where(size > 0, size, 1)
    untreated = fixed[~panel.treated_cells.ravel()]
    return bool(np.linalg.matrix_rank(untreated) == np.linalg.matrix_rank(fixed))


def _saturated(
    panel: Outcomes, design: _Design, fit: Regression, model: Model, level: float
) -> Saturated:
    kept = np.isin(np.array(design.names), fit.names)
    x, effect = design.columns[:, kept], design.effect[kept]
    on_log = x * effect  # derivative of the log rate ratio (or linear effect) of each row
    log_ratio = on_log @ fit.coefficients
    if model == "linear":
        averages = _Averaging(panel, fit, level).averages(log_ratio, on_log)
        return Saturated(model, averages, None, None, fit.dropped, f"ETWFE, {fit.method}")
    with_it = fit.fitted
    without = with_it * np.exp(-log_ratio)
    # d(with − without)/dβ: exposure and fixed columns are in both.
    slope = with_it[:, None] * x - without[:, None] * (x - on_log)
    averaging = _Averaging(panel, fit, level)
    return Saturated(
        model,
        averaging.averages(with_it - without, slope),
        averaging.averages(log_ratio, on_log),
        _relative(panel, fit, x, on_log, with_it, without, level),
        fit.dropped,
        f"Poisson ETWFE, {fit.method}",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Averaging:
    """Averages of effects by row, with delta-method errors."""

    panel: Outcomes
    fit: Regression
    level: float

    def averages(self, effect: Floats, slope: Floats) -> Averages:
        """effect [n·T]; slope [n·T, k]: its derivative by the coefficients."""
        n, periods = self.panel.outcome.shape
        on = self.panel.treated_cells.ravel()
        cohort = np.repeat(self.panel.treated_from, periods)[on]
        period = np.tile(np.arange(periods), n)[on]
        e, s = effect[on], slope[on]

        def mean(which: Bools) -> Estimate:
            return self._mean(e[which], s[which])

        def by(labels: NDArray[np.int64]) -> Labelled:
            values = np.unique(labels)
            return Labelled(tuple(values.tolist()), tuple(mean(labels == v) for v in values))

        pairs: list[tuple[int, int]] = sorted(
            set(zip(cohort.tolist(), period.tolist(), strict=True))
        )
        cells = tuple(mean((cohort == c) & (period == t)) for c, t in pairs)
        everything = np.ones(len(e), dtype=bool)
        return Averages(
            mean(everything), by(cohort), by(period), by(period - cohort), tuple(pairs), cells
        )

    def _mean(self, effect: Floats, slope: Floats) -> Estimate:
        return _by_delta(float(effect.mean()), slope.mean(0), self.fit, self.level)


def _relative(
    panel: Outcomes,
    fit: Regression,
    x: Floats,
    on_log: Floats,
    with_it: Floats,
    without: Floats,
    level: float,
) -> Effect:
    """log Σ with − log Σ without over treated cells, by delta method."""
    on = panel.treated_cells.ravel()
    observed, expected = float(with_it[on].sum()), float(without[on].sum())
    gradient = with_it[on] @ x[on] / observed - without[on] @ (x - on_log)[on] / expected
    one = _by_delta(float(np.log(observed / expected)), gradient, fit, level)
    return Effect(
        log_ratio=one.value,
        se=one.se,
        df=one.df,
        low=one.low,
        high=one.high,
        p=one.p,
        level=level,
        observed=observed,
        expected=expected,
        treated_units=int((panel.treated_from < panel.n_periods).sum()),
        clusters=panel.n_clusters,
        method=f"Poisson ETWFE, {fit.method}",
    )


def _by_delta(value: float, gradient: Floats, fit: Regression, level: float) -> Estimate:
    variance = float(gradient @ fit.covariance @ gradient)
    return Estimate.of(value, float(np.sqrt(max(variance, 0.0))), fit.df, level)


def _without_events(panel: Outcomes) -> NotEstimable | None:
    """Cohorts, periods and treated cells without any event, whose logs have no estimate."""
    none_before, none = [], []
    for c in panel.cohorts.tolist():
        counted = panel.outcome[panel.treated_from == c].sum(0)
        if not counted[:c].any():
            none_before.append(f"cohort {c}")
        none += [f"cohort {c}, period {t}" for t in range(c, panel.n_periods) if not counted[t]]
    untreated = (panel.outcome * ~panel.treated_cells).sum(0)
    none_expected = tuple(f"period {t}" for t in np.flatnonzero(untreated == 0))
    if none_before:
        return NotEstimable(Reason.NONE_BEFORE, tuple(none_before))
    if none_expected:
        return NotEstimable(Reason.NONE_EXPECTED, none_expected)
    return NotEstimable(Reason.NOT_CONVERGED, tuple(none)) if none else None


def _exposure(given: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    if given is None:
        return np.ones(shape)
    values = np.array(given, dtype=float)
    if values.shape not in {shape, shape[:1]} or not (np.isfinite(values) & (values > 0)).all():
        raise ValueError(f"exposure: more than 0, of shape {shape} or {shape[:1]}, expected")
    return np.broadcast_to(values[:, None] if values.ndim == 1 else values, shape)

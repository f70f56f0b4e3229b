"""Linear imputation: what treated units would have had, from untreated units and periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.outcomes import Estimate, Labelled, Outcomes
from whatworks.results import NotEstimable, Result

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Spread: TypeAlias = Literal["cohort_and_period", "overall"]


@dataclass(frozen=True, slots=True)
class Imputed(Result):
    """Effects on the treated in the unit of the outcome.

    observed, expected: sums over treated unit-periods, with and (imputed) without treatment.
    by_time_since_start: averages 0, 1, 2 … periods after the start.
    """

    overall: Estimate
    by_time_since_start: Labelled
    observed: float
    expected: float
    treated_units: int
    clusters: int
    method: str


def imputation(
    outcome: ArrayLike,
    treated_from: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    horizon: int | None = None,
    spread: Spread = "cohort_and_period",
    level: float = 0.95,
) -> Imputed | NotEstimable:
    """Average of outcome − (unit effect + period effect), those fitted where nobody is treated.

    outcome: [n, T], counted or measured, no gaps. treated_from: [n], `T` for never. horizon:
    count only so many periods from the start on. spread: around which average the effects of
    single unit-periods count as noise: that of their cohort and period (Borusyak, Jaravel &
    Spiess), or of all (Gardner's two-stage regression, `did2s`). The estimate is the same.

    Assumes that untreated outcomes would have moved in parallel in levels, and no anticipation.
    Errors by cluster, without correction for few clusters, t(clusters − 1).

    Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), 3253–3285;
    Gardner (2021), "Two-stage differences in differences".
    """
    if spread not in ("cohort_and_period", "overall"):
        raise ValueError(f"spread: cohort_and_period or overall expected, got {spread!r}")
    if horizon is not None and horizon < 1:
        raise ValueError(f"horizon: 1 or more expected, got {horizon}")
    checked = Outcomes.of(outcome, treated_from, clusters=clusters).with_controls()
    if isinstance(checked, NotEstimable):
        return checked
    panel = checked
    since = np.arange(panel.n_periods)[None] - panel.treated_from[:, None]
    counted = since >= 0
    if horizon is not None:
        counted &= since < horizon
    free = ~panel.treated_cells
    expected = _two_way(free, (panel.outcome * free).sum(1), (panel.outcome * free).sum(0))
    gap = panel.outcome - expected
    labels = np.unique(since[counted])
    parts = [_average(panel, gap, counted & (since == e), spread, level) for e in labels]
    overall = _average(panel, gap, counted, spread, level)
    return Imputed(
        overall=overall,
        by_time_since_start=Labelled(tuple(labels.tolist()), tuple(parts)),
        observed=float(panel.outcome[counted].sum()),
        expected=float(expected[counted].sum()),
        treated_units=int((panel.treated_from < panel.n_periods).sum()),
        clusters=panel.n_clusters,
        method=f"linear imputation, errors by {panel.n_clusters} clusters",
    )


def _two_way(cells: Bools, of_units: Floats, of_periods: Floats) -> Floats:
    """[n, T]: unit + period effects whose sums over `cells` are those given, least squares.

    Unit effects are eliminated, so that only a system of T equations is solved.
    """
    m = cells.astype(float)
    size = m.sum(1)
    across = (m / size[:, None]).T
    left = np.diag(m.sum(0)) - across @ m
    period = np.linalg.lstsq(left, of_periods - across @ of_units, rcond=None)[0]
    unit = (of_units - m @ period) / size
    return np.asarray(unit[:, None] + period[None])


def _average(panel: Outcomes, gap: Floats, which: Bools, spread: Spread, level: float) -> Estimate:
    """Mean gap over `which`, and its error from the weight of every cell in that mean.

    A treated cell has weight 1/N, an untreated one what it has through the imputed effects.
    """
    weight = which / which.sum()
    free = ~panel.treated_cells
    through = -_two_way(free, weight.sum(1), weight.sum(0)) * free
    noise = np.where(free, gap, 0)
    value = float((gap * weight).sum())
    if spread == "overall":
        noise[which] = gap[which] - value
    else:
        for g in panel.cohorts:
            of_cohort = panel.treated_from == g
            mean = gap[of_cohort].mean(0)
            noise[of_cohort] = np.where(which[of_cohort], gap[of_cohort] - mean, noise[of_cohort])
    sums = panel.cluster_sums(((weight + through) * noise).sum(1))
    return Estimate.of(value, float(np.sqrt(sums @ sums)), panel.n_clusters - 1, level)

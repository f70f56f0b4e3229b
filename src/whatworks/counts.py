"""Effects on counts under a staggered roll-out: Poisson regression with unit and period effects.

The model is y[i, t] ~ exp(unit i + period t), fitted to the untreated unit-periods only and carried
on into the treated ones (Wooldridge 2023, Econometrics Journal 26(3), C31-C66, in imputation form).
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from whatworks.fitting import Bools, Design, Sums, jackknife
from whatworks.panel import Floats, Ints, Panel
from whatworks.results import Effect, NotEstimable, Reason

METHOD = "Poisson ETWFE, cluster jackknife"


def etwfe(
    panel: Panel,
    *,
    donut: int = 0,
    skip_after: int = 0,
    horizon: int | None = None,
    strata: ArrayLike | None = None,
    level: float = 0.95,
) -> Effect | NotEstimable:
    """Relative effect of the programme on the counts of the units that run it.

    donut: periods before the start that are held for neither untreated nor treated.
    skip_after: first periods of treatment that aren't counted.
    horizon: count only so many periods from the start on.
    strata: [n] labels; each stratum gets period effects of its own, then sums are added.

    The interval is t with (treated clusters - 1) degrees of freedom around the jackknife over
    clusters (CV3), and never narrower than Poisson counting alone would make it. Where fewer
    untreated clusters than treated ones stand behind the comparison, their number counts.

    Cohorts without events before their start are left out of counted and expected both. If every
    unit is treated some day, the last to begin are the control until they do; later periods are
    left out. Exposure that is constant over time is absorbed by the unit effects; exposure that
    varies takes a fit by units, with never-treated clusters pooled into at most 100.

    Assumes that treated units would have moved in proportion with the untreated ones, that nobody
    changed before the start (less the donut), and that untreated units aren't affected.

    NotEstimable: missing counts, no treated or no untreated unit, a unit treated from the first
    period, nothing counted before, under two treated clusters.
    """
    if refusal := not_comparable(panel):
        return refusal
    cohorts, rows = np.unique(panel.treated_from, return_inverse=True)
    ever, since = clock(panel, cohorts)
    counted = ever & (since >= skip_after)
    if horizon is not None:
        counted &= since < skip_after + horizon
    untreated = since < np.where(ever, -donut, 0)
    sums = jackknife(panel, Design(rows, untreated, counted[None]), strata=strata)
    if isinstance(sums, NotEstimable):
        return sums
    return effect(sums, level=level)


def clock(panel: Panel, cohorts: Ints) -> tuple[Bools, Ints]:
    """[rows, 1] whether a cohort is ever treated; [rows, T] periods since its start."""
    ever: Bools = np.less(cohorts, panel.n_periods)[:, None]
    return ever, np.arange(panel.n_periods)[None] - cohorts[:, None]


def not_comparable(panel: Panel) -> NotEstimable | None:
    """Why no staggered comparison can start; unlike Panel.refusal, late starters may be control."""
    refusal = panel.refusal()
    if refusal is None or refusal.reason is not Reason.NO_UNTREATED:
        return refusal
    if len(np.unique(panel.treated_from)) == 1:
        return NotEstimable(Reason.NO_UNTREATED, (panel.periods[int(panel.treated_from[0])],))
    at_once = panel.treated_from == 0
    if at_once.any():
        names = tuple(panel.units[i] for i in np.flatnonzero(at_once)[:10])
        return NotEstimable(Reason.NO_BEFORE, names)
    if not panel.counts.any():
        return NotEstimable(Reason.ALL_ZEROS)
    if not (panel.counts * ~panel.treated_cells).any():
        return NotEstimable(Reason.NONE_BEFORE)
    return None


def effect(
    sums: Sums, *, window: int = 0, level: float = 0.95, method: str = METHOD
) -> Effect | NotEstimable:
    """The effect in one window of the sums, with its jackknife interval."""
    if refusal := too_thin(sums, window):
        return refusal
    from scipy.special import stdtr, stdtrit

    observed, expected = sums.observed[:, window], sums.expected[:, window]
    ratios = log_ratios(observed, expected)
    spread = float(ratios[1:].var()) * (len(ratios) - 2)
    se = sqrt(max(spread, 1 / max(float(observed[0]), 0.5)))
    df = max(min(float(sums.treated[window]), float(sums.controls[window])) - 1, 1.0)
    half = float(stdtrit(df, (1 + level) / 2)) * se
    centre = float(ratios[0])
    return Effect(
        log_ratio=centre,
        se=se,
        df=df,
        low=centre - half,
        high=centre + half,
        p=float(2 * stdtr(df, -abs(centre) / se)),
        level=level,
        observed=float(observed[0]),
        expected=float(expected[0]),
        treated_units=int(sums.units[window]),
        clusters=len(ratios) - 1,
        method=method,
    )


def log_ratios(observed: Floats, expected: Floats) -> Floats:
    """Log of counted over expected; nothing counted is taken for half an event."""
    ratios: Floats = np.log(np.maximum(observed, 0.5) / expected)
    return ratios


def too_thin(sums: Sums, window: int) -> NotEstimable | None:
    treated = int(sums.treated[window])
    if treated == 0 or sums.controls[window] == 0:
        late = sums.unmatched.any()
        return NotEstimable(Reason.TOO_FEW_CLUSTERS if late else Reason.NO_AFTER)
    if sums.expected[0, window] <= 0:
        return NotEstimable(Reason.NONE_EXPECTED)
    if treated == 1:
        return NotEstimable(Reason.ONE_TREATED)
    if (sums.expected[:, window] <= 0).any():
        return NotEstimable(Reason.TOO_FEW_CLUSTERS)
    return None

"""What the time before a programme says of the comparison: leads, their joint test, fake dates."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from whatworks.counts import METHOD, clock, effect, log_ratios, not_comparable, too_thin
from whatworks.fitting import Bools, Design, Sums, jackknife
from whatworks.panel import Floats, Ints, Panel
from whatworks.results import Effect, NotEstimable, Reason, Result, frozen

_UNREACHED = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class EventStudy(Result):
    """Effects by time since the start, and what the time before it says.

    starts, ends: [bins], periods relative to the start, first and last; negative is before.
    log_ratio, se, low, high: [bins]; `level` intervals, each by itself. covariance: [bins, bins].
    pretrend_p: joint test that all leads are nought (Hotelling), None where there are too few
        treated clusters for the leads.
    detectable_trend: log change per period that this test would detect with 80 % power
        (Roth 2022, AER: Insights 4(3), 305-322), and `detectable_bias_percent`: what such a trend
        would add to the effect by itself.
    left_out: units without an untreated period, or event, before the leads.
    """

    starts: Ints
    ends: Ints
    log_ratio: Floats
    se: Floats
    low: Floats
    high: Floats
    covariance: Floats
    df: float
    level: float
    pretrend_p: float | None
    detectable_trend: float | None
    detectable_bias_percent: float | None
    left_out: tuple[str, ...]

    @property
    def leads(self) -> Bools:
        """[bins]: before the start."""
        return self.ends < 0


def event_study(
    panel: Panel,
    *,
    leads: int | None = None,
    lags: int = 24,
    width: int = 3,
    strata: ArrayLike | None = None,
    level: float = 0.95,
) -> EventStudy | NotEstimable:
    """Effects by time since the start, in bins of `width` periods.

    leads: periods before the start that are held against the earlier ones, so that no lead is
        compared with itself; by default a year, or half of what most units have before.
    lags: periods from the start on.

    A flat row of leads is no proof of parallel trends: read `detectable_trend` with it.
    """
    if refusal := not_comparable(panel):
        return refusal
    starts = panel.treated_from[panel.ever_treated]
    if leads is None:
        leads = min(4 * width, int(np.quantile(starts, 0.25)) // 2)
    leads = max(leads // width, 1) * width
    cohorts, rows = np.unique(panel.treated_from, return_inverse=True)
    ever, since = clock(panel, cohorts)
    untreated: Bools = ~ever | (since < -leads)
    firsts = np.arange(-leads, lags, width)
    windows = np.stack([ever & (since >= one) & (since < one + width) for one in firsts])
    # A cohort that begins within the leads has nothing to be compared with.
    windows &= untreated.any(axis=1, keepdims=True)
    sums = jackknife(panel, Design(rows, untreated, windows), strata=strata)
    if isinstance(sums, NotEstimable):
        return sums
    return _study_of(panel, sums, firsts, width, since, untreated & ever, level)


def _study_of(
    panel: Panel,
    sums: Sums,
    firsts: Ints,
    width: int,
    since: Ints,
    before: Bools,
    level: float,
) -> EventStudy | NotEstimable:
    kept = [w for w in range(len(firsts)) if too_thin(sums, w) is None]
    if not kept:
        return too_thin(sums, 0) or NotEstimable(Reason.TOO_FEW_CLUSTERS)
    from scipy.special import stdtrit

    ratios = log_ratios(sums.observed[:, kept], sums.expected[:, kept])
    apart = ratios[1:] - ratios[1:].mean(0)
    covariance = apart.T @ apart * (len(apart) - 1) / len(apart)
    floor = np.sqrt(1 / np.maximum(sums.observed[0, kept], 0.5))
    se = np.maximum(np.sqrt(np.diag(covariance)), floor)
    df = max(float(np.minimum(sums.treated[kept], sums.controls[kept]).min()) - 1, 1.0)
    np.fill_diagonal(covariance, se**2)
    half = float(stdtrit(df, (1 + level) / 2)) * se
    lead = firsts[kept] < 0
    middle = firsts[kept][lead] + (width - 1) / 2
    reference = float(np.mean(since[before])) if before.any() else 0.0
    p, trend = _pretrend(
        ratios[0][lead],
        covariance[np.ix_(lead, lead)],
        np.asarray(middle - reference, float),
        int(df) + 1,
    )
    without = sums.without_before & panel.ever_treated
    return EventStudy(
        starts=frozen(firsts[kept]),
        ends=frozen(firsts[kept] + width - 1),
        log_ratio=frozen(ratios[0].copy()),
        se=frozen(se),
        low=frozen(ratios[0] - half),
        high=frozen(ratios[0] + half),
        covariance=frozen(covariance),
        df=df,
        level=level,
        pretrend_p=p,
        detectable_trend=trend,
        detectable_bias_percent=_bias(trend, since[before.any(1)]),
        left_out=tuple(panel.units[i] for i in np.flatnonzero(without)),
    )


def _bias(trend: float | None, since: Ints) -> float | None:
    """Per cent that a trend would add by itself, from the middle of before to that of after."""
    if trend is None or not (since >= 0).any():
        return None
    away = float(since[since >= 0].mean() - since[since < 0].mean())
    return 100 * float(np.expm1(min(trend * away, 50.0)))


def _pretrend(
    leads: Floats, covariance: Floats, distance: Floats, clusters: int, power: float = 0.8
) -> tuple[float | None, float | None]:
    """Hotelling's test that all leads are nought; the trend per period that it would detect."""
    k = len(leads)
    free = clusters - k
    if k == 0 or free < 1 or np.linalg.matrix_rank(covariance) < k:
        return None, None
    from scipy.special import fdtrc, fdtri, ncfdtrinc

    scale = free / (k * (clusters - 1))
    inverse = np.linalg.inv(covariance)
    p = float(fdtrc(k, free, scale * float(leads @ inverse @ leads)))
    shift = float(ncfdtrinc(k, free, 1 - power, float(fdtri(k, free, 0.95))))
    per_unit = float(distance @ inverse @ distance) * free / (clusters - 1)
    known = 0 < shift < _UNREACHED and per_unit > 0
    return p, sqrt(shift / per_unit) if known else None


def fake_dates(panel: Panel, *, earlier: int = 12, level: float = 0.95) -> Effect | NotEstimable:
    """The "effect" of the periods just before the start, as if the programme had begun `earlier`.

    It should be nought; a clear fall means that one had begun before the programme did.
    """
    if refusal := not_comparable(panel):
        return refusal
    cohorts, rows = np.unique(panel.treated_from, return_inverse=True)
    ever, since = clock(panel, cohorts)
    untreated: Bools = ~ever | (since < -earlier)
    pretended = ever & (since >= -earlier) & (since < 0) & untreated.any(axis=1, keepdims=True)
    sums = jackknife(panel, Design(rows, untreated, pretended[None]))
    if isinstance(sums, NotEstimable):
        return sums
    return effect(sums, level=level, method=f"{METHOD}, {earlier} periods before the start")

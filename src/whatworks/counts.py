"""Effects on counts under a staggered roll-out: Poisson regression with unit and period effects.

The model is y[i, t] ~ exp(unit i + period t), fitted to the untreated unit-periods only and carried
on into the treated ones (Wooldridge 2023, Econometrics Journal 26(3), C31-C66, in imputation form).
On a balanced panel without covariates its first-order conditions involve only sums by cohort and
period, so the fit is a two-way multiplicative one on a small table, by iterative proportional
fitting; leaving out one cluster after the other only changes the table's margins.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.panel import Floats, Ints, Panel
from whatworks.results import Effect, NotEstimable, Reason, Result, frozen

Bools = NDArray[np.bool_]

METHOD = "Poisson ETWFE, cluster jackknife"
_MOST_ROUNDS = 5_000
_TOLERANCE = 1e-10
_FEWEST_CONTROLS = 2
_MOST_POOLED = 100
_UNREACHED = 1e6


@dataclass(frozen=True, slots=True)
class Design:
    """Which unit-periods show what would have been, and which are held against that.

    rows: [n], the row of the table that each unit is summed into.
    untreated: [rows, T], cells that the model is fitted to.
    windows: [windows, rows, T], cells whose counted and expected events are compared.
    """

    rows: Ints
    untreated: Bools
    windows: Bools


@dataclass(frozen=True, slots=True)
class Sums:
    """Counted and expected events of each window: in whole first, then less one cluster each.

    observed, expected: [1 + clusters, windows].
    treated: [windows], clusters that have events and a unit in the window; units: [windows].
    controls: [windows], untreated clusters behind the average treated unit-period.
    without_before: [n], units whose row has no event to expect anything from.
    unmatched: [T], periods left out because under two clusters were untreated.
    """

    observed: Floats
    expected: Floats
    treated: Ints
    units: Ints
    controls: Floats
    without_before: Bools
    unmatched: Bools


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
    ever, since = _clock(panel, cohorts)
    counted = ever & (since >= skip_after)
    if horizon is not None:
        counted &= since < skip_after + horizon
    untreated = since < np.where(ever, -donut, 0)
    sums = jackknife(panel, Design(rows, untreated, counted[None]), strata=strata)
    if isinstance(sums, NotEstimable):
        return sums
    return effect(sums, level=level)


def _clock(panel: Panel, cohorts: Ints) -> tuple[Bools, Ints]:
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
    if refusal := _too_thin(sums, window):
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


def _too_thin(sums: Sums, window: int) -> NotEstimable | None:
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


# ---------------------------------------------------------------------------------------- the fit


def jackknife(
    panel: Panel, design: Design, *, strata: ArrayLike | None = None, replicates: bool = True
) -> Sums | NotEstimable:
    """Counted and expected events by window, in whole and less one cluster at a time.

    `replicates=False` gives the whole only: enough for a placebo draw.
    """
    labels = np.zeros(panel.n_units, dtype=np.int64)
    if strata is not None:
        labels = np.unique(np.asarray(strata), return_inverse=True)[1]
        if labels.shape != (panel.n_units,):
            raise ValueError(f"strata: one for each of {panel.n_units} units expected")
    weights = None
    if panel.exposure is not None and (panel.exposure != panel.exposure[:, :1]).any():
        weights = panel.exposure
        design = Design(
            np.arange(panel.n_units), design.untreated[design.rows], design.windows[:, design.rows]
        )
    clusters = panel.clusters if weights is None else _pooled(panel)
    parts = [
        _stratum(panel, design, clusters, labels == one, weights, replicates)
        for one in range(int(labels.max()) + 1)
    ]
    if any(part is None for part in parts):
        return NotEstimable(Reason.NOT_CONVERGED)
    return _added([part for part in parts if part is not None])


def _added(parts: list[Sums]) -> Sums:
    """Strata added up; `controls` is averaged by what each stratum expects."""
    expected = np.array([part.expected[0] for part in parts])
    controls = np.array([part.controls for part in parts])
    weight = np.where(controls > 0, expected, 0.0)
    return Sums(
        observed=np.sum([part.observed for part in parts], axis=0),
        expected=np.sum([part.expected for part in parts], axis=0),
        treated=np.sum([part.treated for part in parts], axis=0),
        units=np.sum([part.units for part in parts], axis=0),
        controls=controls[0]
        if len(parts) == 1
        else (controls * weight).sum(0) / np.maximum(weight.sum(0), 1e-300),
        without_before=np.any([part.without_before for part in parts], axis=0),
        unmatched=np.any([part.unmatched for part in parts], axis=0),
    )


def _stratum(
    panel: Panel,
    design: Design,
    clusters: Ints,
    inside: Bools,
    exposure: Floats | None,
    replicates: bool,
) -> Sums | None:
    """One fit on the units inside; clusters without a unit inside keep the whole's sums."""
    rows_used, rows = np.unique(design.rows[inside], return_inverse=True)
    untreated, windows = design.untreated[rows_used], design.windows[:, rows_used]
    counts = panel.counts[inside]
    present, cluster = np.unique(clusters[inside], return_inverse=True)
    order = np.argsort(cluster, kind="stable")
    first = np.searchsorted(cluster[order], np.arange(len(present)))

    def by_cluster(values: Floats) -> Floats:
        return np.add.reduceat(values[order], first, axis=0)

    fitted = counts * untreated[rows]
    behind = (by_cluster(untreated[rows].astype(float)) > 0).sum(0)
    matched = behind >= _FEWEST_CONTROLS
    windows = windows & matched
    weight = untreated.astype(float)
    reach = windows.astype(float)
    if exposure is not None:
        weight, reach = weight * exposure[inside], reach * exposure[inside]

    def by_row(values: Floats) -> Floats:
        """[clusters, rows, …]: sums of the units of one cluster in one row."""
        cells = np.zeros((len(present) * len(rows_used), *values.shape[1:]))
        np.add.at(cells, cluster * len(rows_used) + rows, values)
        return cells.reshape(len(present), len(rows_used), *values.shape[1:])

    row_part = by_row(fitted.sum(1))
    counted = np.stack([(counts * window[rows]).sum(1) for window in windows], axis=1)
    counted_part = by_row(counted)
    column_part = by_cluster(fitted)
    whole = _fit(row_part.sum(0)[None], column_part.sum(0)[None], weight, None)
    if whole is None:
        return None
    observed, expected = _compared(row_part.sum(0)[None], counted_part.sum(0)[None], whole, reach)
    if replicates and len(present) > 1:
        less_rows = row_part.sum(0) - row_part
        fit = _fit(less_rows, column_part.sum(0) - column_part, weight, whole[1])
        if fit is None:
            return None
        less = _compared(less_rows, counted_part.sum(0) - counted_part, fit, reach)
        total = int(clusters.max()) + 1
        observed = _spread_out(observed, less[0], present, total)
        expected = _spread_out(expected, less[1], present, total)
    empty = row_part.sum(0) <= 0
    nothing = np.zeros(panel.n_units, dtype=bool)
    nothing[inside] = empty[rows]
    live = ~empty[rows]
    eventful = by_cluster(counts.sum(1)) > 0
    in_window = windows.any(2)[:, rows] & live
    treated = [int(((by_cluster(units.astype(float)) > 0) & eventful).sum()) for units in in_window]
    return Sums(
        observed=observed,
        expected=expected,
        treated=np.array(treated),
        units=in_window.sum(1),
        controls=_harmonic(behind, windows, np.bincount(rows[live], minlength=len(rows_used))),
        without_before=nothing,
        unmatched=design.windows[:, rows_used].any((0, 1)) & ~matched,
    )


def _fit(
    row_sums: Floats, column_sums: Floats, weight: Floats, start: Floats | None
) -> tuple[Floats, Floats] | None:
    """Row and column factors whose products have the sums given: [K, rows], [K, T].

    Iterative proportional fitting, all K tables at once; None if it doesn't settle. A table leaves
    the loop when it has settled.
    """
    by_column = np.ones_like(column_sums) if start is None else np.tile(start, (len(row_sums), 1))
    by_row = np.zeros_like(row_sums)
    going = np.arange(len(row_sums))
    for _ in range(_MOST_ROUNDS):
        old = by_column[going]
        rows = _ratio(row_sums[going], old @ weight.T)
        new = _ratio(column_sums[going], rows @ weight)
        by_row[going], by_column[going] = rows, new
        moving = (np.abs(new - old) > _TOLERANCE * new).any(1)
        going = going[moving]
        if not len(going):
            return by_row, by_column
    return None


def _ratio(above: Floats, below: Floats) -> Floats:
    """Quotient, 0 where there is nothing below."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _compared(
    row_sums: Floats, counted: Floats, fit: tuple[Floats, Floats], reach: Floats
) -> tuple[Floats, Floats]:
    """Counted and expected events, [K, windows], of the rows that have events before."""
    by_row, by_column = fit
    live = row_sums > 0
    observed = (counted * live[..., None]).sum(1)
    expected = np.stack(
        [(by_row * live * (by_column @ window.T)).sum(1) for window in reach], axis=1
    )
    return observed, expected


def _spread_out(whole: Floats, less: Floats, present: Ints, total: int) -> Floats:
    """The whole first, then one line for each of all clusters."""
    lines = np.repeat(whole, total + 1, axis=0)
    lines[1 + present] = less
    return lines


def _harmonic(behind: Ints, windows: Bools, units: Ints) -> Floats:
    """Untreated clusters behind the average treated unit-period of each window."""
    cells = np.einsum("wgt,g->wt", windows.astype(float), units.astype(float))
    total = cells.sum(1)
    shares = (cells / np.maximum(behind, 1)).sum(1)
    return np.divide(total, shares, out=np.zeros_like(total), where=shares > 0)


def _pooled(panel: Panel) -> Ints:
    """Clusters with the never-treated, and the others beyond a hundred, put together by name."""
    treated = np.zeros(int(panel.clusters.max()) + 1, dtype=bool)
    np.logical_or.at(treated, panel.clusters, panel.ever_treated)
    by_name = np.argsort(np.array(panel.units), kind="stable")
    _, first = np.unique(panel.clusters[by_name], return_index=True)
    rank = np.empty(len(first), dtype=np.int64)
    for kind, start in ((treated, 0), (~treated, _MOST_POOLED)):
        which = np.flatnonzero(kind)
        place = np.argsort(np.argsort(first[which]))
        rank[which] = start + place % _MOST_POOLED
    return np.unique(rank[panel.clusters], return_inverse=True)[1].astype(np.int64)


# ------------------------------------------------------------------------------------ event study


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
    ever, since = _clock(panel, cohorts)
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
    kept = [w for w in range(len(firsts)) if _too_thin(sums, w) is None]
    if not kept:
        return _too_thin(sums, 0) or NotEstimable(Reason.TOO_FEW_CLUSTERS)
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
    bias = None
    if trend is not None and (since[before.any(1)] >= 0).any():
        after = since[before.any(1)]
        away = float(after[after >= 0].mean() - after[after < 0].mean())
        bias = 100 * float(np.expm1(min(trend * away, 50.0)))
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
        detectable_bias_percent=bias,
        left_out=tuple(panel.units[i] for i in np.flatnonzero(without)),
    )


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
    ever, since = _clock(panel, cohorts)
    untreated: Bools = ~ever | (since < -earlier)
    pretended = ever & (since >= -earlier) & (since < 0) & untreated.any(axis=1, keepdims=True)
    sums = jackknife(panel, Design(rows, untreated, pretended[None]))
    if isinstance(sums, NotEstimable):
        return sums
    return effect(sums, level=level, method=f"{METHOD}, {earlier} periods before the start")

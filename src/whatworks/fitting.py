"""The fit behind the count estimators: a table of sums, and the same less one cluster at a time.

On a balanced panel without covariates the first-order conditions of a Poisson regression with unit
and period effects involve only sums by cohort and period. So the fit is a two-way multiplicative
one on a small table, by iterative proportional fitting, and leaving out one cluster after the other
only changes the table's margins: all replicates are fitted at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.panel import Floats, Ints, Panel
from whatworks.results import NotEstimable, Reason

Bools = NDArray[np.bool_]

_MOST_ROUNDS = 5_000
_TOLERANCE = 1e-10
_FEWEST_CONTROLS = 2
_MOST_POOLED = 100


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


def jackknife(
    panel: Panel, design: Design, *, strata: ArrayLike | None = None, replicates: bool = True
) -> Sums | NotEstimable:
    """Counted and expected events by window, in whole and less one cluster at a time.

    `replicates=False` gives the whole only, and far quicker: enough for a placebo draw.
    """
    if not replicates and strata is None:
        return _whole(panel, design) or NotEstimable(Reason.NOT_CONVERGED)
    labels = np.zeros(panel.n_units, dtype=np.int64)
    if strata is not None:
        labels = np.unique(np.asarray(strata), return_inverse=True)[1]
        if labels.shape != (panel.n_units,):
            raise ValueError(f"strata: one for each of {panel.n_units} units expected")
    weights = _varying(panel)
    if weights is not None:
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


def _varying(panel: Panel) -> Floats | None:
    """Exposure, where it changes with time; else the rows' factors absorb it."""
    exposure = panel.exposure
    return exposure if exposure is not None and (exposure != exposure[:, :1]).any() else None


def _whole(panel: Panel, design: Design) -> Sums | None:
    """The sums without replicates, from one table of the rows' counts by period."""
    exposure = _varying(panel)
    rows, clusters = design.rows, panel.clusters if exposure is None else _pooled(panel)
    total = int(clusters.max()) + 1
    if exposure is None:
        table, units = _by_row(panel.counts, rows, len(design.untreated)), rows
        weight = design.untreated.astype(float)
    else:
        table, units = panel.counts, np.arange(panel.n_units)
        weight = exposure * design.untreated[rows]
    fitted = table * (weight > 0)
    row_sums = fitted.sum(1)
    live = row_sums[units] > 0
    inside = np.zeros((total, len(design.untreated)), dtype=bool)
    inside[clusters[live], rows[live]] = True
    behind = (inside.astype(float) @ design.untreated > 0).sum(0)
    matched = behind >= _FEWEST_CONTROLS
    windows = design.windows & matched
    reach = windows if exposure is None else windows[:, rows]
    fit = _fit(row_sums[None], fitted.sum(0)[None], weight, None)
    if fit is None:
        return None
    counted = np.stack([(table * window).sum(1) for window in reach], axis=1)
    observed, expected = _compared(row_sums[None], counted[None], fit, reach, exposure)
    eventful = np.bincount(clusters, panel.counts.sum(1), total) > 0
    in_window = windows.any(2)[:, rows] & live
    held = [np.unique(clusters[one & eventful[clusters]]) for one in in_window]
    return Sums(
        observed=observed,
        expected=expected,
        treated=np.array([len(one) for one in held]),
        units=in_window.sum(1),
        controls=_harmonic(behind, windows, np.bincount(rows[live], minlength=len(windows[0]))),
        without_before=~live,
        unmatched=design.windows.any((0, 1)) & ~matched,
    )


def _by_row(counts: Floats, rows: Ints, total: int) -> Floats:
    """[rows, T]: sums of the units of each row."""
    which = np.zeros((total, len(rows)))
    which[rows, np.arange(len(rows))] = 1
    return which @ counts


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
    empty = np.bincount(rows, fitted.sum(1), len(rows_used)) <= 0
    # Where nothing was counted in a row, it says nothing of any period.
    speaks = untreated[rows] & ~empty[rows][:, None]
    behind = (by_cluster(speaks.astype(float)) > 0).sum(0)
    matched = behind >= _FEWEST_CONTROLS
    windows = windows & matched
    weight = untreated.astype(float)
    if exposure is not None:
        exposure = exposure[inside]
        weight = weight * exposure

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
    observed, expected = _compared(
        row_part.sum(0)[None], counted_part.sum(0)[None], whole, windows, exposure
    )
    total = int(clusters.max()) + 1
    if replicates and len(present) == 1:  # nothing is compared in it, with its cluster or without
        observed, expected = (np.repeat(one, total + 1, axis=0) for one in (observed, expected))
    elif replicates:
        less_rows = row_part.sum(0) - row_part
        fit = _fit(less_rows, column_part.sum(0) - column_part, weight, whole[1])
        if fit is None:
            return None
        less_counted = counted_part.sum(0) - counted_part
        less = _compared(less_rows, less_counted, fit, windows, exposure)
        observed = _spread_out(observed, less[0], present, total)
        expected = _spread_out(expected, less[1], present, total)
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
    row_sums: Floats,
    counted: Floats,
    fit: tuple[Floats, Floats],
    windows: Bools,
    exposure: Floats | None,
) -> tuple[Floats, Floats]:
    """Counted and expected events, [K, windows], of the rows that have events before."""
    by_row, by_column = fit
    live = row_sums > 0
    observed = (counted * live[..., None]).sum(1)
    reaches = (window * (1.0 if exposure is None else exposure) for window in windows)
    expected = np.stack(
        [(by_row * live * (by_column @ reach.T)).sum(1) for reach in reaches], axis=1
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

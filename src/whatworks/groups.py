"""A programme's effect by groups of the units that run it, and unit by unit, from one fit.

Subgroup versions of the default estimator sum other cells of the same table: what is expected of a
group doesn't depend on which group it is, and all groups together are the effect on treated units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from whatworks.counts import effect, log_ratios, not_comparable
from whatworks.displacement import compared_periods, first_near
from whatworks.fitting import Bools, Design, Sums, jackknife
from whatworks.panel import Floats, Ints, Panel
from whatworks.placebo import volume
from whatworks.results import Effect, NotEstimable, Reason, Result, frozen

_AT_ONCE = 100  # units to a fit, so that its table stays small


@dataclass(frozen=True, slots=True)
class ByGroup(Result):
    """The effect in each group, and whether the groups differ.

    effects: in the order of `groups`, a refusal where a group is too thin. p: of the test that all
    that could be had are alike; None under two.
    """

    groups: tuple[str, ...]
    effects: tuple[Effect | NotEstimable, ...]
    p: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ByUnit(Result):
    """Counted and expected events of each treated unit, for units with events before their start.

    log_ratio: of counted to expected, nothing counted taken for half an event. se: from counting
    before and after, and from how much one unit goes up and down beyond that.
    """

    units: tuple[str, ...]
    observed: Floats
    expected: Floats
    log_ratio: Floats
    se: Floats


def by_group(
    panel: Panel, labels: Sequence[str], *, far: bool = False, level: float = 0.95
) -> ByGroup | NotEstimable:
    """Effect of the programme by groups of treated units, each against the same untreated ones.

    labels: [n], the group of each unit, "" for none; of no consequence for untreated units.
    far: compare with units that touch no treated one, as `net_effect` does.

    Intervals are those of `etwfe`; the test of differences is a Wald test with the covariance of
    the jackknife, F with (treated clusters − groups) degrees of freedom. Groups were not dealt by
    lot: they may differ in more than their label. Refused where no comparison can start.
    """
    if refusal := not_comparable(panel):
        return refusal
    if len(labels) != panel.n_units:
        raise ValueError(f"labels: one for each of {panel.n_units} units expected")
    treated = panel.ever_treated
    names = tuple(
        dict.fromkeys(name for name, is_in in zip(labels, treated, strict=True) if is_in and name)
    )
    at = {name: i for i, name in enumerate(names)}
    group = np.array(
        [at.get(name, -1) if is_in else -1 for name, is_in in zip(labels, treated, strict=True)]
    )
    if not names:
        return NotEstimable(Reason.NO_TREATED)
    sums = jackknife(panel, _design(panel, group, len(names), far=far))
    if isinstance(sums, NotEstimable):
        return sums
    found = tuple(effect(sums, window=window, level=level) for window in range(len(names)))
    return ByGroup(names, found, _difference(sums, found))


def by_unit(
    panel: Panel, *, far: bool = False, design_se: float | None = None
) -> ByUnit | NotEstimable:
    """What each treated unit counted, and what was expected of it without the programme.

    far: as in `by_group`. design_se: standard error of the design from placebo draws
    (`Detectable.se`), from which the ups and downs of one unit beyond counting are taken; without
    it counts are taken for Poisson, which promises too much.

    One unit alone proves nothing: these are to be drawn towards their mean before they are shown.
    """
    if refusal := not_comparable(panel):
        return refusal
    near = _near(panel, far)
    free = np.arange(panel.n_periods)[None] < near[:, None]
    before = (panel.counts * free).sum(1)
    index = np.flatnonzero(panel.ever_treated & (before > 0))
    observed, expected = np.zeros(len(index)), np.zeros(len(index))
    for first in range(0, len(index), _AT_ONCE):
        some = index[first : first + _AT_ONCE]
        own = np.full(panel.n_units, -1)
        own[some] = np.arange(len(some))
        sums = jackknife(panel, _design(panel, own, len(some), far=far), replicates=False)
        if isinstance(sums, NotEstimable):
            return sums
        observed[first : first + len(some)] = sums.observed[0]
        expected[first : first + len(some)] = sums.expected[0]
    kept = expected > 0
    if not kept.any():
        return NotEstimable(Reason.NONE_EXPECTED)
    index, observed, expected = index[kept], observed[kept], expected[kept]
    counting = 1 / np.maximum(observed, 0.5) + 1 / before[index]
    return ByUnit(
        units=tuple(panel.units[i] for i in index),
        observed=frozen(observed),
        expected=frozen(expected),
        log_ratio=frozen(log_ratios(observed, expected)),
        se=frozen(np.sqrt(counting + _wobble(panel, design_se) ** 2)),
    )


def compared_cells(panel: Panel, *, far: bool = False) -> Bools:
    """[n, T]: the treated unit-periods that the effect is summed over; far: as in `by_group`.

    Cohorts without events before their start are in none.
    """
    near = _near(panel, far)
    period = np.arange(panel.n_periods)[None]
    before = (np.nan_to_num(panel.counts) * (period < near[:, None])).sum(1)
    _kinds, kind = np.unique(np.stack([panel.treated_from, near]), axis=1, return_inverse=True)
    live = np.bincount(kind.ravel(), before)[kind.ravel()] > 0
    untreated = len(np.unique(panel.clusters)) - panel.treated_cells.sum(0)
    cells: Bools = panel.treated_cells & live[:, None]
    return cells & (compared_periods(panel, near) if far else untreated >= 2)


def _near(panel: Panel, far: bool) -> Ints:
    """[n]: from when on a unit is no comparison any more."""
    return first_near(panel) if far else panel.treated_from


def _design(panel: Panel, group: NDArray[np.int64], groups: int, *, far: bool) -> Design:
    near = _near(panel, far)
    kinds, rows = np.unique(
        np.stack([panel.treated_from, near, group]), axis=1, return_inverse=True
    )
    period = np.arange(panel.n_periods)[None]
    own: Bools = period >= kinds[0][:, None]
    if far:
        own = own & compared_periods(panel, near)
    windows = np.stack([own & (kinds[2] == one)[:, None] for one in range(groups)])
    return Design(rows.ravel(), period < kinds[1][:, None], windows)


def _difference(sums: Sums, found: Sequence[Effect | NotEstimable]) -> float | None:
    """p of the test that all effects are one."""
    from scipy.special import fdtrc

    known = [i for i, one in enumerate(found) if isinstance(one, Effect)]
    if len(known) < 2:
        return None
    ratios = log_ratios(sums.observed[:, known], sums.expected[:, known])
    apart = ratios[1:] - ratios[1:].mean(0)
    spread = (len(apart) - 1) / len(apart) * apart.T @ apart
    least = 1 / np.maximum(sums.observed[0, known], 0.5)
    spread[np.diag_indices(len(known))] = np.maximum(np.diag(spread), least)
    contrast = np.eye(len(known))[1:] - np.eye(len(known))[0]
    moved = contrast @ ratios[0]
    wald = float(moved @ np.linalg.solve(contrast @ spread @ contrast.T, moved))
    df = max(float(sums.treated[known].sum()) - len(known), 1.0)
    return float(fdtrc(len(contrast), df, wald / len(contrast)))


def _wobble(panel: Panel, design_se: float | None) -> float:
    """Standard deviation of one unit's log change beyond counting, from the design's own error."""
    real = None if design_se is None else volume(panel)
    if real is None or design_se is None:
        return 0.0
    return sqrt(max(design_se**2 - real.counting, 0.0) / real.between)

"""Two-way fixed effects: what most papers ran. For comparison only, with the reason why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.outcomes import Estimate, Outcomes
from whatworks.regression import Small, ols, poisson
from whatworks.results import NotEstimable, Reason, Result

Floats = NDArray[np.float64]
Model: TypeAlias = Literal["linear", "poisson"]


class Pair(StrEnum):
    """Which units a two-by-two comparison sets against which."""

    NEVER_TREATED = "never_treated"  # treated against never treated
    NOT_YET_TREATED = "not_yet_treated"  # earlier cohort against a later one, before that began
    ALREADY_TREATED = "already_treated"  # later cohort against an earlier one: forbidden
    ALWAYS_TREATED = "always_treated"  # against units treated from the first period: forbidden


FORBIDDEN = frozenset({Pair.ALREADY_TREATED, Pair.ALWAYS_TREATED})


@dataclass(frozen=True, slots=True)
class TwoWay(Result):
    """The coefficient of treatment; a log rate ratio where `model` is "poisson".

    `forbidden_share` is the weight of comparisons with units already treated, None where the
    treatment isn't on-or-off or the weights aren't equal. It is known from the roll-out alone
    and belongs to the linear fit; in a Poisson fit it is only a hint. Where effects grow or
    differ between cohorts the coefficient is no average effect: never decide on it.
    """

    estimate: Estimate
    model: Model
    forbidden_share: float | None
    clusters: int
    method: str


@dataclass(frozen=True, slots=True)
class Comparison(Result):
    """One two-by-two comparison: the cohort treated, the one it is held against, its weight.

    `against` is the number of periods for the never-treated and 0 for the always-treated.
    """

    pair: Pair
    treated_from: int
    against: int
    weight: float
    value: float


@dataclass(frozen=True, slots=True)
class Decomposition(Result):
    """Goodman-Bacon: the two-way coefficient is Σ weight · value over `comparisons`."""

    value: float
    comparisons: tuple[Comparison, ...]

    def share(self, *pairs: Pair) -> float:
        """Weight of all comparisons of these kinds; weights sum to 1."""
        return float(sum(one.weight for one in self.comparisons if one.pair in pairs))

    def average(self, pair: Pair) -> float | None:
        """Weighted average of the comparisons of one kind; None where there is none."""
        share = self.share(pair)
        if not share:
            return None
        return sum(o.weight * o.value for o in self.comparisons if o.pair == pair) / share

    @property
    def forbidden_share(self) -> float:
        """Weight of comparisons with units that are treated already."""
        return self.share(*FORBIDDEN)


def twfe(
    outcome: ArrayLike,
    treatment: ArrayLike,
    *,
    model: Model = "linear",
    exposure: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    small: Small = "CR1",
    level: float = 0.95,
) -> TwoWay | NotEstimable:
    """Regression of `outcome` [n, T] on `treatment` [n, T] with unit and period effects.

    treatment: 0 to 1, the part of the period in which the unit was treated. exposure (Poisson),
    weights: [n] or [n, T], more than 0. clusters: [n], default each unit. Periods without an
    outcome (nan) are left out. One treated cluster alone is refused: its error would be far too
    small.

    Assumes one and the same effect in every unit and at every time since the start; otherwise
    some true effects enter with negative weight (Goodman-Bacon 2021, J. Econometrics 225(2)).
    """
    y, d = np.array(outcome, dtype=float), np.array(treatment, dtype=float)
    if y.ndim != 2 or y.shape != d.shape:
        raise ValueError(f"outcome {y.shape} and treatment {d.shape}: one shape expected")
    if model not in ("linear", "poisson"):
        raise ValueError(f"model: linear or poisson expected, got {model!r}")
    n = len(y)
    unit, period = np.indices(y.shape)[0], np.indices(y.shape)[1]
    groups = np.arange(n) if clusters is None else np.array(clusters)
    if groups.shape != (n,):
        raise ValueError(f"clusters: one for each of {n} units expected")
    used = ~np.isnan(y)
    if not (d[used] > 0).any():
        return NotEstimable(Reason.NO_TREATED)
    if len(np.unique(groups[unit[used & (d > 0)]])) < 2:
        return NotEstimable(Reason.ONE_TREATED)
    fixed, cluster = (unit[used], period[used]), groups[unit[used]]
    w = None if weights is None else _cells("weights", weights, y.shape)[used]
    say: dict[str, Any] = {
        "fixed_effects": fixed,
        "weights": w,
        "clusters": cluster,
        "small": small,
    }
    say["names"] = ["treatment"]
    if model == "poisson":
        per = None if exposure is None else _cells("exposure", exposure, y.shape)[used]
        fit = poisson(y[used], d[used], exposure=per, **say)
    else:
        fit = ols(y[used], d[used], **say)
    if isinstance(fit, NotEstimable):
        return fit
    if fit.dropped:
        return NotEstimable(Reason.NO_UNTREATED)
    share = _forbidden(d) if used.all() and weights is None else None
    estimate = fit.estimate("treatment", level)
    return TwoWay(estimate, model, share, fit.clusters, f"TWFE, {fit.method}")


def goodman_bacon(outcome: ArrayLike, treated_from: ArrayLike) -> Decomposition | NotEstimable:
    """The two-by-two comparisons that the linear two-way coefficient is an average of.

    outcome [n, T] without gaps, treated_from [n]: first treated period, `T` for never, 0 for
    units treated throughout (they serve as controls only, wrongly). Equal weights, no covariates.

    Goodman-Bacon (2021), Journal of Econometrics 225(2), 254–277, equations 7 and 10.
    """
    panel = Outcomes.of(outcome, treated_from)
    if np.isnan(panel.outcome).any():
        return NotEstimable(Reason.MISSING_PERIODS)
    periods = panel.n_periods
    starts, size = np.unique(panel.treated_from, return_counts=True)
    means = {int(g): panel.outcome[panel.treated_from == g].mean(0) for g in starts}
    found = []
    for k, n_k in zip(starts.tolist(), size.tolist(), strict=True):
        for other, n_o in zip(starts.tolist(), size.tolist(), strict=True):
            if other == k or not 0 < k < periods:
                continue
            pair, window, share = _pair(k, other, periods)
            part = n_k / (n_k + n_o)
            weight = (n_k + n_o) ** 2 * part * (1 - part) * share
            found.append((pair, k, other, weight, _did(means[k], means[other], k, window)))
    if not found:
        none = len(panel.cohorts) == 0
        return NotEstimable(Reason.NO_TREATED if none else Reason.NO_UNTREATED)
    total = sum(weight for *_, weight, _ in found)
    comparisons = tuple(Comparison(p, k, o, w / total, v) for p, k, o, w, v in found)
    return Decomposition(sum(one.weight * one.value for one in comparisons), comparisons)


def _pair(k: int, other: int, periods: int) -> tuple[Pair, slice, float]:
    """Kind of the comparison, its periods, and its weight before the sizes of the groups."""
    treated, held = 1 - k / periods, 1 - other / periods  # parts of the periods under treatment
    if other == periods:
        return Pair.NEVER_TREATED, slice(None), treated * (1 - treated)
    if other == 0:
        return Pair.ALWAYS_TREATED, slice(None), treated * (1 - treated)
    if k < other:
        return Pair.NOT_YET_TREATED, slice(None, other), (treated - held) * (1 - treated)
    return Pair.ALREADY_TREATED, slice(other, None), treated * (held - treated)


def _did(treated: Floats, held: Floats, start: int, window: slice) -> float:
    at = np.arange(len(treated))[window]
    gap = (treated - held)[window]
    return float(gap[at >= start].mean() - gap[at < start].mean())


def _forbidden(treatment: Floats) -> float | None:
    """The forbidden share of a roll-out that is on or off, stays on, and isn't seen through."""
    on = treatment == 1
    if not ((treatment == 0) | on).all() or (np.diff(treatment, axis=1) < 0).any():
        return None
    starts = treatment.shape[1] - on.sum(1)
    parts = goodman_bacon(np.zeros(treatment.shape), starts)
    return None if isinstance(parts, NotEstimable) else parts.forbidden_share


def _cells(name: str, given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    values = np.array(given, dtype=float)
    if values.shape not in {shape, shape[:1]}:
        raise ValueError(f"{name}: shape {shape} or {shape[:1]} expected, got {values.shape}")
    return np.broadcast_to(values[:, None] if values.ndim == 1 else values, shape)

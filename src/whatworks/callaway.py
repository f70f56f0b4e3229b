"""Callaway–Sant'Anna: the effect of each cohort in each period, then averages of those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.outcomes import Estimate, Labelled, Outcomes
from whatworks.results import NotEstimable, Reason, Result, frozen, plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Comparison: TypeAlias = Literal["never", "not_yet"]
Base: TypeAlias = Literal["varying", "universal"]


@dataclass(frozen=True, slots=True)
class Aggregate(Result):
    """An average of group-time effects and the effects that it is made of."""

    overall: Estimate
    parts: Labelled


@dataclass(frozen=True, slots=True, eq=False)
class GroupTime(Result):
    """Effects on the treated by cohort and period, in the unit of the outcome.

    cohorts, periods, effects: one entry for each pair; before the start they are placebo
    effects. influence [n, pairs]: what each unit adds to each
    effect; all errors come from it.
    """

    cohorts: tuple[int, ...]
    periods: tuple[int, ...]
    effects: tuple[Estimate, ...]
    comparison: Comparison
    base: Base
    level: float
    influence: Floats
    outcomes: Outcomes

    def as_dict(self) -> dict[str, Any]:
        """Plain values; without the influence of single units and without the data."""
        names = ("cohorts", "periods", "effects", "comparison", "base", "level")
        return {name: plain(getattr(self, name)) for name in names}

    def effect(self, cohort: int, period: int) -> Estimate:
        """The effect on the units first treated in `cohort`, in `period`."""
        return self.effects[
            list(zip(self.cohorts, self.periods, strict=True)).index((cohort, period))
        ]

    def simple(self) -> Estimate:
        """Average over all treated cohorts and periods, weighted by size of cohort."""
        return self._estimate(*self._weighted(self._after))

    def by_cohort(self) -> Aggregate:
        """Average over its treated periods for each cohort; overall by size of cohort.

        R's did 2.1.1 has another error for the overall one (mpdta: .012415, here .012446): it
        takes the sizes of the first cohort for those of all in that error's second part.
        """
        labels = np.unique(self._g[self._after])
        parts = [self._mean(self._after & (self._g == g)) for g in labels]
        share = self._shares(labels)
        values = np.array([value for value, _ in parts])
        lines = np.column_stack([line for _, line in parts])
        weight = share / share.sum()
        line = lines @ weight + self._of_weights(labels) @ values
        return self._aggregate(float(weight @ values), line, labels, parts)

    def by_time_since_start(self) -> Aggregate:
        """By periods since the start (below 0: before); overall the mean of 0 and later."""
        since = self._t - self._g
        labels = np.unique(since)
        parts = [self._weighted(since == e) for e in labels]
        return self._mean_of(
            [p for p, e in zip(parts, labels, strict=True) if e >= 0], labels, parts
        )

    def by_period(self) -> Aggregate:
        """By period of the calendar, over the cohorts treated by then; overall their mean."""
        labels = np.unique(self._t[self._after])
        parts = [self._weighted(self._after & (self._t == t)) for t in labels]
        return self._mean_of(parts, labels, parts)

    def event_covariance(self) -> tuple[tuple[int, ...], Floats, Floats]:
        """Labels, values [k] and covariance [k, k] of the effects by periods since the start."""
        since = self._t - self._g
        labels = np.unique(since)
        parts = [self._weighted(since == e) for e in labels]
        lines = self.outcomes.cluster_sums(np.column_stack([line for _, line in parts]))
        values = np.array([value for value, _ in parts])
        covariance = lines.T @ lines / self.outcomes.n_units**2
        return tuple(labels.tolist()), frozen(values), frozen(covariance)

    @property
    def _g(self) -> Ints:
        return np.array(self.cohorts)

    @property
    def _t(self) -> Ints:
        return np.array(self.periods)

    @property
    def _after(self) -> Bools:
        return np.asarray(self._t >= self._g)

    @property
    def _values(self) -> Floats:
        return np.array([one.value for one in self.effects])

    def _shares(self, cohorts: Ints) -> Floats:
        return np.array([(self.outcomes.treated_from == g).mean() for g in cohorts])

    def _of_weights(self, cohorts: Ints) -> Floats:
        """[n, pairs]: what each unit adds to the weights, the sizes of cohorts being estimated."""
        share = self._shares(cohorts)
        is_in = (self.outcomes.treated_from[:, None] == cohorts[None]) - share
        return np.asarray(is_in / share.sum() - is_in.sum(1)[:, None] * share / share.sum() ** 2)

    def _weighted(self, which: Bools) -> tuple[float, Floats]:
        cohorts = self._g[which]
        share = self._shares(cohorts)
        weight = share / share.sum()
        values = self._values[which]
        line = self.influence[:, which] @ weight + self._of_weights(cohorts) @ values
        return float(weight @ values), line

    def _mean(self, which: Bools) -> tuple[float, Floats]:
        return float(self._values[which].mean()), self.influence[:, which].mean(1)

    def _estimate(self, value: float, line: Floats) -> Estimate:
        return _estimate(value, line, self.outcomes, self.level)

    def _mean_of(
        self,
        of: Sequence[tuple[float, Floats]],
        labels: Ints,
        parts: Sequence[tuple[float, Floats]],
    ) -> Aggregate:
        value = float(np.mean([value for value, _ in of]))
        return self._aggregate(value, np.mean([line for _, line in of], axis=0), labels, parts)

    def _aggregate(
        self, value: float, line: Floats, labels: Ints, parts: Sequence[tuple[float, Floats]]
    ) -> Aggregate:
        each = tuple(self._estimate(*part) for part in parts)
        return Aggregate(self._estimate(value, line), Labelled(tuple(labels.tolist()), each))


def callaway_santanna(
    outcome: ArrayLike,
    treated_from: ArrayLike,
    *,
    covariates: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    comparison: Comparison = "never",
    base: Base = "varying",
    level: float = 0.95,
) -> GroupTime | NotEstimable:
    """Group-time effects, doubly robust, without a bootstrap.

    outcome: [n, T], counted or measured, no gaps. treated_from: [n], `T` for never.
    covariates: [n] or [n, p], fixed in time, before treatment. comparison: the never-treated, or
    all that aren't treated yet. base: periods from the start on are compared with the last one
    before it; earlier ones with the one before each ("varying"), or with that same last one
    ("universal", as `honest` needs it; no effect then for that period itself).

    Assumes that, given the covariates, treated and untreated units would have moved in parallel
    in *levels*, no anticipation, and some untreated unit like each treated one. Errors from
    influence functions (normal in large samples), with t(clusters − 1); those of a cohort of
    one or two units are too small. Without overlap of the covariates the cohort is named.

    Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), 200–230; Sant'Anna & Zhao (2020),
    225(2) of 2021, 101–122, for the doubly robust score with panel data.
    """
    if comparison not in ("never", "not_yet"):
        raise ValueError(f"comparison: never or not_yet expected, got {comparison!r}")
    if base not in ("varying", "universal"):
        raise ValueError(f"base: varying or universal expected, got {base!r}")
    panel = Outcomes.of(outcome, treated_from, covariates=covariates, clusters=clusters)
    never = panel.treated_from == panel.n_periods
    if comparison == "never" and not never.any() and not np.isnan(panel.outcome).any():
        return NotEstimable(Reason.NO_UNTREATED)
    checked = panel.with_controls()
    if isinstance(checked, NotEstimable):
        return checked
    panel = checked
    pairs, effects, lines = [], [], []
    for g in panel.cohorts.tolist():
        for t in range(panel.n_periods):
            since = g - 1 if base == "universal" or t >= g else t - 1
            if since in (t, -1):
                continue
            found = _of_pair(panel, g, t, since, comparison)
            if found is None:
                return NotEstimable(Reason.NOT_CONVERGED, (f"cohort {g}", f"period {t}"))
            pairs.append((g, t))
            effects.append(_estimate(*found, panel, level))
            lines.append(found[1])
    return GroupTime(
        cohorts=tuple(g for g, _ in pairs),
        periods=tuple(t for _, t in pairs),
        effects=tuple(effects),
        comparison=comparison,
        base=base,
        level=level,
        influence=frozen(np.column_stack(lines)),
        outcomes=panel,
    )


def _of_pair(
    panel: Outcomes, g: int, t: int, since: int, comparison: Comparison
) -> tuple[float, Floats] | None:
    """Effect on cohort g of the change from `since` to t, and the influence [n] of all units."""
    treated = panel.treated_from == g
    last = panel.n_periods - 1 if comparison == "never" else max(t, since)
    both = treated | (panel.treated_from > last)
    design = np.column_stack([np.ones(panel.n_units), panel.covariates])[both]
    change = panel.outcome[both, t] - panel.outcome[both, since]
    found = _doubly_robust(change, treated[both], design)
    if found is None:
        return None
    line = np.zeros(panel.n_units)
    line[both] = found[1] * panel.n_units / both.sum()
    return found[0], line


def _estimate(value: float, line: Floats, panel: Outcomes, level: float) -> Estimate:
    sums = panel.cluster_sums(line)
    se = float(np.sqrt(sums @ sums)) / panel.n_units
    return Estimate.of(value, se, panel.n_clusters - 1, level)


def _doubly_robust(change: Floats, treated: Bools, design: Floats) -> tuple[float, Floats] | None:
    """Effect on the treated and each unit's influence [n]; None where groups don't overlap.

    Sant'Anna & Zhao's score: logit propensity, least squares of the change among controls.
    """
    n, d = len(change), treated.astype(float)
    held = design[~treated]
    if np.linalg.matrix_rank(held) < design.shape[1]:
        return None
    propensity = _propensity(d, design)
    if propensity is None:
        return None
    score, covariance = propensity
    beta = np.linalg.lstsq(held, change[~treated], rcond=None)[0]
    rest = change - design @ beta
    weight = (1 - d) * score / (1 - score)
    gap, base = (d * rest).mean() / d.mean(), (weight * rest).mean() / weight.mean()
    outcome_line = ((1 - d) * rest)[:, None] * design @ np.linalg.inv(held.T @ held / n)
    score_line = (d - score)[:, None] * design @ covariance
    of_treated = d * (rest - gap) - outcome_line @ (d[:, None] * design).mean(0)
    of_controls = (
        weight * (rest - base)
        + score_line @ ((weight * (rest - base))[:, None] * design).mean(0)
        - outcome_line @ (weight[:, None] * design).mean(0)
    )
    return float(gap - base), of_treated / d.mean() - of_controls / weight.mean()


def _propensity(treated: Floats, design: Floats) -> tuple[Floats, Floats] | None:
    """Logit probability of treatment [n] and n times its covariance; None where it separates."""
    scale = np.abs(design).max(0)
    x = design / np.where(scale > 0, scale, 1)
    b = np.zeros(x.shape[1])
    for _ in range(50):
        score = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        information = (x * (score * (1 - score))[:, None]).T @ x
        if np.linalg.cond(information) > 1e12:
            return None
        step = np.linalg.solve(information, x.T @ (treated - score))
        b = b + step
        if np.abs(step).max() < 1e-9:
            break
    else:
        return None
    score = 1 / (1 + np.exp(-x @ b))
    if (score[treated == 0] > 0.999).any():
        return None
    inverse = np.linalg.inv((x * (score * (1 - score))[:, None]).T @ x)
    back = 1 / np.where(scale > 0, scale, 1)
    return score, len(x) * inverse * back[:, None] * back[None]

"""Outcomes of units over periods, counted or measured, for the estimators of second opinion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.panel import starts_of
from whatworks.results import NotEstimable, Reason, Result, frozen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate(Result):
    """A number with its t interval, in the unit of what was estimated."""

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float
    level: float

    @classmethod
    def of(cls, value: float, se: float, df: float, level: float = 0.95) -> Self:
        """The interval `value` ± t(df)·`se` at `level` and the two-sided p-value."""
        from scipy.special import stdtr, stdtrit

        if not 0 < level < 1:
            raise ValueError(f"level: between 0 and 1 expected, got {level}")
        half = float(stdtrit(df, (1 + level) / 2)) * se
        p = float(2 * stdtr(df, -abs(value) / se)) if se > 0 else float(value == 0)
        numbers = (value, se, df, value - half, value + half, p, level)
        return cls(*(float(number) for number in numbers))


@dataclass(frozen=True, slots=True)
class Labelled(Result):
    """Estimates by cohort, by period, or by periods since the start."""

    labels: tuple[int, ...]
    estimates: tuple[Estimate, ...]

    def __getitem__(self, label: int) -> Estimate:
        return self.estimates[self.labels.index(label)]


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """A balanced panel of any outcome.

    outcome: [n, T], no nan. treated_from: [n], index of the first treated period, `T` for never.
    covariates: [n, p], fixed in time (what was so before anyone began).
    clusters: [n], units that share a fate, numbered from 0.
    """

    outcome: Floats
    treated_from: Ints
    covariates: Floats
    clusters: Ints

    @classmethod
    def of(
        cls,
        outcome: ArrayLike,
        treated_from: ArrayLike,
        *,
        covariates: ArrayLike | None = None,
        clusters: ArrayLike | None = None,
    ) -> Self:
        """From arrays as callers have them.

        covariates: None, [n] or [n, p]; clusters: None (each unit alone) or [n] labels.
        Raises ValueError where shapes don't match or covariates are missing.
        """
        values = np.array(outcome, dtype=float)
        if values.ndim != 2 or 0 in values.shape:
            raise ValueError(f"outcome: [units, periods] expected, got shape {values.shape}")
        n, periods = values.shape
        if np.isinf(values).any():
            raise ValueError("outcome: infinite values")
        starts = starts_of(treated_from, n, periods)
        if covariates is None:
            given = np.zeros((n, 0))
        else:
            given = np.array(covariates, dtype=float)
            given = given[:, None] if given.ndim == 1 else given
        if given.ndim != 2 or len(given) != n or not np.isfinite(given).all():
            raise ValueError(f"covariates: numbers for each of {n} units expected")
        labels = np.arange(n) if clusters is None else _line("clusters", clusters, n)
        numbers = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        return cls(frozen(values), frozen(starts), frozen(given), frozen(numbers))

    @property
    def n_units(self) -> int:
        return len(self.outcome)

    @property
    def n_periods(self) -> int:
        return self.outcome.shape[1]

    @property
    def n_clusters(self) -> int:
        return int(self.clusters.max()) + 1

    @property
    def cohorts(self) -> Ints:
        """First treated periods that occur, ascending, never-treated left out."""
        return np.unique(self.treated_from[self.treated_from < self.n_periods])

    @property
    def treated_cells(self) -> NDArray[np.bool_]:
        """[n, T]: from the start of treatment on."""
        return np.arange(self.n_periods)[None] >= self.treated_from[:, None]

    def with_controls(self) -> Outcomes | NotEstimable:
        """Cut to the periods that have an untreated unit, or why nothing can be compared.

        Where every unit is treated some day, the last cohort is the control until its start.
        Two clusters at least must be treated and two untreated: one shows no spread.
        """
        if np.isnan(self.outcome).any():
            return NotEstimable(Reason.MISSING_PERIODS, _cells(np.isnan(self.outcome)))
        if not len(self.cohorts):
            return NotEstimable(Reason.NO_TREATED)
        if not self.outcome.any():
            return NotEstimable(Reason.ALL_ZEROS)
        early = np.flatnonzero(self.treated_from == 0)
        if len(early):
            return NotEstimable(Reason.NO_BEFORE, tuple(str(i) for i in early[:10]))
        last = int(self.treated_from.max())
        if last < self.n_periods and len(self.cohorts) == 1:
            return NotEstimable(Reason.NO_UNTREATED)
        held = self.treated_from == last
        if len(np.unique(self.clusters[~held])) < 2:
            return NotEstimable(Reason.ONE_TREATED)
        if len(np.unique(self.clusters[held])) < 2:
            return NotEstimable(Reason.TOO_FEW_CLUSTERS)
        return Outcomes(self.outcome[:, :last], self.treated_from, self.covariates, self.clusters)

    def cluster_sums(self, scores: NDArray[Any]) -> Floats:
        """[clusters, …]: sums of what is given by unit."""
        sums = np.zeros((self.n_clusters, *scores.shape[1:]))
        np.add.at(sums, self.clusters, scores)
        return sums


def _line(name: str, given: ArrayLike, n: int) -> NDArray[Any]:
    line = np.array(given)
    if line.shape != (n,):
        raise ValueError(f"{name}: one for each of {n} units expected, got shape {line.shape}")
    return line


def _cells(which: NDArray[np.bool_], most: int = 10) -> tuple[str, ...]:
    places = np.argwhere(which)
    names = [f"{i}, {t}" for i, t in places[:most]]
    return (*names, *([f"+{len(places) - most}"] if len(places) > most else []))

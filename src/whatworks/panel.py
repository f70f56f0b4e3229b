"""Counts of units over periods, and when each unit began."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.results import NotEstimable, Reason, frozen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Counts of `n` units over `T` periods of equal length.

    counts: [n, T], whole numbers ≥ 0; nan where a count is missing.
    treated_from: [n], index of the first treated period; `T` (or more, or infinity) for never.
    exposure: what the counts are per (population, days): None, [n] or [n, T], > 0.
    clusters: [n], units that share a fate (one district, one wave); None: each unit alone. Labels
        mean nothing: they are numbered in the order in which they come, so that one order of the
        units gives one result to the last digit.
    neighbours: pairs of unit indices that touch, in either order.
    touched: [n], index of the first period in which a neighbour is treated that isn't in the panel;
        `T` (or more), and None, for never. `of` keeps it up to date.
    units, periods: their names, for sentences.
    """

    counts: Floats
    treated_from: Ints
    exposure: Floats | None = None
    clusters: Ints = field(default=None)  # type: ignore[arg-type]
    neighbours: tuple[tuple[int, int], ...] | None = None
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    touched: Ints | None = None

    def __post_init__(self) -> None:
        counts = np.array(self.counts, dtype=float)
        if counts.ndim != 2 or 0 in counts.shape:
            raise ValueError(f"counts: [units, periods] expected, got shape {counts.shape}")
        n, periods = counts.shape
        there = counts[~np.isnan(counts)]
        if np.isinf(there).any() or (there < 0).any() or (there != np.round(there)).any():
            raise ValueError("counts: whole numbers, 0 or more, expected")
        starts = starts_of(self.treated_from, n, periods)
        clusters = (
            np.arange(n) if self.clusters is None else self._line("clusters", self.clusters, n)
        )
        put = object.__setattr__
        put(self, "counts", frozen(counts))
        put(self, "treated_from", frozen(starts))
        put(self, "clusters", frozen(_numbered(clusters)))
        put(self, "exposure", self._exposure(n, periods))
        put(self, "units", self._names("units", self.units, n))
        put(self, "periods", self._names("periods", self.periods, periods))
        if self.touched is not None:
            put(self, "touched", frozen(self._line("touched", self.touched, n)))
        if self.neighbours is not None:
            pairs = {(min(i, j), max(i, j)) for i, j in self.neighbours if i != j}
            if any(not 0 <= i < n for pair in pairs for i in pair):
                raise ValueError(f"neighbours: indices of {n} units expected")
            put(self, "neighbours", tuple(sorted((int(i), int(j)) for i, j in pairs)))

    @staticmethod
    def _line(name: str, given: ArrayLike, n: int) -> Ints:
        line = np.array(given)
        if line.shape != (n,):
            raise ValueError(f"{name}: one for each of {n} units expected, got shape {line.shape}")
        return line.astype(np.int64)

    @staticmethod
    def _names(name: str, given: tuple[str, ...], n: int) -> tuple[str, ...]:
        names = tuple(given) or tuple(str(i) for i in range(n))
        if len(names) != n:
            raise ValueError(f"{name}: {n} names expected, got {len(names)}")
        return names

    def _exposure(self, n: int, periods: int) -> Floats | None:
        if self.exposure is None:
            return None
        given = np.array(self.exposure, dtype=float)
        exposure = np.broadcast_to(given[:, None] if given.shape == (n,) else given, (n, periods))
        if not (np.isfinite(exposure) & (exposure > 0)).all():
            raise ValueError("exposure: more than 0 for every unit and period expected")
        return frozen(exposure.copy())

    @property
    def n_units(self) -> int:
        return len(self.counts)

    @property
    def n_periods(self) -> int:
        return self.counts.shape[1]

    @property
    def ever_treated(self) -> NDArray[np.bool_]:
        """[n]: treated within the periods given."""
        return self.treated_from < self.n_periods

    @property
    def treated_cells(self) -> NDArray[np.bool_]:
        """[n, T]: unit-periods from the beginning of treatment on."""
        return np.arange(self.n_periods)[None] >= self.treated_from[:, None]

    def of(self, which: NDArray[Any]) -> Panel:
        """The panel of some of the units only: [n] booleans, or indices in the order wanted."""
        index = np.flatnonzero(which) if which.dtype == bool else which
        at = {int(old): new for new, old in enumerate(index)}
        pairs = self.neighbours and tuple(
            (at[i], at[j]) for i, j in self.neighbours if i in at and j in at
        )
        return Panel(
            counts=self.counts[index],
            treated_from=self.treated_from[index],
            exposure=None if self.exposure is None else self.exposure[index],
            clusters=self.clusters[index],
            neighbours=pairs,
            units=tuple(self.units[i] for i in index),
            periods=self.periods,
            touched=None if self.neighbours is None else self._touched(at)[index],
        )

    def _touched(self, kept: dict[int, int]) -> Ints:
        """[n]: `touched` once only those units are kept.

        One that was treated all the time has always been touching, and changes nothing.
        """
        near = np.full(self.n_units, self.n_periods) if self.touched is None else self.touched
        near = near.copy()
        for pair in self.neighbours or ():
            for one, other in (pair, pair[::-1]):
                if other not in kept and self.treated_from[other] > 0:
                    near[one] = min(near[one], self.treated_from[other])
        return near

    def starting(self, starts: Ints, clusters: Ints | None = None) -> Panel:
        """The same counts under other starts, neighbours unknown; checked once, not again."""
        other, put = object.__new__(Panel), object.__setattr__
        for name in ("counts", "exposure", "units", "periods"):
            put(other, name, getattr(self, name))
        clusters = self.clusters if clusters is None else clusters
        put(other, "treated_from", frozen(self._line("treated_from", starts, self.n_units)))
        put(other, "clusters", frozen(self._line("clusters", clusters, self.n_units)))
        put(other, "neighbours", None)
        put(other, "touched", None)
        return other

    def refusal(self) -> NotEstimable | None:
        """Why no estimator that compares treated with untreated units can start here."""
        treated = self.ever_treated
        missing = np.isnan(self.counts)
        if missing.any():
            return NotEstimable(Reason.MISSING_PERIODS, self._cells(missing))
        if not treated.any():
            return NotEstimable(Reason.NO_TREATED)
        if treated.all():
            return NotEstimable(Reason.NO_UNTREATED)
        if (self.treated_from == 0).any():
            return NotEstimable(Reason.NO_BEFORE, self._named(self.treated_from == 0))
        if not self.counts.any():
            return NotEstimable(Reason.ALL_ZEROS)
        if not (self.counts * ~self.treated_cells)[treated].any():
            return NotEstimable(Reason.NONE_BEFORE, self._named(treated))
        return None

    def _named(self, which: NDArray[np.bool_], most: int = 10) -> tuple[str, ...]:
        index = np.flatnonzero(which)
        names = [self.units[i] for i in index[:most]]
        return (*names, *([f"+{len(index) - most}"] if len(index) > most else []))

    def _cells(self, which: NDArray[np.bool_], most: int = 10) -> tuple[str, ...]:
        places = np.argwhere(which)
        names = [f"{self.units[i]} {self.periods[t]}" for i, t in places[:most]]
        return (*names, *([f"+{len(places) - most}"] if len(places) > most else []))


def starts_of(given: ArrayLike, n: int, periods: int) -> Ints:
    """[n] first treated periods, `periods` for never; raises ValueError where they aren't that."""
    starts = np.array(given, dtype=float)
    if starts.shape != (n,):
        raise ValueError(f"treated_from: one for each of {n} units expected, got {starts.shape}")
    starts = np.minimum(starts, periods)
    if not ((starts >= 0) & (starts == np.floor(starts))).all():
        raise ValueError("treated_from: whole numbers, 0 or more, expected")
    return starts.astype(np.int64)


def _numbered(labels: Ints) -> Ints:
    """0, 1, … by first appearance."""
    _, first, which = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[which].astype(np.int64)

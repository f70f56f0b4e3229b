"""A province whose truth is known: to test estimators on, and to learn what noise looks like.

In unit i and period t, without any programme,

    expected = mean × level_i × season_t × trend_t × shock_t × wave_it × bad year_it
    count ~ negative binomial, variance = expected + expected² / spread

A programme that takes away removes each event of its units with the same chance (thinning keeps
the count negative binomial); one that harms adds events. A removed event that is only pushed away
happens in a neighbour that doesn't run the programme, so the truth is kept event by event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whatworks.panel import Floats, Ints, Panel
from whatworks.results import Result, frozen

Flags = NDArray[np.bool_]
PERIODS_A_YEAR = 12


class Adoption(StrEnum):
    """Who takes the programme up."""

    RANDOM = "random"
    AFTER_SURGE = "after_surge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a simulated province is like. The defaults are 71 communes over ten years of months.

    units, periods: how many; a period is a month where seasons and trends are concerned.
    mean: events a period that a unit has on average.
    level_spread: standard deviation of the units' lasting levels, log scale.
    season: half the way from trough to peak over a year, log scale.
    trend: a year, as a factor.
    shock_spread, shock_memory: shocks that all units share, log scale; autoregressive of order one.
    wave_spread, wave_memory: waves of each unit's own, likewise.
    spread: of the negative binomial; None leaves a Poisson count.
    adopters: how many units take the programme up, in equal waves that begin at `starts`.
    adoption: at random, or likelier the worse a unit's last `surge_periods` were compared with its
        own past: the odds grow by exp(`pull`) with each standard deviation.
    bad_year: log scale, by how much the adopters' `surge_periods` before the start are raised; it
        ends by itself when the programme begins.
    effect: change of the expected count, −0.25 takes a quarter away, 0.1 adds a tenth.
    growing_periods: over how many periods it grows to that in equal steps; 0 at once.
    moved: share of what is taken away that turns up in neighbours without the programme. What has
        nowhere to go stays.
    near: a unit's neighbours are its so many nearest, and those that have it among theirs; 0: none
        are known and nothing can move.

    Raises ValueError where these contradict each other.
    """

    units: int = 71
    periods: int = 120
    mean: float = 1.7
    level_spread: float = 0.5
    season: float = 0.25
    trend: float = 0.98
    shock_spread: float = 0.08
    shock_memory: float = 0.6
    wave_spread: float = 0.22
    wave_memory: float = 0.9
    spread: float | None = 5.0
    adopters: int = 25
    starts: tuple[int, ...] = (48, 60, 72, 84, 96)
    adoption: Adoption = Adoption.RANDOM
    surge_periods: int = 12
    pull: float = 1.0
    bad_year: float = 0.0
    effect: float = 0.0
    growing_periods: int = 0
    moved: float = 0.0
    near: int = 5

    def __post_init__(self) -> None:
        checks = {
            "adopters: from one a wave to fewer than the units": (
                len(self.starts) <= self.adopters < self.units
            ),
            "starts: rising, after the first period and before the end": (
                bool(self.starts)
                and all(a < b for a, b in pairwise((0, *self.starts, self.periods)))
            ),
            "surge_periods: at least one, and one more before the first start": (
                self.surge_periods > 0
                and (self.adoption == Adoption.RANDOM or self.surge_periods < self.starts[0])
            ),
            "mean: more than 0": self.mean > 0,
            "trend: more than 0": self.trend > 0,
            "spread: more than 0": self.spread is None or self.spread > 0,
            "spreads on the log scale: 0 or more": (
                min(self.level_spread, self.shock_spread, self.wave_spread) >= 0
            ),
            "memories: at least 0 and less than 1": (
                0 <= self.shock_memory < 1 and 0 <= self.wave_memory < 1
            ),
            "bad_year, growing_periods: 0 or more": min(self.bad_year, self.growing_periods) >= 0,
            "effect: at least −1": self.effect >= -1,
            "moved: a share of what an effect below 0 takes away": (
                self.moved == 0 or (self.effect < 0 and 0 < self.moved <= 1)
            ),
            "near: fewer than the units, and some where events move": (
                0 <= self.near < self.units and (self.moved == 0 or self.near > 0)
            ),
        }
        if wrong := [said for said, holds in checks.items() if not holds]:
            raise ValueError(f"scenario: {'; '.join(wrong)} expected")


@dataclass(frozen=True, slots=True, eq=False)
class Truth(Result):
    """What an estimator of the panel should find.

    percent_change: of the expected counts of treated unit-periods.
    net_percent_change: the same of treated unit-periods and of those of the ring together: an
        untreated unit belongs to it from the first start among its neighbours.
    averted: events of the whole province that the programme really prevented, by count.
    untreated: [n, T] counts as they would have been without it.
    expected, expected_with: [n, T] expected counts without the programme and with it.
    ring: [n, T] unit-periods of the ring.
    """

    percent_change: float
    net_percent_change: float
    averted: int
    untreated: Ints
    expected: Floats
    expected_with: Floats
    ring: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """What everybody sees, and what only the simulation knows."""

    panel: Panel
    truth: Truth


def simulate(scenario: Scenario, *, seed: int | np.random.Generator) -> Simulated:
    """One province. The same scenario and seed give the same one."""
    rng = np.random.default_rng(seed)
    pairs = _neighbours(scenario, rng)
    province = _Province(scenario, pairs, rng)
    for units, start, end in province.waves():
        province.start[units] = start
        province.give_a_bad_year(units, start)
        province.run(start, end)
    return province.told()


class _Province:
    """A province while its years go by: who began when, and the counts so far."""

    def __init__(
        self, scenario: Scenario, pairs: list[tuple[int, int]], rng: np.random.Generator
    ) -> None:
        shape = scenario.units, scenario.periods
        self.scenario, self.pairs, self.rng = scenario, pairs, rng
        self.near = np.zeros((scenario.units, scenario.units), dtype=bool) if pairs else None
        if self.near is not None:
            first, second = np.array(pairs).T
            self.near[first, second] = self.near[second, first] = True
        self.expected = _expected(scenario, rng)
        spread = scenario.spread
        self.luck = rng.gamma(spread, 1 / spread, shape) if spread else np.ones(shape)
        self.untreated = rng.poisson(self.expected * self.luck)
        self.counts = self.untreated.copy()
        self.moved_in = np.zeros(shape)  # expected events that neighbours push over
        self.change = np.zeros(shape)  # of the expected count of the unit itself
        self.start = np.full(scenario.units, scenario.periods)

    def waves(self) -> Iterator[tuple[Ints, int, int]]:
        """Units that begin, the period when, and the one when the next wave does.

        Waves that come after a surge are chosen when the counts up to their start are there.
        """
        starts = self.scenario.starts
        sizes = [
            len(part) for part in np.array_split(np.arange(self.scenario.adopters), len(starts))
        ]
        for size, (start, end) in zip(
            sizes, pairwise((*starts, self.scenario.periods)), strict=True
        ):
            free = np.flatnonzero(self.start == self.scenario.periods)
            keys = self.rng.gumbel(size=len(free))  # the largest win: a draw by odds
            if self.scenario.adoption == Adoption.AFTER_SURGE:
                surge = self._surge(start)[free]
                keys += self.scenario.pull * (surge - surge.mean()) / max(surge.std(), 1e-12)
            yield free[np.argsort(-keys, kind="stable")[:size]], start, end

    def _surge(self, start: int) -> Floats:
        """[n]: the last periods of each unit compared with its own past, log scale."""
        last = self.counts[:, start - self.scenario.surge_periods : start].sum(axis=1)
        past = self.counts[:, : start - self.scenario.surge_periods].mean(axis=1)
        return np.log((last + 0.5) / (past * self.scenario.surge_periods + 0.5))

    def give_a_bad_year(self, units: Ints, start: int) -> None:
        if self.scenario.bad_year == 0:
            return
        cells = np.ix_(units, np.arange(max(0, start - self.scenario.surge_periods), start))
        more = self.rng.poisson(
            self.expected[cells] * self.luck[cells] * np.expm1(self.scenario.bad_year)
        )
        self.counts[cells] += more
        self.untreated[cells] += more
        self.expected[cells] *= np.exp(self.scenario.bad_year)

    def run(self, start: int, end: int) -> None:
        """The programme at work in the units that have it, from one wave to the next."""
        periods = np.arange(start, end)
        for unit in map(int, np.flatnonzero(self.start <= start)):
            open_to = self._open_to(unit)
            step = (periods - self.start[unit] + 1) / max(self.scenario.growing_periods, 1)
            change = self.scenario.effect * np.minimum(step, 1)
            if self.scenario.moved and not len(open_to):
                change = change * (1 - self.scenario.moved)
            self.change[unit, periods] = change
            if self.scenario.effect > 0:
                rate = self.expected[unit, periods] * self.luck[unit, periods]
                self.counts[unit, periods] += self.rng.poisson(rate * change)
            else:
                self._take_away(unit, periods, change, open_to)

    def _open_to(self, unit: int) -> Ints:
        """Neighbours without the programme, where events could go."""
        if self.near is None:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.near[unit] & (self.start == self.scenario.periods))

    def _take_away(self, unit: int, periods: Ints, change: Floats, open_to: Ints) -> None:
        taken = self.rng.binomial(self.counts[unit, periods], -change)
        self.counts[unit, periods] -= taken
        if not self.scenario.moved or not len(open_to):
            return
        moving = self.rng.binomial(taken, self.scenario.moved)
        shares = np.full(len(open_to), 1 / len(open_to))
        cells = np.ix_(open_to, periods)
        self.counts[cells] += self.rng.multinomial(moving, shares).T
        pushed = -change * self.scenario.moved * self.expected[unit, periods]
        self.moved_in[cells] += np.outer(shares, pushed)

    def told(self) -> Simulated:
        expected_with = self.expected * (1 + self.change) + self.moved_in
        panel = Panel(self.counts.astype(float), self.start, neighbours=tuple(self.pairs) or None)
        treated, ring = panel.treated_cells, self._ring()
        return Simulated(
            panel,
            Truth(
                percent_change=_percent(expected_with, self.expected, treated),
                net_percent_change=_percent(expected_with, self.expected, treated | ring),
                averted=int(self.untreated.sum() - self.counts.sum()),
                untreated=frozen(self.untreated),
                expected=frozen(self.expected),
                expected_with=frozen(expected_with),
                ring=frozen(ring),
            ),
        )

    def _ring(self) -> Flags:
        periods = np.arange(self.scenario.periods)
        if self.near is None:
            return np.zeros((self.scenario.units, self.scenario.periods), dtype=bool)
        first = np.where(self.near, self.start, self.scenario.periods).min(axis=1)
        return (periods >= first[:, None]) & (periods < self.start[:, None])


def _percent(now: Floats, usual: Floats, where: Flags) -> float:
    return float(100 * (now[where].sum() / usual[where].sum() - 1))


def _expected(scenario: Scenario, rng: np.random.Generator) -> Floats:
    """[n, T] expected counts without any programme; each factor is 1 on average."""
    months = np.arange(scenario.periods)
    level = _log_normal(rng.normal(0, scenario.level_spread, scenario.units), scenario.level_spread)
    season = np.exp(scenario.season * np.sin(2 * np.pi * months / PERIODS_A_YEAR))
    season /= np.mean(np.exp(scenario.season * np.sin(2 * np.pi * np.arange(12) / 12)))
    trend = scenario.trend ** (months / PERIODS_A_YEAR)
    shocks = _memory(1, scenario.periods, scenario.shock_memory, scenario.shock_spread, rng)
    waves = _memory(
        scenario.units, scenario.periods, scenario.wave_memory, scenario.wave_spread, rng
    )
    common = season * trend * _log_normal(shocks[0], scenario.shock_spread)
    return scenario.mean * np.outer(level, common) * _log_normal(waves, scenario.wave_spread)


def _log_normal(log: Floats, spread: float) -> Floats:
    return np.exp(log - spread**2 / 2)


def _memory(n: int, periods: int, memory: float, spread: float, rng: np.random.Generator) -> Floats:
    """[n, periods], autoregressive of order one, with this standard deviation from the start on."""
    steps = rng.normal(0, spread, (n, periods))
    steps[:, 1:] *= np.sqrt(1 - memory**2)
    for period in range(1, periods):
        steps[:, period] += memory * steps[:, period - 1]
    return steps


def _neighbours(scenario: Scenario, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Pairs of units, placed at random on a square, one among the nearest of the other."""
    from scipy.spatial import KDTree

    if scenario.near == 0:
        return []
    places = rng.uniform(size=(scenario.units, 2))
    nearest: NDArray[Any] = KDTree(places).query(places, scenario.near + 1)[1]
    return sorted(
        {(min(i, int(j)), max(i, int(j))) for i, row in enumerate(nearest) for j in row if j != i}
    )

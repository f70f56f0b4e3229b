"""A province whose truth is known, looked at as a report does and as a study does.

Made up from a seed: the same numbers asked for give the same province. What takes the time is
bounded by what may be asked for: at most `MOST_PLACES` of 71 places over at most ten years.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whatworks.counts import etwfe
from whatworks.displacement import NetEffect, net_effect
from whatworks.panel import Panel
from whatworks.results import Effect, NotEstimable
from whatworks.simulate import Scenario, Simulated, simulate
from whatworks.study import study

from ..choices import Planted, TakenUp
from .panels import PanelFacts
from .results import before_after, told

Floats = NDArray[np.float64]
PLACES = 71
FEWEST_PLACES, MOST_PLACES = 3, 35
MONTHS = (48, 72, 96, 120)
AGAIN = 20
DRAWS = 40
LEAST = 20.0
BAD_YEAR = 0.2  # log scale: 22 % more than usual
MOST_SEED = 999_999
_TRUTHS = (Planted.FALL, Planted.NOTHING, Planted.HARM, Planted.MOVED)
_CHANGE = {Planted.FALL: -0.25, Planted.NOTHING: 0.0, Planted.HARM: 0.1, Planted.MOVED: -0.25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is planted and how it is looked at; all of it stands in the address."""

    planted: Planted = Planted.SECRET
    taken_up: TakenUp = TakenUp.BAD_YEAR
    places: int = 20
    months: int = 96
    looks_next_door: bool = False
    seed: int = 1

    @property
    def truth(self) -> Planted:
        """What is really planted: the secret is told by the seed."""
        if self.planted != Planted.SECRET:
            return self.planted
        return _TRUTHS[int(np.random.default_rng([self.seed, 77]).integers(len(_TRUTHS)))]


@dataclass(frozen=True, slots=True)
class Look:
    """One province. Percent; low, high and percent are None where nothing could be estimated.

    naive: the treated places alone, the year after against the year before. truth: of what was
    estimated (`is_net`: treated places and their neighbours together).
    """

    naive: float | None
    percent: float | None
    low: float | None
    high: float | None
    truth: float
    is_net: bool

    @property
    def is_hit(self) -> bool:
        """Whether the interval holds the truth."""
        if self.low is None or self.high is None:
            return False
        return self.low <= self.truth <= self.high


@dataclass(frozen=True, slots=True)
class Shown:
    """One province told as a study tells it, and twenty more of the same truth.

    result: as a run stores it. own_truth, net_truth, averted: what only the simulation knows.
    with_it, without: counts a place and month, of those that ever had the programme and of the
    rest. starts: the months of the waves.
    """

    asked: Asked
    result: Mapping[str, Any]
    naive: float | None
    own_truth: float
    net_truth: float
    averted: int
    with_it: tuple[float, ...]
    without: tuple[float, ...]
    starts: tuple[int, ...]
    again: tuple[Look, ...]

    @property
    def hits(self) -> int:
        return sum(one.is_hit for one in self.again)

    @property
    def estimated(self) -> int:
        return sum(one.percent is not None for one in self.again)

    @property
    def naive_falls(self) -> int:
        """How often the report of a year before and after would have said that it fell."""
        return sum(one.naive is not None and round(one.naive) < 0 for one in self.again)

    @property
    def found_falls(self) -> int:
        """How often the whole interval lies below nought."""
        return sum(one.high is not None and one.high < 0 for one in self.again)


@lru_cache(maxsize=64)
def shown(asked: Asked) -> Shown:
    """About a second; asked for again, at once."""
    first = _province(asked, 0)
    panel = _looked_at(asked, first)
    found = study(panel, seed=asked.seed, draws=DRAWS, least_worthwhile=LEAST)
    treated = panel.ever_treated
    return Shown(
        asked=asked,
        result=told(found, PanelFacts(panel=panel, places=(), left_out=())).result,
        naive=before_after(panel),
        own_truth=first.truth.percent_change,
        net_truth=first.truth.net_percent_change,
        averted=first.truth.averted,
        with_it=tuple(panel.counts[treated].mean(axis=0).tolist()),
        without=tuple(panel.counts[~treated].mean(axis=0).tolist()),
        starts=starts_of(asked),
        again=tuple(_look(asked, _province(asked, turn)) for turn in range(1, AGAIN + 1)),
    )


def scenario_of(asked: Asked) -> Scenario:
    truth = asked.truth
    return Scenario(
        units=PLACES,
        periods=asked.months,
        adopters=asked.places,
        starts=starts_of(asked),
        bad_year=BAD_YEAR if asked.taken_up == TakenUp.BAD_YEAR else 0.0,
        effect=_CHANGE[truth],
        moved=1.0 if truth == Planted.MOVED else 0.0,
    )


def starts_of(asked: Asked) -> tuple[int, ...]:
    """Up to five waves of three places or more, with a year before the first and after the last."""
    waves = min(5, max(1, asked.places // 3))
    return tuple(int(at) for at in np.linspace(0.4, 0.7, waves) * asked.months)


def _province(asked: Asked, turn: int) -> Simulated:
    return simulate(scenario_of(asked), seed=np.random.default_rng([asked.seed, turn]))


def _looked_at(asked: Asked, province: Simulated) -> Panel:
    """What a study sees: the map only if it is to look next door."""
    names = tuple(f"x{i + 1:02d}" for i in range(PLACES))
    pairs = province.panel.neighbours if asked.looks_next_door else None
    return replace(province.panel, neighbours=pairs, units=names)


def _look(asked: Asked, province: Simulated) -> Look:
    panel = _looked_at(asked, province)
    found, is_net = _decided(panel)
    truth = province.truth.net_percent_change if is_net else province.truth.percent_change
    if found is None:
        return Look(before_after(panel), None, None, None, truth, is_net)
    low, high = found.interval
    return Look(before_after(panel), found.percent_change, low, high, truth, is_net)


def _decided(panel: Panel) -> tuple[Effect | None, bool]:
    """What a verdict would rest on, and whether that is the net effect."""
    net = None if panel.neighbours is None else net_effect(panel)
    if isinstance(net, NetEffect):
        return (net.own, False) if net.own.low > 0 else (net.net, True)
    own = etwfe(panel)
    return (None if isinstance(own, NotEstimable) else own), False

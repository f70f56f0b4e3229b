"""What a roll-out that is only planned will be able to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt

import numpy as np

from whatworks.panel import Ints, Panel
from whatworks.placebo import Volume, by_name, multiple, volume
from whatworks.results import NotEstimable, Reason, Result


@dataclass(frozen=True, slots=True)
class Power(Result):
    """What a roll-out that is only planned would be able to show.

    power: chance of finding `effect_percent` at 5 %. fall_percent: smallest fall found with 80 %.
    sites_needed: with the waves' timing kept; None where not even all but two would do.
    periods_needed: from the first start on, with the sites kept; None where no wait would do.
    """

    effect_percent: float
    power: float
    fall_percent: float
    se: float
    sites_needed: int | None
    periods_needed: int | None
    draws: int


def planned_power(
    history: Panel,
    waves: Sequence[tuple[int, int]],
    *,
    effect_percent: float = -20.0,
    draws: int = 200,
    seed: int = 0,
) -> Power | NotEstimable:
    """Power of a planned roll-out, from dealing its waves to random units of a history without it.

    history: counts before the programme; its never-treated units are used, as long as the roll-out
        is to be watched.
    waves: (units that begin, period of the history in which they'd begin).

    More sites lessen the noise between units and of counting; more periods only that of counting.
    """
    if np.isnan(history.counts).any():
        return NotEstimable(Reason.MISSING_PERIODS)
    dates = np.array([start for units, start in waves for _ in range(units)], dtype=np.int64)
    if len(dates) == 0 or (dates < 1).any() or (dates >= history.n_periods).any():
        raise ValueError("waves: units, beginning within the history but not in its first period")
    untreated = ~history.ever_treated
    if not 2 <= len(dates) <= untreated.sum() - 2:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS, (str(len(dates)), str(untreated.sum())))
    pool = by_name(history.of(untreated))
    if effect_percent <= -100 or effect_percent == 0:
        raise ValueError("effect_percent: more than -100 and not 0 expected")
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        starts = np.full(pool.n_units, pool.n_periods)
        starts[rng.permutation(pool.n_units)[: len(dates)]] = dates
        found.append(volume(pool.starting(starts)))
    there = [one for one in found if one is not None]
    if len(there) < max(draws // 2, 1):
        return NotEstimable(Reason.NONE_BEFORE)
    return _planned(pool, dates, there, effect_percent)


def _planned(pool: Panel, dates: Ints, found: list[Volume], effect_percent: float) -> Power:
    from scipy.special import stdtr, stdtrit

    n, units = len(dates), pool.n_units
    variance = float(np.mean([one.log_ratio**2 for one in found]))
    counting = float(np.mean([one.counting for one in found]))
    beyond = max(variance - counting, 0.0) / (1 / n + 1 / (units - n))
    size = abs(log1p(effect_percent / 100))

    def enough(sites: int, stretch: float = 1.0) -> bool:
        before = float(dates.mean()) / pool.n_periods
        share = before + (1 - before) / stretch
        spread = counting * n / sites * share + beyond * (1 / sites + 1 / (units - sites))
        return size >= multiple(sites) * sqrt(spread)

    watched = pool.n_periods - int(dates.min())
    se = sqrt(max(variance, counting))
    power = float(stdtr(n - 1, size / se - float(stdtrit(n - 1, 0.975))))
    return Power(
        effect_percent=effect_percent,
        power=power,
        fall_percent=100 * (1 - exp(-multiple(n) * se)),
        se=se,
        sites_needed=next((k for k in range(2, units - 1) if enough(k)), None),
        periods_needed=next((m for m in range(1, 10 * watched) if enough(n, m / watched)), None),
        draws=len(found),
    )

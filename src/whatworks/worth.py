"""What a prevented incident cost, and whether the benefit exceeds the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, isfinite, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from whatworks.chances import normal_cdf, t_reach
from whatworks.results import NotEstimable, Reason, Result, averted_between

Floats = NDArray[np.float64]
MANY = 1e6  # degrees of freedom of what is as good as normal
_NO_END = 600.0  # on the log scale, so far off that the interval has no end there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one outcome: its effect, its events and what one event costs.

    log_ratio, se: effect on the log rate-ratio scale; net of the ring, and shrunken, if possible.
    observed: events that were counted under treatment.
    value: cost of one event to society, in the money of the programme's cost.
    """

    log_ratio: float
    se: float
    observed: float
    value: float

    def __post_init__(self) -> None:
        if not isfinite(self.log_ratio) or not (isfinite(self.se) and self.se > 0):
            raise ValueError(f"log_ratio, se: finite, se > 0 expected, got {self}")
        if not (0 <= self.observed < inf and 0 <= self.value < inf):
            raise ValueError(f"observed, value: 0 or more expected, got {self}")


@dataclass(frozen=True, slots=True)
class CostPerIncident(Result):
    """Cost of one prevented incident, with its interval at `level`.

    averted, averted_low, averted_high: incidents; negative is more instead of fewer.
    per_incident: None where none were averted. high: None where the interval has no upper end,
        because perhaps none were averted; low: None where surely none were.
    """

    cost: float
    averted: float
    averted_low: float
    averted_high: float
    per_incident: float | None
    low: float | None
    high: float | None
    level: float


@dataclass(frozen=True, slots=True)
class Worth(Result):
    """Benefit less cost over all outcomes, from draws.

    net, low, high: median and interval at `level`, in money.
    benefit: median of the averted costs. chance_positive: P(net > 0).
    """

    net: float
    low: float
    high: float
    benefit: float
    cost: float
    chance_positive: float
    level: float
    draws: int


def cost_per_incident(
    log_ratio: float,
    se: float,
    observed: float,
    cost: float,
    *,
    df: float | None = None,
    cost_se: float = 0.0,
    level: float = 0.95,
) -> CostPerIncident | NotEstimable:
    """Cost per incident prevented, with the uncertainty of the effect and of the cost.

    log_ratio, se: effect on the log rate-ratio scale; df: of its interval, None for normal.
    observed: incidents counted under treatment, held fixed. cost, cost_se: money, > 0 and ≥ 0.

    averted = observed (e^(−log_ratio) − 1). The uncertain cost widens the interval of the quotient
    in quadrature on the log scale. Refused where nothing was counted under treatment.
    """
    if not (se > 0 and isfinite(log_ratio) and isfinite(se)):
        raise ValueError(f"log_ratio, se: finite, se > 0 expected, got {log_ratio}, {se}")
    if not (0 <= observed < inf and 0 < cost < inf and 0 <= cost_se < inf):
        raise ValueError("observed, cost_se: 0 or more, cost: more than 0 expected")
    if df is not None and not df > 0:
        raise ValueError(f"df: more than 0 expected, got {df}")
    if not observed:
        return NotEstimable(Reason.ZERO_COUNT, ("observed",))
    reach = t_reach(level, MANY if df is None else df) * se
    averted = averted_between(observed, log_ratio, log_ratio)[0]
    least, most = averted_between(observed, log_ratio - reach, log_ratio + reach)
    doubt = reach / se * cost_se / cost
    per_incident = cost / averted if averted > 0 else None
    return CostPerIncident(
        cost=cost,
        averted=averted,
        averted_low=least,
        averted_high=most,
        per_incident=per_incident,
        low=_end(per_incident, cost, most, -doubt),
        high=_end(per_incident, cost, least, doubt),
        level=level,
    )


def _end(middle: float | None, cost: float, averted: float, doubt: float) -> float | None:
    """An end of the quotient's interval: the effect's and the cost's distance in quadrature."""
    if averted <= 0:
        return None
    end = cost / averted
    if middle is None:
        return end
    distance = sqrt(log(end / middle) ** 2 + doubt**2)
    if end < middle:
        return middle * exp(-distance)
    return None if distance > _NO_END else middle * exp(distance)


def net_benefit(
    outcomes: Mapping[str, Outcome],
    cost: float,
    *,
    seed: int,
    cost_se: float = 0.0,
    draws: int = 20_000,
    level: float = 0.95,
) -> Worth:
    """Whether the averted costs of all outcomes exceed the programme's cost.

    outcomes: by name; their effects are drawn independently, N(log_ratio, se).
    cost, cost_se: money.

    Outcomes must not count the same event twice. Effects of one programme on several outcomes
    tend to go together, which makes the true interval wider. The same seed gives the same result
    whatever the order of outcomes.
    """
    if not outcomes or not (0 <= cost < inf and 0 <= cost_se < inf):
        raise ValueError("outcomes: at least one, cost, cost_se: 0 or more expected")
    if draws < 1 or not 0 < level < 1:
        raise ValueError(f"draws: 1 or more, level: in (0, 1) expected, got {draws}, {level}")
    rng = np.random.default_rng(seed)
    spent = cost + cost_se * rng.standard_normal(draws)
    benefit = np.zeros(draws)
    for name in sorted(outcomes):
        one = outcomes[name]
        effects = one.log_ratio + one.se * rng.standard_normal(draws)
        benefit += one.value * one.observed * np.expm1(-np.clip(effects, -50, 50))
    net = benefit - spent
    low, middle, high = np.quantile(net, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Worth(
        net=float(middle),
        low=float(low),
        high=float(high),
        benefit=float(np.median(benefit)),
        cost=cost,
        chance_positive=float((net > 0).mean()),
        level=level,
        draws=draws,
    )


def chance_of_beating(log_ratio: float, se: float, least_worthwhile_percent: float) -> float:
    """P* of the rule: chance that the effect is at least the least fall worth paying for.

    least_worthwhile_percent: negative, in (−100, 0], such as −10 for a tenth fewer.
    """
    if not -100 < least_worthwhile_percent <= 0:
        raise ValueError(f"least_worthwhile_percent: in (-100, 0], got {least_worthwhile_percent}")
    if not (isfinite(log_ratio) and isfinite(se) and se > 0):
        raise ValueError(f"log_ratio, se: finite, se > 0 expected, got {log_ratio}, {se}")
    return float(normal_cdf((log1p(least_worthwhile_percent / 100) - log_ratio) / se))

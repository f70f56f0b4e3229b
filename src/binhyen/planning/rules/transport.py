"""What a programme may be expected to avert in each commune, less surely where it is unlike those
where the programme was studied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from whatworks import NotEstimable
from whatworks.shrinkage import ShrunkenRates, shrink_rates

from .ground import Floats

PRIOR_SD = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What studies say of one programme on one outcome.

    log_ratio, se: mean effect, net of displacement left out, as `whatworks.pooling.pool` or an
    `Effect` gives it. tau: standard deviation of true effects between sites like those studied.
    """

    log_ratio: float
    se: float
    tau: float = 0.0

    def __post_init__(self) -> None:
        if not (isfinite(self.log_ratio) and 0 <= self.se < np.inf and 0 <= self.tau < np.inf):
            raise ValueError(f"finite numbers expected, se and tau 0 or more, got {self}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Need:
    """Events a year to be had without more work, by commune: shrunken, with their interval.

    per_head: [n], the shrunken rate, low and high its interval: communes whose intervals overlap
    can't be told apart.
    """

    events: Floats
    sd: Floats
    per_head: Floats
    low: Floats
    high: Floats


def need(counts: ArrayLike, population: ArrayLike, *, years: float) -> Need | NotEstimable:
    """Need of each commune from its events over some years: rates drawn to their common mean.

    counts: [n] events; population: [n] > 0. The highest rate of last year is high partly by luck,
    and a plan by raw rates would chase it. Refused as `whatworks.shrinkage.shrink_rates` refuses.
    """
    if not years > 0:
        raise ValueError(f"years: more than 0 expected, got {years}")
    people = np.array(population, dtype=float)
    rates = shrink_rates(counts, people * years)
    if not isinstance(rates, ShrunkenRates):
        return rates
    return Need(
        events=rates.rate * people,
        sd=(rates.high - rates.low) / (2 * 1.96) * people,
        per_head=rates.rate,
        low=rates.low,
        high=rates.high,
    )


def likeness(features: ArrayLike, studied: ArrayLike) -> Floats:
    """[n] in 0 … 1: how like a commune is to the nearest in which the programme was studied.

    features: [n, k], such as people, density, upland or not; studied: [n], True where it was.
    exp(−d²/2), d the root mean square distance in standard deviations of each feature; features
    that don't vary are left out. 0 everywhere where it was studied nowhere here.
    """
    x = np.array(features, dtype=float)
    there = np.array(studied, dtype=bool)
    if x.ndim != 2 or there.shape != x.shape[:1] or not np.isfinite(x).all():
        raise ValueError("features: [communes, k] numbers, studied: [communes] expected")
    if not there.any():
        return np.zeros(len(x))
    spread = x.std(axis=0)
    z = x[:, spread > 0] / spread[spread > 0]
    if not z.shape[1]:
        return np.ones(len(x))
    apart = ((z[:, None] - z[None, there]) ** 2).mean(axis=2).min(axis=1)
    return np.asarray(np.exp(-apart / 2), dtype=float)


def expected_fall(
    learned: Learned, alike: ArrayLike, *, prior_sd: float = PRIOR_SD
) -> tuple[Floats, Floats]:
    """[n] expected share of events averted, and its standard deviation.

    alike: [n] in 0 … 1. The commune's log rate ratio is taken as normal with mean r·θ̂ and
    variance r²·se² + τ² + (1 − r²)·prior²: what was learned counts as much as the commune is like,
    the rest is what programmes do in general: nothing on average, give or take `prior_sd`. A wide
    spread lowers the expected fall, since E exp(θ) = exp(mean + variance/2). The step between like
    and unlike is an assumption that no data here can test; a page must say so.
    """
    r = np.array(alike, dtype=float)
    if not ((r >= 0) & (r <= 1)).all():
        raise ValueError("alike: 0 … 1 expected")
    mean = r * learned.log_ratio
    variance = r**2 * learned.se**2 + learned.tau**2 + (1 - r**2) * prior_sd**2
    ratio = np.exp(mean + variance / 2)
    return 1 - ratio, ratio * np.sqrt(np.expm1(variance))


def expected_averted(
    needs: Mapping[str, Need],
    learned: Mapping[str, Mapping[str, Learned]],
    alike: Mapping[str, Floats],
    *,
    harm: Mapping[str, float],
    years: float = 1.0,
    prior_sd: float = PRIOR_SD,
) -> tuple[Floats, Floats]:
    """[communes, programmes] harm averted over the years planned, and its standard deviation.

    needs: by outcome. learned: by programme, then outcome; an outcome never studied adds nothing.
    alike: by programme. harm: weight of one event, by outcome. Programmes stand in the order of
    `learned`. Outcomes are taken to err apart from each other, need and effect likewise.
    """
    size = len(next(iter(needs.values())).events) if needs else 0
    averted, variance = np.zeros((2, size, len(learned)))
    for column, (programme, effects) in enumerate(learned.items()):
        for outcome, effect in effects.items():
            fall, doubt = expected_fall(effect, alike[programme], prior_sd=prior_sd)
            events, sd = needs[outcome].events, needs[outcome].sd
            weight = harm[outcome] * years
            averted[:, column] += weight * events * fall
            spread = (events * doubt) ** 2 + (sd * fall) ** 2 + (sd * doubt) ** 2
            variance[:, column] += weight**2 * spread
    return averted, np.sqrt(variance)


def equal_need(per_head: ArrayLike, low: ArrayLike, high: ArrayLike) -> tuple[int, ...]:
    """[n] class of each commune, 1 for the greatest need: within one, order is left to the draw.

    From the highest rate down, a commune joins the class as long as its interval reaches that of
    the class's first; the first that doesn't begins the next.
    """
    rate, lower, upper = (np.array(given, dtype=float) for given in (per_head, low, high))
    if not rate.shape == lower.shape == upper.shape or rate.ndim != 1:
        raise ValueError("per_head, low, high: [communes] each expected")
    classes = np.zeros(len(rate), dtype=int)
    number, floor = 0, np.inf
    for row in np.lexsort((np.arange(len(rate)), -rate)):
        if upper[row] < floor:
            number, floor = number + 1, lower[row]
        classes[row] = number
    return tuple(classes.tolist())

"""Eight years of monthly counts of communes, drawn from a process whose truth is known.

The expected count of an outcome in a commune and month is the product of its usual level, the
commune's size and lasting level, the season, a trend, shocks common to all, a wave of the
commune's own that comes and goes, the bad year before a programme was taken up, and the planted
effects (`truth`). The count is negative binomial around it. docs/synthetic.md has it in full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .truth import AFTER_A_BAD_YEAR, EFFECTS, Effect

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEVER = 100_000
BAD_YEAR, BAD_YEAR_MONTHS = 0.2, 12
NEIGHBOURS = 5
WAVE_MEMORY, WAVE = 0.9, 0.22
SHOCK_MEMORY, SHOCK = 0.6, 0.08
LASTING = 0.35
# Months of the reports of April 2020 and of June to October 2021: less of everything outdoors.
EPIDEMIC = frozenset({(2020, 4), *((2021, month) for month in range(6, 11))})

_FLAT = (1.0,) * 12
_TET = (1.25, 1.35, 1.05, 0.95, 0.9, 0.9, 0.9, 0.9, 0.95, 1.0, 1.05, 1.2)
_HARVEST = (1.2, 1.2, 0.95, 0.9, 0.85, 0.85, 0.9, 0.9, 0.95, 1.0, 1.2, 1.35)
_DRY = (1.2, 1.5, 1.7, 1.5, 1.0, 0.7, 0.6, 0.6, 0.6, 0.7, 0.9, 1.1)
_TERM = (1.1, 0.8, 1.2, 1.3, 1.2, 0.5, 0.15, 0.2, 1.3, 1.4, 1.4, 1.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """mean: a month in a commune of usual size. spread: variance = mean + mean² / spread.

    season: January to December, by the month's number in the reports. trend: a year, as a factor.
    town: how many times as many in wards and townships. epidemic: factor in those months.
    """

    code: str
    mean: float
    spread: float
    season: tuple[float, ...] = _FLAT
    trend: float = 1.0
    town: float = 1.6
    epidemic: float = 1.0


OUTCOMES = (
    Outcome(code="theft", mean=1.7, spread=5, season=_HARVEST, trend=0.98, epidemic=0.7),
    Outcome(code="disorder", mean=0.9, spread=4, season=_TET, epidemic=0.6),
    Outcome(code="violence", mean=0.6, spread=4, season=_TET, trend=0.99, epidemic=0.85),
    Outcome(code="fraud", mean=0.35, spread=3, trend=1.14, town=2.0, epidemic=1.2),
    Outcome(code="fires", mean=0.4, spread=3, season=_DRY, town=1.3),
    Outcome(code="collisions", mean=0.8, spread=5, season=_TET, trend=0.97, epidemic=0.55),
    Outcome(code="school_incidents", mean=0.45, spread=3, season=_TERM, epidemic=0.2),
    Outcome(code="disputes_received", mean=4.2, spread=6, town=1.2, epidemic=0.8),
    Outcome(code="tips_received", mean=3.6, spread=4, season=_TET, trend=1.05, epidemic=0.8),
)
KINDS_OF_DISPUTE = {"land": 0.38, "family": 0.27, "neighbours": 0.23, "civil": 0.12}
SETTLED, FAILED = 0.82, 0.12
USEFUL, DEATHS, INJURIES = 0.55, 0.24, 0.85
LOSS_MVND, LOSS_SPREAD = 25.0, 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """size: (n,) of the usual one. is_town: (n,). near: (n, n), who neighbours whom."""

    size: Floats
    is_town: NDArray[np.bool_]
    near: NDArray[np.bool_]

    @property
    def n(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is planted and when. adopted: by programme, (n,) number of the first month or NEVER."""

    adopted: Mapping[str, Ints] = field(default_factory=dict)
    effects: Sequence[Effect] = EFFECTS
    after_a_bad_year: Mapping[str, Iterable[str]] = field(
        default_factory=lambda: dict(AFTER_A_BAD_YEAR)
    )


Month = tuple[int, int]  # year and number, as the reports count them


def months_between(first: Month, last: Month) -> list[Month]:
    start, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    return [(n // 12, n % 12 + 1) for n in range(start, end + 1)]


def ground_of(
    points: Sequence[tuple[float, float]], is_town: Sequence[bool], rng: np.random.Generator
) -> Ground:
    """Communes at (lat, lon): a neighbour is one of the five nearest, or has it among its own."""
    size = np.exp(rng.normal(0, LASTING, len(points)))
    return Ground(size=size, is_town=np.array(is_town, dtype=bool), near=_near(points))


def drawn(
    ground: Ground, months: Sequence[Month], truth: Truth, rng: np.random.Generator
) -> dict[str, Ints]:
    """Every outcome by its series, (n, months) each. The same generator draws the same."""
    common = _waves(ground.n, len(months), rng)
    counts = {
        outcome.code: count_of(outcome, ground, months, truth, common, rng) for outcome in OUTCOMES
    }
    return counts | _details(counts, rng)


def count_of(
    outcome: Outcome,
    ground: Ground,
    months: Sequence[Month],
    truth: Truth,
    common: Floats,
    rng: np.random.Generator,
) -> Ints:
    """One outcome, (n, months). common: the wave that a commune's outcomes share, log scale."""
    usual = _usual(outcome, ground, months, rng)
    wave = 0.7 * common + 0.7 * _waves(ground.n, len(months), rng)
    bad = _bad_years(outcome.code, ground.n, len(months), truth)
    expected = with_effects(usual * np.exp(wave + bad), outcome.code, ground, truth)
    return rng.poisson(rng.gamma(outcome.spread, expected / outcome.spread))


def with_effects(expected: Floats, outcome: str, ground: Ground, truth: Truth) -> Floats:
    """The expected counts under the planted effects. Where none is left to go to, none moves."""
    for effect in truth.effects:
        if effect.outcome != outcome or effect.programme not in truth.adopted:
            continue
        runs = _runs(truth.adopted[effect.programme], expected.shape[1])
        free = ~runs
        open_to = ground.near.astype(float) @ free  # how many neighbours could take it
        works = runs & ((open_to > 0) | (effect.moved == 0))
        change = np.where(works, expected * effect.change, 0.0)
        each = np.divide(change, open_to, out=np.zeros_like(change), where=open_to > 0)
        expected = expected + change - effect.moved * free * (ground.near.T.astype(float) @ each)
    return expected


def _usual(
    outcome: Outcome, ground: Ground, months: Sequence[Month], rng: np.random.Generator
) -> Floats:
    """Level, size, season, trend and what all communes share; (n, months)."""
    lasting = np.exp(rng.normal(-(LASTING**2) / 2, LASTING, ground.n))
    place = ground.size * np.where(ground.is_town, outcome.town, 1.0) * lasting
    season = np.array([outcome.season[number - 1] for _year, number in months])
    trend = outcome.trend ** (np.arange(len(months)) / 12)
    epidemic = np.array([outcome.epidemic if month in EPIDEMIC else 1.0 for month in months])
    shock = np.exp(_memory(1, len(months), SHOCK_MEMORY, SHOCK, rng)[0])
    return outcome.mean * np.outer(place, season * trend * epidemic * shock)


def _waves(n: int, months: int, rng: np.random.Generator) -> Floats:
    return _memory(n, months, WAVE_MEMORY, WAVE, rng)


def _memory(n: int, months: int, memory: float, spread: float, rng: np.random.Generator) -> Floats:
    """Autoregressive of order one with this lasting spread, (n, months)."""
    steps = rng.normal(0, spread, (n, months))
    steps[:, 1:] *= np.sqrt(1 - memory**2)
    for month in range(1, months):
        steps[:, month] += memory * steps[:, month - 1]
    return steps


def _bad_years(outcome: str, n: int, months: int, truth: Truth) -> Floats:
    """The bad year that made a commune take a programme up, log scale, (n, months)."""
    bad = np.zeros((n, months))
    for programme, outcomes in truth.after_a_bad_year.items():
        if outcome in outcomes and programme in truth.adopted:
            ahead = truth.adopted[programme][:, None] - np.arange(months)
            bad = np.maximum(bad, BAD_YEAR * ((ahead > 0) & (ahead <= BAD_YEAR_MONTHS)))
    return bad


def _runs(adopted: Ints, months: int) -> NDArray[np.bool_]:
    return np.arange(months) >= adopted[:, None]


def _details(counts: Mapping[str, Ints], rng: np.random.Generator) -> dict[str, Ints]:
    """What hangs on the counts: how disputes ended, who was hurt, what burnt, which tips helped."""
    disputes, collisions, fires = (
        counts[code] for code in ("disputes_received", "collisions", "fires")
    )
    settled = rng.binomial(disputes, SETTLED)
    failed = rng.binomial(disputes - settled, FAILED / (1 - SETTLED))
    kinds = rng.multinomial(disputes, list(KINDS_OF_DISPUTE.values()))
    each = LOSS_MVND * np.exp(rng.normal(0, LOSS_SPREAD, fires.shape))
    return {
        "disputes_settled": settled,
        "disputes_failed": failed,
        "disputes_pending": disputes - settled - failed,
        **{f"disputes_received.{kind}": kinds[..., n] for n, kind in enumerate(KINDS_OF_DISPUTE)},
        "traffic_deaths": rng.binomial(collisions, DEATHS),
        "traffic_injuries": rng.poisson(collisions * INJURIES),
        "fire_losses": np.rint(fires * each * 10).astype(np.int64) * 100_000,
        "tips_useful": rng.binomial(counts["tips_received"], USEFUL),
    }


def _near(points: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    lat, lon = np.radians(np.array(points, dtype=float).reshape(-1, 2)).T
    north, east = lat[:, None] - lat, (lon[:, None] - lon) * np.cos(lat.mean() if len(lat) else 0)
    apart = np.hypot(north, east)
    np.fill_diagonal(apart, np.inf)
    near = np.zeros(apart.shape, dtype=bool)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(points) - 1)]
    np.put_along_axis(near, nearest, True, axis=1)
    return near | near.T

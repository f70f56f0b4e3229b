"""What the same design finds where no programme ran: the honest yardstick of chance.

Dates of the programme are dealt to untreated units of like volume, over and over. The spread of the
"effects" found says what the design can detect; where the real one stands among them is a p-value
that needs no model of the noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, expm1, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whatworks.counts import log_ratios, not_comparable
from whatworks.fitting import Design, jackknife
from whatworks.panel import Floats, Ints, Panel
from whatworks.results import NotEstimable, Reason, Result, frozen

_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Volume:
    """What the noise of one allocation depends on.

    counting: variance of the log ratio if counts were Poisson; between: 1/treated + 1/untreated,
    both as effective numbers of clusters.
    """

    log_ratio: float
    counting: float
    between: float
    treated: int


@dataclass(frozen=True, slots=True, eq=False)
class Draws(Result):
    """Placebo allocations of a design.

    log_ratios, counting, between: [draws]. wobble: standard deviation of one unit's log change from
    before to after, beyond Poisson counting. se: of the real design, from that. sites: treated
    clusters; pool: clusters that dates were dealt to.
    """

    log_ratios: Floats
    counting: Floats
    between: Floats
    wobble: float
    log_ratio: float
    se: float
    sites: int
    pool: int


@dataclass(frozen=True, slots=True)
class Placebo(Result):
    """Share of placebo allocations that look at least as strong as the real one.

    p: never below 1 / (draws + 1), nor below what so few clusters can tell apart.
    """

    p: float
    draws: int
    sites: int
    pool: int


@dataclass(frozen=True, slots=True)
class Detectable(Result):
    """The smallest change that the design shows with 80 % power at 5 %.

    fall_percent: as a positive number; rise_percent; se: of the log ratio.
    """

    fall_percent: float
    rise_percent: float
    se: float
    draws: int


def placebo_draws(panel: Panel, *, draws: int = 200, seed: int = 0) -> Draws | NotEstimable:
    """Deal the programme's dates to untreated clusters of like volume, `draws` times.

    Where under four clusters are never treated, the time before the first start serves, with all
    units, and dates are brought forward in proportion.

    Assumes that the untreated are as restless as the treated. NotEstimable: too few of them.
    """
    if refusal := not_comparable(panel):
        return refusal
    real = volume(panel)
    if real is None:
        return NotEstimable(Reason.NONE_EXPECTED)
    panel = by_name(panel)
    starts = _cluster_starts(panel)
    starts = starts[starts < panel.n_periods]
    volumes = _treated_volumes(panel)
    history = _history(panel, starts)
    if history is None:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS)
    pool, dates = history
    likeness = _likeness(pool, dates, volumes)
    rng = np.random.default_rng(seed)
    found = [volume(_dealt(pool, dates, likeness, rng)) for _ in range(draws)]
    there = [one for one in found if one is not None]
    if len(there) < max(draws // 2, 1):
        return NotEstimable(Reason.NONE_EXPECTED)
    ratios, counting, between = (
        np.array([getattr(one, name) for one in there])
        for name in ("log_ratio", "counting", "between")
    )
    beyond = max(float((ratios**2 - counting).mean() / between.mean()), 0.0)
    return Draws(
        log_ratios=frozen(ratios),
        counting=frozen(counting),
        between=frozen(between),
        wobble=sqrt(beyond),
        log_ratio=real.log_ratio,
        se=sqrt(real.counting + beyond * real.between),
        sites=real.treated,
        pool=len(np.unique(pool.clusters)),
    )


def placebo_test(
    panel: Panel, *, draws: int = 200, seed: int = 0, drawn: Draws | None = None
) -> Placebo | NotEstimable:
    """Whether the real effect stands out among placebo allocations, each divided by its own noise.

    drawn: the draws of `placebo_draws`, where they have been made already.
    """
    found = drawn or placebo_draws(panel, draws=draws, seed=seed)
    if isinstance(found, NotEstimable):
        return found
    noise = np.sqrt(found.counting + found.wobble**2 * found.between)
    beaten = np.abs(found.log_ratios) / noise >= abs(found.log_ratio) / found.se - 1e-12
    p = (1 + int(beaten.sum())) / (1 + len(found.log_ratios))
    fewest = 1 / comb(found.pool + found.sites, found.sites)
    return Placebo(max(p, fewest), len(found.log_ratios), found.sites, found.pool)


def minimum_detectable(
    panel: Panel, *, draws: int = 200, seed: int = 0, drawn: Draws | None = None
) -> Detectable | NotEstimable:
    """The smallest change that this design could have shown with 80 % power.

    From the spread of placebo allocations: formulas that take counts for Poisson promise three
    times too much. Under 20 sites t quantiles take the place of 2.8.
    """
    found = drawn or placebo_draws(panel, draws=draws, seed=seed)
    if isinstance(found, NotEstimable):
        return found
    return _detectable(found.se, found.sites, len(found.log_ratios))


def _detectable(se: float, sites: int, draws: int) -> Detectable:
    reach = multiple(sites) * se
    return Detectable(-100 * expm1(-reach), 100 * expm1(min(reach, 20.0)), se, draws)


def multiple(sites: int, power: float = 0.8) -> float:
    """Standard errors that an effect must measure to be found with this power at 5 %."""
    from scipy.special import stdtrit

    df = max(sites - 1, 1)
    return float(stdtrit(df, 0.975) + stdtrit(df, power))


# ----------------------------------------------------------------------------------- one allocation


def volume(panel: Panel) -> Volume | None:
    """The log ratio of an allocation and what its noise depends on; None without expectation."""
    cohorts, rows = np.unique(panel.treated_from, return_inverse=True)
    period = np.arange(panel.n_periods)[None]
    treated = period >= cohorts[:, None]
    sums = jackknife(panel, Design(rows, ~treated, treated[None]), replicates=False)
    if isinstance(sums, NotEstimable) or sums.expected[0, 0] <= 0 or sums.treated[0] == 0:
        return None
    ever = panel.ever_treated
    if ever.all():
        ever = panel.treated_from < panel.treated_from.max()
    before = float((panel.counts[ever] * ~panel.treated_cells[ever]).sum())
    after = float(sums.expected[0, 0])
    control = float(panel.counts[~ever].sum())
    if before <= 0 or control <= 0:
        return None
    share = before / (before + after)
    counting = 1 / before + 1 / after + 1 / (control * share) + 1 / (control * (1 - share))
    return Volume(
        log_ratio=float(log_ratios(sums.observed[0], sums.expected[0])[0]),
        counting=counting,
        between=1 / _effective(panel, ever, panel.n_periods - panel.treated_from)
        + 1 / _effective(panel, ~ever, np.ones(panel.n_units)),
        treated=int(sums.treated[0]),
    )


def _effective(panel: Panel, which: NDArray[np.bool_], periods: NDArray[Any]) -> float:
    """Clusters of equal weight that would be as steady together as these are.

    periods: [n], how long each unit counts; volume times that is its weight.
    """
    weight = (panel.counts.mean(1) * periods)[which]
    totals = np.bincount(panel.clusters[which], weight)
    return float(totals.sum() ** 2 / (totals**2).sum()) if totals.sum() > 0 else 1.0


def by_name(panel: Panel) -> Panel:
    """Units by name, clusters by first appearance: draws don't depend on the rows' order."""
    panel = panel.of(np.argsort(np.array(panel.units), kind="stable"))
    _, first = np.unique(panel.clusters, return_index=True)
    rank = np.argsort(np.argsort(first))
    return panel.starting(panel.treated_from, rank[panel.clusters])


def _cluster_starts(panel: Panel) -> Ints:
    """[clusters]: the earliest start in each."""
    starts = np.full(int(panel.clusters.max()) + 1, panel.n_periods)
    np.minimum.at(starts, panel.clusters, panel.treated_from)
    return starts


def _cluster_volumes(panel: Panel, until: int) -> Floats:
    return np.bincount(panel.clusters, panel.counts[:, :until].sum(1)).astype(float)


def _treated_volumes(panel: Panel) -> Floats:
    """[treated clusters]: events before the first start, so that the effect plays no part."""
    starts = _cluster_starts(panel)
    return _cluster_volumes(panel, int(starts.min()))[starts < panel.n_periods]


def _history(panel: Panel, starts: Ints) -> tuple[Panel, Ints] | None:
    """Untreated units to deal to, and the dates to be dealt."""
    untreated = _cluster_starts(panel) >= panel.n_periods
    if untreated.sum() >= _FEWEST:
        pool = panel.of(untreated[panel.clusters])
        return by_name(pool), starts
    first = int(starts.min())
    if len(np.unique(panel.clusters)) < _FEWEST or first < 8:
        return None
    shorter = Panel(
        panel.counts[:, :first],
        np.full(panel.n_units, first),
        exposure=None if panel.exposure is None else panel.exposure[:, :first],
        clusters=panel.clusters,
        units=panel.units,
    )
    return shorter, np.maximum(starts * first // panel.n_periods, 1)


def _likeness(pool: Panel, dates: Ints, volumes: Floats) -> Floats:
    """[clusters of the pool]: how usual its volume is among the treated, never nought."""
    there = np.log1p(_cluster_volumes(pool, int(dates.min())))
    wanted = np.log1p(volumes)
    width = max(float(np.concatenate([there, wanted]).std()) / 2, 0.1)
    grid = np.linspace(there.min(), there.max(), 100)
    apart = (grid[:, None] - wanted) / width
    found = np.interp(there, grid, np.exp(-(apart**2) / 2).sum(1))
    likeness: Floats = found + 0.05 * max(float(found.max()), 1e-12)
    return likeness


def _dealt(pool: Panel, dates: Ints, likeness: Floats, rng: np.random.Generator) -> Panel:
    """One allocation: dates in random order to clusters drawn in proportion to their likeness.

    At most half of the pool is dealt to; dates over and above are left out by chance.
    """
    size = min(len(dates), max(len(likeness) // 2, 1))
    keys = np.log(likeness) + rng.gumbel(size=len(likeness))
    given = np.full(len(likeness), pool.n_periods)
    given[np.argsort(-keys)[:size]] = rng.permutation(dates)[:size]
    return pool.starting(given[pool.clusters])

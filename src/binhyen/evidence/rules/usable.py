"""How many places a study can compare and what fall it could see, before anybody looks.

Of places with the programme only this is read: when they began, and whether they sent their months.
"""

from dataclasses import dataclass, replace
from math import expm1, sqrt

import numpy as np
from numpy.typing import NDArray

from whatworks.counts import not_comparable
from whatworks.panel import Ints, Panel
from whatworks.placebo import by_name, multiple, volume
from whatworks.results import NotEstimable
from whatworks.study import prepare

from ..choices import LeftOut, NoEstimate, Outlook
from .panels import Left, PanelFacts

DRAWS, MOST_DEALT = 100, 120  # places dealt to: enough for the spread, and quick in any province
FEWEST_DEALT, FEWEST_LATER = 4, 2
HALF = 50  # percent
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Usable:
    """with_it, without: names of the places that are compared. joined: communes of today or
    before that are one place with others, since a reform within the months mixed them. refusal:
    why nothing can be compared. fall_percent: the smallest fall that would probably be seen. gaps:
    months, and how many places lack each."""

    with_it: tuple[str, ...]
    without: tuple[str, ...]
    left_out: tuple[Left, ...]
    joined: int = 0
    joined_to: int = 0
    refusal: NoEstimate | None = None
    fall_percent: float | None = None
    gaps: tuple[tuple[str, int], ...] = ()

    def outlook(self, least_percent: float, *, is_whole: bool = True) -> Outlook:
        """What is to be expected of these months. least_percent: the smallest fall worth having.
        is_whole: False where others of the study are still to come."""
        if self.refusal == NoEstimate.NO_TREATED and not is_whole:
            return Outlook.NOT_BEGUN
        if self.refusal is not None:
            return Outlook.REFUSED
        if self.fall_percent is None:
            return Outlook.UNKNOWN
        if self.fall_percent <= least_percent:
            return Outlook.ENOUGH
        return Outlook.HARD if self.fall_percent < HALF else Outlook.HOPELESS


def usable(facts: PanelFacts) -> Usable:
    """Of what would be compared; no count of a place with the programme is used."""
    if facts.panel is None:
        return Usable((), (), facts.left_out, refusal=NoEstimate.MISSING_PERIODS)
    panel, names = _blind(facts.panel), facts.names
    lacks: Flags = np.any(np.isnan(panel.counts), axis=1)
    at_once = ~lacks & (panel.treated_from == 0)
    left = [*facts.left_out]
    for why, which in ((LeftOut.MONTHS_MISSING, lacks), (LeftOut.FROM_THE_START, at_once)):
        codes = (panel.units[i] for i in np.flatnonzero(which))
        left += [Left(code, names[code], why) for code in codes]
    refused = prepare(panel).panel
    found = Usable(
        with_it=_names(panel, facts, ~lacks & ~at_once & panel.ever_treated),
        without=_names(panel, facts, ~lacks & ~panel.ever_treated),
        left_out=tuple(left),
        gaps=_gaps(panel),
    )
    if isinstance(refused, NotEstimable):
        return replace(found, refusal=NoEstimate(refused.reason.value))
    fit = panel.of(~lacks & ~at_once)
    joined = [code.count("+") + 1 for code in fit.units if "+" in code]
    found = replace(found, joined=sum(joined), joined_to=len(joined), refusal=_refusal(fit))
    begun = fit.ever_treated
    if found.refusal is not None or begun.all():
        return found
    return replace(found, fall_percent=smallest_fall(fit.of(~begun), fit.treated_from[begun]))


def _names(panel: Panel, facts: PanelFacts, which: Flags) -> tuple[str, ...]:
    return tuple(sorted(facts.names[panel.units[i]] for i in np.flatnonzero(which)))


def _gaps(panel: Panel) -> tuple[tuple[str, int], ...]:
    """Months that places lack, by their codes, and how many places lack each."""
    lacking = np.isnan(panel.counts).sum(axis=0)
    return tuple((panel.periods[j], int(lacking[j])) for j in np.flatnonzero(lacking))


def smallest_fall(untreated: Panel, starts: Ints, *, seed: int = 0) -> float | None:
    """Per cent fall that a comparison would show with 80 % power, from places without it alone.

    The days on which the programme began are dealt to places without it, over and over: the spread
    of what is "found" there, carried over to as many places as there are with and without it.
    None where there are too few to deal to, or where nothing was counted.
    """
    rng, places = np.random.default_rng(seed), untreated.n_units
    if places < FEWEST_DEALT:
        return None
    if places > MOST_DEALT:
        untreated = untreated.of(np.sort(rng.permutation(places)[:MOST_DEALT]))
    pool = by_name(untreated)
    size = min(len(starts), pool.n_units // 2)
    found = [volume(pool.starting(_dealt(pool, starts, size, rng))) for _ in range(DRAWS)]
    there = [one for one in found if one is not None]
    if len(there) < DRAWS // 2:
        return None
    spread = max(
        float(np.mean([one.log_ratio**2 for one in there])),
        float(np.mean([one.counting for one in there])),
    )
    wider = (1 / len(starts) + 1 / places) / (1 / size + 1 / (pool.n_units - size))
    reach = multiple(min(len(starts), places)) * sqrt(spread * wider)
    return -100 * expm1(-reach)


def _dealt(pool: Panel, starts: Ints, size: int, rng: np.random.Generator) -> Ints:
    given = np.full(pool.n_units, pool.n_periods)
    given[rng.permutation(pool.n_units)[:size]] = rng.permutation(starts)[:size]
    return given


def _blind(panel: Panel) -> Panel:
    """What places with the programme counted is made nought; a month that lacks still lacks."""
    counts = np.where(panel.ever_treated[:, None], panel.counts * 0, panel.counts)
    return replace(panel, counts=counts)


def _refusal(panel: Panel) -> NoEstimate | None:
    """Why no comparison can start, whatever was counted."""
    ones = Panel(np.ones(panel.counts.shape), panel.treated_from, clusters=panel.clusters)
    if refused := not_comparable(ones):
        return NoEstimate(refused.reason.value)
    if panel.ever_treated.sum() == 1:
        return NoEstimate.ONE_TREATED
    later = (panel.treated_from > panel.treated_from.min()).sum()
    return NoEstimate.TOO_FEW_CLUSTERS if later < FEWEST_LATER else None

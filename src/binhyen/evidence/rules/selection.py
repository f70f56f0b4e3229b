"""Whether places began after a bad year, and how much would have come back by itself."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from whatworks.panel import Panel
from whatworks.pooling import Pooled, pool
from whatworks.results import NotEstimable
from whatworks.selection import PastFall, Selection, adjust_for_selection, past_fall

from .again import month_of
from .charts.intervals import Change
from .panels import PanelFacts

YEAR = 12
_NO_END = float("inf")
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PlaceYear:
    """The year before a place began, against its own usual years.

    usual: what would have been usual in that year: the mean of its whole earlier years, times what
    places without the programme did meanwhile. change: from usual to counted, None where nothing
    was counted in the earlier years; its interval knows only the chance of counting.
    """

    code: str
    name: str
    start: str
    counted: int
    usual: float
    change: Change | None


@dataclass(frozen=True, slots=True)
class Wave:
    """Places that began within one calendar year, adjusted together."""

    year: str
    found: Selection | NotEstimable
    chosen: int


@dataclass(frozen=True, slots=True)
class Selected:
    """short: places with too few months before or after to look at. last_months: of the years
    that `past` picked by."""

    places: tuple[PlaceYear, ...]
    waves: tuple[Wave, ...]
    together: Change | None
    past: PastFall | NotEstimable | None
    last_months: tuple[str, ...]
    short: int


def selected(facts: PanelFacts) -> Selected:
    """What the panel says of why these places and not others, and why then."""
    panel = facts.panel
    if panel is None:
        return Selected((), (), None, None, (), 0)
    began = panel.ever_treated & (panel.treated_from > 0)
    looked = [_place_year(facts, panel, int(i)) for i in np.flatnonzero(began)]
    places = tuple(one for one in looked if one is not None)
    waves = _waves(panel)
    past, last_months = _past(panel)
    return Selected(
        places=places,
        waves=waves,
        together=_together(waves),
        past=past,
        last_months=last_months,
        short=len(looked) - len(places),
    )


def by_itself(before: Change) -> Change:
    """From a year that lay so far from usual: the change back to usual, in percent."""

    def back(percent: float) -> float:
        return _NO_END if percent <= -100 else 100 * (1 / (1 + percent / 100) - 1)

    return Change(back(before.percent), back(before.high), back(before.low))


def _place_year(facts: PanelFacts, panel: Panel, i: int) -> PlaceYear | None:
    start = int(panel.treated_from[i])
    years = (start - YEAR) // YEAR
    if years < 1:
        return None
    before, earlier = _windows(start, years)
    others = panel.treated_from > start
    gapless = _whole(panel, earlier.start, before.stop)
    if not gapless[i]:
        return None
    counted, sum_earlier = (int(panel.counts[i, months].sum()) for months in (before, earlier))
    theirs = panel.counts[others & gapless]
    then, once = (float(theirs[:, months].sum()) for months in (before, earlier))
    share = then / once if then and once else 1 / years
    return PlaceYear(
        code=panel.units[i],
        name=facts.names[panel.units[i]],
        start=panel.periods[start],
        counted=counted,
        usual=sum_earlier * share,
        change=_ratio(counted, sum_earlier, share),
    )


def _windows(start: int, years: int) -> tuple[slice, slice]:
    before = slice(start - YEAR, start)
    return before, slice(before.start - YEAR * years, before.start)


def _ratio(counted: int, earlier: int, share: float) -> Change | None:
    """Counted over earlier × share, with the exact interval of a split of so many events.

    Clopper and Pearson 1934: given the sum, one count is binomial.
    """
    from scipy.special import betaincinv

    if not earlier:
        return None
    low = float(betaincinv(counted, earlier + 1, 0.025)) if counted else 0.0
    high = float(betaincinv(counted + 1, earlier, 0.975))
    ratios = (counted / (earlier * share), *(p / (1 - p) / share for p in (low, high)))
    return Change(*(100 * (ratio - 1) for ratio in ratios))


def _waves(panel: Panel) -> tuple[Wave, ...]:
    """By the calendar year of the start; each place by its own months, the others by the middle."""
    by_year: dict[str, list[int]] = defaultdict(list)
    for i in np.flatnonzero(panel.ever_treated).tolist():
        start = int(panel.treated_from[i])
        if _fits(panel, start) and _whole(panel, start - YEAR, start + YEAR)[i]:
            by_year[month_of(panel.periods[start])[:4]].append(i)
    return tuple(_wave(panel, year, units) for year, units in sorted(by_year.items()))


def _wave(panel: Panel, year: str, units: list[int]) -> Wave:
    middle = int(median(int(panel.treated_from[i]) for i in units))
    others = _whole(panel, middle - YEAR, middle + YEAR) & (panel.treated_from >= middle + YEAR)
    rows = [*((i, int(panel.treated_from[i])) for i in units)]
    rows += [(int(i), middle) for i in np.flatnonzero(others) if i not in units]
    before = [panel.counts[i, start - YEAR : start].sum() for i, start in rows]
    after = [panel.counts[i, start : start + YEAR].sum() for i, start in rows]
    chosen: Flags = np.arange(len(rows)) < len(units)
    return Wave(year, adjust_for_selection(before, after, chosen), len(units))


def _fits(panel: Panel, start: int) -> bool:
    return YEAR <= start <= panel.n_periods - YEAR


def _whole(panel: Panel, start: int, end: int) -> Flags:
    """[n]: who lacks no month from one to another."""
    found: Flags = np.logical_not(np.any(np.isnan(panel.counts[:, start:end]), axis=1))
    return found


def _together(waves: tuple[Wave, ...]) -> Change | None:
    """The adjusted effects of all waves, pooled; of one wave, its own."""
    known = [wave.found for wave in waves if isinstance(wave.found, Selection)]
    if len(known) == 1:
        return Change(known[0].percent_change, *known[0].interval)
    if not known:
        return None
    found = pool([one.log_ratio for one in known], [one.se**2 for one in known])
    return Change(found.percent_change, *found.interval) if isinstance(found, Pooled) else None


def _past(panel: Panel) -> tuple[PastFall | NotEstimable | None, tuple[str, ...]]:
    """The worst places of the years before any programme, in the year after; None under two."""
    treated = panel.ever_treated
    if not treated.any():
        return None, ()
    first = int(panel.treated_from.min())
    years = first // YEAR
    if years < 2:
        return None, ()
    months = panel.counts[:, first - YEAR * years : first]
    months = months[~np.isnan(months).any(axis=1)]
    pick = min(int(treated.sum()), len(months) // 2)
    if pick < 1:
        return None, ()
    found = past_fall(months.reshape(len(months), years, YEAR).sum(axis=2), pick)
    ends = tuple(panel.periods[first - YEAR * (years - year) + YEAR - 1] for year in range(years))
    picked = tuple(ends[year] for year in found.years) if isinstance(found, PastFall) else ()
    return found, picked

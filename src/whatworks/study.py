"""A whole study of one outcome: estimate, checks, verdict, with every refusal kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.counts import METHOD, etwfe
from whatworks.displacement import NetEffect, net_effect
from whatworks.panel import Panel
from whatworks.placebo import (
    Detectable,
    Placebo,
    minimum_detectable,
    placebo_draws,
    placebo_test,
)
from whatworks.pretrend import EventStudy, event_study, fake_dates
from whatworks.results import Effect, NotEstimable, Reason, Result
from whatworks.verdict import LEAST_WORTHWHILE, Evidence, Verdict, verdict

_MOST_GAPS = 0.1
_YEAR = 12
_MOST_SHARED = 0.5
_SURELY_SOME = 20  # events expected where none was counted: e⁻²⁰ by chance


@dataclass(frozen=True, slots=True)
class Prepared(Result):
    """A panel made fit for a comparison, or why it can't be.

    gaps: units left out because counts are missing. recorded_late: units left out because nothing
    was recorded there at first, `nothing_recorded`. treated_at_once: units left out because they
    were treated from the first period. compared_until: the first period that isn't compared any
    more, because then everybody is treated; None if all are.
    """

    panel: Panel | NotEstimable
    gaps: tuple[str, ...]
    treated_at_once: tuple[str, ...]
    compared_until: str | None
    recorded_late: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study(Result):
    """Everything found about one outcome; refusals stand where a number couldn't be had.

    effect: on treated units, against far controls where neighbours are known and enough. net: with
    the neighbours, None if none were given. before: the "effect" of the year before the start.
    without_year_before, without_first_year: the effect on treated units, against all others, when
    twelve periods before or after the start are left out. breakdown: M̄ of Rambachan and Roth: the
    effect of the first year stands until trends part so many times as much after the start, from
    one quarter to the next, as they did before; None where there is no fall to lose.
    """

    effect: Effect | NotEstimable
    net: NetEffect | NotEstimable | None
    leads: EventStudy | NotEstimable
    before: Effect | NotEstimable
    without_year_before: Effect | NotEstimable
    without_first_year: Effect | NotEstimable
    placebo: Placebo | NotEstimable
    detectable: Detectable | NotEstimable
    breakdown: float | None
    verdict: Verdict
    units: int
    treated_units: int
    gaps: tuple[str, ...]
    treated_at_once: tuple[str, ...]
    without_before: tuple[str, ...]
    compared_until: str | None
    seed: int
    draws: int
    least_worthwhile_percent: float
    recorded_late: tuple[str, ...] = ()

    @property
    def decided(self) -> Effect | None:
        """What the verdict rests on, None where there is no number.

        The own effect where that alone is harmful; else the net one, where it could be had.
        """
        if isinstance(self.effect, NotEstimable):
            return None
        if self.effect.low > 0 or not isinstance(self.net, NetEffect):
            return self.effect
        return self.net.net

    @property
    def scope(self) -> str:
        """For whom `decided` is: "own", the treated units, or "net", with their neighbours."""
        return "own" if self.decided is None or self.decided is self.effect else "net"

    @property
    def method(self) -> str:
        return METHOD if self.decided is None else self.decided.method

    @property
    def minimum_detectable_percent(self) -> float | None:
        """The smallest fall that was to be found with 80 % power, a positive number."""
        return self.detectable.fall_percent if isinstance(self.detectable, Detectable) else None


def study(
    panel: Panel,
    *,
    seed: int = 0,
    draws: int = 200,
    least_worthwhile: float = LEAST_WORTHWHILE,
    randomised: bool = False,
    recording_changed: bool = False,
    tell: Callable[[float], None] = lambda _share: None,
) -> Study:
    """Evaluate one outcome of one programme, from the counts to the verdict.

    draws: placebo allocations. least_worthwhile: smallest fall worth having, per cent. randomised:
    who begins when was drawn by lot. recording_changed: the outcome was recorded otherwise before.
    tell: is called now and then with the share of the work that is done.
    """
    ready = prepare(panel)
    fit = ready.panel
    later: Effect | NotEstimable
    if isinstance(fit, NotEstimable):
        evidence = Evidence(
            own=fit, before=fit, without_year=fit, leads=fit, placebo=fit, detectable=fit
        )
        later, fit = fit, panel
    else:
        evidence = _evidence(
            fit, seed, draws, tell, randomised=randomised, recording_changed=recording_changed
        )
        later = etwfe(fit, skip_after=_YEAR)
    nothing = NotEstimable(Reason.NO_TREATED)
    return Study(
        effect=evidence.own,
        net=evidence.net,
        leads=evidence.leads or nothing,
        before=evidence.before or nothing,
        without_year_before=evidence.without_year or nothing,
        without_first_year=later,
        placebo=evidence.placebo or nothing,
        detectable=evidence.detectable or nothing,
        breakdown=evidence.breakdown,
        verdict=verdict(evidence, least_worthwhile=least_worthwhile),
        units=fit.n_units,
        treated_units=int(fit.ever_treated.sum()),
        gaps=ready.gaps,
        treated_at_once=ready.treated_at_once,
        without_before=_without_before(fit),
        compared_until=ready.compared_until,
        seed=seed,
        draws=draws,
        least_worthwhile_percent=least_worthwhile,
        recorded_late=ready.recorded_late,
    )


def prepare(panel: Panel) -> Prepared:
    """Leave out what can't be compared, by name; refuse where too much would go.

    Units with missing counts, or in which recording began late, go where they are at most a tenth;
    units treated from the first period have no before. Units are put in the order of their names.
    """
    panel = panel.of(np.argsort(np.array(panel.units), kind="stable"))
    missing = np.isnan(panel.counts)
    with_gaps: NDArray[np.bool_] = np.any(missing, axis=1)
    gaps = _named(panel, with_gaps)
    if with_gaps.mean() > _MOST_GAPS:
        nowhere = np.flatnonzero(missing.all(axis=0))
        names = tuple(panel.periods[period] for period in nowhere) or gaps
        return Prepared(NotEstimable(Reason.MISSING_PERIODS, _some(names)), gaps, (), None)
    treated_gaps = _named(panel, with_gaps & panel.ever_treated)
    panel = panel.of(~with_gaps)
    unrecorded = nothing_recorded(panel)
    late = _named(panel, unrecorded)
    if unrecorded.mean() > _MOST_GAPS or unrecorded[panel.ever_treated].all() & bool(late):
        refused = NotEstimable(Reason.RECORDED_LATE, _some(late))
        return Prepared(refused, gaps, (), None, late)
    panel = panel.of(~unrecorded)
    at_once = np.equal(panel.treated_from, 0)
    names = _named(panel, at_once)
    if at_once.any() and (at_once == panel.ever_treated).all():
        return Prepared(NotEstimable(Reason.NO_BEFORE, _some(names)), gaps, names, None, late)
    if treated_gaps and not panel.ever_treated.any():
        return Prepared(
            NotEstimable(Reason.MISSING_PERIODS, _some(treated_gaps)), gaps, (), None, late
        )
    panel = panel.of(~at_once)
    return Prepared(panel, gaps, names, _compared_until(panel), late)


def nothing_recorded(panel: Panel) -> NDArray[np.bool_]:
    """[n] units that counted nothing at first though their share since would have made it many.

    Recording probably began later there, and the noughts would pass for a rise. Periods in which
    nobody counted anything tell nothing. Units that never counted, or whose wave counted nothing
    before its start, are left to the comparison, which says so.
    """
    counts = panel.counts
    first = np.where(counts.any(axis=1), (counts > 0).argmax(axis=1), 0)
    so_far = np.concatenate([[0.0], counts.sum(axis=0).cumsum()])
    before, since = so_far[first], so_far[-1] - so_far[first]
    expected = before * counts.sum(axis=1) / np.maximum(since, 1)
    found: NDArray[np.bool_] = (first < panel.treated_from) & (expected >= _SURELY_SOME)
    return found


def started_together(
    panel: Panel, others: Mapping[str, ArrayLike], *, within: int = 3
) -> NotEstimable | None:
    """Which other programmes began with this one, so that their effects can't be told apart.

    others: by name, [n] index of the first period in which each unit ran it, as in
    `Panel.treated_from`. Together means: in half of the treated units or more, at most `within`
    periods apart. None where every other programme began at other times or in other units.
    """
    treated = panel.ever_treated
    found = []
    for name, given in others.items():
        starts = np.asarray(given)
        if starts.shape != (panel.n_units,):
            raise ValueError(f"{name}: a start for each of {panel.n_units} units expected")
        apart = np.abs(starts - panel.treated_from)
        together = (apart <= within) & (starts < panel.n_periods)
        if treated.any() and together[treated].mean() >= _MOST_SHARED:
            found.append(name)
    return NotEstimable(Reason.STARTED_TOGETHER, tuple(found)) if found else None


def _evidence(
    panel: Panel, seed: int, draws: int, tell: Callable[[float], None], **more: Any
) -> Evidence:
    own: Effect | NotEstimable = etwfe(panel)
    net = None if panel.neighbours is None else net_effect(panel)
    if isinstance(net, NetEffect) and isinstance(own, Effect):
        own = net.own
    tell(0.1)
    drawn = placebo_draws(panel, draws=draws, seed=seed)
    tell(0.6)
    detectable: Detectable | NotEstimable
    placebo: Placebo | NotEstimable
    if isinstance(drawn, NotEstimable):
        detectable = placebo = drawn
    else:
        detectable, placebo = (
            minimum_detectable(panel, drawn=drawn),
            placebo_test(panel, drawn=drawn),
        )
    if isinstance(own, NotEstimable) and isinstance(detectable, Detectable):
        own = NotEstimable(own.reason, own.detail, detectable.fall_percent)
    leads = event_study(panel)
    tell(0.8)
    fell = isinstance(own, Effect) and own.high < 0
    return Evidence(
        own=own,
        net=net,
        before=fake_dates(panel, earlier=_YEAR),
        without_year=etwfe(panel, donut=_YEAR),
        leads=leads,
        placebo=placebo,
        detectable=detectable,
        breakdown=_breakdown(leads, seed) if fell and isinstance(leads, EventStudy) else None,
        **more,
    )


def _breakdown(study: EventStudy, seed: int) -> float | None:
    """M̄ up to which the effect of the first year leaves out nought."""
    from whatworks.honest import Breakdown, breakdown, since_last_before

    before = int(study.leads.sum())
    kept = before + int((study.starts[before:] < _YEAR).sum())
    if before < 2 or kept == before:
        return None
    given = since_last_before(
        study.log_ratio[:before], study.log_ratio[before:kept], study.covariance[:kept, :kept]
    )
    found = breakdown(*given, restriction="relative", seed=seed)
    return found.value if isinstance(found, Breakdown) else None


def _compared_until(panel: Panel) -> str | None:
    """The period from which fewer than two clusters are untreated, if there is one."""
    untreated = ~panel.treated_cells
    for period in range(panel.n_periods):
        if len(np.unique(panel.clusters[untreated[:, period]])) < 2:
            return panel.periods[period]
    return None


def _without_before(panel: Panel) -> tuple[str, ...]:
    """Units of a cohort that has no event before its start: nothing can be expected of them.

    Those treated from the first period have no before at all, and are told apart from these.
    """
    names: list[str] = []
    later = panel.ever_treated & (panel.treated_from > 0)
    for start in np.unique(panel.treated_from[later]):
        cohort = panel.treated_from == start
        if not np.nan_to_num(panel.counts[cohort, :start]).any():
            names += _named(panel, cohort)
    return tuple(names)


def _named(panel: Panel, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(panel.units[i] for i in np.flatnonzero(which))


def _some(names: tuple[str, ...], most: int = 10) -> tuple[str, ...]:
    return (*names[:most], *([f"+{len(names) - most}"] if len(names) > most else []))

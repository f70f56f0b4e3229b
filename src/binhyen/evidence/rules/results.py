"""What the library found, as plain values for storage; never a number that isn't one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import expm1, isfinite
from typing import Any

import numpy as np

from whatworks.counts import etwfe
from whatworks.displacement import NetEffect
from whatworks.panel import Panel
from whatworks.results import Effect, NotEstimable, plain
from whatworks.study import Study, study
from whatworks.verdict import Evidence, chance_of_fewer, smallest_seen

from ..choices import Because, LeftOut, Variant, VerdictWord
from .panels import Left, PanelFacts

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Told:
    """The word, and the whole result as JSON takes it."""

    word: VerdictWord
    result: dict[str, Any]


def told(found: Study, facts: PanelFacts) -> Told:
    """The result of a run.

    `percent_change` and `interval` are what the verdict is decided on: the net effect with the
    neighbours where that could be had (`scope` "net"), else the effect on treated units ("own").
    Where another programme began at the same time the number is that of both together, and the
    word is that nothing can be told of this one.
    """
    decided = found.decided
    word, why = VerdictWord(str(found.verdict.word)), [str(code) for code in found.verdict.why]
    if facts.together and decided is not None:
        word, why = VerdictWord.CANNOT_TELL, [Because.STARTED_TOGETHER.value, *why]
    result: dict[str, Any] = {
        "word": word.value,
        "because": why,
        "grade": found.verdict.grade,
        "scope": found.scope,
        **(effect_told(decided) if decided is not None else _NOTHING),
        "chance_of_fewer": None if decided is None else chance_of_fewer(decided),
        "own": _or_refusal(found.effect),
        **_spread(found.net),
        "minimum_detectable_percent": found.minimum_detectable_percent,
        "smallest_seen_percent": _smallest_seen(found, decided),
        "before": _or_refusal(found.before),
        "leads": _leads(found),
        "placebo": _or_refusal(found.placebo),
        "breakdown": found.breakdown,
        "units": found.units,
        "treated_units": found.treated_units,
        "compared_until": found.compared_until,
        "least_worthwhile_percent": found.least_worthwhile_percent,
        "method": found.method,
        "seed": found.seed,
        "draws": found.draws,
        "refused": _refusal(found.effect),
        "together": list(facts.together),
        "left_out": left_out_by(found, facts),
    }
    if facts.panel is not None:
        result |= {
            "variants": variants(found, facts),
            "before_after": before_after(facts.panel),
        }
    return Told(word, finite(result))


_NOTHING = dict.fromkeys(
    (
        *("percent_change", "interval", "p", "log_ratio", "se", "df", "observed", "expected"),
        *("averted", "averted_interval", "treated", "clusters"),
    )
)


def nothing_to_compare(facts: PanelFacts, *, least: float, seed: int, draws: int) -> Told:
    """The result where nobody is left to be compared: a refusal, with everybody named."""
    empty = Panel(np.full((1, 1), np.nan), np.array([1]))
    found = study(empty, seed=seed, draws=draws, least_worthwhile=least)
    whole = told(replace(found, units=0, gaps=(), treated_units=0), facts)
    return Told(whole.word, whole.result)


def effect_told(effect: Effect) -> dict[str, Any]:
    """An effect with its interval in percent and in events."""
    return {
        "percent_change": effect.percent_change,
        "interval": list(effect.interval),
        "p": effect.p,
        "log_ratio": effect.log_ratio,
        "se": effect.se,
        "df": effect.df,
        "observed": effect.observed,
        "expected": effect.expected,
        "averted": effect.averted,
        "averted_interval": list(effect.averted_interval),
        "treated": effect.treated_units,
        "clusters": effect.clusters,
    }


def variants(found: Study, facts: PanelFacts) -> dict[str, Any]:
    """The same comparison done otherwise; nothing is decided on these but what the rule says."""
    whole = None if facts.panel is None else _complete(facts.panel)
    if whole is None:
        return {}
    begun = _complete(facts.begun) if facts.begun else None
    otherwise = {
        Variant.ALL_CONTROLS: etwfe(whole),
        Variant.DONUT: found.without_year_before,
        Variant.SETTLED: found.without_first_year,
        Variant.BEGUN: None if begun is None else etwfe(begun),
    }
    return {code.value: _or_refusal(one) for code, one in otherwise.items() if one is not None}


def before_after(panel: Panel) -> float | None:
    """Percent from the year before the start to the year after it, in treated units alone.

    What most tables show; it says nothing about why. None where there is no full year on each side.
    """
    before = after = 0.0
    for unit in np.flatnonzero(panel.ever_treated):
        start = int(panel.treated_from[unit])
        year_before = panel.counts[unit, max(start - _YEAR, 0) : start]
        year_after = panel.counts[unit, start : start + _YEAR]
        both = np.concatenate([year_before, year_after])
        if len(both) == 2 * _YEAR and not np.isnan(both).any():
            before, after = before + float(year_before.sum()), after + float(year_after.sum())
    return 100 * (after / before - 1) if before else None


def left_out_by(found: Study, facts: PanelFacts) -> list[dict[str, str]]:
    """Everybody who isn't compared, by name and reason: ours first, then the library's."""
    names = facts.names
    theirs = {
        LeftOut.MONTHS_MISSING: found.gaps,
        LeftOut.RECORDED_LATE: found.recorded_late,
        LeftOut.FROM_THE_START: found.treated_at_once,
        LeftOut.NONE_BEFORE: found.without_before,
    }
    left = [
        *facts.left_out,
        *(
            Left(code, names.get(code, code), why)
            for why, codes in theirs.items()
            for code in codes
        ),
    ]
    return [{"code": one.code, "name": one.name, "reason": one.reason.value} for one in left]


def finite(value: Any) -> Any:
    """The same with None for whatever isn't a finite number."""
    value = plain(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [finite(one) for one in value]
    return value


def _smallest_seen(found: Study, decided: Effect | None) -> float | None:
    """The fall that the verdict's own rule takes as visible; None where nothing was."""
    if decided is None or isinstance(found.detectable, NotEstimable):
        return found.minimum_detectable_percent
    given = Evidence(own=found.effect, net=found.net, detectable=found.detectable)
    return smallest_seen(given, decided)


def _or_refusal(found: Any) -> dict[str, Any] | None:
    if found is None or isinstance(found, NotEstimable):
        return None if found is None else {"refused": _refusal(found)}
    return effect_told(found) if isinstance(found, Effect) else dict(found.as_dict())


def _refusal(found: Any) -> dict[str, Any] | None:
    return found.as_dict() if isinstance(found, NotEstimable) else None


def _spread(net: NetEffect | NotEstimable | None) -> dict[str, Any]:
    if not isinstance(net, NetEffect):
        return {"net": _or_refusal(net), "ring": None, "displaced_share": None}
    return {
        "net": effect_told(net.net),
        "ring": _or_refusal(net.ring),
        "ring_units": net.ring_units,
        "far_units": net.far_units,
        "net_compared_until": net.compared_until,
        "displaced_share": net.displaced_share,
    }


def _leads(found: Study) -> dict[str, Any]:
    """The event study in percent; starts and ends are months since the beginning."""
    leads = found.leads
    if isinstance(leads, NotEstimable):
        return {"refused": _refusal(leads)}
    return {
        "starts": leads.starts,
        "ends": leads.ends,
        "percent": [100 * expm1(one) for one in leads.log_ratio],
        "low": [100 * expm1(min(one, 20.0)) for one in leads.low],
        "high": [100 * expm1(min(one, 20.0)) for one in leads.high],
        "pretrend_p": leads.pretrend_p,
        "detectable_trend": leads.detectable_trend,
        "detectable_bias_percent": leads.detectable_bias_percent,
        "left_out": leads.left_out,
    }


def _complete(panel: Panel) -> Panel | None:
    """Without gaps and without units treated from the first month, as the library compares."""
    fit = ~np.isnan(panel.counts).any(1) & (panel.treated_from > 0)
    return panel.of(fit) if fit.any() else None

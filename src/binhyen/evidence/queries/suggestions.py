"""What the library's rule of decision proposes of the programmes on a ground, and what it rests on.

The register holds no price of an incident. So "worth its cost" is read as the protocol has it: a
fall of at least the size that was called worth having before anybody looked. That is the chance
that the rule reads both for replicating and keeping, and for ending. What a next place may expect
is only known where several studies of one programme, each of its own ground, can be pooled.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from math import expm1
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from binhyen.figures.queries import Catalogue, catalogue, period_named
from binhyen.units.models import Reach, Unit
from whatworks.decision import Facts, Thresholds, Word, decide
from whatworks.monitoring import Monitoring, monitor
from whatworks.pooling import Pooled, pool
from whatworks.worth import chance_of_beating

from ..choices import Because, Mind, NoEstimate, OutcomeRole, RunState
from ..models import Run, Study
from ..rules.charts.intervals import Axis, Bar, Change, bars
from ..rules.costs import per_incident
from ..rules.sentences import NO_END, changed
from .results import finding, outcome_name
from .summaries import cost_of

__all__ = [
    "Axis",
    "Bar",
    "Evidence",
    "Measured",
    "Suggestion",
    "bars_of",
    "evidence_within",
    "read_evidence",
    "studies_within",
]

STARTED_TOGETHER, NO_NUMBER = "started_together", "no_number"
FEWEST_TO_SHRINK, FEWEST_TO_POOL = 10, 3
BEYOND = NO_END  # percent: an interval without an upper end


@dataclass(frozen=True, slots=True)
class Measured:
    """One outcome of a programme as a run found it.

    percent, low, high: None without a number; seen: the smallest fall that the data could have
    shown, in percent. share: how much of the programme is there, 0 to 1. incident_vnd: what an
    incident prevented costs, with its interval (no upper end: None); None without money on record.
    """

    run: int
    series: str
    name: str
    name_en: str
    role: str
    word: str
    percent: float | None
    low: float | None
    high: float | None
    seen: float | None
    least: int
    grade: int
    why_none: str = ""
    share: float | None = None
    incident_vnd: float | None = None
    incident_low_vnd: float | None = None
    incident_high_vnd: float | None = None

    @property
    def change(self) -> Change | None:
        if self.percent is None or self.low is None or self.high is None:
            return None
        return Change(self.percent, self.low, self.high)

    @property
    def text(self) -> str:
        """The change in words; empty without a number."""
        return "" if self.percent is None else changed(self.percent)

    @property
    def interval(self) -> str:
        if self.low is None or self.high is None:
            return ""
        high = _("không có giới hạn trên") if self.high >= BEYOND else changed(self.high)
        return _("từ %(low)s đến %(high)s") % {"low": changed(self.low), "high": high}

    @property
    def refusal(self) -> str:
        """Why there is no number, in words."""
        known = self.why_none in NoEstimate.values
        return str(NoEstimate(self.why_none).label) if known else _("không ước lượng được")

    @property
    def could_have_shown(self) -> bool:
        """Whether a fall worth having would have been seen (11 of the methods)."""
        return self.seen is not None and self.seen <= self.least


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rule proposes: a word of `whatworks.decision.Word` and its reasons by code.

    chance: that the fall is at least the one worth having. knowable_on: with "not yet knowable"
    the day from which on the data may be enough, and how many places would do, where that can be
    told, of the `compared` that the study has; is_out_of_reach: that neither ten more years nor
    many more places would do.
    """

    word: str
    why: tuple[str, ...]
    chance: float | None = None
    knowable_on: date | None = None
    places: int | None = None
    compared: int | None = None
    is_out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found of one programme on a ground, the primary outcome first."""

    study: str
    findings: tuple[Measured, ...]
    suggestion: Suggestion

    @property
    def first(self) -> Measured:
        return self.findings[0]

    @property
    def runs(self) -> str:
        """Which runs it rests on: "5, 6"."""
        return ", ".join(str(one.run) for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, to be kept as they are now."""
        told = asdict(self)
        on = self.suggestion.knowable_on
        told["suggestion"] |= {"knowable_on": on and on.isoformat()}
        return told


def read_evidence(kept: Mapping[str, Any]) -> Evidence | None:
    """What `as_dict` kept; None of an empty one."""
    if not kept:
        return None
    said = dict(kept["suggestion"])
    on = said.pop("knowable_on", None)
    said |= {"why": tuple(said["why"]), "knowable_on": on and date.fromisoformat(on)}
    return Evidence(
        study=kept["study"],
        findings=tuple(Measured(**one) for one in kept["findings"]),
        suggestion=Suggestion(**said),
    )


def studies_within(unit: Unit) -> Any:
    """The studies on a unit's ground and below it, today's and what it came from."""
    inside = Reach.objects.filter(over=unit).values("unit")
    return Study.objects.filter(unit__in=inside)


def evidence_within(unit: Unit) -> dict[int, Evidence]:
    """Of each programme with a finished run on a unit's ground, by its key. Two queries.

    Where a programme has several studies there, the one of the widest ground speaks, and the
    others tell what a next place may expect.
    """
    by_programme: dict[int, dict[int, list[Run]]] = {}
    for run in _latest(unit):
        by_programme.setdefault(run.study.programme_id, {}).setdefault(run.study_id, []).append(run)
    known = catalogue(unit)
    chosen = {key: _widest(list(studies.values())) for key, studies in by_programme.items()}
    facts = {key: _facts_of(runs[0]) for key, runs in chosen.items()}
    shrunken = _shrunken({key: one for key, one in facts.items() if one is not None})
    return {
        key: Evidence(
            study=runs[0].study.key,
            findings=tuple(_measured(run, known) for run in runs),
            suggestion=_suggested(
                runs[0], shrunken.get(key), _next_place(by_programme[key].values()), known
            ),
        )
        for key, runs in chosen.items()
    }


def bars_of(found: Sequence[Measured | None]) -> tuple[list[Bar | None], Axis, int | None]:
    """A little picture each, all on one scale; and the fall worth having, where all share it."""
    least = {one.least for one in found if one is not None and one.change}
    shared = least.pop() if len(least) == 1 else None
    drawn, axis = bars([one.change if one else None for one in found], least=shared)
    return drawn, axis, shared


def _latest(unit: Unit) -> list[Run]:
    """The newest finished run of each outcome of the studies in force."""
    newest = (
        Run.objects.filter(
            study=OuterRef("study"), outcome=OuterRef("outcome"), state=RunState.DONE
        )
        .order_by("-finished_at", "-pk")
        .values("pk")[:1]
    )
    studies = studies_within(unit).in_force()
    done = Run.objects.filter(study__in=studies, state=RunState.DONE, pk=Subquery(newest))
    return list(done.select_related("study__programme", "study__unit").order_by("study", "pk"))


def _widest(studies: list[list[Run]]) -> list[Run]:
    """The runs of the study with the most places compared, the primary outcome first."""

    def places(runs: list[Run]) -> tuple[int, int]:
        return len(runs[0].study.comparison), runs[0].study_id

    runs = max(studies, key=places)
    order = {series: n for n, series in enumerate(runs[0].study.series)}
    return sorted(runs, key=lambda run: (order.get(run.outcome, len(order)), run.pk))


def _measured(run: Run, known: Catalogue) -> Measured:
    result, study = run.result, run.study
    roles = {one["series"]: one["role"] for one in study.outcomes}
    low, high = result.get("interval") or (None, None)
    percent = result.get("percent_change")
    names = []
    for language in ("vi", "en"):
        with override(language):
            names.append(outcome_name(run.outcome, known))
    is_told = percent is not None and result.get("interval") is not None
    cost = cost_of(run)
    incident = None if cost is None else per_incident(result, cost)
    return Measured(
        run=run.pk,
        series=run.outcome,
        name=names[0],
        name_en=names[1],
        role=roles.get(run.outcome, OutcomeRole.SECONDARY.value),
        word=run.word,
        percent=percent if is_told else None,
        low=(-100.0 if low is None else low) if is_told else None,
        high=(BEYOND if high is None else high) if is_told else None,
        seen=result.get("smallest_seen_percent"),
        least=study.least_worthwhile_percent,
        grade=result.get("grade") or 1,
        why_none=(result.get("refused") or {}).get("reason", ""),
        share=((result.get("fidelity") or {}).get("share") or {}).get("all"),
        incident_vnd=incident.per_incident if incident else None,
        incident_low_vnd=incident.low if incident else None,
        incident_high_vnd=incident.high if incident else None,
    )


@dataclass(frozen=True, slots=True)
class _Effect:
    log_ratio: float
    se: float


def _facts_of(run: Run) -> _Effect | None:
    log_ratio, se = run.result.get("log_ratio"), run.result.get("se")
    is_joint = bool(run.result.get("together"))
    if is_joint or log_ratio is None or not se:
        return None
    return _Effect(log_ratio, se)


def _shrunken(effects: Mapping[int, _Effect]) -> dict[int, _Effect]:
    """Each drawn towards the mean of all, as far as chance alone would spread them (7).

    Under ten programmes nobody can tell how far the true effects lie apart, and drawing them
    together would hide what works; there each stands for itself.
    """
    if len(effects) < FEWEST_TO_SHRINK:
        return dict(effects)
    every = list(effects.values())
    pooled = pool([one.log_ratio for one in every], [one.se**2 for one in every])
    if not isinstance(pooled, Pooled):
        return dict(effects)
    return {key: _drawn(one, pooled) for key, one in effects.items()}


def _drawn(one: _Effect, pooled: Pooled) -> _Effect:
    own = pooled.tau2 / (pooled.tau2 + one.se**2)
    middle = pooled.estimate + own * (one.log_ratio - pooled.estimate)
    spread = own * one.se**2 + (1 - own) ** 2 * pooled.se**2
    return replace(one, log_ratio=middle, se=max(spread, 1e-12) ** 0.5)


def _next_place(studies: Iterable[list[Run]]) -> float | None:
    """The upper end, in percent, of what a next place may expect; None from fewer than three.

    Estimates that are pooled must not share a place: of studies that do, the narrower one counts.
    """
    found = [_facts_of(_widest([runs])[0]) for runs in _apart(studies)]
    told = [one for one in found if one is not None]
    pooled = (
        pool([one.log_ratio for one in told], [one.se**2 for one in told])
        if len(told) >= FEWEST_TO_POOL
        else None
    )
    if not isinstance(pooled, Pooled) or pooled.prediction_high is None:
        return None
    return 100 * expm1(pooled.prediction_high)


def _apart(studies: Iterable[list[Run]]) -> Iterator[list[Run]]:
    taken: set[int] = set()
    for runs in sorted(studies, key=lambda runs: len(runs[0].study.comparison)):
        places = {pk for group in runs[0].study.comparison for pk in group}
        if not places & taken:
            taken |= places
            yield runs


def _suggested(
    run: Run, effect: _Effect | None, next_place: float | None, known: Catalogue
) -> Suggestion:
    result, least = run.result, run.study.least_worthwhile_percent
    if Because.STARTED_TOGETHER in result["because"]:
        return Suggestion(Word.NOT_YET_KNOWABLE.value, (STARTED_TOGETHER,))
    if effect is None:
        return Suggestion(Word.NOT_YET_KNOWABLE.value, (NO_NUMBER,))
    chance = chance_of_beating(effect.log_ratio, effect.se, -least * share_of_places(result))
    seen = result.get("smallest_seen_percent")
    facts = Facts(
        chance_positive=chance,
        chance_worthwhile=chance,
        grade=result["grade"],
        prediction_high_percent=next_place,
        minimum_detectable_percent=None if seen is None else -seen,
        harm_e_value=_harm(result),
        own_effect_good=_is_wholly(result.get("own"), below=True),
        ring_adverse=_is_wholly(result.get("ring"), below=False),
        net_adverse=Because.MOVED_NEXT_DOOR in result["because"],
    )
    found = decide(facts, Thresholds(least_worthwhile_percent=-float(least)))
    suggestion = Suggestion(found.word.value, tuple(one.value for one in found.why), chance)
    is_open = found.word is Word.NOT_YET_KNOWABLE
    return _with_day(suggestion, run, known) if is_open else suggestion


def share_of_places(result: Mapping[str, Any]) -> float:
    """Of the events that the number is about, how many were to be expected in the places that run
    the programme.

    The fall worth having is one of these places. With their neighbours the same events are a
    smaller share of more: 20 % of a tenth are 2 %.
    """
    own, expected = result.get("own"), result.get("expected")
    if result.get("scope") != "net" or not own or not expected:
        return 1.0
    return min(float(own["expected"]) / float(expected), 1.0)


def _harm(result: Mapping[str, Any]) -> float | None:
    """How strongly the numbers speak for more events, by e-value; None under ten places."""
    treated = result.get("treated") or 0
    looks = monitor(
        [result["log_ratio"]], [result["se"]], treated_clusters=treated, df=result.get("df")
    )
    if not isinstance(looks, Monitoring):
        return None
    return float(looks.e_value[-1]) if result["log_ratio"] > 0 else 0.0


def _is_wholly(told: Mapping[str, Any] | None, *, below: bool) -> bool:
    """Whether an interval lies wholly below nought, or wholly above it."""
    low, high = (told or {}).get("interval") or (None, None)
    end = high if below else low
    return end is not None and (end < 0 if below else end > 0)


def _with_day(suggestion: Suggestion, run: Run, known: Catalogue) -> Suggestion:
    """When it will be knowable, as far as more months or places would do."""
    minds = {one.code: one for one in finding(run, known=known).minds}
    more = minds.get(Mind.MORE_MONTHS)
    places = minds.get(Mind.MORE_SITES) or minds.get(Mind.MORE_SITES_THAN_THERE)
    suggestion = replace(
        suggestion,
        places=places.n if places else None,
        compared=len(run.study.comparison),
        is_out_of_reach=Mind.OUT_OF_REACH in minds,
    )
    last = period_named(run.panel["months"][-1]) if run.panel and run.panel["months"] else None
    if more is None or more.n is None or last is None:
        return suggestion
    on = _months_after(last.until, more.n + run.study.delay_months)
    return replace(suggestion, knowable_on=on)


def _months_after(day: date, months: int) -> date:
    """The first day of the month after so many more."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    month = following.month - 1 + months
    return date(following.year + month // 12, month % 12 + 1, 1)

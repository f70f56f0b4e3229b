"""Every programme with what is known of it, in a few numbers, for tables of many programmes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from binhyen.figures.queries import catalogue
from binhyen.people.models import Person
from whatworks.worth import CostPerIncident, Worth

from ..choices import VerdictWord
from ..models import Run, Study
from ..rules.costs import Spent, per_incident, spent, worth
from ..rules.fidelity import is_only_where_most
from .costs import weights
from .results import latest_runs, outcome_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSummary:
    """A programme's finding on its primary outcome, with how it is carried out and what it costs.

    percent, interval: None where there is no number; an end of the interval is None where it has
    none. share: how much of the programme is there, 0 to 1, over the places compared; None where
    the run doesn't know. is_only_where_most: an effect only where most is done. cost: None where
    no money is on record. worth: benefit against cost, by the weights of harm as shipped; its
    `chance_positive` is the chance that it was worth it.
    """

    programme_id: int
    study: Study
    run: Run
    outcome: str
    word: VerdictWord
    percent: float | None
    interval: tuple[float | None, float | None] | None
    scope: str
    grade: int
    treated_units: int
    smallest_seen_percent: float | None
    chance_of_fewer: float | None
    p: float | None
    share: float | None
    shares: Mapping[str, float]
    is_only_where_most: bool
    cost: Spent | None
    per_incident: CostPerIncident | None
    worth: Worth | None
    finished_at: datetime | None


def programme_summaries(person: Person) -> dict[int, ProgrammeSummary]:
    """By programme, for every programme with a finding that a person sees. Two queries, and one
    for each unit on whose ground studies are made."""
    return _summed(latest_runs(Study.objects.visible_to(person).in_force()).defer("panel"))


def programme_summary(person: Person, programme_id: int) -> ProgrammeSummary | None:
    """Of one programme; None where nothing was found yet or nothing of it is seen."""
    studies = Study.objects.visible_to(person).in_force().filter(programme=programme_id)
    return _summed(latest_runs(studies).defer("panel")).get(programme_id)


def _summed(runs: Iterable[Run]) -> dict[int, ProgrammeSummary]:
    """The newest study first within a programme: its primary outcome is what counts."""
    by_study: dict[int, list[Run]] = {}
    for run in runs:
        by_study.setdefault(run.study_id, []).append(run)
    known = {
        unit.pk: unit for unit in {run.study.unit for some in by_study.values() for run in some}
    }
    names = {pk: catalogue(unit) for pk, unit in known.items()}
    found: dict[int, ProgrammeSummary] = {}
    for _pk, some in sorted(by_study.items(), reverse=True):
        first = next((run for run in some if run.outcome == run.study.primary), None)
        if first is not None and first.study.programme_id not in found:
            name = outcome_name(first.outcome, names[first.study.unit_id])
            found[first.study.programme_id] = _summary(first, some, name)
    return found


def _summary(run: Run, of_study: Iterable[Run], outcome: str) -> ProgrammeSummary:
    result: dict[str, Any] = run.result
    cost = cost_of(run)
    ends = result.get("interval")
    shares = (result.get("fidelity") or {}).get("share") or {}
    return ProgrammeSummary(
        programme_id=run.study.programme_id,
        study=run.study,
        run=run,
        outcome=outcome,
        word=VerdictWord(run.word),
        percent=result.get("percent_change"),
        interval=None if ends is None else (ends[0], ends[1]),
        scope=result.get("scope", "own"),
        grade=result.get("grade") or 0,
        treated_units=result.get("treated_units") or 0,
        smallest_seen_percent=result.get("smallest_seen_percent"),
        chance_of_fewer=result.get("chance_of_fewer"),
        p=result.get("p"),
        share=shares.get("all"),
        shares=shares,
        is_only_where_most=is_only_where_most(result.get("fidelity") or {}),
        cost=cost,
        per_incident=None if cost is None else per_incident(result, cost),
        worth=None if cost is None else worth(_outcomes(of_study), cost, weights().vnd),
        finished_at=run.finished_at,
    )


def cost_of(run: Run) -> Spent | None:
    """What the programme cost in the places and months of a run; None where nobody said."""
    years = run.result.get("unit_years")
    return spent(
        run.result.get("money"),
        low_vnd=run.study.cost_low_vnd,
        high_vnd=run.study.cost_high_vnd,
        unit_years=years or 0.0,
        compared_years=run.result.get("compared_years"),
    )


def _outcomes(runs: Iterable[Run]) -> list[tuple[str, dict[str, Any]]]:
    return [(run.outcome, run.result) for run in runs]

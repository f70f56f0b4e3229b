"""What lies behind a run: the very panel, and all of it as one object for a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from ..choices import RunState
from ..models import Run
from ..rules.again import Repeat
from ..rules.panels import PanelFacts, stored_facts
from .panels import panel_for
from .results import finding

OF_PLACES = frozenset({"places", "doses", "third"})


def facts_of(run: Run) -> PanelFacts | None:
    """What a finished run compared, checked against its digest.

    Of an older run, whose counts weren't kept, it is put together anew; None where the register or
    the figures are no longer what they were then.
    """
    found = stored_facts(run.panel or {})
    if found is None and run.finished_at is not None:
        found = panel_for(run.study, run.outcome, on=localdate(run.finished_at))
    return found if found is not None and found.sha256 == run.data_sha256 else None


def units_named(facts: PanelFacts, *, on: date) -> dict[int, str]:
    """The units of a panel as they were on a day, as other pages take their names."""
    inside = {pk for place in facts.places for pk in place.units}
    rows = Unit.objects.at(on).filter(pk__in=inside).select_related("parent")
    return {unit.pk: unit_text(unit) for unit in rows}


def repeat_of(run: Run) -> Repeat:
    study = run.study
    return Repeat(
        stem=f"{study.key}-{run.outcome.replace('.', '-')}-{run.pk}",
        least=study.least_worthwhile_percent,
        draws=run.draws,
        seed=run.seed,
        is_randomised=study.is_randomised,
        has_recording_changed=study.has_recording_changed,
    )


def run_told(run: Run, *, by_place: bool = True) -> dict[str, Any]:
    """A run as one object: the stored result and its words, with where they come from.

    The same from the command line and as a file from the browser. by_place: False leaves out what
    tells of single places, for whoever covers only some of them.
    """
    study = run.study
    lineage = {
        "programme": study.programme.code,
        "study": study.key,
        "version": study.version,
        "outcome": run.outcome,
        "run": run.pk,
        "state": run.state,
        "data_sha256": run.data_sha256,
        "code_version": run.code_version,
        "log_number": run.log_number,
    }
    if run.state != RunState.DONE:
        return lineage | {"error": run.error}
    found = finding(run)
    return {
        **lineage,
        "verdict": run.word,
        "sentence": found.sentence,
        "would_change_our_mind": [each.sentence for each in found.minds],
        **(run.result if by_place else _of_all_together(run.result)),
    }


def _of_all_together(result: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in result.items() if name not in OF_PLACES}
    if fidelity := kept.get("fidelity"):
        kept["fidelity"] = {k: value for k, value in fidelity.items() if k not in OF_PLACES}
    return kept

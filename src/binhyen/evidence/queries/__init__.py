"""What can be asked of studies.

panels: from the register and the figures to what is compared · results: what was found, by
programme · studies: who sees which · terrain: which places stayed the same over months · windows:
which months keep the most of them · suggestions: what the rule of decision proposes · versions:
which code worked it out.
"""

from .beside import beside
from .panels import months_compared, panel_for, places_of, ready_on, sent_amounts
from .results import (
    Finding,
    finding,
    findings_of,
    latest_results,
    outcome_name,
    results_of_unit,
)
from .studies import (
    activities_of,
    communes_named,
    countable,
    may_lock,
    may_register,
    next_key,
    runs_of,
    studies_visible_to,
    study_named,
    unit_named,
    version_key,
)
from .suggestions import (
    Axis,
    Bar,
    Evidence,
    Measured,
    Suggestion,
    bars_of,
    evidence_within,
    read_evidence,
    studies_within,
)
from .summaries import ProgrammeSummary, programme_summaries, programme_summary
from .terrain import within
from .versions import code_version
from .windows import Foreseen, Proposed, foreseen, usual_window

__all__ = [
    "Axis",
    "Bar",
    "Evidence",
    "Finding",
    "Foreseen",
    "Measured",
    "ProgrammeSummary",
    "Proposed",
    "Suggestion",
    "activities_of",
    "bars_of",
    "beside",
    "code_version",
    "communes_named",
    "countable",
    "evidence_within",
    "finding",
    "findings_of",
    "foreseen",
    "latest_results",
    "may_lock",
    "may_register",
    "months_compared",
    "next_key",
    "outcome_name",
    "panel_for",
    "places_of",
    "programme_summaries",
    "programme_summary",
    "read_evidence",
    "ready_on",
    "results_of_unit",
    "runs_of",
    "sent_amounts",
    "studies_visible_to",
    "studies_within",
    "study_named",
    "unit_named",
    "usual_window",
    "version_key",
    "within",
]

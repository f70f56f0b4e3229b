"""What cases and procedures can be asked.

procedures: which one applies, what it says · turns: whose turn · standing: one case's page ·
board: lists and counts · overlaps: what exists already · timeline: a record's life.
"""

from ..rules.workdays import after as working_day_after
from ..rules.workdays import before as working_day_before
from .board import (
    ORDERS,
    BoardCounts,
    CaseFilter,
    StepCount,
    board_counts,
    case_named,
    cases_found,
    cases_of,
    held_by_cases,
)
from .overlaps import Overlap, programme_overlaps, site_overlaps
from .pages import turns_waiting
from .procedures import (
    cases_running,
    known_words,
    procedures_for,
    procedures_in_force,
    procedures_listed,
    read,
    shipped_texts,
    step_of,
    track_of,
    versions_of,
)
from .standing import (
    AssetLine,
    Choice,
    Need,
    Standing,
    assets_of,
    documents_of,
    events_of,
    facts_of,
    may_take_back,
    standing,
    withdrawn_of,
)
from .timeline import Moment, latest_first, timeline
from .turns import (
    TurnCounts,
    delegation_of,
    holders_of,
    holds_turn,
    my_turn,
    my_turn_counts,
    turn_units,
)

__all__ = [
    "ORDERS",
    "AssetLine",
    "BoardCounts",
    "CaseFilter",
    "Choice",
    "Moment",
    "Need",
    "Overlap",
    "Standing",
    "StepCount",
    "TurnCounts",
    "assets_of",
    "board_counts",
    "case_named",
    "cases_found",
    "cases_of",
    "cases_running",
    "delegation_of",
    "documents_of",
    "events_of",
    "facts_of",
    "held_by_cases",
    "holders_of",
    "holds_turn",
    "known_words",
    "latest_first",
    "may_take_back",
    "my_turn",
    "my_turn_counts",
    "procedures_for",
    "procedures_in_force",
    "procedures_listed",
    "programme_overlaps",
    "read",
    "shipped_texts",
    "site_overlaps",
    "standing",
    "step_of",
    "timeline",
    "track_of",
    "turn_units",
    "turns_waiting",
    "versions_of",
    "withdrawn_of",
    "working_day_after",
    "working_day_before",
]

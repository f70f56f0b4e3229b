"""What a reason does to its row: keeps it out, asks, or only informs."""

from collections.abc import Sequence
from dataclasses import replace

from ..reading import DOUBTFUL, OK, REFUSED, Reading, Reason

# Codes that keep a row out; those in NOTICES say what was assumed; all others are doubts.
REFUSING = frozenset(
    {
        *("missing_programme", "unknown_programme", "missing_unit", "unknown_unit"),
        *("impossible_date", "future_date", "not_a_date", "no_year", "several_dates"),
        *("negative", "in_words", "fraction", "not_a_number", "not_money", "too_large"),
        *("formula_error", "formula_without_value", "duplicate_row", "personal_data", "too_long"),
        "bad_coordinates",
        *("outside_reach", "being_prepared"),
    }
)
NOTICES = frozenset(
    {"other_vintage", "outside_sheet_area", "founded_by_decision", "unknown_parent"}
)


def status_of(reasons: Sequence[Reason]) -> str:
    if any(reason.code in REFUSING for reason in reasons):
        return REFUSED
    return DOUBTFUL if any(reason.code not in NOTICES for reason in reasons) else OK


def refused_as(reading: Reading, reason: Reason) -> Reading:
    reasons = (*reading.reasons, reason)
    return replace(reading, reasons=reasons, status=status_of(reasons))

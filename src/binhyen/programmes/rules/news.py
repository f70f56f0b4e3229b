"""What a later workbook says anew of a site that the register knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from binhyen.kernel.text import squeeze

from .naming import decision_key

# Fields of a site that a later workbook can say anew; programme, unit, village and organisation
# tell which site it is.
SAYABLE = (
    "state",
    "established_on",
    "ended_on",
    "origin",
    "parent",
    "ending",
    "merged_into",
    "decision_number",
    "decision_on",
    "team_count",
    "member_count",
    "state_vnd",
    "community_vnd",
    "lat",
    "lon",
    "rating",
    "note",
)
_PRECISION_OF = {
    "established_on": "established_precision",
    "ended_on": "ended_precision",
    "decision_on": "decision_precision",
}


def news(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What `said` adds to or changes in `known`, by field; dates bring their precision along.

    None and "" say nothing. A date that is less exact but agrees says nothing either, nor does
    a decision's number or a word that is only written differently.
    """
    found: dict[str, Any] = {}
    for name in SAYABLE:
        value = said.get(name)
        if value is None or value == "" or _is_known(name, known, said):
            continue
        found[name] = value
        if name in _PRECISION_OF:
            found[_PRECISION_OF[name]] = said.get(_PRECISION_OF[name], "day")
    return found


def _is_known(name: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    old, new = known.get(name), said[name]
    if name in _PRECISION_OF:
        precision = _PRECISION_OF[name]
        return old is not None and agrees(
            old, known.get(precision, "day"), new, said.get(precision, "day")
        )
    if name == "decision_number":
        return decision_key(old or "") == decision_key(new)
    if name in {"state_vnd", "community_vnd"}:
        return (old or 0) == new
    if isinstance(new, str):
        return squeeze(old or "") == squeeze(new)
    return old == new


def agrees(known: date, known_precision: str, said: date, said_precision: str) -> bool:
    """Whether a date said is the known one, or the known one less exactly."""
    exactness = ["year", "month", "day"]
    if exactness.index(said_precision) > exactness.index(known_precision):
        return False
    parts = 1 + exactness.index(said_precision)
    return known.timetuple()[:parts] == said.timetuple()[:parts]

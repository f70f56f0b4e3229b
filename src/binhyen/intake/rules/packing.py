"""Readings as plain JSON values and back, for the stored preview."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from .reading import Context, Place, Proposal, Reading, Reason

_DATES = ("established", "decision_on", "ended_on")


def pack(reading: Reading) -> dict[str, Any]:
    """Everything of a reading in values that JSON holds."""
    packed: dict[str, Any] = plain(reading)
    return packed


def unpack(packed: Mapping[str, Any]) -> Reading:
    """The reading that `pack` was given."""
    values = {f.name: packed[f.name] for f in fields(Reading) if f.name in packed}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["reasons"] = tuple(Reason(**reason) for reason in values.get("reasons", ()))
    values["proposals"] = tuple(Proposal(**proposal) for proposal in values.get("proposals", ()))
    values["unit"] = Place(**values["unit"]) if values.get("unit") else None
    if context := values.get("context"):
        today = date.fromisoformat(context["today"])
        values["context"] = Context(**{**context, "today": today})
    return Reading(**values)


def plain(value: Any) -> Any:
    """The value in dicts, lists, texts and numbers."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}

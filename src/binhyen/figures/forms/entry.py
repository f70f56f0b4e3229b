"""What is typed into a month's form: cells, reasons beside warnings, comments, and the steps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

CELL, REASON, NOTE = "c.", "x.", "n."  # what the name of a field, or of its error, begins with
MOST_CELLS = 500
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. seen: what its cells showed; reasons: by rule and series.

    note: a comment, and the series that it is about. blanks: how many figures are said to be left
    blank knowingly.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    note: tuple[str, str] = ("", "")
    edits: int | None = None
    blanks: int | None = None

    @property
    def changed(self) -> dict[str, str]:
        """The cells that say something else than they showed."""
        return {
            key: text
            for key, text in self.cells.items()
            if text.strip() != self.seen.get(key, "").strip()
        }


def read_typed(sent: QueryDict) -> Typed:
    cells = {}
    reasons: dict[tuple[str, str], str] = {}
    for name, text in list(sent.items())[: 3 * MOST_CELLS]:
        kind, key = name[:2], name[2:]
        if kind == CELL:
            cells[key] = str(text)
        elif kind == REASON and str(text).strip():
            rule, _dot, series = key.partition(".")
            reasons[rule, series] = str(text)
    note = (sent.get("note_key", ""), sent.get("note_text", ""))
    seen = texts_in(_read_json(sent.get("seen", "")))
    edits, blanks = (_number(sent.get(name, "")) for name in ("edits", "blanks"))
    return Typed(cells, seen, reasons, note, edits, blanks)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def read_sent(body: bytes) -> tuple[dict[str, str], dict[str, str]] | None:
    """Cells and what they showed, as a script sends them; None for anything else."""
    found = _read_json(body)
    if not isinstance(found, dict):
        return None
    cells, seen = texts_in(found.get("cells")), texts_in(found.get("seen"))
    return (cells, seen) if 0 < len(cells) <= MOST_CELLS else None


def texts_in(found: Any) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    return {str(key): text for key, text in found.items() if isinstance(text, str)}


def _read_json(text: str | bytes) -> Any:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


class StepForm(forms.Form):
    """A step with a return, as the page showed it."""

    edits = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class GiveBackForm(StepForm):
    comment = forms.CharField(
        label=_("Cần sửa gì"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Trả lại thì phải ghi rõ cần sửa gì.")},
    )


class StandInForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao nhập thay đơn vị"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Phải ghi lý do.")},
    )


class CorrectForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Phải ghi lý do.")},
    )

"""A month's form in words: its groups and rows, where it stands, what became of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from binhyen.kernel.log import history_of
from binhyen.ui.trail import Line as Told
from binhyen.ui.trail import lines as told
from binhyen.ui.words import number_text
from binhyen.units.choices import Level

from ..choices import Grade, IndicatorKind, Recorded, ReturnState, SeenBy
from ..forms.entry import CELL, NOTE, REASON, Typed
from ..models import Note, Return
from ..queries import (
    Amount,
    Catalogue,
    Counted,
    Form,
    Found,
    Indicator,
    Line,
    is_excused,
    sentence_of,
)
from ..queries.counting import PROGRAMMES
from ..rules.checks import MISSING
from ..rules.punctuality import Punctuality, punctuality
from ..wording import name_text, series_text, source_text, unit_text

HISTORY = 30
EMPTY = "–"
_TONES = {
    ReturnState.DRAFT: "neutral",
    ReturnState.SUBMITTED: "info",
    ReturnState.RETURNED: "warn",
    ReturnState.ACCEPTED: "good",
    ReturnState.LOCKED: "good",
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A finding beside its cell, with the field for its reason or the reason given."""

    name: str
    sentence: str
    is_blocking: bool
    takes_reason: bool
    reason: str = ""
    given_by: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One series of the form. text: what stands in the cell; without an input, only to read.

    counted: what the register says where that is told apart; link: to its records, or to those
    whose own figures it adds up.
    """

    key: str
    label: str
    unit: str
    is_part: bool
    has_input: bool
    text: str
    last: str
    year_ago: str
    error: str = ""
    warned: tuple[Warned, ...] = ()
    notes: tuple[Note, ...] = ()
    why: str = ""
    link: str = ""
    is_sum: bool = False
    counted: str = ""
    is_missing: bool = False

    @property
    def cell(self) -> str:
        return f"{CELL}{self.key}"

    @property
    def is_bad(self) -> bool:
        return bool(self.error) or any(one.is_blocking for one in self.warned)


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: tuple[Row, ...]

    @property
    def is_counted(self) -> bool:
        """Nothing to fill in: on a phone it is folded."""
        return all(row.why for row in self.rows)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something refused, for the list above a form. place: the id of its field."""

    place: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Status:
    """Where a return stands: in a word, and what that means for its day."""

    text: str
    tone: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell in the history."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    line: Told
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a form is to be laid out, and what was typed into it and refused.

    as_stored: what the register counts is shown as the return holds it, and not as it is now.
    errors: sentences by the name of their field.
    """

    has_inputs: bool = False
    as_stored: bool = False
    to_officers: bool = False
    typed: Typed | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, Counted] = field(default_factory=dict)


def groups_of(form: Form, sheet: Sheet) -> list[Group]:
    found = []
    for group, indicators in form.catalogue.grouped():
        shown = [one for one in indicators if sheet.to_officers or one.seen_by == SeenBy.ALL]
        shown = [one for one in shown if not _is_of_another_level(one, form, sheet)]
        keys = [key for one in shown for key in one.keys]
        if keys:
            rows = tuple(row_of(form, form.lines[key], sheet) for key in keys)
            found.append(Group(name_text(group), rows))
    return found


def _is_of_another_level(indicator: Indicator, form: Form, sheet: Sheet) -> bool:
    """Counted, none of it, and as a rule not counted here: a nought would be taken for the whole.

    Programmes are counted where they are issued, mostly at a province; sites, cases and money at
    the communes.
    """
    if indicator.kind != IndicatorKind.COUNTED or form.of is None:
        return False
    is_commune = form.of.unit.level == Level.COMMUNE
    if is_commune != indicator.source.startswith(PROGRAMMES):
        return False
    source = sheet.counted.get(indicator.code)
    stored = [form.lines[key].amount for key in indicator.keys]
    return not (source and source.amount) and not any(one and one.amount for one in stored)


def row_of(form: Form, line: Line, sheet: Sheet) -> Row:
    indicator = form.catalogue.by_key[line.key]
    is_counted = indicator.kind == IndicatorKind.COUNTED
    has_input = sheet.has_inputs and not is_counted
    source = sheet.counted.get(line.key)
    stands = line.amount
    if source and sheet.has_inputs and not sheet.as_stored and _is_the_registers(stands):
        stands = Amount(source.amount, recorded=Recorded.COUNTED)
    text = amount_text(stands, indicator)
    typed = sheet.typed
    if typed is not None and has_input:
        text = typed.cells.get(line.key, text)
    now = amount_text(Amount(source.amount), indicator) if source else ""
    return Row(
        line.key,
        series_text(form.catalogue, line.key).partition(": ")[2]
        if line.is_part
        else name_text(indicator),
        unit_text(indicator),
        line.is_part,
        has_input,
        text,
        amount_text(line.last, indicator) or EMPTY,
        amount_text(line.year_ago, indicator) or EMPTY,
        sheet.errors.get(f"{CELL}{line.key}", ""),
        tuple(_warned(one, form, sheet) for one in line.found if one.rule != MISSING),
        line.notes,
        source_text(indicator.source) if is_counted else "",
        source.link if source else "",
        bool(source and source.is_sum),
        now if now != text else "",
        any(one.rule == MISSING for one in line.found),
    )


def amount_text(amount: Amount | None, indicator: Indicator) -> str:
    """As it can be typed again: 1.250.000, ? for unknown, nothing for empty."""
    if amount is None:
        return ""
    if amount.amount is None:
        return "?"
    if not indicator.decimals:
        return number_text(amount.amount)
    return number_text(amount.amount / 10**indicator.decimals, places=indicator.decimals)


def faults_of(errors: Mapping[str, str], known: Catalogue) -> list[Fault]:
    """What was refused of a form as it was sent, each with the field that it is about."""
    found = []
    for name, sentence in errors.items():
        kind, key = name[:2], name[2:]
        if kind == REASON:
            key = key.partition(".")[2]
        place = "note-text" if kind == NOTE else f"{CELL}{key}"
        label = series_text(known, key) if key in known.by_key else ""
        found.append(Fault(place, label, sentence))
    return found


def seen_json(groups: Iterable[Group], form: Form) -> str:
    """What the cells with an input show, for knowing later what was changed."""
    rows = [row for group in groups for row in group.rows if row.has_input]
    by_key = form.catalogue.by_key
    texts = {row.key: amount_text(form.lines[row.key].amount, by_key[row.key]) for row in rows}
    return json.dumps({key: text for key, text in texts.items() if text}, separators=(",", ":"))


def status_of(one: Return | None, due_on: date | None, on: date) -> Status:
    """In a word; with how late it is where it is still owed."""
    state = ReturnState(one.state) if one else None
    stands = one.punctuality(on) if one else punctuality(due_on, None, on)
    about = {
        Punctuality.OVERDUE: _overdue(due_on, on),
        Punctuality.LATE: _("gửi muộn"),
    }.get(stands, "")
    if state is None:
        return Status(_("chưa nhập"), "bad" if about else "neutral", about)
    text = pgettext("báo cáo số liệu", "chờ duyệt") if state == ReturnState.SUBMITTED else ""
    tone = "bad" if stands == Punctuality.OVERDUE else _TONES[state]
    return Status(text or str(state.label), tone, about)


def _overdue(due_on: date | None, on: date) -> str:
    days = (on - due_on).days if due_on else 0
    return ngettext("quá hạn %(n)s ngày", "quá hạn %(n)s ngày", days) % {"n": days}


def events_of(one: Return, known: Catalogue) -> list[Event]:
    """What happened to a return, with the cells that changed; newest first."""
    if not one.is_begun:
        return []
    return [
        Event(line, tuple(_changes(line.entry.before, line.entry.after, known)))
        for line in told(history_of(one)[:HISTORY])
    ]


def _changes(before: Any, after: Any, known: Catalogue) -> Iterable[Change]:
    before, after = before or {}, after or {}
    for key in {**before, **after}:
        if indicator := known.by_key.get(key):
            yield Change(
                series_text(known, key),
                _logged(before.get(key), indicator),
                _logged(after.get(key), indicator),
            )


def _logged(value: Any, indicator: Indicator) -> str:
    if value is None:
        return _("trống")
    amount = Amount(value) if isinstance(value, int) else Amount(None, is_unknown=True)
    return amount_text(amount, indicator)


def _warned(found: Found, form: Form, sheet: Sheet) -> Warned:
    assert form.of is not None  # noqa: S101
    name = f"{REASON}{found.rule}.{found.key}"
    excuses = form.lines[found.key].excuses
    given = next((e for e in excuses if is_excused(found, form.of, [e])), None)
    typed = sheet.typed.reasons.get((found.rule, found.key), "") if sheet.typed else ""
    return Warned(
        name,
        sentence_of(found),
        found.grade == Grade.BLOCKS,
        found.takes_reason,
        typed or (given.reason if given else ""),
        str(given.by or "") if given else "",
        sheet.errors.get(name, ""),
    )


def _is_the_registers(amount: Amount | None) -> bool:
    return amount is None or amount.recorded == Recorded.COUNTED

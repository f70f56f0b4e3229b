"""Entries of the log in words for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.kernel.dates import show
from binhyen.kernel.models import Entry

from .words import number_text

VERBS = {
    "create": gettext_lazy("thêm"),
    "change": gettext_lazy("sửa"),
    "delete": gettext_lazy("xóa"),
    "undo": gettext_lazy("hoàn tác"),
}
UNTOLD = frozenset({"id", "is_synthetic", "sort_key", "folded"})


@dataclass(frozen=True, slots=True)
class Change:
    """One column: its name in words, and what it was and became."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    entry: Entry
    verb: str
    at: datetime
    changes: tuple[Change, ...]


def lines(entries: Iterable[Entry]) -> list[Line]:
    return [
        Line(entry, str(VERBS.get(entry.verb, entry.verb)), entry.at, tuple(_changes(entry)))
        for entry in entries
    ]


def _changes(entry: Entry) -> Iterable[Change]:
    """What changed of a record that stays; a new or deleted one is told by its label."""
    if entry.before is None or entry.after is None:
        return
    table = _table(entry.kind)
    for column, after in entry.after.items():
        column_field = _column(table, column)
        if column in UNTOLD or column_field is None or column.endswith("_precision"):
            continue
        before = entry.before.get(column)
        yield Change(_name(column_field), _value(column_field, before), _value(column_field, after))


def _table(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _column(table: type[models.Model] | None, column: str) -> models.Field | None:
    """The table's field behind a logged column; None for one that is no more."""
    if table is None:
        return None
    for one in table._meta.concrete_fields:
        if one.attname == column:
            return one
    try:
        found = table._meta.get_field(column)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _name(column: models.Field) -> str:
    return str(column.verbose_name)


def _value(column: models.Field, value: Any) -> str:
    if value is None or value == "":
        return _("trống")
    if isinstance(column, models.ForeignKey):
        return _("mục số %(key)s") % {"key": value}
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return show(date.fromisoformat(value))
    if isinstance(value, int):
        return number_text(value)
    return str(value)

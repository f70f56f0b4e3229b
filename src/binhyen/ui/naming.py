"""Names of the records and users that log entries point to: one query a page, whatever it shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from binhyen.kernel.models import Entry

# The column by which a record is called, the first that its table has.
NAMED_BY = ("full_name", "name", "number", "code", "file_name")

Reference = tuple[str, str]  # table, such as "units.unit", and primary key


class Names:
    """What is known by name among everything that some entries mention."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self.people: dict[str, str] = {}
        self.records: dict[Reference, str] = {}
        wanted = _mentioned(entries)
        # Some come with their writer's name, fetched together with them.
        told = ((entry.by, getattr(entry, "writer", None)) for entry in entries)
        self.people |= {by: name for by, name in told if name}
        users = {one.by for one in entries if not one.by.startswith("system")} - self.people.keys()
        branches = [*_of_users(users), *_of_records(wanted)]
        if not branches:
            return
        kinds = sorted(wanted)
        first, *rest = branches
        for index, key, name, user in first.union(*rest, all=True) if rest else first:
            if index < 0:
                self.people[user] = name
            else:
                self.records[kinds[index], str(key)] = name

    def of(self, kind: str, key: object) -> str:
        """A record's name; empty for one that is gone or has none."""
        return self.records.get((kind, str(key)), "")


def _mentioned(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """Keys by table of everything that the logged columns point to."""
    found: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        pointing = pointers(entry.kind)
        for content in (entry.before or {}, entry.after or {}):
            for column in content.keys() & pointing.keys():
                if isinstance(content[column], int):
                    found[pointing[column]].add(content[column])
    return {kind: keys for kind, keys in found.items() if _name_column(kind)}


@cache
def pointers(kind: str) -> dict[str, str]:
    """Columns of a table that point to another table, and to which."""
    table = table_of(kind)
    if table is None:
        return {}
    keys = [f for f in table._meta.concrete_fields if isinstance(f, models.ForeignKey)]
    return {f.attname: f.related_model._meta.label_lower for f in keys}


def table_of(kind: str) -> type[models.Model] | None:
    """The table that an entry is about; None for one that is no more."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


@cache
def _name_column(kind: str) -> str:
    table = table_of(kind)
    if table is None:
        return ""
    for column in NAMED_BY:
        try:
            table._meta.get_field(column)
        except FieldDoesNotExist:
            continue
        return column
    return ""


def _of_users(users: set[str]) -> Iterator[QuerySet[Any, Any]]:
    if users:
        table = table_of(settings.AUTH_USER_MODEL)
        assert table is not None  # noqa: S101  # Django refuses to start without it
        named = table._default_manager.filter(username__in=sorted(users))
        yield _branch(named, -1, _name_column(settings.AUTH_USER_MODEL), F("username"))


def _of_records(wanted: dict[str, set[int]]) -> Iterator[QuerySet[Any, Any]]:
    for index, kind in enumerate(sorted(wanted)):
        table = table_of(kind)
        if table is not None:
            rows = table._default_manager.filter(pk__in=sorted(wanted[kind]))
            yield _branch(rows, index, _name_column(kind), Value(""))


def _branch(rows: QuerySet[Any], index: int, name: str, user: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(
        Value(index, output_field=IntegerField()),
        F("pk"),
        Cast(name, CharField()),
        Cast(user, CharField()),
    )

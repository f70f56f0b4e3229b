"""Take a joint change back by what the log says of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from binhyen.kernel import log
from binhyen.kernel.models import Entry

from ..models import Alias, Contribution, Decision, Organisation, Programme, Sector, Site
from .permits import Actor
from .refusals import ChangedSince

# From what leans on others to what others lean on; deletions go down, revivals go up.
ORDER: tuple[type[models.Model], ...] = (
    Contribution,
    Site,
    Decision,
    Organisation,
    Alias,
    Programme,
    Sector,
)
# Shared by nature: once others lean on one, it outlives the change that brought it.
SHARED = (Decision, Organisation, Alias, Programme, Sector)
IN_ONE_QUERY = 2_000

Record = tuple[type[models.Model], str]


@transaction.atomic
def take_back(
    batch: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    keep: Collection[tuple[str, str]] = (),
) -> int:
    """Undo every change of a batch: what it created goes, what it changed is as before.

    The log only grows: one entry, verb "undo", for each record put back. Decisions,
    organisations, aliases, programmes and sectors that came with the batch stay if something
    outside it leans on them, or if `keep` names them by (table, key). Permission is the
    caller's to check. Returns how many records were put back.

    Raises ChangedSince with every record that someone changed afterwards.
    """
    entries = list(Entry.objects.filter(batch=batch).exclude(verb="undo").order_by("number"))
    entries = [entry for entry in entries if entry.kind in KINDS]
    trail: dict[Record, list[Entry]] = defaultdict(list)
    for entry in entries:
        trail[KINDS[entry.kind], entry.record].append(entry)
    _demand_untouched(trail, batch)
    back = _Back(trail, keep)
    try:
        with transaction.atomic():
            changes = [change for table in ORDER for change in back.undo(table, reason)]
    except (ProtectedError, RestrictedError) as leaning:
        raise ChangedSince(_names(leaning)) from leaning
    if changes:
        log.record_many(changes, by=by, at=at, batch=batch)
    return len(changes)


KINDS = {table._meta.label_lower: table for table in ORDER}


class _Back:
    """The state before a batch, record by record."""

    def __init__(self, trail: dict[Record, list[Entry]], keep: Collection[tuple[str, str]]) -> None:
        self.trail, self.keep = trail, set(keep)

    def undo(self, table: type[models.Model], reason: str) -> Iterator[log.Change]:
        mine = {key: entries for (of, key), entries in self.trail.items() if of is table}
        born = {key for key, entries in mine.items() if entries[0].before is None}
        gone = {key for key, entries in mine.items() if entries[-1].after is None}
        yield from self._delete(table, born - gone, reason)
        former = {key: _former(mine[key]) for key in mine.keys() - born}
        stored = {str(record.pk): record for record in _records(table, former)}
        for key in sorted(former, key=int):
            yield from _restore(stored.get(key) or table(pk=int(key)), former[key], reason)

    def _delete(
        self, table: type[models.Model], keys: set[str], reason: str
    ) -> Iterator[log.Change]:
        keys = {key for key in keys if (table._meta.label_lower, key) not in self.keep}
        records = list(_records(table, keys))
        if table in SHARED:
            used = _leaned_on(table, [record.pk for record in records])
            records = [record for record in records if record.pk not in used]
        for record in records:
            yield log.Change(record, "undo", log.snapshot(record), None, reason)
        for part in _parts([record.pk for record in records]):
            table._default_manager.filter(pk__in=part).delete()


def _former(entries: list[Entry]) -> dict[str, Any]:
    """The columns that the entries changed, as they stood before the first of them."""
    former: dict[str, Any] = {}
    for entry in entries:
        former = (entry.before or {}) | former
    return former


def _restore(record: models.Model, former: dict[str, Any], reason: str) -> Iterator[log.Change]:
    """Give a record its former columns; one that was deleted is born again with its key."""
    before = None if record._state.adding else log.snapshot(record)
    for field in record._meta.concrete_fields:
        if field.attname in former:
            setattr(record, field.attname, field.to_python(former[field.attname]))
    record.save()
    after = log.snapshot(record)
    if before is None:
        yield log.Change(record, "undo", None, after, reason)
    elif before != after:
        yield log.Change(record, "undo", *log.differences(before, after), reason)


def _records(table: type[models.Model], keys: Iterable[str]) -> Iterator[models.Model]:
    related = {
        Site: ["programme", "unit", "organisation"],
        Contribution: ["site__programme", "site__unit"],
        Alias: ["programme__unit"],
        Decision: ["unit"],
        Organisation: ["unit"],
        Programme: ["unit"],
    }
    for part in _parts(sorted(keys)):
        query = table._default_manager.filter(pk__in=part).order_by("pk")
        yield from query.select_related(*related[table]) if table in related else query


def _leaned_on(table: type[models.Model], keys: list[int]) -> set[int]:
    """Which of these records others refer to; a programme's own aliases don't count."""
    used: set[int] = set()
    for relation in table._meta.related_objects:
        column = relation.field.name
        if relation.related_model is Alias or relation.on_delete is models.SET_NULL:
            continue
        for part in _parts(keys):
            found = relation.related_model._default_manager.filter(**{f"{column}__in": part})
            used |= set(found.values_list(column, flat=True))
    return used


def _demand_untouched(trail: dict[Record, list[Entry]], batch: str) -> None:
    labels = [
        *_changed_by_others(trail, batch),
        *_sites_with_more(trail),
    ]
    if labels:
        raise ChangedSince(list(dict.fromkeys(labels)))


def _changed_by_others(trail: dict[Record, list[Entry]], batch: str) -> Iterator[str]:
    """Records with a later entry that isn't of the batch; a kept shared record may have some."""
    first = {(table._meta.label_lower, key): entries[0] for (table, key), entries in trail.items()}
    for kind, table in KINDS.items():
        keys = sorted(key for of, key in first if of == kind)
        for part in _parts(keys):
            later = Entry.objects.filter(kind=kind, record__in=part).exclude(batch=batch)
            for entry in later.order_by("number"):
                if entry.number > first[kind, entry.record].number:
                    yield _site_label(table, entry)


def _site_label(table: type[models.Model], entry: Entry) -> str:
    if table is Contribution:
        content = entry.after or entry.before or {}
        key = content.get("site_id")
        contribution = Contribution.objects.filter(pk=entry.record).select_related(
            "site__programme", "site__unit"
        )
        if key is None and (found := contribution.first()):
            return str(found.site)
        if key is not None and (site := Site.objects.filter(pk=key).first()):
            return str(site)
    return entry.label


def _sites_with_more(trail: dict[Record, list[Entry]]) -> Iterator[str]:
    """Sites of the batch that others lean on since: contributions, teams, boards, other sites."""
    born = [
        key for (table, key), entries in trail.items() if table is Site and not entries[0].before
    ]
    for relation in Site._meta.related_objects:
        if relation.on_delete is models.SET_NULL:
            continue
        column = relation.field.name
        for part in _parts(born):
            found = relation.related_model._default_manager.filter(**{f"{column}__in": part})
            for record in found.select_related(f"{column}__programme", f"{column}__unit"):
                if (relation.related_model, str(record.pk)) not in trail:
                    yield str(getattr(record, column))


def _names(leaning: ProtectedError | RestrictedError) -> list[str]:
    """What stands in the way, by its own name."""
    if isinstance(leaning, ProtectedError):
        return sorted({str(record) for record in leaning.protected_objects})
    return sorted({str(record) for record in leaning.restricted_objects})


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    keys = list(keys)
    for start in range(0, len(keys), IN_ONE_QUERY):
        yield keys[start : start + IN_ONE_QUERY]

"""A file put in, committed as a whole, taken back as a whole, or given up."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes import actions as register
from binhyen.programmes.actions.facts import said_anew
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.units.models import Unit

from .. import taking
from ..choices import BatchState, Effect, Subject
from ..models import Batch, Row
from ..rules import packing
from ..rules.reading import Reading, WorkbookReading
from ..sources import catalogue_of, places_of
from ..workbook import has_macros, read_workbook
from . import catalogue
from .holding import hold
from .judging import demand_unmoved, judged, with_sites, within_reach


def put_in(content: bytes, *, name: str, unit: Unit, by: Person | None, at: datetime) -> Batch:
    """Read a workbook for a territory and keep it as a preview; the register isn't touched.

    `by` None is the system, which may import anywhere. Raises WorkbookRefused: nothing is kept.
    """
    reading = read_workbook(
        content,
        name=name,
        catalogue=catalogue_of(unit),
        places=places_of(unit),
        today=timezone.localdate(at),
    )
    return keep(reading, content, unit=unit, by=by, at=at)


@transaction.atomic
def keep(
    reading: WorkbookReading, content: bytes, *, unit: Unit, by: Person | None, at: datetime
) -> Batch:
    """A workbook that has been read, as a preview."""
    batch = Batch.objects.create(
        key=uuid4(),
        unit=unit,
        by=by,
        file_name=log.screened(reading.name)[:255],
        file_sha256=hashlib.sha256(content).hexdigest(),
        reading=_about(reading, content),
        is_synthetic=reading.is_synthetic,
        uploaded_at=at,
    )
    Row.objects.bulk_create(
        judged(batch, with_sites(within_reach(reading.rows, by), by)), batch_size=500
    )
    return batch


def _about(reading: WorkbookReading, content: bytes) -> dict[str, Any]:
    sheets = [packing.plain(sheet) for sheet in reading.sheets]
    return {"sheets": sheets, "has_macros": has_macros(content)}


@transaction.atomic
def commit(batch: Batch, *, by: Person | str, at: datetime) -> tuple[int, int]:
    """Write the rows understood as new and those the officer ticked: (entered, changed).

    All or none, once: a second press raises NotNow. A file that says nothing new writes nothing
    to the register or its log. Raises RegisterMoved, PermissionDenied, Refused, PersonalData.
    """
    stored = hold(batch, BatchState.PREVIEW)
    write = catalogue.write if stored.subject == Subject.CATALOGUE else _write
    entered, changed = write(stored, by=by, at=at)
    stored.state, stored.committed_at = BatchState.COMMITTED, at
    stored.save(update_fields=["state", "committed_at"])
    if entered or changed:
        after = {"entered": entered, "changed": changed, "file_sha256": stored.file_sha256}
        log.record(stored, "commit", by=by, at=at, after=after, batch=str(stored.key))
    return entered, changed


def _write(batch: Batch, *, by: Person | str, at: datetime) -> tuple[int, int]:
    rows = list(batch.rows.taken())
    readings = [packing.unpack(row.reading) for row in rows]
    register.hold_units({row.unit_id for row in rows if row.unit_id})
    demand_unmoved(rows, readings)
    key = str(batch.key)
    facts = taking.facts_from(readings, by=by, at=at, batch=key)
    new = [(row, line) for row, line in zip(rows, facts, strict=True) if row.effect == Effect.NEW]
    for reason in dict.fromkeys(row.apart_reason for row, _ in new):
        mine = [(row, line) for row, line in new if row.apart_reason == reason]
        lines = [line for _, line in mine]
        sites = register.register_sites(lines, by=by, at=at, reason=reason, batch=key)
        _tie([(site.pk, row.pk) for (row, _), site in zip(mine, sites, strict=True)])
    return len(new), _update(rows, readings, by=by, at=at, batch=key)


def _tie(pairs: Sequence[tuple[int, int]]) -> None:
    """Let each row know the site it became; bulk_update takes ten times as long to say it."""
    table, site, key = (connection.ops.quote_name(name) for name in ("intake_row", "site_id", "id"))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {site} = %s WHERE {key} = %s", pairs)  # noqa: S608


def _update(
    rows: Sequence[Row], readings: Sequence[Reading], *, by: Person | str, at: datetime, batch: str
) -> int:
    """Write the ticked updates: what the row says anew, and nothing it leaves out."""
    meant = taking.sites_meant(readings)
    said = {
        row.site_id: taking.said_by(reading, meant)
        for row, reading in zip(rows, readings, strict=True)
        if row.effect == Effect.UPDATE and row.site_id
    }
    related = ["programme", "unit", "organisation", "decision", "leader"]
    sites = list(Site.objects.filter(pk__in=said).select_related(*related))
    known = register.facts_of_many(sites)
    changes = [
        (site, replace(known[site.pk], **_whole(said_anew(known[site.pk], said[site.pk]))))
        for site in sites
    ]
    if changes:
        register.change_sites(changes, by=by, at=at, batch=batch)
    return len(changes)


def _whole(said: dict[str, Any]) -> dict[str, Any]:
    """With what follows of itself: whoever is no longer ended keeps nothing of an ending."""
    if said.get("state", State.ENDED) == State.ENDED:
        return said
    return {"ended_on": None, "ended_precision": "day", "ending": "", "merged_into": None} | said


@transaction.atomic
def undo(batch: Batch, *, by: Person | str, at: datetime, reason: str = "") -> int:
    """Take a committed batch back, column by column: how many records were put back.

    Raises NotNow, PermissionDenied, or ChangedSince naming every site that someone changed since.
    """
    stored = hold(batch, BatchState.COMMITTED)
    needed = Permission.SITE_CHANGE if stored.is_register else Permission.CATALOGUE_CHANGE
    if isinstance(by, Person) and not may(by, needed, at=stored.unit):
        raise PermissionDenied
    count = register.take_back(str(stored.key), by=by, at=at, reason=reason)
    stored.state, stored.undone_at = BatchState.UNDONE, at
    stored.save(update_fields=["state", "undone_at"])
    if count:
        after = {"put_back": count}
        log.record(stored, "undo", by=by, at=at, after=after, reason=reason, batch=str(stored.key))
    return count


PREVIEW_KEPT = timedelta(days=30)


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Close the previews that nobody took up for thirty days: how many. Their rows stay readable.

    What they proposed was read against a register that has long moved on.
    """
    old = Batch.objects.filter(state=BatchState.PREVIEW, uploaded_at__lt=at - PREVIEW_KEPT)
    keys = list(old.select_for_update().values_list("pk", flat=True))
    return Batch.objects.filter(pk__in=keys).update(state=BatchState.EXPIRED)


@transaction.atomic
def discard(batch: Batch) -> None:
    """Give a preview up; it can be opened again. Raises NotNow."""
    _move(batch, BatchState.PREVIEW, BatchState.DISCARDED)


@transaction.atomic
def reopen(batch: Batch) -> None:
    """Take a preview up again that was given up. Raises NotNow."""
    _move(batch, BatchState.DISCARDED, BatchState.PREVIEW)


def _move(batch: Batch, source: BatchState, target: BatchState) -> None:
    stored = hold(batch, source)
    stored.state = target
    stored.save(update_fields=["state"])

"""A file put in, committed as a whole, taken back as a whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes import actions as register
from binhyen.programmes.actions import SiteFacts
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.rules import news
from binhyen.units.models import Unit

from . import taking
from .choices import BatchState, Effect
from .models import Batch, Row
from .rules import packing
from .rules.reading import Reading, Reason
from .rules.rows import refused_as
from .sources import catalogue_of, places_of
from .workbook import read_workbook


class NotNow(Exception):
    """The batch isn't in the state that this step needs: it was done, undone or given up."""


class RegisterMoved(Exception):
    """Since the preview the register changed under some rows; the preview must be read again."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(", ".join(str(row) for row in rows))
        self.rows = tuple(rows)


@transaction.atomic
def put_in(content: bytes, *, name: str, unit: Unit, by: Person | None, at: datetime) -> Batch:
    """Read a workbook for a territory and keep it as a preview; the register isn't touched.

    `by` None is the system, which may import anywhere. Raises WorkbookRefused: nothing is kept.
    """
    today = timezone.localdate(at)
    catalogue, places = catalogue_of(unit), places_of(unit)
    reading = read_workbook(content, name=name, catalogue=catalogue, places=places, today=today)
    batch = Batch.objects.create(
        key=uuid4(),
        unit=unit,
        by=by,
        file_name=name[:255],
        file_sha256=hashlib.sha256(content).hexdigest(),
        is_synthetic=reading.is_synthetic,
        uploaded_at=at,
    )
    readings = _within_reach(reading.rows, by)
    Row.objects.bulk_create(_judged(batch, readings), batch_size=500)
    return batch


@transaction.atomic
def commit(batch: Batch, *, by: Person | str, at: datetime) -> tuple[int, int]:
    """Write the rows understood as new and those the officer ticked: (entered, changed).

    All or none, once: a second press raises NotNow. A file that says nothing new writes nothing
    to the register or its log. Raises RegisterMoved, PermissionDenied, Refused, PersonalData.
    """
    stored = _take(batch, BatchState.PREVIEW)
    rows = list(Row.objects.filter(batch=stored).taken())
    readings = [packing.unpack(row.reading) for row in rows]
    register.hold_units({row.unit_id for row in rows if row.unit_id})
    _demand_unmoved(rows, _judged(stored, readings))
    key = str(stored.key)
    facts = taking.facts_from(readings, by=by, at=at, batch=key)
    new = [(row, line) for row, line in zip(rows, facts, strict=True) if row.effect == Effect.NEW]
    sites = register.register_sites([line for _, line in new], by=by, at=at, batch=key)
    for (row, _), site in zip(new, sites, strict=True):
        row.site = site
    Row.objects.bulk_update([row for row, _ in new], ["site"], batch_size=500)
    changed = _update(rows, readings, by=by, at=at, batch=key)
    stored.state, stored.committed_at = BatchState.COMMITTED, at
    stored.save(update_fields=["state", "committed_at"])
    if sites or changed:
        after = {"entered": len(sites), "changed": changed, "file_sha256": stored.file_sha256}
        log.record(stored, "commit", by=by, at=at, after=after, batch=key)
    return len(sites), changed


@transaction.atomic
def undo(batch: Batch, *, by: Person | str, at: datetime, reason: str = "") -> int:
    """Take a committed batch back, column by column: how many records were put back.

    Raises NotNow, or ChangedSince naming every site that someone changed since.
    """
    stored = _take(batch, BatchState.COMMITTED)
    count = register.take_back(str(stored.key), by=by, at=at, reason=reason)
    stored.state, stored.undone_at = BatchState.UNDONE, at
    stored.save(update_fields=["state", "undone_at"])
    if count:
        after = {"put_back": count}
        log.record(stored, "undo", by=by, at=at, after=after, reason=reason, batch=str(stored.key))
    return count


def _take(batch: Batch, state: BatchState) -> Batch:
    stored = Batch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if stored.state != state:
        raise NotNow(stored.state)
    return stored


def _within_reach(readings: Sequence[Reading], by: Person | None) -> list[Reading]:
    """Rows in units that the person may not import for are refused, and say so."""
    if by is None:
        return list(readings)
    keys = {r.unit.key for r in readings if r.unit}
    covered = Unit.objects.filter(reach(by, Permission.IMPORT_RUN, unit="pk"), pk__in=keys)
    allowed = set(covered.values_list("pk", flat=True))
    outside = Reason("outside_reach", "unit")
    return [refused_as(r, outside) if r.unit and r.unit.key not in allowed else r for r in readings]


def _judged(batch: Batch, readings: Sequence[Reading]) -> list[Row]:
    """Rows (not saved) with what committing each would do to the register as it is now."""
    placed = [r for r in readings if r.unit and r.programme_key]
    programmes = Programme.objects.in_bulk({r.programme_key for r in placed})
    units = Unit.objects.in_bulk({r.unit.key for r in placed if r.unit})
    lines = [
        SiteFacts(programme=programmes[r.programme_key], unit=units[r.unit.key])
        for r in placed
        if r.unit and r.programme_key
    ]
    twins = register.Twins(lines)
    found: dict[int, list[Site]] = {}
    for r, line in zip(placed, lines, strict=True):
        found[id(r)] = twins.at(line.programme, line.unit, r.village, r.organisation)
    known = register.facts_of_many({s.pk: s for sites in found.values() for s in sites}.values())
    return [_row(batch, r, found.get(id(r), []), known) for r in readings]


def _row(batch: Batch, reading: Reading, twins: Sequence[Site], known: dict[int, SiteFacts]) -> Row:
    site = twins[0] if twins else None
    said = news(_plain(known[site.pk]), said_by(reading)) if site else {}
    effect = Effect.NEW if site is None else Effect.UPDATE if said else Effect.SAME
    packed = packing.pack(reading)
    return Row(
        batch=batch,
        sheet=reading.sheet,
        number=reading.row,
        cells=dict(reading.cells),
        status=reading.status,
        effect=effect,
        reasons=[asdict(reason) for reason in reading.reasons],
        proposals=[asdict(proposal) for proposal in reading.proposals],
        differences=sorted(said),
        reading=packed,
        programme_id=reading.programme_key,
        unit_id=reading.unit.key if reading.unit else None,
        site=site,
    )


def _plain(facts: SiteFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in SiteFacts.__dataclass_fields__}


def said_by(reading: Reading) -> dict[str, object]:
    """What a row says of its site; a blank cell of money says nothing, a dash says none."""
    written = reading.cells.keys()
    return {
        "state": reading.state,
        "established_on": reading.established,
        "established_precision": reading.precision or "day",
        "ended_on": reading.ended_on,
        "ended_precision": reading.ended_precision or "day",
        "decision_number": reading.decision,
        "decision_on": reading.decision_on,
        "decision_precision": reading.decision_precision or "day",
        "team_count": reading.teams,
        "member_count": reading.members,
        "state_vnd": reading.budget_vnd if {"budget", "total"} & written else None,
        "community_vnd": reading.social_vnd if {"social", "total"} & written else None,
        "lat": reading.lat,
        "lon": reading.lon,
        "rating": reading.rating,
        "note": reading.note,
    }


def _demand_unmoved(rows: Sequence[Row], now: Sequence[Row]) -> None:
    moved = [
        row
        for row, fresh in zip(rows, now, strict=True)
        if (row.effect, row.site_id, row.differences)
        != (fresh.effect, fresh.site_id, fresh.differences)
    ]
    if moved:
        raise RegisterMoved(moved)


def _update(
    rows: Sequence[Row], readings: Sequence[Reading], *, by: Person | str, at: datetime, batch: str
) -> int:
    """Write the ticked updates: what the row says anew, and nothing it leaves out."""
    said = {
        row.site_id: said_by(reading)
        for row, reading in zip(rows, readings, strict=True)
        if row.effect == Effect.UPDATE and row.site_id
    }
    related = ["programme", "unit", "organisation", "decision", "leader"]
    sites = list(Site.objects.filter(pk__in=said).select_related(*related))
    known = register.facts_of_many(sites)
    changes = [
        (site, replace(known[site.pk], **news(_plain(known[site.pk]), said[site.pk])))
        for site in sites
    ]
    if changes:
        register.change_sites(changes, by=by, at=at, batch=batch)
    return len(changes)

"""A catalogue of programmes as a batch: each line judged, written together, taken back."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from binhyen.kernel.log import screened
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .. import taking
from ..choices import Effect, Status, Subject
from ..models import Batch, Row
from ..rules import catalogue_file
from ..rules.catalogue_file import Line, faults_of, read_catalogue
from ..workbook import has_macros, read_sheets
from .holding import RegisterMoved


@transaction.atomic
def put_in_catalogue(
    content: bytes, *, name: str, unit: Unit, by: Person | None, at: datetime
) -> Batch:
    """Read a catalogue for a unit and keep it as a preview; the catalogue isn't touched.

    What a line says of a known programme is ticked from the start: it only completes.
    `by` None is the system. Raises WorkbookRefused, or PermissionDenied.
    """
    if by is not None and not may(by, Permission.CATALOGUE_CHANGE, at=unit):
        raise PermissionDenied
    lines = read_catalogue(read_sheets(content, name=name))
    batch = Batch.objects.create(
        key=uuid4(),
        subject=Subject.CATALOGUE,
        unit=unit,
        by=by,
        file_name=screened(name)[:255],
        file_sha256=hashlib.sha256(content).hexdigest(),
        reading={"sheets": [], "has_macros": has_macros(content)},
        uploaded_at=at,
    )
    Row.objects.bulk_create(_judged(batch, lines, by), batch_size=500)
    return batch


def write(batch: Batch, *, by: Person | str, at: datetime) -> tuple[int, int]:
    """Write what the preview showed: (added, changed). Raises RegisterMoved, PermissionDenied."""
    rows = list(batch.rows.taken())
    lines = [catalogue_file.unpack(row.reading) for row in rows]
    now = _judged(batch, lines, by)
    moved = [
        row
        for row, new in zip(rows, now, strict=True)
        if (row.status, row.effect, row.programme_id) != (new.status, new.effect, new.programme_id)
    ]
    if moved:
        raise RegisterMoved(moved)
    return taking.take_catalogue(lines, unit=batch.unit, by=by, at=at, batch=str(batch.key))


def reread(batch: Batch, *, by: Person) -> int:
    """Judge every line again beside the catalogue of this moment: how many."""
    rows = list(batch.rows.all())
    now = _judged(batch, [catalogue_file.unpack(row.reading) for row in rows], by)
    fields = ["status", "effect", "reasons", "differences", "programme_id"]
    for row, new in zip(rows, now, strict=True):
        for name in fields:
            setattr(row, name, getattr(new, name))
    names = [name.removesuffix("_id") for name in fields]
    Row.objects.bulk_update(rows, names, batch_size=500)
    return len(rows)


def _judged(batch: Batch, lines: Sequence[Line], by: Person | str | None) -> list[Row]:
    known = taking.known_programmes(batch.unit, by=by)
    owners = known.owners()
    meant: set[int] = set()
    rows = []
    for line in lines:
        programme = known.of(line)
        faults = faults_of(line, owners, programme.pk if programme else f"{line.sheet}:{line.row}")
        if programme and programme.pk in meant and not faults:  # a line above says it already
            faults = [_reason("name_taken", text=screened(line.name))]
        meant |= {programme.pk} if programme else set()
        rows.append(_row(batch, line, programme, faults, known))
    return rows


def _row(
    batch: Batch,
    line: Line,
    programme: Programme | None,
    faults: list[dict[str, Any]],
    known: taking.KnownProgrammes,
) -> Row:
    said = known.news(programme, line) if programme else []
    effect = Effect.NEW if programme is None else Effect.UPDATE if said else Effect.SAME
    near = known.bearing(line) if programme is None else []
    doubts = [
        _reason("near_programme", text=screened(line.name), proposal=screened(one.name))
        for one in near[:1]
        if not faults
    ]
    return Row(
        batch=batch,
        sheet=line.sheet,
        number=line.row,
        cells=catalogue_file.cells_of(line),
        status=Status.REFUSED if faults else Status.DOUBTFUL if doubts else Status.OK,
        effect=effect,
        reasons=faults or doubts,
        differences=said,
        reading=catalogue_file.pack(line),
        programme=programme or (near[0] if near else None),
        confirmed=effect == Effect.UPDATE and not faults,
    )


def _reason(code: str, **params: str) -> dict[str, Any]:
    return {"code": code, "field": "programme", "params": params}

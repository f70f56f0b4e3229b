"""A file of figures taken in: previewed cell by cell, repaired, committed and undone as a whole."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from .. import apart
from ..choices import BatchState, CellFault, CellState, FileFault, Refusal
from ..models import Batch, Cell, Return
from ..queries import Period, period_named, states
from ..queries.permits import from_above
from ..rules.cells import Amount
from ..rules.workbooks import MOST_CELLS, Typed, cells_in, rows_of_csv
from .cells import standing_together, write_together
from .entering import (
    Asked,
    enter_together,
    hold_together,
    open_together,
    shut,
    touch_together,
)
from .judging import Judge, effect, refuse
from .permits import Actor, demand, person_of
from .refusals import Reason, block, text_reasons
from .standing_in import stand_in_together

LARGEST_FILE = 10 * 2**20
TAKEN = (CellState.NEW, CellState.CHANGE)


class FileRefused(Exception):
    """The file as a whole can't be read; `code` says why."""

    def __init__(self, code: FileFault) -> None:
        super().__init__(code.value)
        self.code = code


@transaction.atomic
def open_batch(unit: Unit, name: str, content: bytes, *, by: Actor, at: datetime) -> Batch:
    """Read a file into a preview; nothing is written to the figures yet.

    Every filled cell becomes a line: new, a change, the same, or refused with its reason.
    Raises PermissionDenied, or FileRefused.
    """
    demand(by, Permission.FIGURES_ENTER, unit)
    typed = read_file(name, content)
    batch = Batch.objects.create(
        key=uuid4(),
        unit=unit,
        by=person_of(by),
        file_name=name[-255:],
        file_sha256=sha256(content).hexdigest(),
        uploaded_at=at,
    )
    cells = Judge(by, at).judged(batch, typed)
    _keep(cells)
    log.record(batch, "upload", by=by, at=at, after=log.snapshot(batch))
    return batch


def _keep(cells: list[Cell]) -> None:
    """New cells of a preview. SQLite takes so few values a statement that one a row is quicker."""
    if connection.vendor == "postgresql":
        Cell.objects.bulk_create(cells, batch_size=5_000)
        return
    names = [field.attname for field in Cell._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    marks = ", ".join("%s" for _name in names)
    table = connection.ops.quote_name(Cell._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608  # names of ours
            [tuple(map(cell.__dict__.__getitem__, names)) for cell in cells],
        )


def read_file(name: str, content: bytes) -> list[Typed]:
    """Every filled cell of an Excel or CSV file. Raises FileRefused."""
    if len(content) > LARGEST_FILE:
        raise FileRefused(FileFault.TOO_LARGE)
    if name.lower().endswith((".csv", ".txt")):
        try:
            sheets = [("CSV", rows_of_csv(content.decode("utf-8-sig")))]
        except (UnicodeDecodeError, ValueError, csv.Error) as fault:
            raise FileRefused(FileFault.NOT_READABLE) from fault
    else:
        try:
            sheets = apart.sheets_apart(content)
        except apart.Unreadable as fault:
            raise FileRefused(FileFault.NOT_READABLE) from fault
    if not any(row for _name, rows in sheets for row in rows):
        raise FileRefused(FileFault.EMPTY)
    found = [cell for sheet, rows in sheets for cell in cells_in(sheet, rows)]
    if not found:
        raise FileRefused(FileFault.NO_HEADER)
    if len(found) > MOST_CELLS:
        raise FileRefused(FileFault.TOO_LARGE)
    return found


@transaction.atomic
def repair_cell(batch: Batch, cell: Cell, typed: str, *, by: Actor, at: datetime) -> Cell:
    """What a cell should have said; it is judged anew. Raises PermissionDenied, FiguresBlocked."""
    held = _hold(batch, BatchState.PREVIEW, by)
    old = Cell.objects.get(pk=cell.pk, batch=held)
    read = Typed(old.sheet, old.row, old.column, old.unit_text, old.period_text, old.key, typed)
    (new,) = Judge(by, at).judged(held, [read])
    new.pk = old.pk
    _refuse_twin(new)
    new.save()
    log.record(held, "repair", by=by, at=at, before={_place(old): old.typed},
               after={_place(new): new.typed})  # fmt: skip
    return new


@transaction.atomic
def leave_out(batch: Batch, cells: Iterable[Cell], *, by: Actor, at: datetime) -> int:
    """Cells that are not to be taken in."""
    held = _hold(batch, BatchState.PREVIEW, by)
    chosen = Cell.objects.filter(batch=held, pk__in=[cell.pk for cell in cells])
    count = chosen.update(state=CellState.LEFT_OUT)
    log.record(held, "skip-cells", by=by, at=at, after={"cells": count})
    return count


@transaction.atomic
def bring_back(batch: Batch, cells: Iterable[Cell], *, by: Actor, at: datetime) -> int:
    """Cells left out before are again what they were judged to be."""
    held = _hold(batch, BatchState.PREVIEW, by)
    left_out = held.cells.filter(state=CellState.LEFT_OUT, pk__in=[cell.pk for cell in cells])
    chosen = list(left_out)
    for cell in chosen:
        cell.state = CellState.REFUSED if cell.fault else effect(cell)
        _refuse_twin(cell)
        cell.save()
    log.record(held, "take-cells", by=by, at=at, after={"cells": len(chosen)})
    return len(chosen)


@transaction.atomic
def commit_batch(batch: Batch, *, reason: str = "", by: Actor, at: datetime) -> Batch:
    """Write every cell that was understood, as one change.

    reason: why somebody of a level above fills in for the units of the file, where they do.

    A cell that somebody changed after the preview is not written over; it stays, refused.
    Raises PermissionDenied, or FiguresBlocked.
    """
    held = _hold(batch, BatchState.PREVIEW, by)
    groups = _by_return(held.cells.filter(state__in=TAKEN))
    block([] if groups else [Reason(Refusal.NOTHING_TO_TAKE)])
    places = [(unit, _period(code)) for unit, code in groups]
    returns = open_together(places, by=by, at=at)
    _stand_in(returns, reason, by=by, at=at, batch=str(held.key))
    asked = [
        Asked(
            one,
            {cell.key: _typed(cell) for cell in cells},
            {cell.key: _seen(cell) for cell in cells},
        )
        for one, cells in zip(returns, groups.values(), strict=True)
    ]
    saved = enter_together(asked, by=by, at=at, batch=str(held.key))
    refused = [
        refuse(cell, told.code, told.value)
        for cells, one in zip(groups.values(), saved, strict=True)
        for told in one.refused
        for cell in cells
        if cell.key == told.key
    ]
    Cell.objects.bulk_update(refused, ["state", "fault", "about"], batch_size=200)
    return _step(held, "commit", BatchState.COMMITTED, by=by, at=at, committed_at=at)


def _stand_in(
    returns: Sequence[Return], reason: str, *, by: Actor, at: datetime, batch: str
) -> None:
    person = person_of(by)
    if person is None:
        return
    below = from_above(person, [one.unit for one in returns])
    if not below:
        return
    block(text_reasons("reason", reason, missing=Refusal.STAND_IN))
    stood_for = [one for one in returns if one.unit_id in below]
    stand_in_together(stood_for, reason, by=by, at=at, batch=batch)


@transaction.atomic
def undo_batch(batch: Batch, *, by: Actor, at: datetime) -> tuple[Batch, int]:
    """Give every cell back what stood there before; how many had been changed since and stay.

    Raises PermissionDenied, or FiguresBlocked where a return has been sent meanwhile.
    """
    held = _hold(batch, BatchState.COMMITTED, by)
    groups = _by_return(held.cells.filter(state__in=TAKEN))
    returns = _held(groups)
    faults = {shut(one, at) for one in returns} - {None}
    block(
        [Reason(Refusal.LOCKED if CellFault.LOCKED in faults else Refusal.SENT)] if faults else []
    )
    places = [(one.unit, one.period) for one in returns]
    keys = {cell.key: None for cells in groups.values() for cell in cells}
    _ids, stands = standing_together(keys, places)
    stayed, wanted = 0, []
    for place, cells in zip(places, groups.values(), strict=True):
        now, back = stands[place[0].pk, place[1].pk], dict[str, Amount | None]()
        for cell in cells:
            there = now.get(cell.key)
            if there is None or there.amount != cell.amount:
                stayed += 1
                continue
            before = Amount(cell.before, cell.before is None, cell.before_recorded or 1)
            back[cell.key] = before if cell.had_value else None
        wanted.append((place, back))
    changed = write_together(wanted)
    touch_together(
        list(zip(returns, changed, strict=True)), "undo", by=by, at=at, batch=str(held.key)
    )
    return _step(held, "undo", BatchState.UNDONE, by=by, at=at, undone_at=at), stayed


@transaction.atomic
def discard_batch(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Put a preview aside; its cells are forgotten."""
    held = _hold(batch, BatchState.PREVIEW, by)
    held.cells.all().delete()
    return _step(held, "discard", BatchState.DISCARDED, by=by, at=at)


def _hold(batch: Batch, state: BatchState, by: Actor) -> Batch:
    held = Batch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    block([] if held.state == state else [Reason(Refusal.BATCH_NOT_OPEN)])
    return held


def _held(groups: Iterable[tuple[Unit, str]]) -> list[Return]:
    """The returns that a file wrote to, held."""
    places = list(groups)
    periods = [_period(code) for code in {code for _unit, code in places}]
    found = states([unit for unit, _code in places], periods)
    return hold_together([found[unit.pk, code] for unit, code in places])


def _period(code: str) -> Period:
    found = period_named(code)
    assert found is not None  # noqa: S101  # the preview found it
    return found


def _by_return(cells: QuerySet[Cell]) -> dict[tuple[Unit, str], list[Cell]]:
    """The cells of each unit and period, in the order of the units. Two queries."""
    found: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for cell in cells.filter(unit__isnull=False):
        found[cell.unit_id or 0, cell.period].append(cell)
    units = Unit.objects.in_bulk({unit for unit, _code in found})
    return {(units[unit], code): found[unit, code] for unit, code in sorted(found)}


def _refuse_twin(cell: Cell) -> None:
    """Refuse a cell whose figure another cell of the file gives already."""
    others = Cell.objects.filter(
        batch=cell.batch, unit=cell.unit, period=cell.period, key=cell.key
    ).exclude(pk=cell.pk)
    if not cell.fault and others.filter(state__in=(*TAKEN, CellState.SAME)).exists():
        refuse(cell, CellFault.TWICE)


def _typed(cell: Cell) -> object:
    return "?" if cell.is_unknown else cell.amount


def _seen(cell: Cell) -> object:
    if not cell.had_value:
        return None
    return "?" if cell.before is None else cell.before


def _place(cell: Cell) -> str:
    return f"{cell.sheet}!{cell.row}:{cell.column}"


def _step(
    held: Batch, verb: str, state: BatchState, *, by: Actor, at: datetime, **columns: datetime
) -> Batch:
    before = log.snapshot(held)
    held.state = state
    for name, value in columns.items():
        setattr(held, name, value)
    held.save()
    changed = log.differences(before, log.snapshot(held))
    log.record(held, verb, by=by, at=at, before=changed[0], after=changed[1], batch=str(held.key))
    return held

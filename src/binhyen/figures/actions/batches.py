"""A file of figures taken in: previewed cell by cell, repaired, committed and undone as a whole."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from .. import apart
from ..choices import BatchState, CellFault, CellState, FileFault, Refusal
from ..models import Batch, Cell, Return
from ..queries import period_named, values
from ..rules.cells import Amount
from ..rules.workbooks import MOST_CELLS, Typed, cells_in, rows_of_csv
from .cells import write_cells
from .entering import Saved, enter, hold, open_return, shut
from .judging import Judge, effect, refuse
from .permits import Actor, demand, person_of
from .refusals import Reason, block

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
    Cell.objects.bulk_create(cells, batch_size=500)
    log.record(batch, "upload", by=by, at=at, after=log.snapshot(batch))
    return batch


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
def commit_batch(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Write every cell that was understood, as one change.

    A cell that somebody changed after the preview is not written over; it stays, refused.
    Raises PermissionDenied, or FiguresBlocked.
    """
    held = _hold(batch, BatchState.PREVIEW, by)
    taken = list(held.cells.filter(state__in=TAKEN).select_related("unit"))
    block([] if taken else [Reason(Refusal.NOTHING_TO_TAKE)])
    for (unit, code), cells in _by_return(taken).items():
        period = period_named(code)
        assert period is not None  # noqa: S101  # the preview found it
        saved = enter(
            open_return(unit, period, by=by, at=at),
            {cell.key: _typed(cell) for cell in cells},
            seen={cell.key: _seen(cell) for cell in cells},
            batch=str(held.key),
            by=by,
            at=at,
        )
        _mark_refused(cells, saved)
    return _step(held, "commit", BatchState.COMMITTED, by=by, at=at, committed_at=at)


@transaction.atomic
def undo_batch(batch: Batch, *, by: Actor, at: datetime) -> tuple[Batch, int]:
    """Give every cell back what stood there before; how many had been changed since and stay.

    Raises PermissionDenied, or FiguresBlocked where a return has been sent meanwhile.
    """
    held = _hold(batch, BatchState.COMMITTED, by)
    taken = list(held.cells.filter(state__in=TAKEN).select_related("unit"))
    groups = _by_return(taken)
    returns = {place: _return(*place) for place in groups}
    faults = {shut(one, at) for one in returns.values()} - {None}
    block(
        [Reason(Refusal.LOCKED if CellFault.LOCKED in faults else Refusal.SENT)] if faults else []
    )
    stayed = 0
    for place, cells in groups.items():
        one = hold(returns[place])
        period = period_named(place[1])
        assert period is not None  # noqa: S101
        now = values([c.key for c in cells], [one.unit], [period])
        wanted: dict[str, Amount | None] = {}
        for cell in cells:
            there = now.get((cell.key, one.unit.pk, period.code))
            if there is None or there.amount != cell.amount:
                stayed += 1
                continue
            recorded = cell.before_recorded or 1
            before = Amount(cell.before, cell.before is None, recorded)
            wanted[cell.key] = before if cell.had_value else None
        changed = write_cells(wanted, one.unit, one.period)
        one.edits += 1
        one.save(update_fields=["edits"])
        log.record(one, "undo", by=by, at=at, batch=str(held.key),
                   after={each.key: each.after.amount if each.after else None
                          for each in changed})  # fmt: skip
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


def _return(unit: Unit, code: str) -> Return:
    return Return.objects.select_related("unit", "period").get(unit=unit, period__code=code)


def _by_return(cells: Iterable[Cell]) -> Mapping[tuple[Unit, str], list[Cell]]:
    found: dict[tuple[Unit, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.unit is not None:
            found[cell.unit, cell.period].append(cell)
    return found


def _mark_refused(cells: Iterable[Cell], saved: Saved) -> None:
    by_key = {one.key: one for one in saved.refused}
    for cell in cells:
        if cell.key in by_key:
            refuse(cell, by_key[cell.key].code, by_key[cell.key].value).save()


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

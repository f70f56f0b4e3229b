"""A file of figures taken in: previewed cell by cell, repaired, committed and undone as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.queries import permissions_over
from binhyen.units.models import Unit

from .. import apart
from ..choices import BatchState, CellFault, CellState, FileFault, Refusal
from ..models import Batch, Cell, Return
from ..queries import (
    calendar,
    catalogue,
    existed,
    period_named,
    return_of,
    values,
)
from ..rules.cells import Amount, read_cell
from ..rules.indicators import Catalogue
from ..rules.periods import Period
from ..rules.workbooks import MOST_CELLS, Typed, cells_in, rows_of_csv
from .cells import write_cells
from .entering import Saved, enter, hold, open_return, shut
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
    cells = _Judge(by, at).judged(batch, typed)
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
        except (UnicodeDecodeError, ValueError) as fault:
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
    (new,) = _Judge(by, at).judged(held, [read])
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
        cell.state = CellState.REFUSED if cell.fault else _effect(cell)
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


@dataclass
class _Judge:
    """Cells of a file judged one by one; what several of them need is looked up once."""

    by: Actor
    at: datetime
    units: dict[tuple[str, str], Unit | None] = field(default_factory=dict)
    shuts: dict[tuple[int, str], CellFault | None] = field(default_factory=dict)
    known: dict[tuple[int, str], Catalogue] = field(default_factory=dict)
    allowed: dict[int, bool] = field(default_factory=dict)

    def judged(self, batch: Batch, typed: Sequence[Typed]) -> list[Cell]:
        cells, seen = [self._placed(batch, one) for one in typed], set[tuple]()
        self._find_before([cell for cell in cells if not cell.fault])
        for cell, one in zip(cells, typed, strict=True):
            if not cell.fault:
                self._read(cell, one)
            place = (cell.unit_id, cell.period, cell.key)
            if not cell.fault and place in seen:
                _refuse(cell, CellFault.TWICE)
            seen.add(place)
        return cells

    def _placed(self, batch: Batch, one: Typed) -> Cell:
        """Its unit, period and series, or the reason why one of them is none."""
        cell = Cell(batch=batch, sheet=one.sheet[:120], row=one.row, column=one.column,
                    unit_text=one.unit[:200], period_text=one.period[:60], key=one.key[:130],
                    typed=_words(one.typed)[:200], state=CellState.NEW)  # fmt: skip
        period = period_of_text(one.period)
        if period is None:
            return _refuse(cell, CellFault.PERIOD_UNKNOWN, one.period)
        unit = self._unit(one.unit, period)
        if unit is None:
            return _refuse(cell, CellFault.UNIT_UNKNOWN, one.unit)
        cell.unit, cell.period = unit, period.code
        fault = self._shut(unit, period)
        if fault is not None:
            return _refuse(cell, fault)
        if one.key not in self._catalogue(unit, period).by_key:
            return _refuse(cell, CellFault.NO_SUCH_INDICATOR, one.key)
        return cell

    def _read(self, cell: Cell, one: Typed) -> None:
        assert cell.unit is not None  # noqa: S101
        known = self.known[cell.unit.pk, cell.period]
        typed = one.typed
        read = read_cell(float(typed) if isinstance(typed, int) else typed, known.by_key[cell.key])
        if read.fault is not None:
            _refuse(cell, read.fault, read.about)
            return
        cell.amount, cell.is_unknown = read.amount, read.is_unknown
        cell.state = _effect(cell)

    def _find_before(self, cells: Sequence[Cell]) -> None:
        codes = {cell.period for cell in cells}
        periods = [found for code in codes if (found := period_named(code))]
        units = {cell.unit_id for cell in cells if cell.unit_id}
        stored = values({cell.key for cell in cells}, units, periods)
        for cell in cells:
            before = stored.get((cell.key, cell.unit_id or 0, cell.period))
            if before is not None:
                cell.had_value, cell.before = True, before.amount
                cell.before_recorded = before.recorded

    def _unit(self, code: str, period: Period) -> Unit | None:
        place = (code, period.code)
        if place not in self.units:
            codes = {code, code.zfill(5), code.zfill(2)} if code.isdigit() else {code}
            found = Unit.objects.at(period.until).filter(code__in=codes).order_by("-level")
            self.units[place] = found.first()
        return self.units[place]

    def _shut(self, unit: Unit, period: Period) -> CellFault | None:
        place = (unit.pk, period.code)
        if place not in self.shuts:
            self.shuts[place] = self._why_shut(unit, period)
        return self.shuts[place]

    def _why_shut(self, unit: Unit, period: Period) -> CellFault | None:
        if not existed(unit, period):
            return CellFault.UNIT_NOT_THERE
        if not self._is_allowed(unit):
            return CellFault.NOT_ALLOWED
        one = return_of(unit, period)
        return shut(one, self.at) if one is not None else None

    def _is_allowed(self, unit: Unit) -> bool:
        if isinstance(self.by, str):
            return True
        if unit.pk not in self.allowed:
            rights = permissions_over(self.by, [unit])[unit]
            self.allowed[unit.pk] = Permission.FIGURES_ENTER in rights
        return self.allowed[unit.pk]

    def _catalogue(self, unit: Unit, period: Period) -> Catalogue:
        place = (unit.pk, period.code)
        if place not in self.known:
            self.known[place] = catalogue(unit, period.until)
        return self.known[place]


def period_of_text(text: str) -> Period | None:
    """A period by its code, or a month as it is said: "Tháng 11/2026", "11/2026"."""
    found = period_named(text)
    if found is not None:
        return found
    number, _slash, year = text.lower().removeprefix("tháng").strip().partition("/")
    if number.strip().isdigit() and year.strip().isdigit():
        return period_named(f"{calendar().returned.code}-{int(year)}-{int(number):02}")
    return None


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
            _refuse(cell, by_key[cell.key].code, by_key[cell.key].value).save()


def _refuse(cell: Cell, code: CellFault, about: str = "") -> Cell:
    cell.state, cell.fault, cell.about = CellState.REFUSED, code.value, about[:200]
    return cell


def _effect(cell: Cell) -> CellState:
    """What a cell that was understood will do."""
    if not cell.had_value:
        return CellState.NEW
    return CellState.SAME if cell.before == cell.amount else CellState.CHANGE


def _refuse_twin(cell: Cell) -> None:
    """Refuse a cell whose figure another cell of the file gives already."""
    others = Cell.objects.filter(
        batch=cell.batch, unit=cell.unit, period=cell.period, key=cell.key
    ).exclude(pk=cell.pk)
    if not cell.fault and others.filter(state__in=(*TAKEN, CellState.SAME)).exists():
        _refuse(cell, CellFault.TWICE)


def _typed(cell: Cell) -> object:
    return "?" if cell.is_unknown else cell.amount


def _seen(cell: Cell) -> object:
    if not cell.had_value:
        return None
    return "?" if cell.before is None else cell.before


def _place(cell: Cell) -> str:
    return f"{cell.sheet}!{cell.row}:{cell.column}"


def _words(typed: object) -> str:
    if isinstance(typed, float) and typed == int(typed):
        return str(int(typed))
    return str(typed)


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

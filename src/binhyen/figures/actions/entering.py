"""A month's return opened, prefilled and filled in, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import CellFault, IndicatorKind, Recorded, Refusal, ReturnState
from ..models import Return
from ..queries import catalogue, counted, existed, period_of, return_of
from ..queries.counting import Counted
from ..rules import periods
from ..rules.cells import Amount, Read, read_cell, shown
from ..rules.indicators import Catalogue, Indicator, split
from .cells import Written, as_logged, keep_period, standing, write_cells
from .permits import Actor, demand
from .refusals import CellRefused, Reason, block


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the cells that were sent: kept as stored, or refused, each with its reason."""

    of: Return
    kept: Mapping[str, Amount | None]
    refused: tuple[CellRefused, ...]
    changed: tuple[Written, ...] = ()


@transaction.atomic
def open_return(unit: Unit, period: periods.Period, *, by: Actor, at: datetime) -> Return:
    """The unit's return of a period, begun where there is none yet.

    Raises PermissionDenied, or FiguresBlocked where the unit didn't exist on the last day.
    """
    demand(by, Permission.FIGURES_ENTER, unit)
    if not existed(unit, period):
        block([Reason(Refusal.UNIT_NOT_THERE, "unit")])
    stored = keep_period(period)
    level = Level(unit.level).name.lower()
    one, is_new = Return.objects.get_or_create(
        unit=unit, period=stored, defaults={"due_on": period.deadline(level)}
    )
    if is_new:
        log.record(one, "open-return", by=by, at=at, after=log.snapshot(one))
    return one


@transaction.atomic
def begin(unit: Unit, period: periods.Period, *, by: Actor, at: datetime) -> Return:
    """`open_return`, and a new one is filled with what the register counts."""
    if (one := return_of(unit, period)) is not None:
        return one
    one = open_return(unit, period, by=by, at=at)
    prefill(one, by=by, at=at)
    return one


@transaction.atomic
def enter(
    one: Return,
    cells: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    seen: Mapping[str, object] | None = None,
    batch: str = "",
) -> Saved:
    """Save one or many cells; each that can't be taken is named, the rest are kept.

    cells: as typed, by series: text, numbers, None or "" for empty. seen: what the page showed
    before the change; a cell that somebody else has changed meanwhile is refused. Sent twice,
    nothing happens the second time. One entry of the log a save.
    Raises PermissionDenied.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    if fault := shut(held, at, version):
        return Saved(held, {}, tuple(CellRefused(key, fault) for key in cells))
    known = catalogue(held.unit, held.period.until)
    read, refused = read_cells(cells, known, held)
    if seen:
        refused += _overtaken(held, read, seen, known)
    gone = {one.key for one in refused}
    wanted = {key: amount_read(cell) for key, cell in read.items() if key not in gone}
    changed = write_cells(wanted, held.unit, held.period)
    _touch(held, changed, by=by, at=at, batch=batch)
    return Saved(held, wanted, tuple(refused), tuple(changed))


@transaction.atomic
def prefill(one: Return, *, by: Actor, at: datetime) -> dict[str, Counted]:
    """Fill what the register counts into the cells that nobody has typed into.

    Returns every counted figure by series, taken or not, with what it was counted from. Does
    nothing to a return that was sent. Raises PermissionDenied.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    found = prefilled(held)
    if shut(held, at) is not None:
        return found
    _ids, stands = standing(found, held.unit, held.period)
    wanted = {
        key: Amount(source.amount, recorded=Recorded.COUNTED)
        for key, source in found.items()
        if key not in stands or stands[key].recorded == Recorded.COUNTED
    }
    changed = write_cells(wanted, held.unit, held.period)
    _touch(held, changed, by=by, at=at, verb="prefill")
    return found


def prefilled(one: Return) -> dict[str, Counted]:
    """What the register counts for a return, by series."""
    sources = counted(one.unit, period_of(one))
    known = catalogue(one.unit, one.period.until)
    return {
        indicator.code: sources[indicator.source]
        for indicator in known.indicators
        if indicator.kind == IndicatorKind.COUNTED and indicator.source in sources
    }


def hold(one: Return) -> Return:
    """The return as it stands now, held until the change is done."""
    held = Return.objects.select_for_update(of=("self",))
    return held.select_related("unit", "period").get(pk=one.pk)


def shut(one: Return, at: datetime, version: int | None = None) -> CellFault | None:
    """Why no cell of it may be entered now, if none may."""
    if one.state == ReturnState.LOCKED or (version is not None and version != one.version):
        return CellFault.LOCKED
    if not one.is_open:
        return CellFault.SENT
    if one.period.start > timezone.localdate(at):
        return CellFault.NOT_OPEN
    return None


def read_cells(
    cells: Mapping[str, object], known: Catalogue, held: Return
) -> tuple[dict[str, Read], list[CellRefused]]:
    """Each cell as read, and those that can't be; what the register counts isn't typed."""
    read: dict[str, Read] = {}
    refused: list[CellRefused] = []
    register: Mapping[str, Counted] | None = None
    for key, typed in cells.items():
        indicator = known.by_key.get(key)
        if indicator is None:
            refused.append(_unknown_key(key, known.by_code.get(split(key)[0])))
            continue
        if indicator.kind == IndicatorKind.COUNTED:
            register = prefilled(held) if register is None else register
            says = shown(register[key].amount, indicator.decimals) if key in register else "–"
            refused.append(CellRefused(key, CellFault.COUNTED, says))
            continue
        cell = read_cell(typed, indicator)
        if cell.fault is None:
            read[key] = cell
        else:
            refused.append(CellRefused(key, cell.fault, cell.about))
    return read, refused


def amount_read(cell: Read, recorded: int = Recorded.ENTERED) -> Amount | None:
    """What is stored for a cell that was read; None for an empty one."""
    return None if cell.is_empty else Amount(cell.amount, cell.is_unknown, recorded)


def _unknown_key(key: str, indicator: Indicator | None) -> CellRefused:
    if indicator is not None and indicator.kind == IndicatorKind.COMPUTED:
        return CellRefused(key, CellFault.COMPUTED)
    return CellRefused(key, CellFault.NO_SUCH_INDICATOR, key[:60])


def _overtaken(
    held: Return, read: Mapping[str, Read], seen: Mapping[str, object], known: Catalogue
) -> list[CellRefused]:
    """Cells that hold something else than the page showed and than is being written."""
    _ids, stands = standing(read, held.unit, held.period)
    found = []
    for key, cell in read.items():
        if key not in seen:
            continue
        indicator = known.by_key[key]
        before = amount_read(read_cell(seen[key], indicator))
        now, after = stands.get(key), amount_read(cell)
        if not _same(now, before) and not _same(now, after):
            value = _words(now, indicator)
            found.append(CellRefused(key, CellFault.CHANGED_SINCE, value))
    return found


def _same(one: Amount | None, other: Amount | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.amount == other.amount


def _words(amount: Amount | None, indicator: Indicator) -> str:
    if amount is None:
        return "–"
    return "?" if amount.amount is None else shown(amount.amount, indicator.decimals)


def _touch(
    held: Return,
    changed: list[Written],
    *,
    by: Actor,
    at: datetime,
    verb: str = "enter",
    batch: str = "",
) -> None:
    """Count the change and log it; nothing where nothing changed."""
    if not changed:
        return
    held.edits += 1
    held.save(update_fields=["edits"])
    before, after = as_logged(changed, after=False), as_logged(changed, after=True)
    log.record(held, verb, by=by, at=at, before=before, after=after, batch=batch)

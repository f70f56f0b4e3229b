"""A month's return opened, prefilled and filled in, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import CellFault, IndicatorKind, Recorded, Refusal, ReturnState
from ..models import Return
from ..queries import catalogue, catalogues, counted, existed, period_of, return_of, states
from ..queries.counting import Counted
from ..rules import periods
from ..rules.cells import Amount, Read, read_cell, shown
from ..rules.indicators import Catalogue, Indicator, split
from .cells import (
    Written,
    as_logged,
    keep_period,
    standing,
    standing_together,
    write_cells,
    write_together,
)
from .permits import Actor, demand, demand_together, stand_in_missing
from .refusals import CellRefused, Reason, block


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the cells that were sent: kept as stored, or refused, each with its reason."""

    of: Return
    kept: Mapping[str, Amount | None]
    refused: tuple[CellRefused, ...]
    changed: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells to be saved in one of many returns, and what was seen there before."""

    of: Return
    cells: Mapping[str, object]
    seen: Mapping[str, object]


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
def open_together(
    places: Sequence[tuple[Unit, periods.Period]], *, by: Actor, at: datetime
) -> list[Return]:
    """`open_return` of many units and periods, in few queries."""
    demand_together(by, Permission.FIGURES_ENTER, [unit for unit, _period in places])
    if any(not existed(unit, period) for unit, period in places):
        block([Reason(Refusal.UNIT_NOT_THERE, "unit")])
    codes = {period.code: period for _unit, period in places}
    stored = {code: keep_period(period) for code, period in codes.items()}
    units = {unit.pk: unit for unit, _period in places}
    there = states(list(units.values()), list(codes.values()))
    missing = [place for place in places if (place[0].pk, place[1].code) not in there]
    if missing:
        fresh = [
            Return(
                unit=unit,
                period=stored[period.code],
                due_on=period.deadline(Level(unit.level).name.lower()),
            )
            for unit, period in missing
        ]
        Return.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        there = states(list(units.values()), list(codes.values()))
        begun = [there[unit.pk, period.code] for unit, period in missing]
        for one in begun:
            one.unit = units[one.unit_id]
        log.record_many(
            [log.Change(one, "open-return", None, log.snapshot(one)) for one in begun],
            by=by,
            at=at,
        )
    return [there[unit.pk, period.code] for unit, period in places]


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
) -> Saved:
    """Save one or many cells; each that can't be taken is named, the rest are kept.

    Somebody of a level above has to `stand_in` for the unit first.

    cells: as typed, by series: text, numbers, None or "" for empty. seen: what the page showed
    before the change; a cell that somebody else has changed meanwhile is refused. Sent twice,
    nothing happens the second time. One entry of the log a save.
    Raises PermissionDenied.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    fault = shut(held, at, version)
    if fault is None and stand_in_missing(by, held):
        fault = CellFault.STAND_IN
    if fault:
        return Saved(held, {}, tuple(CellRefused(key, fault) for key in cells))
    known = catalogue(held.unit, held.period.until)
    read, refused = read_cells(cells, known, held)
    if seen:
        _ids, stands = standing(read, held.unit, held.period)
        refused += _overtaken(read, seen, known, stands)
    wanted = _wanted(read, refused)
    changed = write_cells(wanted, held.unit, held.period)
    _touch(held, changed, by=by, at=at)
    return Saved(held, wanted, tuple(refused), tuple(changed))


def enter_together(asked: Sequence[Asked], *, by: Actor, at: datetime, batch: str) -> list[Saved]:
    """`enter` for many returns as one change; rights were asked when they were opened.

    To be called inside the transaction of the change.
    """
    held = hold_together([one.of for one in asked])
    places = [(one.unit, one.period) for one in held]
    known = catalogues([(one.unit, period_of(one)) for one in held])
    keys = {key: None for one in asked for key in one.cells}
    _ids, stands = standing_together(keys, places)
    weighed: list[tuple[dict[str, Amount | None], list[CellRefused]]] = []
    for each, one in zip(asked, held, strict=True):
        if fault := shut(one, at):
            weighed.append(({}, [CellRefused(key, fault) for key in each.cells]))
            continue
        there = known[one.unit_id, one.period.code]
        read, refused = read_cells(each.cells, there, one)
        refused += _overtaken(read, each.seen, there, stands[one.unit_id, one.period_id])
        weighed.append((_wanted(read, refused), refused))
    changed = write_together(
        [(place, wanted) for place, (wanted, _refused) in zip(places, weighed, strict=True)]
    )
    touch_together(list(zip(held, changed, strict=True)), "enter", by=by, at=at, batch=batch)
    return [
        Saved(one, wanted, tuple(refused), tuple(written))
        for one, (wanted, refused), written in zip(held, weighed, changed, strict=True)
    ]


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


def hold_together(returns: Sequence[Return]) -> list[Return]:
    """`hold` for many, taken in one order; given back in the order asked for."""
    rows = Return.objects.select_for_update(of=("self",)).select_related("unit", "period")
    found = {one.pk: one for one in rows.filter(pk__in=[one.pk for one in returns]).order_by("pk")}
    return [found[one.pk] for one in returns]


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


def _wanted(read: Mapping[str, Read], refused: Sequence[CellRefused]) -> dict[str, Amount | None]:
    gone = {one.key for one in refused}
    return {key: amount_read(cell) for key, cell in read.items() if key not in gone}


def _overtaken(
    read: Mapping[str, Read],
    seen: Mapping[str, object],
    known: Catalogue,
    stands: Mapping[str, Amount],
) -> list[CellRefused]:
    """Cells that hold something else than the page showed and than is being written."""
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
    held: Return, changed: list[Written], *, by: Actor, at: datetime, verb: str = "enter"
) -> None:
    """Count the change and log it; nothing where nothing changed."""
    touch_together([(held, changed)], verb, by=by, at=at)


def touch_together(
    written: Sequence[tuple[Return, list[Written]]],
    verb: str,
    *,
    by: Actor,
    at: datetime,
    batch: str = "",
) -> None:
    """Count the changes of returns and log them as one block; none of one left as it was."""
    touched = [(held, changed) for held, changed in written if changed]
    if not touched:
        return
    for held, _changed in touched:
        held.edits += 1
    Return.objects.filter(pk__in=[held.pk for held, _c in touched]).update(edits=F("edits") + 1)
    changes = [
        log.Change(held, verb, as_logged(changed, after=False), as_logged(changed, after=True))
        for held, changed in touched
    ]
    log.record_many(changes, by=by, at=at, batch=batch)

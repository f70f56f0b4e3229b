"""Cells written and emptied, their totals with them; every way in goes through here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from binhyen.units.models import Unit

from ..choices import Recorded, Refusal
from ..models import Period, Series, Value
from ..queries import series_ids
from ..rules import periods
from ..rules.cells import Amount
from .refusals import FiguresBlocked, Reason
from .totals import EMPTY, Changes, Stand, add_differences

_WRITE = """
INSERT INTO figures_value (series_id, period_id, unit_id, amount, recorded)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = excluded.amount, recorded = excluded.recorded
"""

_EMPTY = "DELETE FROM figures_value WHERE series_id = %s AND period_id = %s AND unit_id = %s"

Place = tuple[Unit, Period]


@dataclass(frozen=True, slots=True)
class Written:
    """A cell that changed: what stood there and what stands there now; None for an empty one."""

    key: str
    before: Amount | None
    after: Amount | None


def standing(
    keys: Iterable[str], unit: Unit, period: Period
) -> tuple[dict[str, int], dict[str, Amount]]:
    """The numbers of these series, made where missing, and what stands in them at a unit."""
    ids, found = standing_together(keys, [(unit, period)])
    return ids, found[unit.pk, period.pk]


def standing_together(
    keys: Iterable[str], places: Sequence[Place]
) -> tuple[dict[str, int], dict[tuple[int, int], dict[str, Amount]]]:
    """`standing` at many units and periods, by the keys of both."""
    ids = keep_series(keys)
    names = {number: key for key, number in ids.items()}
    found: dict[tuple[int, int], dict[str, Amount]] = {(u.pk, p.pk): {} for u, p in places}
    rows = Value.objects.filter(
        series__in=names, period__in={p.pk for _u, p in places}, unit__in={u.pk for u, _p in places}
    )
    columns = ("series", "period", "unit", "amount", "recorded")
    for series, period, unit, amount, recorded in rows.order_by().values_list(*columns):
        if (unit, period) in found:
            found[unit, period][names[series]] = Amount(amount, amount is None, recorded)
    return ids, found


def write_cells(wanted: Mapping[str, Amount | None], unit: Unit, period: Period) -> list[Written]:
    """Make the cells of one unit and period so; None empties one. Returns what really changed.

    To be called inside the transaction of the change, with the return held.
    """
    return write_together([((unit, period), wanted)])[0]


def write_together(
    wanted: Sequence[tuple[Place, Mapping[str, Amount | None]]],
) -> list[list[Written]]:
    """`write_cells` of many units and periods, in as few statements as of one."""
    keys = {key: None for _place, cells in wanted for key in cells}
    ids, stands = standing_together(keys, [place for place, _cells in wanted])
    written: list[list[Written]] = []
    filled: list[tuple[int, int, int, int | None, int]] = []
    emptied: list[tuple[int, int, int]] = []
    moved: list[tuple[Unit, Changes]] = []
    for (unit, period), cells in wanted:
        before = stands[unit.pk, period.pk]
        changed = [
            Written(key, before.get(key), after)
            for key, after in cells.items()
            if before.get(key) != after
        ]
        for one in changed:
            cell = (ids[one.key], period.pk, unit.pk)
            if one.after is None:
                emptied.append(cell)
            else:
                filled.append((*cell, one.after.amount, one.after.recorded))
        moved.append(
            (
                unit,
                {(ids[c.key], period.pk): (_stand(c.before), _stand(c.after)) for c in changed},
            )
        )
        written.append(changed)
    with connection.cursor() as cursor:
        if filled:
            cursor.executemany(_WRITE, sorted(filled))
        if emptied:
            cursor.executemany(_EMPTY, emptied)
    add_differences(moved)
    return written


def keep_period(wanted: periods.Period) -> Period:
    """The stored row of a period. Raises FiguresBlocked if it overlaps another of its kind."""
    found = Period.objects.filter(code=wanted.code).first()
    if found is not None and (found.start, found.until) == (wanted.start, wanted.until):
        return found
    same = Q(kind=wanted.kind.code, start__lte=wanted.until, until__gte=wanted.start)
    if other := Period.objects.filter(same | Q(code=wanted.code)).first():
        days = f"{other.code}: {other.start:%d/%m/%Y}–{other.until:%d/%m/%Y}"
        raise FiguresBlocked([Reason(Refusal.PERIOD_OVERLAPS, "period", days)])
    row = {"kind": wanted.kind.code, "start": wanted.start, "until": wanted.until}
    return Period.objects.get_or_create(code=wanted.code, defaults=row)[0]  # by two at once


def keep_series(keys: Iterable[str]) -> dict[str, int]:
    """The number of every series, given one where it has none."""
    wanted = list(dict.fromkeys(keys))
    found = series_ids(wanted)
    if missing := [key for key in wanted if key not in found]:
        Series.objects.bulk_create([Series.of(key) for key in missing], ignore_conflicts=True)
        found = series_ids(wanted)
    return found


def as_logged(written: Iterable[Written], *, after: bool) -> dict[str, object]:
    """One side of a change for the log, by series: a number, "?" for unknown, None for empty."""
    return {one.key: _logged(one.after if after else one.before) for one in written}


def amount_of(number: int | None, recorded: int = Recorded.ENTERED) -> Amount:
    return Amount(number, number is None, recorded)


def _logged(amount: Amount | None) -> object:
    if amount is None:
        return None
    return "?" if amount.is_unknown else amount.amount


def _stand(amount: Amount | None) -> Stand:
    return EMPTY if amount is None else Stand(True, amount.amount)

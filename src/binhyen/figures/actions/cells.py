"""Cells written and emptied, their totals with them; every way in goes through here."""

from collections.abc import Iterable, Mapping
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
from .totals import EMPTY, Stand, add_differences

_WRITE = """
INSERT INTO figures_value (series_id, period_id, unit_id, amount, recorded)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = excluded.amount, recorded = excluded.recorded
"""


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
    ids = keep_series(keys)
    names = {number: key for key, number in ids.items()}
    rows = Value.objects.filter(series__in=names, period=period, unit=unit)
    found = {
        names[series]: Amount(amount, amount is None, recorded)
        for series, amount, recorded in rows.values_list("series", "amount", "recorded")
    }
    return ids, found


def write_cells(wanted: Mapping[str, Amount | None], unit: Unit, period: Period) -> list[Written]:
    """Make the cells of one unit and period so; None empties one. Returns what really changed.

    To be called inside the transaction of the change, with the return held.
    """
    ids, before = standing(wanted, unit, period)
    changed = [
        Written(key, before.get(key), after)
        for key, after in wanted.items()
        if before.get(key) != after
    ]
    filled = [
        (ids[one.key], period.pk, unit.pk, one.after.amount, one.after.recorded)
        for one in changed
        if one.after is not None
    ]
    if filled:
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, filled)
    if emptied := [ids[one.key] for one in changed if one.after is None]:
        Value.objects.filter(series__in=emptied, period=period, unit=unit).delete()
    add_differences(
        unit,
        {(ids[one.key], period.pk): (_stand(one.before), _stand(one.after)) for one in changed},
    )
    return changed


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

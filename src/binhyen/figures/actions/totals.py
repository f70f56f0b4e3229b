"""Totals of the units above the communes: by differences in the change itself, or from nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..models import Series, Total

Cell = tuple[int, int]  # (series, period)

_ADD = """
INSERT INTO figures_total (series_id, period_id, unit_id, amount, known, unknown)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = figures_total.amount + excluded.amount,
    known = figures_total.known + excluded.known,
    unknown = figures_total.unknown + excluded.unknown
"""
# What each commune's parent adds up, and what units above the communes recorded themselves.
_FROM_VALUES = """
INSERT INTO figures_total (series_id, period_id, unit_id, amount, known, unknown)
SELECT v.series_id, v.period_id,
    CASE WHEN u.level = %s THEN u.parent_id ELSE u.id END,
    COALESCE(SUM(v.amount), 0), COUNT(v.amount), COUNT(*) - COUNT(v.amount)
FROM figures_value v JOIN units_unit u ON u.id = v.unit_id
WHERE v.series_id = %s AND (u.level <> %s OR u.parent_id IS NOT NULL)
GROUP BY 1, 2, 3
"""
# The totals of one level, added to those of the units over it.
_FROM_BELOW = """
INSERT INTO figures_total (series_id, period_id, unit_id, amount, known, unknown)
SELECT t.series_id, t.period_id, u.parent_id, SUM(t.amount), SUM(t.known), SUM(t.unknown)
FROM figures_total t JOIN units_unit u ON u.id = t.unit_id
WHERE t.series_id = %s AND u.level = %s AND u.parent_id IS NOT NULL
GROUP BY 1, 2, 3
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = figures_total.amount + excluded.amount,
    known = figures_total.known + excluded.known,
    unknown = figures_total.unknown + excluded.unknown
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """What stood, or stands, in one cell; `there` is false for an empty one."""

    there: bool
    amount: int | None = None

    def difference(self, before: "Stand") -> tuple[int, int, int]:
        amount = (self.amount or 0) - (before.amount or 0)
        known = (self.amount is not None) - (before.amount is not None)
        unknown = (self.there and self.amount is None) - (before.there and before.amount is None)
        return amount, known, unknown


EMPTY = Stand(False)


Changes = Mapping[Cell, tuple[Stand, Stand]]


def add_differences(changed: Sequence[tuple[Unit, Changes]]) -> None:
    """Carry the changes of units' cells, as (before, after), up to every unit over each.

    Rows are taken in one order, so that two who write at once wait for each other and never in a
    circle. Rows of nothing are dropped, as a count from nothing would leave them out.
    """
    over = totalled_over([unit for unit, changes in changed if changes])
    sums: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for unit, changes in changed:
        for cell, (before, after) in changes.items():
            difference = after.difference(before)
            if any(difference):
                for above in over[unit.pk]:
                    row = sums[*cell, above]
                    for place, number in enumerate(difference):
                        row[place] += number
    rows = sorted((*place, *row) for place, row in sums.items() if any(row))
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)
    if shrunk := [row for row in rows if row[4] < 0 or row[5] < 0]:
        series, periods, units = ({row[column] for row in shrunk} for column in range(3))
        Total.objects.filter(
            unit__in=units, series__in=series, period__in=periods, known=0, unknown=0
        ).delete()


def totalled_over(units: Iterable[Unit]) -> dict[int, list[int]]:
    """The units whose totals a value of each is part of: those over it, and itself if above
    the communes."""
    steps = {unit.pk: _steps(unit.path) for unit in units}
    paths = {path for some in steps.values() for path in some}
    if not paths:
        return {}
    found = Unit.objects.filter(path__in=paths, level__lt=Level.COMMUNE).order_by()
    above = dict(found.values_list("path", "pk"))
    return {pk: sorted(above[path] for path in some if path in above) for pk, some in steps.items()}


def _steps(path: str) -> list[str]:
    steps = path.split("/")[:-1]
    return ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]


@transaction.atomic
def recompute_totals(series: Iterable[int] | None = None) -> int:
    """Every total anew from the values, of some series or of all. Returns how many rows there are.

    One pass over the values, a series at a time, then upwards level by level.
    """
    _stop_writers()
    chosen = list(Series.objects.values_list("pk", flat=True) if series is None else series)
    if series is None:
        _clear()
    else:
        Total.objects.filter(series__in=chosen).delete()
    commune, above = Level.COMMUNE.value, (Level.DISTRICT.value, Level.PROVINCE.value)
    with connection.cursor() as cursor:
        for one in chosen:
            cursor.execute(_FROM_VALUES, [commune, one, commune])
            for level in above:
                cursor.execute(_FROM_BELOW, [one, level])
    return Total.objects.count()


def _stop_writers() -> None:
    """Nobody changes a value meanwhile; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE figures_value, figures_total IN EXCLUSIVE MODE")


def _clear() -> None:
    """Everything: at once on PostgreSQL, where deleting millions would leave as many behind."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE figures_total")
    else:
        Total.objects.all().delete()

"""Millions of values at once, and the returns they belong to, as one change."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

from binhyen.kernel import log
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import nation

from ..choices import Recorded, ReturnState
from ..models import Definition, Period, Return, Value
from ..queries import period_named, shipped
from ..rules import periods
from ..rules.indicators import split
from .cells import keep_period, keep_series
from .totals import recompute_totals

T = TypeVar("T")
Numbered = tuple[int, int, int, int | None, int]
Row = tuple[str, int, str, int | None]  # (series, unit, period, amount; None: unknown)
TOGETHER = 100_000

_WRITE = """
INSERT INTO figures_value (series_id, period_id, unit_id, amount, recorded)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = excluded.amount, recorded = excluded.recorded
"""
_NULL = "\\N"
_COLUMNS = "(series_id, period_id, unit_id, amount, recorded)"
_MERGE = """
INSERT INTO figures_value (series_id, period_id, unit_id, amount, recorded)
SELECT series_id, period_id, unit_id, amount, recorded FROM figures_loading
ON CONFLICT (series_id, period_id, unit_id) DO UPDATE SET
    amount = excluded.amount, recorded = excluded.recorded
"""


class LoadRefused(Exception):
    """A row names what doesn't exist; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class LoadedReturn:
    """A return that comes with the values: how far it got, and when."""

    unit: int
    period: str
    state: ReturnState
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    locked_at: datetime | None = None


@transaction.atomic
def load_values(
    rows: Iterable[Row], *, by: Any, at: datetime, say: Callable[[int], None] = lambda _n: None
) -> int:
    """Write many values, over what stands there, and build their totals. Returns how many.

    Quickest in the order series, period, unit: then the index only grows at its end. One entry of
    the log tells of the whole. Raises LoadRefused at the first row that names no series, unit or
    period, or a unit that wasn't there then.
    """
    checked = _Rows()
    write = _copied if connection.vendor == "postgresql" else _executed
    count = 0
    for written in write(checked.numbered(rows)):
        count += written
        say(count)
    recompute_totals(checked.series.values())
    told = {"values": count, "series": sorted(checked.series), "periods": len(checked.periods)}
    log.record(nation(), "load-figures", by=by, at=at, after=told)
    return count


@transaction.atomic
def load_returns(rows: Iterable[LoadedReturn], *, by: Any, at: datetime) -> int:
    """Returns for values that were loaded; those that exist already stay as they are."""
    units = dict(Unit.objects.order_by().values_list("pk", "level"))
    kept: dict[str, tuple[Period, periods.Period]] = {}
    count = 0
    for some in _in_chunks(rows, 2_000):
        fresh = []
        for row in some:
            if row.period not in kept:
                found = _period(row.period)
                kept[row.period] = (keep_period(found), found)
            stored, found = kept[row.period]
            level = Level(units[row.unit]).name.lower()
            fresh.append(
                Return(
                    unit_id=row.unit,
                    period=stored,
                    state=row.state,
                    due_on=found.deadline(level),
                    submitted_at=row.submitted_at,
                    first_submitted_at=row.submitted_at,
                    accepted_at=row.accepted_at,
                    locked_at=row.locked_at,
                    is_synthetic=True,
                )
            )
        Return.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        count += len(fresh)
    log.record(nation(), "load-figures", by=by, at=at, after={"returns": count})
    return count


@dataclass
class _Rows:
    """Rows with names turned into numbers; each name is looked up once."""

    series: dict[str, int] = field(default_factory=dict)
    periods: dict[str, tuple[int, date]] = field(default_factory=dict)
    units: dict[int, tuple[date, date]] = field(default_factory=dict)

    def numbered(self, rows: Iterable[Row]) -> Iterator[Numbered]:
        self.units = {
            pk: (begun or date.min, ended or date.max)
            for pk, begun, ended in Unit.objects.order_by().values_list(
                "pk", "valid_from", "valid_to"
            )
        }
        recorded = Recorded.LOADED.value
        for key, unit, code, amount in rows:
            series = self.series.get(key) or self._series(key)
            period, until = self.periods.get(code) or self._period(code)
            days = self.units.get(unit)
            if days is None or not days[0] <= until < days[1]:
                raise LoadRefused(f"Đơn vị {unit} không có trong kỳ {code}.")
            yield series, period, unit, amount, recorded

    def _series(self, key: str) -> int:
        if key not in shipped().by_key and not _is_defined(split(key)[0]):
            raise LoadRefused(f"Không có chỉ tiêu “{key}”.")
        self.series |= keep_series([key])
        return self.series[key]

    def _period(self, code: str) -> tuple[int, date]:
        stored = keep_period(_period(code))
        self.periods[code] = (stored.pk, stored.until)
        return self.periods[code]


def _is_defined(code: str) -> bool:
    return Definition.objects.filter(text__contains=f'"{code}"').exists()


def _period(code: str) -> periods.Period:
    found = period_named(code)
    if found is None:
        raise LoadRefused(f"Không có kỳ “{code}”.")
    return found


def _executed(rows: Iterator[Numbered]) -> Iterator[int]:
    for some in _in_chunks(rows, TOGETHER):
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, some)
        yield len(some)


def _copied(rows: Iterator[Numbered]) -> Iterator[int]:
    """Straight into the table while it is empty, else by way of one that goes with the load."""
    is_first = not Value.objects.exists()
    target = "figures_value" if is_first else "figures_loading"
    if not is_first:
        _run(f"CREATE TEMPORARY TABLE {target} (LIKE figures_value) ON COMMIT DROP")
    try:
        for some in _in_chunks(rows, TOGETHER):
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY {target} {_COLUMNS} FROM STDIN") as copy,
            ):
                copy.write(_as_text(some))
            yield len(some)
        if not is_first:
            _run(_MERGE)
            _run(f"DROP TABLE {target}")
    except DatabaseError as fault:
        raise LoadRefused(f"Có ô hai lần trong dữ liệu: {fault}") from fault
    _run("ANALYZE figures_value")


def _as_text(rows: Iterable[Numbered]) -> str:
    return "".join(
        f"{s}\t{p}\t{u}\t{_NULL if amount is None else amount}\t{recorded}\n"
        for s, p, u, amount, recorded in rows
    )


def _run(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)


def _in_chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some

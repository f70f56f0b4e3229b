"""Years, halves and quarters as reports count them, and any days between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..choices import Calendar


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included. number: which half or quarter of its year, else 0."""

    kind: str
    year: int
    number: int
    first: date
    last: date


# The months whose 15th a reporting period begins on, the one before its year as 0: December.
_BEGINS = {
    Calendar.REPORT_YEAR: (0,),
    Calendar.HALF: (0, 6),
    Calendar.QUARTER: (0, 3, 6, 9),
}


def periods(kind: str, since: date, until: date) -> list[Period]:
    """Every period of a kind that has a day from `since` to `until`, oldest first."""
    if kind == Calendar.CUSTOM:
        return [Period(kind, since.year, 0, since, until)] if since <= until else []
    return [
        period
        for year in range(since.year, min(until.year, date.max.year - 1) + 2)
        for period in _of_year(kind, year)
        if period.first <= until and period.last >= since
    ]


def _of_year(kind: str, year: int) -> Iterator[Period]:
    if kind == Calendar.YEAR:
        yield Period(kind, year, 0, date(year, 1, 1), date(year, 12, 31))
        return
    months = _BEGINS[Calendar(kind)]
    starts = [date(year, month, 15) if month else date(year - 1, 12, 15) for month in months]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), date(year, 12, 14)]
    for number, (first, last) in enumerate(zip(starts, ends, strict=True), start=1):
        yield Period(kind, year, number if len(starts) > 1 else 0, first, last)

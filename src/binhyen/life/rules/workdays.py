"""Working days of Vietnam: Monday to Friday but for public holidays, from the holidays package."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _working_days(year: int) -> tuple[date, ...]:
    """The working days of a year in order, Saturdays worked in exchange for a bridge day too."""
    calendar = holidays.country_holidays("VN", years=year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if calendar.is_working_day(day))


def is_working_day(day: date) -> bool:
    return day in _working_days(day.year)


def due_on(began_on: date, days: int) -> date | None:
    """The last day of a step: so many working days after the day it began; None without limit."""
    return after(began_on, days) if days else None


def after(day: date, count: int) -> date:
    """The count-th working day after a day, which itself isn't counted."""
    found, year = _working_days(day.year), day.year
    place = bisect_right(found, day) + count - 1
    while place >= len(found):
        place -= len(found)
        year += 1
        found = _working_days(year)
    return found[place]


def before(day: date, count: int) -> date:
    """The count-th working day before a day, which itself isn't counted."""
    found, year = _working_days(day.year), day.year
    place = bisect_left(found, day) - count
    while place < 0:
        year -= 1
        found = _working_days(year)
        place += len(found)
    return found[place]


def between(first: date, last: date) -> int:
    """How many working days lie after the first day up to the last; negative if it lies before."""
    if last < first:
        return -between(last, first)
    total = 0
    for year in range(first.year, last.year + 1):
        days = _working_days(year)
        total += bisect_right(days, last) - bisect_right(days, first)
    return total


def on_or_after(day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    days = _working_days(day.year)
    place = bisect_left(days, day)
    return days[place] if place < len(days) else _working_days(day.year + 1)[0]

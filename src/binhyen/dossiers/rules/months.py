"""Days counted in months, for dates known to a day, a month or a year."""

from calendar import monthrange
from datetime import date, timedelta


def months_from(on: date, months: int) -> date:
    """The same day so many months later (or earlier), or the last day of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if year < 1:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def latest_start(on: date, months: int, precision: str) -> date:
    """The latest recorded date that certainly lies so many months before a day.

    What is known to a month or a year is recorded as its first day and may have been its last.
    """
    before = months_from(on, -months)
    if precision == "day" or before == date.min:
        return before
    after = before + timedelta(days=1)
    if precision == "month":
        return months_from(after.replace(day=1), -1)
    return date(max(after.year - 1, 1), 1, 1)

"""The days of a round: its window, its deadlines, and who is old enough."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .shapes import Deadlines, MonthDay, Sheet, Window


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one round. All are last days: what is due is due until the day is over."""

    window_from: date
    window_until: date
    score_by: date
    appraise_by: date
    closes_on: date

    @property
    def are_in_order(self) -> bool:
        return (
            self.window_from < self.window_until
            and self.score_by <= self.appraise_by <= self.closes_on
        )


def days_of(sheet: Sheet, year: int) -> Days:
    """The round of a sheet whose window ends in a year."""
    window_from, window_until = window_in(sheet.window, year)
    return Days(window_from, window_until, *_deadlines(sheet.deadlines, year))


def window_in(window: Window, year: int) -> tuple[date, date]:
    """The window that ends in a year."""
    until = _on(window.ends, year)
    begins = _on(window.begins, year)
    return (begins if begins < until else _on(window.begins, year - 1)), until


def _deadlines(deadlines: Deadlines, year: int) -> tuple[date, date, date]:
    """Each on or after the one before: an earlier day of the year is the next year's."""
    score = _on(deadlines.score, year)
    appraise = _on_or_after(deadlines.appraise, score)
    return score, appraise, _on_or_after(deadlines.decide, appraise)


def _on_or_after(day: MonthDay, earliest: date) -> date:
    on = _on(day, earliest.year)
    return on if on >= earliest else _on(day, earliest.year + 1)


def _on(day: MonthDay, year: int) -> date:
    return date(year, day.month, day.day)


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 May and nine months is 28 February."""
    month = on.month - 1 + months
    year, month = on.year + month // 12, month % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def is_old_enough(begun: date | None, precision: str, *, months: int, on: date) -> bool | None:
    """Whether something has run for so many months by the end of a day; None if nobody can say.

    begun: the first day that is meant, with its precision "day", "month" or "year".
    """
    if begun is None:
        return None
    last = _last_day(begun, precision)
    surely = months_later(last, months) <= on + timedelta(days=1)
    perhaps = months_later(begun, months) <= on + timedelta(days=1)
    return surely if surely == perhaps else None


def _last_day(begun: date, precision: str) -> date:
    if precision == "year":
        return date(begun.year, 12, 31)
    if precision == "month":
        return date(begun.year, begun.month, monthrange(begun.year, begun.month)[1])
    return begun

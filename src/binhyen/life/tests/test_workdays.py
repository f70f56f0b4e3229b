"""Working days: weekends and Vietnam's holidays don't count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.life.rules import workdays

DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


@pytest.mark.parametrize(
    ("began", "days", "due"),
    [
        (date(2026, 11, 9), 5, date(2026, 11, 16)),  # over a weekend
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (date(2025, 4, 29), 1, date(2025, 5, 5)),  # 30 April and 1 May, made one with the weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # into the next year
        (date(2026, 11, 8), 1, date(2026, 11, 9)),  # begun on a Sunday
    ],
)
def test_a_step_is_due_after_so_many_working_days(began, days, due):
    assert workdays.due_on(began, days) == due


def test_without_days_a_step_has_no_deadline():
    assert workdays.due_on(date(2026, 11, 9), 0) is None


def test_a_holiday_is_no_working_day_and_the_next_one_is_found():
    assert not workdays.is_working_day(date(2026, 9, 2))
    assert workdays.on_or_after(date(2026, 4, 30)) == date(2026, 5, 4)
    assert workdays.on_or_after(date(2026, 5, 4)) == date(2026, 5, 4)


@given(DAYS, st.integers(1, 120))
def test_counting_on_and_counting_between_agree(day, count):
    later = workdays.after(day, count)
    assert workdays.is_working_day(later)
    assert workdays.between(day, later) == count
    assert workdays.between(later, day) == -count
    assert workdays.before(later, count) <= day < workdays.after(workdays.before(later, count), 1)

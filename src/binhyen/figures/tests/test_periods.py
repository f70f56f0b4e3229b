"""Periods: no day twice, no day left out, and deadlines that leave a working day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.figures import queries
from binhyen.figures.choices import DefinitionFault
from binhyen.figures.queries import DefinitionFaulty, read_periods

KINDS = queries.calendar().kinds
UNBROKEN = [kind for kind in KINDS if not kind.once]
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@UNHURRIED
@given(st.sampled_from(UNBROKEN), DAYS)
def test_every_day_is_in_exactly_one_period_of_a_kind(kind, day):
    found = queries.containing(kind, day)
    near = [queries.following(found, step) for step in range(-13, 14)]
    assert [one for one in near if one.has(day)] == [found]


@UNHURRIED
@given(st.sampled_from(UNBROKEN), DAYS)
def test_the_next_period_begins_on_the_day_after(kind, day):
    found = queries.containing(kind, day)
    after = queries.following(found)
    assert after.start == found.until + timedelta(days=1)
    assert not found.overlaps(after)
    assert queries.following(after, -1) == found


@UNHURRIED
@given(st.sampled_from(KINDS), st.integers(1980, 2150), st.data())
def test_a_code_names_its_period_and_no_other(kind, year, data):
    number = data.draw(st.integers(1, kind.per_year))
    found = queries.period(kind, year, number)
    assert queries.period_named(found.code) == found
    assert queries.a_year_before(found).until < found.start or kind.once


@UNHURRIED
@given(st.sampled_from([k for k in KINDS if k.deadlines]), st.integers(2016, 2035), st.data())
def test_a_deadline_leaves_at_least_one_working_day(kind, year, data):
    found = queries.period(kind, year, data.draw(st.integers(1, kind.per_year)))
    due = found.deadline("commune")
    between = [found.until + timedelta(days=n) for n in range(1, (due - found.until).days + 1)]
    assert any(day.weekday() < 5 for day in between)
    assert found.deadline("province") >= due


def test_the_quarter_of_decree_09_runs_from_december_to_march():
    quarter = queries.period_named("quarter-2026-1")
    assert (quarter.start, quarter.until) == (date(2025, 12, 15), date(2026, 3, 14))
    assert quarter.label == "Quý I/2026"
    months = queries.months_of(quarter)
    assert [month.code for month in months] == ["month-2026-01", "month-2026-02", "month-2026-03"]
    assert queries.period_named("half-2026-1").until == date(2026, 6, 14)
    assert queries.period_named("nine-months-2026").until == date(2026, 9, 14)
    assert queries.period_named("year-2026").start == date(2025, 12, 15)


def test_windows_of_other_purposes_and_calendar_months_stand_beside_them():
    assert queries.period_named("security-2026").start == date(2025, 11, 15)
    assert queries.period_named("safety-2026").until == date(2026, 10, 31)
    assert queries.period_named("calendar-month-2026-02").until == date(2026, 2, 28)
    calendar_year = queries.period_named("calendar-year-2026")
    assert queries.months_of(calendar_year) == (calendar_year,)  # no months make it up


@pytest.mark.parametrize(
    "code", ["month-2026-13", "month-2026-1", "week-2026-01", "", "month-", "year-99999"]
)
def test_what_names_no_period_is_none(code):
    assert queries.period_named(code) is None


def test_at_new_year_a_deadline_steps_over_the_holiday():
    """30 April and 1 May 2026 are holidays: a cut-off on 29 April leaves 4 May."""
    text = KIND.format(begins="04-30", months=12, more="deadlines = { commune = 30 }")
    with pytest.raises(DefinitionFaulty):
        read_periods(text)
    text = KIND.format(begins="02-15", months=12, more="deadlines = { commune = 15 }")
    (kind,) = read_periods(text).kinds
    found = queries.period(kind, 2026)
    assert found.until == date(2027, 2, 14)
    assert found.deadline("commune") >= date(2027, 2, 15)


KIND = """
[[kind]]
code = "trial"
name = "Thử"
name_en = "Trial"
begins = "{begins}"
months = {months}
labels = ["Kỳ {{number}}/{{year}}"]
labels_en = ["Period {{number}}/{{year}}"]
returns = true
{more}
"""


@pytest.mark.parametrize(
    ("begins", "months", "more", "code"),
    [
        ("01-01", 18, "once = true", DefinitionFault.OVERLAP),
        ("01-01", 5, "", DefinitionFault.OUT_OF_RANGE),
        ("02-30", 12, "", DefinitionFault.DAY_UNFIT),
        ("15", 12, "", DefinitionFault.DAY_UNFIT),
        ("01-01", 12, "deadline = 3", DefinitionFault.UNKNOWN_KEY),
        ("01-01", 12, "deadlines = { xa = 3 }", DefinitionFault.WRONG_TYPE),
    ],
)
def test_a_kind_that_overlaps_or_is_unreadable_is_refused_with_its_table(
    begins, months, more, code
):
    with pytest.raises(DefinitionFaulty) as refusal:
        read_periods(KIND.format(begins=begins, months=months, more=more))
    assert code in [fault.code for fault in refusal.value.faults]
    assert all(fault.table.startswith("kind 1") for fault in refusal.value.faults)

"""The province's months are whole, add up, and stand where a province stands after a month."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum

from binhyen.demo import queries
from binhyen.demo.actions import load_months
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Note, Return, Total, Value
from binhyen.figures.queries import period_named, shipped, standing
from binhyen.figures.queries.returns import excuses_of, findings_of, is_excused
from binhyen.kernel.log import verifying
from binhyen.units.models import Unit

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def the_months(kept_province: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        kept_province.restore()
        assert load_months() is True
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()


def values(key: str, code: str) -> Any:
    indicator, _dot, part = key.partition(".")
    rows = Value.objects.filter(series__indicator=indicator, series__part=part)
    return rows.filter(period__code=code)


def test_there_are_eight_years_of_months_without_a_gap():
    codes = Return.objects.values_list("period__code", flat=True).distinct()
    months = {f"month-{year}-{n:02}" for year in range(2019, 2027) for n in range(1, 13)}
    assert set(codes) == months - {"month-2026-12"}


def test_each_month_stands_in_the_communes_of_its_own_day():
    assert values("theft", "month-2025-06").count() == 71
    assert values("theft", "month-2025-07").count() == 124
    before = Unit.objects.filter(pk__in=values("theft", "month-2025-06").values("unit"))
    assert set(before) == set(queries.old_communes())


def test_every_entered_indicator_has_its_months():
    keys = {key for one in shipped().indicators if one.kind == "entered" for key in one.keys}
    there = values("theft", "month-2026-09").count()
    assert {key: values(key, "month-2026-09").count() for key in keys} == dict.fromkeys(keys, there)


def test_the_provinces_total_is_the_sum_of_its_communes():
    above = queries.province("68", on=queries.REFORM_DAY)
    total = Total.objects.get(unit=above, series__indicator="theft", period__code="month-2026-09")
    assert total.amount == values("theft", "month-2026-09").aggregate(sum=Sum("amount"))["sum"]
    assert total.known == 124


def test_all_is_locked_but_the_month_just_over_which_is_partly_sent():
    states = Counter[str]()
    for state, n in Return.objects.exclude(period__code="month-2026-11").values_list(
        "state"
    ).annotate(n=Count("pk")).order_by():  # fmt: skip
        states[state] += n
    assert set(states) == {ReturnState.LOCKED}
    last = Return.objects.filter(period__code="month-2026-11")
    assert set(last.values_list("state", flat=True)) == {
        ReturnState.DRAFT, ReturnState.SUBMITTED, ReturnState.RETURNED, ReturnState.ACCEPTED,
    }  # fmt: skip
    assert 80 < last.count() < 124


def test_some_months_came_late_but_most_in_time():
    above = queries.province("68", on=queries.REFORM_DAY)
    month = period_named("month-2026-05")
    assert month is not None
    stand = standing(above, month, datetime(2026, 11, 20, tzinfo=UTC).date())
    assert (stand.expected, stand.locked) == (124, 124)
    assert 0 < stand.late < 20


def test_the_last_month_has_a_few_sums_that_dont_hold_and_the_locked_ones_none():
    def broken(code: str) -> int:
        sums = [
            dict(values(f"disputes_{how}", code).values_list("unit", "amount"))
            for how in ("received", "settled", "failed", "pending")
        ]
        received, *ends = sums
        return sum(received[unit] != sum(end[unit] for end in ends) for unit in received)

    assert broken("month-2026-10") == 0
    assert 3 <= broken("month-2026-11") <= 12


def test_nothing_was_sent_that_lacks_a_reason():
    sent = Return.objects.filter(period__code="month-2026-11", submitted_at__isnull=False)
    doubtful = 0
    sent = sent.exclude(state=ReturnState.DRAFT).select_related("unit", "period")
    for one in sent.order_by("pk")[:30]:
        excuses = excuses_of(one)
        found = [each for each in findings_of(one) if each.takes_reason]
        assert all(is_excused(each, one, excuses) for each in found)
        doubtful += bool(found)
    assert doubtful


def test_what_was_given_back_says_why_and_at_which_figure():
    one = Return.objects.get(period__code="month-2026-11", unit__code="24640")
    assert one.state == ReturnState.RETURNED
    assert one.comment
    assert Note.objects.filter(of=one, series__indicator="disputes_received").exists()
    assert "disputes_sum" in {found.rule for found in findings_of(one)}


def test_the_registers_own_counts_are_there_for_the_latest_months():
    kept = values("sites_kept", "month-2026-09").aggregate(sum=Sum("amount"))["sum"]
    assert 800 < kept < 1_000


def test_the_log_holds_and_a_second_time_it_finds_itself_there():
    count = Value.objects.count()
    assert load_months() is False
    assert Value.objects.count() == count
    assert verifying.verify().holds

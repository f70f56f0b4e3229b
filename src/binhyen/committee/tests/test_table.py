"""What the table counts: communes of today, money of the days that the round looks at."""

from datetime import date

import pytest
from django.utils.translation import override

from binhyen.committee import minutes, queries
from binhyen.committee.queries.ground import received_within
from binhyen.people.tests.factories import old_unit, signed_in
from binhyen.programmes.actions import add_contribution
from binhyen.programmes.choices import Source
from binhyen.programmes.models import Contribution
from binhyen.programmes.tests.factories import SYSTEM, a_programme, a_site

from .factories import SAT, Table

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def table():
    return Table()


def row_of(table, one, code):
    return queries.table_of(one, on=SAT.date()).row_of(code)


def test_communes_are_those_of_today(table):
    lamps = a_programme("Đèn đường", unit=table.province, code="DEN")
    merged, divided = ("24612", "24619", "24622"), "23053"
    for code in (*merged, divided):
        a_site(lamps, unit=old_unit(code), village=f"Thôn {code}")
    sites = row_of(table, table.opened(), "DEN").sites
    assert (sites.running, len(sites.communes)) == (4, 2)
    assert table.commune.pk in sites.communes


def test_money_is_that_of_the_rounds_window_as_exactly_as_it_is_known(table):
    one = table.opened()  # over 2026
    site = table.bell.sites.get()
    for on, precision, amount in (
        (date(2026, 1, 1), "day", 1),
        (date(2026, 12, 31), "day", 10),
        (date(2026, 12, 1), "month", 100),
        (date(2026, 1, 1), "year", 1_000),
        (date(2025, 1, 1), "year", 20_000),
        (None, "day", 300_000),
    ):
        add_contribution(
            site, source=Source.COMMUNITY, amount_vnd=amount, received_on=on,
            received_precision=precision, by=SYSTEM, at=SAT,
        )  # fmt: skip
    sites = row_of(table, one, "KENG").sites
    assert sites.window_vnd == 1_111
    assert (sites.state_vnd, sites.community_vnd) == (5_000_000, 321_111)
    assert sites.by_year == [(2026, 0, 1_111), (2025, 0, 20_000), (None, 5_000_000, 300_000)]


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (date(2025, 11, 1), date(2026, 10, 31), {"day", "month"}),
        (date(2025, 11, 1), date(2026, 10, 30), {"day"}),
        (date(2026, 1, 1), date(2026, 12, 31), {"day", "month", "year"}),
    ],
)
def test_a_month_or_year_counts_where_all_of_it_lies_within(table, first, last, held):
    site = table.bell.sites.get()
    for on, precision in ((10, "day"), (10, "month"), (1, "year")):
        add_contribution(
            site, source=Source.COMMUNITY, amount_vnd=1, received_on=date(2026, on, 1),
            received_precision=precision, by=SYSTEM, at=SAT,
        )  # fmt: skip
    found = Contribution.objects.filter(received_within(first, last))
    assert set(found.values_list("received_precision", flat=True)) == held


def test_programmes_that_a_round_does_not_hold_are_named_with_why(table):
    a_programme("Đèn đường", unit=table.province, code="DEN")
    a_programme("Nhà trọ tự quản", unit=table.commune, code="TRO", state="preparing")
    one = table.sitting()
    absent = queries.absent_from(one, queries.table_of(one, on=SAT.date()).held)
    assert [(each.programme.code, str(each.why)) for each in absent] == [
        ("DEN", "no_site"),
        ("TRO", "preparing"),
    ]
    page = signed_in(table.leader).get(f"/committee/{one.pk}/").content.decode()
    assert "2 mô hình trong danh mục không ở trong đợt này" in page
    assert "đang chuẩn bị, chưa hoạt động" in page
    with override("vi"):
        paper = str(minutes.minutes_of(queries.table_of(one, on=SAT.date()), [], absent))
    assert "Đèn đường (chưa có điểm nào ở địa bàn này); Nhà trọ tự quản" in paper

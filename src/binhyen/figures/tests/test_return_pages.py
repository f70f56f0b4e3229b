"""Who owes which month: the page of a commune, of a province and of the nation."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Return
from binhyen.figures.views.entry_shown import status_of
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.units.models import Unit

from .factories import (
    AT,
    NOVEMBER,
    OCTOBER,
    SYSTEM,
    a_locked_return,
    a_return,
    a_sent_return,
    month,
    todays_unit,
    whole,
)
from .test_entry_pages import said, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/figures/"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def province() -> Client:
    return signed_in(a_person(Role.PROVINCE_OFFICER, "68"))


def names(page) -> list[str]:
    return [line.unit.code for line in page.context["lines"]]


def test_a_province_sees_who_has_sent_what_waits_and_what_came_back(province):
    a_sent_return("24611")
    actions.give_back(a_sent_return("24615"), "Kiểm tra lại", by=SYSTEM, at=AT)
    a_locked_return("24616")
    a_return("24617", theft=1)
    asked = {"period": NOVEMBER}
    page = province.get(PAGE, asked)
    stand = page.context["stand"]
    assert (stand.begun, stand.sent, stand.returned, stand.locked) == (4, 2, 1, 1)
    for state, code in [("waiting", "24611"), ("returned", "24615"), ("locked", "24616")]:
        assert names(province.get(PAGE, asked | {"state": state})) == [code]
    owed = province.get(PAGE, asked | {"state": "owed"})
    assert owed.context["page_obj"].paginator.count == stand.expected - 3
    none = province.get(PAGE, asked | {"state": "accepted"})
    assert "Không có báo cáo nào ở tình trạng này" in said(none)


def test_the_list_is_sorted_by_what_was_sent_last_and_by_who_is_seldom_in_time(province):
    a_sent_return("24616")
    actions.submit(a_return("24611", **whole(theft=2)), by=SYSTEM, at=LATER)
    asked = {"period": NOVEMBER}
    assert names(province.get(PAGE, asked | {"sort": "newest"}))[:2] == ["24611", "24616"]
    page = province.get(PAGE, asked | {"sort": "unpunctual"})
    lines = page.context["lines"]
    assert [line.on_time for line in lines] == sorted(line.on_time for line in lines)
    assert names(province.get(PAGE, asked | {"sort": "nonsense"})) == names(
        province.get(PAGE, asked)
    )


def test_punctuality_counts_the_months_that_a_unit_owed(province):
    a_sent_return("24611", NOVEMBER)
    one = a_sent_return("24611", "month-2026-10")
    Return.objects.filter(pk=one.pk).update(first_submitted_at=AT)  # due in October
    (row,) = queries.unit_rows([todays_unit("24611")], month(), date(2026, 11, 20))
    assert (row.sent, row.on_time, row.of) == (2, 1, 12)
    (young,) = queries.unit_rows([todays_unit("24611")], month("month-2025-08"), date(2026, 1, 1))
    assert young.of == 2  # July and August 2025


def test_what_came_back_is_as_punctual_in_every_place_as_its_first_sending(province):
    on = date(2026, 11, 20)
    for code, day in (("24611", 17), ("24615", 20)):
        one = a_sent_return(code)
        Return.objects.filter(pk=one.pk).update(first_submitted_at=AT.replace(day=day))
        actions.give_back(one, "Thiếu", by=SYSTEM, at=AT)
    a_return("68", theft=1)  # the province's own, begun and so owed
    (stand,) = queries.standings(todays_unit("68"), [month()], on, with_own=True)
    communes = queries.standing(todays_unit("68"), month(), on)
    assert (stand.expected, stand.ever_sent, stand.on_time) == (communes.expected + 1, 2, 1)
    assert (stand.late, communes.late) == (communes.expected - 1, communes.expected - 1)
    rows = queries.unit_rows([todays_unit("24611"), todays_unit("24615")], month(), on)
    assert [(row.sent, row.on_time) for row in rows] == [(1, 1), (1, 0)]
    shown = {row.unit.code: status_of(row.one, None, on).about for row in rows}
    assert shown == {"24611": "", "24615": "gửi muộn"}
    page = province.get(PAGE, {"period": NOVEMBER, "state": "owed"})
    assert names(page)[0] == "68"
    assert page.context["stand"].owed == page.context["page_obj"].paginator.count


def test_the_standings_of_many_months_are_those_of_each():
    province, on = todays_unit("68"), date(2026, 11, 20)
    a_sent_return("24611", "month-2026-10")
    a_return("24615", NOVEMBER)
    months = [month(), month("month-2026-10"), month("month-2025-05")]
    assert queries.standings(province, months, on) == [
        queries.standing(province, one, on) for one in months
    ]


def test_a_commune_sees_its_months_with_what_came_back(django_assert_max_num_queries):
    officer = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    last = queries.month_to_send(timezone.localdate())
    one = a_sent_return("24611", NOVEMBER)
    actions.give_back(one, "Thiếu vụ ngày 3/11", by=SYSTEM, at=AT)
    officer.get(PAGE)
    with django_assert_max_num_queries(12):
        page = officer.get(PAGE)
    codes = [line.period.code for line in page.context["lines"]]
    assert codes[:2] == [queries.following(last, 1).code, last.code]
    if NOVEMBER in codes:
        assert "Thiếu vụ ngày 3/11" in said(page)


@pytest.mark.parametrize("unit", ["nation", "68"])
def test_the_list_asks_few_questions_whatever_its_length(unit, django_assert_max_num_queries):
    place = Unit.objects.get(level=0) if unit == "nation" else todays_unit(unit)
    officer = signed_in(a_person(Role.PROVINCE_OFFICER, place))
    for code in ("24611", "24615", "24616"):
        a_sent_return(code)
    officer.get(PAGE)
    with django_assert_max_num_queries(12):
        page = officer.get(PAGE, {"period": NOVEMBER})
    assert page.status_code == 200


def test_a_province_looks_at_one_commune_and_not_at_anothers(province):
    assert province.get(PAGE, {"over": "24611"}).context["is_commune"]
    assert province.get(PAGE, {"over": "13366"}).status_code == 404
    assert province.get(PAGE, {"over": "khong-co"}).status_code == 404


def test_the_list_comes_out_as_a_workbook_with_all_its_rows(province):
    a_sent_return("24611")
    asked = {"period": NOVEMBER}
    answer = province.get(f"{PAGE}returns.xlsx", asked)
    rows = _rows(answer)
    assert len(rows) == 1 + queries.expected_units(todays_unit("68"), month()).count()
    (ward,) = [row for row in rows if row[0] == "24611"]
    assert (ward[1], ward[2], ward[3]) == ("Phường Bắc Gia Nghĩa", "Tháng 11/2026", "chờ duyệt")
    assert str(ward[5]) == "2026-11-17 09:00:00"  # in Vietnam
    waiting = _rows(province.get(f"{PAGE}returns.xlsx", asked | {"state": "waiting"}))
    assert [row[0] for row in waiting[1:]] == ["24611"]
    own = _rows(province.get(f"{PAGE}returns.xlsx", {"over": "24611"}))
    assert {row[0] for row in own[1:]} == {"24611"}


def _rows(answer) -> list[list]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_many_are_accepted_from_the_list_each_by_its_own_rules(province):
    first, second = a_sent_return("24611"), a_sent_return("24615")
    page = province.get(f"/figures/?period={NOVEMBER}&state=waiting")
    picks = [line.takes for line in page.context["lines"]]
    assert picks == [f"{one.pk}:{one.edits}" for one in (first, second)]
    actions.recall(second, by=SYSTEM, at=AT)
    shown = province.get(f"/figures/24611/{NOVEMBER}/")
    assert shown.context["next_waiting"] is None
    done = province.post("/figures/accept/", {"pick": picks, "period": NOVEMBER}, follow=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("accepted", "draft")
    text = done.content.decode()
    assert "Đã duyệt 1 báo cáo." in text
    assert "Số liệu vừa được người khác thay đổi" in text
    commune = signed_in(a_person(Role.LEADER, "24611"))
    third = a_sent_return("24611", OCTOBER)
    denied = commune.post("/figures/accept/", {"pick": f"{third.pk}:{third.edits}"})
    assert denied.status_code == 403


def test_whoever_accepts_is_led_to_the_next_that_waits(province):
    a_sent_return("24611")
    other = a_sent_return("24615")
    page = province.get(f"/figures/24611/{NOVEMBER}/")
    assert page.context["next_waiting"] == other


def test_everything_accepted_is_locked_at_once_after_one_has_seen_what(province):
    for code in ("24611", "24615"):
        actions.accept(a_sent_return(code), by=SYSTEM, at=AT)
    waiting = a_sent_return("24616")
    asked = {"over": "68", "period": NOVEMBER}
    commune = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    assert commune.post(f"{PAGE}lock/", asked).status_code == 403
    page = province.post(f"{PAGE}lock/", asked)
    assert "Khóa 2 báo cáo đã duyệt?" in said(page)
    assert not Return.objects.filter(state=ReturnState.LOCKED).exists()
    assert "24616" in {unit.code for unit, _status in page.context["rest"]}
    late = actions.accept(waiting, by=SYSTEM, at=timezone.now() + timedelta(days=1))
    asked |= {"shown_at": page.context["shown_at"]}
    assert province.post(f"{PAGE}lock/", asked).status_code == 302
    states = Return.objects.exclude(pk=late.pk).values_list("state", flat=True)
    assert set(states) == {ReturnState.LOCKED}
    late.refresh_from_db()
    assert late.state == ReturnState.ACCEPTED  # accepted after the page was shown


def test_what_was_sent_is_taken_back_while_nobody_has_accepted_it():
    person = a_person(Role.COMMUNE_OFFICER, "24611")
    commune, one = signed_in(person), a_sent_return("24611")
    at = f"{PAGE}24611/{NOVEMBER}/"
    assert "Rút lại để sửa" in said(commune.get(at))
    assert commune.post(f"{at}recall/", {"edits": one.edits}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.first_submitted_at) == (ReturnState.DRAFT, None)
    one = actions.submit(one, by=SYSTEM, at=AT)
    one = actions.give_back(one, "Thiếu", by=SYSTEM, at=AT)
    one = actions.recall(actions.submit(one, by=SYSTEM, at=LATER), by=person, at=LATER)
    assert (one.state, one.comment, one.first_submitted_at) == (ReturnState.RETURNED, "Thiếu", AT)
    one = actions.accept(actions.submit(one, by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    assert commune.post(f"{at}recall/").status_code == 409
    assert "Chỉ rút lại được khi cấp trên chưa duyệt" in said(commune.post(f"{at}recall/"))


def test_what_waits_for_a_person_is_what_they_have_to_do():
    on = date(2026, 11, 20)
    officer, province = (
        a_person(Role.COMMUNE_OFFICER, "24611"),
        a_person(Role.PROVINCE_OFFICER, "68"),
    )
    (own,) = queries.waits(officer, on=on)
    assert (own.what, own.unit.code, own.period, own.is_late) == ("owed", "24611", month(), True)
    one = a_sent_return("24611")
    assert queries.waits(officer, on=on) == []
    waiting, owed = queries.waits(province, on=on)
    expected = queries.expected_units(todays_unit("68"), month()).count()
    assert (waiting.what, waiting.n, owed.what, owed.n) == ("waiting", 1, "owed", expected - 1)
    actions.give_back(one, "Thiếu", by=SYSTEM, at=AT)
    (back,) = queries.waits(officer, on=on)
    assert (back.what, back.comment) == ("returned", "Thiếu")
    (missing,) = queries.waits(province, on=on)
    assert (missing.what, missing.n) == ("owed", expected - 1)  # what came back is not in it
    page = signed_in(province).get(PAGE, {"period": NOVEMBER, "state": "owed"})
    assert page.context["page_obj"].paginator.count == missing.n
    assert queries.waits(a_person(Role.READER, "68"), on=on) == []

"""Reading figures: whose, of which day, with what is said of them, and as files."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binhyen.figures import actions
from binhyen.figures.models import Board
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import a_programme
from binhyen.units.models import Succession, Unit

from .factories import (
    AT,
    SYSTEM,
    a_locked_return,
    a_return,
    a_sent_return,
    a_told_return,
    old_unit,
    todays_unit,
)

pytestmark = pytest.mark.django_db
READ, BEHIND, BOARDS = "/figures/read/", "/figures/read/behind/", "/figures/boards/"
NOVEMBER = {"until": "month-2026-11", "span": "6"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def a_day_in_november(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 11, 20))


def seen_by(role=Role.PROVINCE_OFFICER, at="68", **asked):
    return client_of(a_person(role, at)).get(READ, NOVEMBER | asked)


def some_novembers(count):
    """Thefts of some communes in three years; of the first, before the reform, of their origins."""
    communes = Unit.objects.filter(valid_to=None, level=3, parent__code="68")
    whole = [u for u in communes if not u.origins.filter(kind="part").exists()][:count]
    for number, unit in enumerate(whole):
        for year in ("2026", "2025"):
            a_told_return(unit, f"month-{year}-11", theft=number + 2)
        for origin in unit.origins.select_related("old"):
            a_told_return(origin.old, "month-2024-11", theft=1)


def client_of(person):
    client = Client()
    client.force_login(person, BACKEND)
    return client


def some_communes(count=6):
    return list(Unit.objects.filter(valid_to=None, level=3, parent__code="68")[:count])


def rows_of(response):
    """Rows of the page's table: name, then what stands in each cell."""
    return {
        row.name: [cell.text for cell in row.cells] for row in response.context["one"].table.rows
    }


# --- what was sent, and what not ---


def test_a_figure_that_nobody_has_sent_is_not_counted_and_the_page_says_so():
    sent, begun, given_back = some_communes(3)
    a_told_return(sent, theft=4)
    a_return(begun, theft=30)
    actions.give_back(a_sent_return(given_back, theft=500), "Xem lại.", by=SYSTEM, at=AT)
    page = seen_by()
    assert page.context["whole"]["figure"].text == "4"
    assert "2 đơn vị có nhập nhưng chưa gửi, không tính" in page.content.decode()
    own = seen_by(unit=begun.code)
    assert own.context["whole"]["figure"].note == "đơn vị chưa gửi số liệu"
    behind = client_of(a_person(Role.PROVINCE_OFFICER, "68")).get(
        BEHIND, {"what": "theft", "unit": "68", "period": "month-2026-11"}
    )
    assert [row.text for row in behind.context["one"].rows] == ["4"]
    assert "2 số của đơn vị chưa gửi" in behind.content.decode()


def test_the_sentence_under_a_series_speaks_only_of_periods_that_can_be_compared():
    for number, theft in ((6, 90), (9, 3), (10, 5)):
        a_told_return("24611", f"month-2026-{number:02}", theft=theft)
    a_return("24611", "month-2026-11", theft=70)
    said = seen_by(unit="24611").context["one"].picture.said
    assert said.startswith("Qua 3 kỳ đủ số liệu: đầu 90, cuối 5; thấp nhất 3, cao nhất 90.")


def test_a_unit_with_one_earlier_year_is_not_judged_by_it():
    for year in ("2026", "2025"):
        for unit in some_communes(6):
            a_told_return(unit, f"month-{year}-11", theft=3)
    assert seen_by(view="funnel").context["one"].held.why == "no_past"


# --- what is long, and whose language it is in ---


def test_of_many_small_charts_those_with_most_stand_first_and_the_rest_is_a_tap_away():
    for number, unit in enumerate(some_communes(20)):
        a_told_return(unit, "month-2026-11", theft=number)
    response = seen_by(view="small")
    picture = response.context["one"].picture
    assert [small.text for small in picture.first_smalls] == [str(n) for n in range(19, 7, -1)]
    assert [small.text for small in picture.other_smalls] == [str(n) for n in range(8)]
    assert len(picture.smalls) == 20
    page = response.content.decode()
    assert page.index("8 đơn vị khác, theo tên") < page.index("Bảng số liệu</summary>")


def test_few_small_charts_stand_together_by_name():
    for number, unit in enumerate(some_communes(6)):
        a_told_return(unit, "month-2026-11", theft=number)
    response = seen_by(view="small")
    assert not response.context["one"].picture.other_smalls
    assert "Bảng số liệu</summary>" not in response.content.decode()


def test_of_many_sources_the_largest_stand_first_and_the_rest_is_folded():
    for number, unit in enumerate(some_communes(16)):
        a_told_return(unit, "month-2026-11", theft=number)
    asked = {"what": "theft", "unit": "68", "period": "month-2026-11"}
    response = client_of(a_person(Role.PROVINCE_OFFICER, "68")).get(BEHIND, asked)
    one = response.context["one"]
    assert [row.text for row in one.first_rows] == [str(n) for n in range(15, 5, -1)]
    assert len(one.other_rows) == 6
    assert "6 số nữa" in response.content.decode()


def test_numbers_and_names_are_in_the_readers_language():
    a_told_return("24611", "month-2026-11", theft=1_500, fires=3)
    a_told_return("24611", "month-2025-11", theft=1_200)
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    asked = NOVEMBER | {"unit": "24611"}
    assert "1.500" in client.get(READ, asked).content.decode()
    client.cookies["language"] = "en"
    page = client.get(READ, asked).content.decode()
    assert "1,500" in page and "+25.0%" in page
    assert "Thefts (cases)" in page and ">Change<" in page
    fires = client.get(READ, asked | {"what": "fires"})
    assert fires.context["measure"] == "Fires"


def test_a_map_says_why_units_have_no_figure():
    page = seen_by(at="VN", role=Role.ADMINISTRATOR, unit="VN", view="map", what="programmes_kept")
    [key] = page.context["one"].picture.keys
    assert key.text == "chưa có mô hình"


# --- over time ---


def test_a_page_without_a_question_shows_ones_own_unit():
    response = client_of(a_person(Role.COMMUNE_OFFICER, "24611")).get(READ)
    assert response.status_code == 200
    assert response.context["asked"].unit == todays_unit("24611")
    assert response.context["asked"].period.code == "month-2026-11"
    assert "Phường Bắc Gia Nghĩa (24611)" in response.content.decode()


def test_a_figure_stands_beside_that_of_a_year_before():
    a_told_return("24611", "month-2026-11", theft=6)
    a_told_return("24611", "month-2025-11", theft=4)
    newest = next(iter(rows_of(seen_by(unit="24611")).values()))
    assert newest == ["6", "4", "+2", "+50,0 %", "xấu hơn"]


def test_a_sum_says_of_how_many_units_it_is_and_is_held_against_none_while_some_are_missing():
    for year in ("2026", "2025"):
        a_told_return("24611", f"month-{year}-11", theft=6)
    response = seen_by()
    cell, _before, change, percent, trend = response.context["one"].table.rows[0].cells
    assert cell.note == "số của 1/124 đơn vị cấp xã trong kỳ"
    assert change.note == "không so được: kỳ này mới có số của 1/124 đơn vị"
    assert (change.text, percent.text, trend.text) == ("–", "–", "–")
    assert "Số của 1/124 đơn vị cấp xã trong kỳ; không so được" in response.content.decode()
    assert "Kỳ cuối: số của 1/124 đơn vị cấp xã trong kỳ." in response.context["one"].picture.said


def test_a_period_that_is_not_over_is_held_against_none():
    for year in ("2026", "2025"):
        a_told_return("24611", f"month-{year}-12", theft=6)
    rows = seen_by(unit="24611", until="month-2026-12").context["one"].table.rows
    assert rows[0].cells[2].note == "không so được: kỳ này chưa hết"


def test_a_quarter_with_a_month_missing_is_held_against_none():
    for code in ("month-2026-07", "month-2026-08", "month-2026-09", "month-2025-09"):
        a_told_return("24611", code, theft=6)
    asked = {"unit": "24611", "kind": "quarter", "until": "quarter-2026-3"}
    change = seen_by(**asked).context["one"].table.rows[0].cells[2]
    assert change.note == "không so được: kỳ trước chỉ có số của 1/3 tháng"


def test_a_page_opens_with_the_newest_month_that_has_nearly_all_its_figures():
    units = some_communes(130)
    months = {"month-2026-09": units, "month-2026-10": units[:119], "month-2026-11": units[:60]}
    rows = [("theft", one.pk, code, 1) for code, some in months.items() for one in some]
    actions.load_values(rows, by=SYSTEM, at=AT)
    response = client_of(a_person(Role.PROVINCE_OFFICER, "68")).get(READ)
    assert response.context["asked"].period.code == "month-2026-10"
    assert "số của 119/124 đơn vị" in response.content.decode()


def test_a_line_breaks_and_nothing_is_compared_where_other_units_give_the_figures():
    old = Unit.objects.filter(path__startswith="VN/67/", level=3, valid_to=date(2025, 7, 1))
    rows = [("theft", one.pk, "month-2025-06", 2) for one in old]
    rows += [("theft", one.pk, code, 1) for one in some_communes(130)
             for code in ("month-2025-07", "month-2026-06")]  # fmt: skip
    actions.load_values(rows, by=SYSTEM, at=AT)
    response = seen_by(until="month-2026-06", span="12")
    table, picture = response.context["one"].table, response.context["one"].picture
    everyone = Unit.objects.filter(
        level=3, valid_to=date(2025, 7, 1), path__regex="^VN/(67|68|60)/"
    ).count()
    assert table.rows[0].cells[2].note == (
        f"không so được: kỳ trước chỉ có số của {len(old)}/{everyone} đơn vị "
        "trên phần địa bàn hiện nay"
    )
    line = seen_by(until="month-2025-07").context["one"].picture
    assert line.lines.lines[-1].d.count("M") == 2
    assert "Đường đứt" in line.said
    assert "Đường đứt" not in picture.said


def test_programmes_are_counted_where_they_were_issued():
    a_programme(established_on=date(2026, 9, 20))
    former = a_programme("Mô hình cũ", established_on=date(2025, 1, 10))
    ended = {"state": "ended", "ending": "ended", "ended_on": date(2026, 10, 20)}
    Programme.objects.filter(pk=former.pk).update(**ended)
    rows = [("programmes_kept", todays_unit("24611").pk, "month-2026-11", 0)]
    actions.load_values(rows, by=SYSTEM, at=AT)
    figures = list(rows_of(seen_by(what="programmes_kept")).values())
    assert [cells[0] for cells in figures[:3]] == ["1", "2", "1"]
    named = seen_by(what="programmes_kept", view="map").context["one"].table.rows
    commune = next(row for row in named if row.name == "Phường Bắc Gia Nghĩa")
    assert (commune.cells[0].text, commune.cells[0].note) == (
        "–", "chỉ đếm ở đơn vị ban hành mô hình"
    )  # fmt: skip
    quarter = {"kind": "quarter", "until": "quarter-2026-4", "what": "programmes_ended"}
    assert next(iter(rows_of(seen_by(**quarter)).values()))[0] == "1"


def test_parts_that_do_not_add_up_to_their_whole_say_so():
    cells = {"disputes_received": 5, "disputes_received.land": 3}
    rows = [(key, todays_unit("24611").pk, "month-2026-11", n) for key, n in cells.items()]
    actions.load_values(rows, by=SYSTEM, at=AT)
    response = seen_by(what="disputes_received", parts="on", unit="24611")
    note = response.context["one"].table.rows[0].cells[0].note
    assert note == "các loại cộng lại được 3 vì có đơn vị không ghi đủ"


def test_an_empty_month_is_a_gap_and_nought_is_nought():
    a_told_return("24611", "month-2026-11", theft=0)
    rows = rows_of(seen_by())
    assert [cells[0] for cells in rows.values()] == ["0", "–", "–", "–", "–", "–"]


def test_nothing_at_all_leads_to_where_figures_are_sent():
    page = seen_by().content.decode()
    assert "Chưa có số liệu nào của chỉ tiêu này" in page
    assert reverse("figures:returns") in page


def test_parts_are_lines_and_columns_of_their_own():
    cells = {"disputes_received": 5, "disputes_received.land": 3, "disputes_received.family": 2}
    a_told_return("24611", "month-2026-11", **cells)
    response = seen_by(what="disputes_received", parts="on")
    assert next(iter(rows_of(response).values()))[:3] == ["5", "3", "2"]
    assert [key.text for key in response.context["one"].picture.keys] == [
        "hôn nhân, gia đình",
        "đất đai",
    ]


def test_what_recounting_did_stands_apart_from_what_really_changed():
    cells = {"sites_kept": 9, "sites_new": 2, "sites_replicated": 1, "sites_ended": 1,
             "sites_recounted_in": 4, "sites_recounted_out": 1}  # fmt: skip
    rows = [
        (key, todays_unit("24611").pk, "month-2026-11", amount) for key, amount in cells.items()
    ]
    actions.load_values(rows, by=SYSTEM, at=AT)
    newest = next(iter(rows_of(seen_by(what="sites_kept")).values()))
    assert newest[-2:] == ["+2", "+3"]


def test_a_rate_needs_people_and_says_so():
    a_told_return("24611", "month-2026-11", theft=6)
    Unit.objects.filter(code="24611", valid_to=None).update(population=12_000)
    with_people = seen_by(unit="24611", rate="on")
    assert next(iter(rows_of(with_people).values()))[0] == "5,00"
    without = seen_by(rate="on").content.decode()
    assert "Chưa có dân số" in without
    assert "binhyen units population" in without
    assert "Hãy chọn kỳ khác" not in without


def test_a_longer_period_says_how_many_months_it_has():
    for number in (7, 8):
        a_told_return("24611", f"month-2026-0{number}", theft=3)
    response = seen_by(unit="24611", kind="quarter", until="quarter-2026-3")
    cell = response.context["one"].table.rows[0].cells[0]
    assert (cell.text, cell.note) == ("6", "có 2 trong 3 tháng")


def test_a_period_of_another_kind_gives_way_to_the_one_that_has_its_last_day():
    response = seen_by(kind="quarter", until="month-2026-08")
    assert response.context["asked"].period.code == "quarter-2026-3"


# --- of which day ---


def test_figures_of_former_communes_are_read_as_todays_or_as_they_were():
    whole = (
        Succession.objects.filter(kind="whole", old__path__startswith="VN/67/", old__level=3)
        .select_related("old", "new")
        .first()
    )
    a_told_return(whole.old, "month-2025-05", theft=7)
    now = seen_by(view="map", until="month-2025-05")
    then = seen_by(view="map", until="month-2025-05", by="then")
    assert rows_of(now)[whole.new.name][0] == "7"
    assert rows_of(then)[whole.old.name][0] == "7"
    assert rows_of(now)["Tỉnh Lâm Đồng"][0] == "7"


def test_what_cannot_be_split_is_said_at_the_figure():
    split = (
        Succession.objects.filter(kind="part", old__level=3, new__parent__code="68")
        .select_related("old", "new")
        .first()
    )
    a_told_return(split.old, "month-2025-06", theft=9)
    rows = {
        row.name: row
        for row in seen_by(view="map", until="month-2025-06").context["one"].table.rows
    }
    assert "không tách được" in rows[split.new.name].cells[0].note


# --- many units ---


def test_units_below_stand_side_by_side_on_the_map_and_each_small():
    for number, unit in enumerate(some_communes()):
        a_told_return(unit, "month-2026-11", theft=number)
    first = some_communes(2)[1].name
    for view in ("table", "small", "map"):
        response = seen_by(view=view)
        assert rows_of(response)["Tỉnh Lâm Đồng"][0] == "15", view
        assert first in rows_of(response)
    assert {area.key for area in seen_by(view="map").context["one"].picture.map.areas} == {
        *("zero", "unknown", "1", "2", "3", "4", "5")
    }


def test_units_against_chance_are_listed_by_name_and_not_by_rank():
    some_novembers(8)
    response = seen_by(view="funnel")
    one = response.context["one"]
    assert one.held.funnel is not None and not one.held.by_people
    names = [row.name for row in one.table.rows]
    units = {unit.name: unit.sort_key for unit in Unit.objects.filter(parent__code="68")}
    assert names == sorted(names, key=units.__getitem__)
    assert "Đây không phải bảng xếp hạng" in response.content.decode()


def test_money_is_not_held_against_chance():
    a_told_return("24611", "month-2026-11", fire_losses=5_000_000)
    response = seen_by(view="funnel", what="fire_losses")
    assert "không phải là số vụ việc hay một tỷ lệ" in response.content.decode()


def test_a_share_is_held_against_chance_by_what_it_is_a_share_of():
    for number, unit in enumerate(some_communes(8), start=4):
        a_told_return(unit, "month-2026-11", tips_received=number, tips_useful=number // 2)
    one = seen_by(view="funnel", what="tips_share").context["one"]
    assert one.held.is_share
    assert len(one.held.funnel.points) == 8


def test_more_units_ask_the_database_no_more_often():
    person = a_person(Role.PROVINCE_OFFICER, "68")
    counts = []
    for unit in some_communes(2):
        a_told_return(unit, "month-2026-11", theft=2)
        client = client_of(person)
        client.get(READ, {"view": "map", **NOVEMBER})
        with CaptureQueriesContext(connection) as captured:
            client.get(READ, {"view": "map", **NOVEMBER})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 17


# --- who ---


def test_a_unit_out_of_reach_is_refused_beside_its_field():
    a_told_return("24611", "month-2026-11", theft=6)
    response = seen_by(Role.COMMUNE_OFFICER, "24640", unit="24611")
    assert response.context["form"].errors["unit"]
    assert "one" not in response.context  # no figures beneath that could be taken for that unit's


def test_whoever_has_no_post_reads_nothing():
    client = client_of(a_user(username="nobody"))
    assert [client.get(path).status_code for path in (READ, BEHIND, BOARDS)] == [403, 403, 403]


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "theft", "unit": "24611", "period": "month-2026-13"},
        {"what": "ghosts", "unit": "24611", "period": "month-2026-11"},
        {"what": "theft", "unit": "24640", "period": "month-2026-11"},
        {},
    ],
)
def test_what_is_not_to_be_seen_has_nothing_behind_it(asked):
    client = client_of(a_person(Role.COMMUNE_OFFICER, "24611"))
    assert client.get(BEHIND, asked).status_code == 404


def test_behind_a_figure_stand_its_returns_their_versions_and_their_place_in_the_log():
    one = a_locked_return("24611", "month-2026-11", theft=3)
    actions.correct(one, {"theft": 5}, "Gửi sót vụ", by=SYSTEM, at=AT)
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    asked = {"what": "theft", "unit": "68", "period": "quarter-2026-4"}
    traced = client.get(BEHIND, asked).context["one"]
    (row,) = traced.rows
    assert (traced.amount, row.text, row.version) == ("5", "5", 2)
    assert row.url == one.get_absolute_url()
    assert row.entry


# --- files ---


def test_a_table_leaves_as_csv_with_plain_numbers():
    a_told_return("24611", "month-2026-11", theft=1_234)
    person = a_person(Role.PROVINCE_OFFICER, "68")
    answer = client_of(person).get(f"{READ}table.csv", {"view": "map", **NOVEMBER})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0].startswith("Số vụ trộm cắp tài sản (vụ), Tỉnh Lâm Đồng")
    assert next(row for row in rows if row[0] == "Phường Bắc Gia Nghĩa")[1] == "1234"


@pytest.mark.parametrize("view", ["series", "small", "map", "funnel"])
def test_a_picture_leaves_as_svg_and_as_png(view):
    some_novembers(6)
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    asked = {"view": view, **NOVEMBER}
    drawn = client.get(f"{READ}picture.svg", asked)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg")
    assert b"var(" not in drawn.content
    assert client.get(f"{READ}picture.png", asked).content.startswith(b"\x89PNG")


def test_what_has_no_picture_answers_404():
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    assert client.get(f"{READ}picture.svg", {"view": "table", **NOVEMBER}).status_code == 404


# --- boards ---


def a_board(person, *, unit="68", is_shared=False, panels=()):
    place = todays_unit(unit)
    return actions.keep_board(place, "An ninh", list(panels), is_shared=is_shared, by=person, at=AT)


def test_a_reading_is_put_on_a_new_board_and_is_always_of_the_newest_period():
    a_told_return("24611", "month-2026-11", theft=6)
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    page = client.get(READ, {"until": "month-2026-03", "span": "6", "view": "map"})
    said = {"name": "An ninh", "question": page.context["question"]}
    answer = client.post(f"{BOARDS}add/", said)
    board = Board.objects.get()
    assert answer["Location"] == f"{BOARDS}{board.pk}/"
    (panel,) = client.get(answer["Location"]).context["panels"]
    assert panel.one.asked.period.code == "month-2026-11"
    assert panel.one.view == "map"


def test_a_reading_goes_to_the_board_last_used_unless_a_name_for_a_new_one_is_typed():
    person = a_person(Role.PROVINCE_OFFICER, "68")
    first, second = a_board(person), a_board(person)
    Board.objects.filter(pk=first.pk).update(changed_at=AT + timedelta(days=1))
    client = client_of(person)
    assert client.get(READ).context["add"]["board"].value() == str(first.pk)
    said = {"board": second.pk, "question": "what=theft"}
    client.post(f"{BOARDS}add/", said)
    assert client.get(READ).context["add"]["board"].value() == str(second.pk)
    client.post(f"{BOARDS}add/", said | {"name": "Phòng cháy"})
    assert Board.objects.filter(name="Phòng cháy").exists()


def test_a_new_board_needs_a_name_and_keeps_what_was_asked():
    client = client_of(a_person(Role.PROVINCE_OFFICER, "68"))
    answer = client.post(f"{BOARDS}add/", {"question": "what=theft"})
    assert answer.status_code == 422
    assert 'value="what=theft"' in answer.content.decode()
    assert client.post(f"{BOARDS}new/", {"name": ""}).status_code == 422


def test_a_board_is_seen_by_its_owner_and_when_shared_by_its_territory():
    owner = a_person(Role.PROVINCE_OFFICER, "68", username="owner")
    commune = a_person(Role.COMMUNE_OFFICER, "24611", username="commune")
    stranger = a_person(Role.PROVINCE_OFFICER, "37", username="stranger")
    board = a_board(owner)
    path = f"{BOARDS}{board.pk}/"
    assert [client_of(p).get(path).status_code for p in (owner, commune, stranger)] == [
        *(200, 404, 404)
    ]
    Board.objects.update(is_shared=True)
    assert [client_of(p).get(path).status_code for p in (owner, commune, stranger)] == [
        *(200, 200, 404)
    ]
    changing = f"{path}change/"
    assert client_of(commune).get(changing).status_code == 403
    assert client_of(commune).post(f"{path}delete/").status_code == 403
    assert client_of(stranger).post(f"{path}delete/").status_code == 404


def test_a_shared_board_shows_each_reader_only_what_is_theirs():
    owner = a_person(Role.PROVINCE_OFFICER, "68", username="owner")
    question = "what=theft&unit=68&kind=month&span=6&view=series"
    board = a_board(owner, is_shared=True, panels=[{"question": question, "title": "Trộm cắp"}])
    commune = a_person(Role.COMMUNE_OFFICER, "24611", username="commune")
    answer = client_of(commune).get(f"{BOARDS}{board.pk}/")
    assert "ngoài phạm vi của bạn" in answer.content.decode()
    assert answer.context["panels"][0].one.asked.unit == todays_unit("24611")


def test_panels_go_up_down_and_away():
    owner = a_person(Role.PROVINCE_OFFICER, "68")
    panels = [{"question": f"what={key}", "title": key} for key in ("theft", "fires", "fraud")]
    board = a_board(owner, panels=panels)
    client = client_of(owner)
    for move in ("up:2", "down:0", "drop:0", "up:99", "sideways"):
        client.post(f"{BOARDS}{board.pk}/change/", {"name": "An ninh", "move": move})
    board.refresh_from_db()
    assert [panel["title"] for panel in board.panels] == ["theft", "fires"]


def test_a_board_is_never_so_full_that_nobody_can_read_it():
    owner = a_person(Role.PROVINCE_OFFICER, "68")
    panels = [{"question": "what=theft", "title": str(n)} for n in range(12)]
    board = a_board(owner, panels=panels)
    said = {"board": board.pk, "question": "what=theft"}
    answer = client_of(owner).post(f"{BOARDS}add/", said)
    assert answer.status_code == 422
    assert "nhiều nhất 12 ô" in answer.content.decode()


def test_a_board_is_deleted_by_its_owner():
    owner = a_person(Role.PROVINCE_OFFICER, "68")
    board = a_board(owner)
    client_of(owner).post(f"{BOARDS}{board.pk}/delete/")
    assert not Board.objects.exists()


def test_a_former_unit_is_asked_for_by_its_name_and_last_day():
    unit = old_unit("24643")
    a_told_return(unit, "month-2025-05", theft=4)
    asked = {"unit": f"{unit.name} (24643, đến 30/06/2025)", "until": "month-2025-05"}
    assert next(iter(rows_of(seen_by(**asked)).values()))[0] == "4"


def test_the_nation_is_asked_for_by_its_code_and_shown_by_province():
    a_told_return("24611", "month-2026-11", theft=6)
    asked = {"view": "map", "unit": "VN"}
    assert rows_of(seen_by(at="VN", **asked))["Tỉnh Lâm Đồng"][0] == "6"
    assert seen_by(**asked).context["form"].errors["unit"]

"""Programmes at the pages: the official count, one programme, and its form."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from binhyen.people.choices import Role
from binhyen.programmes import actions
from binhyen.programmes.choices import State
from binhyen.programmes.models import Board, Programme
from binhyen.units.models import Succession, Unit

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, old_unit, todays_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(todays_unit("68"))


def rows(page):
    return {row.programme.code: row for row in page.context["page_obj"].object_list}


def codes(page):
    return list(rows(page))


def a_province():
    bells = a_programme(code="P10", aliases=["Kẻng thôn"])
    horns = a_programme("Tiếng loa an ninh", code="P30", sector="An toàn giao thông")
    wil, ea_po = old_unit("24643"), old_unit("24646")
    a_site(bells, unit=wil, village="Thôn 1", team_count=2, member_count=9, state_vnd=5)
    a_site(bells, unit=ea_po, village="Thôn 2", team_count=1, community_vnd=7)
    ended = {"state": State.ENDED, "ended_on": date(2022, 1, 1), "team_count": 4}
    a_site(bells, unit=wil, village="Thôn 3", **ended)
    a_site(horns, unit=wil, village="Thôn 1", member_count=30)
    return bells, horns


def test_each_programme_has_its_official_figures_without_the_ended(as_, officer):
    a_province()
    page = as_(officer).get("/programmes/")
    bells = rows(page)["P10"]
    assert (bells.sites, bells.ended, bells.teams, bells.members, bells.communes) == (2, 1, 3, 9, 2)
    assert (bells.state_vnd, bells.community_vnd) == (5, 7)
    assert page.context["sums"]["sites"] == 3


def test_figures_are_those_of_ones_own_communes(as_):
    a_province()
    commune = an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER)
    page = as_(commune).get("/programmes/")
    assert codes(page) == ["P10", "P30"]  # the catalogue of the province above is read by all
    assert rows(page)["P30"].sites == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "keng"}, ["P10"]),
        ({"q": "keng thon"}, ["P10"]),  # another name of it
        ({"q": "P30"}, ["P30"]),
        ({"q": "xyz"}, []),
        ({"state": "ended"}, []),
        ({"unit": "24646"}, ["P10", "P30"]),
        ({"sort": "-members"}, ["P30", "P10"]),
        ({"sort": "members"}, ["P10", "P30"]),
        ({"sort": "-sites"}, ["P10", "P30"]),
        ({"sort": "-code"}, ["P30", "P10"]),
        ({"sort": "-state"}, ["P10", "P30"]),
        ({"sort": "nonsense"}, ["P10", "P30"]),
    ],
)
def test_the_catalogue_is_found_filtered_and_sorted(as_, officer, asked, found):
    a_province()
    assert codes(as_(officer).get("/programmes/", asked)) == found


def test_the_nations_order_by_a_figure_follows_every_change(as_):
    nation = as_(an_officer(Unit.objects.get(level=0)))
    few, many = a_programme("ÍT"), a_programme("NHIỀU")
    for programme, villages in ((few, "A"), (many, "BC")):
        for village in villages:
            a_site(programme, village=f"Thôn {village}")
    assert codes(nation.get("/programmes/?sort=-sites")) == [many.code, few.code]
    for village in "DE":
        a_site(few, village=f"Thôn {village}")
    assert codes(nation.get("/programmes/?sort=-sites")) == [few.code, many.code]


def test_the_catalogue_by_sector(as_, officer):
    _, horns = a_province()
    assert codes(as_(officer).get("/programmes/", {"sector": horns.sector_id})) == ["P30"]


def test_every_figure_leads_to_the_list_it_counts(as_, officer):
    bells, _ = a_province()
    client = as_(officer)
    row = rows(client.get("/programmes/"))["P10"]
    for query, count in [
        ("programme=P10&state=counted", row.sites),
        ("programme=P10&state=ended", row.ended),
        ("programme=P10&money=state", 1),
    ]:
        assert client.get(f"/sites/?{query}").context["page_obj"].paginator.count == count
    page = client.get(bells.get_absolute_url())
    for row in page.context["spread"].then:
        asked = {"programme": "P10", "state": "counted", "exact": "on", "unit": row.text}
        assert client.get("/sites/", asked).context["page_obj"].paginator.count == row.sites
    for row in page.context["spread"].now:
        asked = {"programme": "P10", "state": "counted", "unit": row.unit.code}
        assert client.get("/sites/", asked).context["page_obj"].paginator.count == row.sites


def test_a_programmes_places_are_told_as_then_and_as_now(as_, officer):
    bells, _ = a_province()
    spread = as_(officer).get(bells.get_absolute_url()).context["spread"]
    assert sorted(row.unit.name for row in spread.then) == ["Xã Ea Pô", "Xã Đắk Wil"]
    assert [(row.unit.name, row.sites, row.in_part) for row in spread.now] == [("Xã Đắk Wil", 2, 0)]


def test_sites_of_a_divided_unit_are_said_to_be_of_a_divided_unit(as_):
    link = Succession.objects.filter(kind="part", new__level=3).select_related("old").first()
    parts = Succession.objects.filter(old=link.old, new__level=3).count()
    root = an_officer(link.old.__class__.objects.get(path="VN/"))
    programme = a_programme(unit=link.old.__class__.objects.get(path="VN/"))
    a_site(programme, unit=link.old, village="Thôn 1")
    page = as_(root).get(programme.get_absolute_url())
    spread = page.context["spread"]
    assert [row.sites for row in spread.then] == [1]
    assert [row.in_part for row in spread.now] == [1] * parts
    assert "của đơn vị đã chia" in page.content.decode()


def test_a_programmes_page_has_its_board_papers_and_money_by_year(as_, officer):
    bells, _ = a_province()
    site = a_site(bells, unit=old_unit("24643"), village="Thôn 8", decision_number="8/QĐ-UBND")
    actions.add_contribution(
        site, source="state", amount_vnd=50, received_on=date(2024, 3, 1), by=SYSTEM, at=AT
    )
    board = Board.objects.create(programme=bells, unit=bells.unit, name="Ban chỉ đạo")
    board.seats.create(role="head", office="Phó Chủ tịch")
    page = as_(officer).get(bells.get_absolute_url())
    assert page.context["money"] == [(2024, 50, 0), (None, 5, 7)]
    text = page.content.decode()
    for said in ("Kẻng thôn", "Ban chỉ đạo", "Phó Chủ tịch", "8/QĐ-UBND", "Lịch sử"):
        assert said in text


def test_a_file_of_the_catalogue_holds_what_the_filters_show(as_, officer):
    a_province()
    client = as_(officer)
    for asked, found in [({}, ["P10", "P30"]), ({"q": "loa"}, ["P30"])]:
        answer = client.get("/programmes/export.xlsx", asked)
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert [row[1] for row in book.get_sheet_by_index(0).to_python()[4:]] == found
        text = client.get("/programmes/export.csv", asked).content.decode("utf-8-sig")
        assert [line.split(",")[1] for line in text.splitlines()[1:]] == found


def test_no_more_queries_for_many_programmes_than_for_one(as_, officer, django_assert_num_queries):
    a_province()
    client = as_(officer)
    client.get("/programmes/")
    with django_assert_num_queries(9):
        client.get("/programmes/")
    for number in range(20):
        a_site(a_programme(f"Mô hình {number}"), village="Thôn 1")
    for asked in ({}, {"sort": "-sites"}):
        with django_assert_num_queries(10 if asked else 9):
            assert client.get("/programmes/", asked).status_code == 200


# --- the form ---


def said(**fields):
    return {
        "name": "Camera giám sát an ninh",
        "sector": "Phòng, chống tội phạm",
        "unit": "68",
        "state": "running",
        "established": "2021",
        "aliases": "Camera an ninh\n\nMắt thần",
    } | fields


def test_an_officer_adds_a_programme_with_its_other_names(as_, officer):
    answer = as_(officer).post("/programmes/new/", said())
    programme = Programme.objects.get()
    assert answer.url == programme.get_absolute_url()
    assert (programme.code, programme.established_precision) == ("P01", "year")
    assert {alias.name for alias in programme.aliases.all()} == {"Camera an ninh", "Mắt thần"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "TIẾNG KẺNG AN NINH"}, "name"),
        ({"sector": " "}, "sector"),
        ({"unit": "xyz"}, "unit"),
        ({"unit": "01"}, "unit"),
        ({"established": "2999"}, "established"),
        ({"aliases": "Tiếng kẻng an ninh"}, "aliases"),
        ({"aim": "liên hệ 0912 345 678"}, "aim"),
        ({"code": "a b"}, "code"),
    ],
)
def test_each_refusal_of_a_programme_stands_beside_its_field(as_, officer, fields, field):
    a_programme(unit=todays_unit("68"))
    page = as_(officer).post("/programmes/new/", said(**fields))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Programme.objects.count() == 1


def test_a_former_name_stays_as_another_name(as_, officer):
    programme = a_programme(unit=todays_unit("68"), code="P10")
    client = as_(officer)
    assert client.get("/programmes/P10/change/").status_code == 200
    answer = client.post("/programmes/P10/change/", said(aliases="", reason="gọi cho đúng"))
    assert answer.url == programme.get_absolute_url()
    programme.refresh_from_db()
    assert programme.name == "Camera giám sát an ninh"
    assert [alias.name for alias in programme.aliases.all()] == ["Tiếng kẻng an ninh"]


def test_the_catalogue_is_changed_by_the_province_and_read_by_its_communes(as_):
    programme = a_programme(code="P10")
    client = as_(an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER))
    assert client.get(programme.get_absolute_url()).status_code == 200
    assert client.get("/programmes/P10/change/").status_code == 403
    assert client.post("/programmes/P10/change/", said()).status_code == 403
    assert client.get("/programmes/new/").status_code == 403
    stranger = as_(an_officer(todays_unit("01")))
    assert stranger.get(programme.get_absolute_url()).status_code == 404
    assert stranger.post("/programmes/P10/change/", said()).status_code == 404


def test_an_empty_catalogue_says_what_belongs_there(as_, officer):
    text = as_(officer).get("/programmes/").content.decode()
    assert "Danh mục chưa có mô hình nào" in text
    assert "/programmes/new/" in text

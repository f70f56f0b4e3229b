"""The map's addresses: page, table, files and data, for an officer, a neighbour and nobody."""

import io
import json
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.test import Client

from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

pytestmark = pytest.mark.django_db
DATA = ["/map/figures.json", "/map/shapes.json", "/map/points.json"]
FILES = ["/map/table.csv", "/map/table.xlsx"]
PAGES = ["/map/", "/map/table/"]
WITHIN_LAM_DONG = "?unit=67&on=2025-06-30"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def officer() -> Client:
    person = an_officer(todays_unit("68"))
    a_programme()
    a_site(unit=old_unit("24643"), lat=12.7, lon=107.7, team_count=2)
    a_site(unit=old_unit("24643"), village="Thôn 2")
    return signed_in(person)


@pytest.mark.parametrize("address", PAGES + DATA + FILES)
def test_every_address_of_the_map_asks_one_to_sign_in(address):
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_whoever_has_no_post_is_told_whom_to_ask(address):
    person = Person.objects.create_user(username="chua-giao", full_name="Chưa giao")
    page = signed_in(person).get(address)

    assert page.status_code == 200
    assert "Bạn chưa được giao địa bàn nào" in page.content.decode()


@pytest.mark.parametrize("address", DATA + FILES)
def test_whoever_has_no_post_gets_no_data(address):
    person = Person.objects.create_user(username="chua-giao", full_name="Chưa giao")

    assert signed_in(person).get(address).status_code == 403


def test_the_drawn_map_names_each_unit_with_its_figure_and_links_to_it(officer):
    page = officer.get(f"/map/{WITHIN_LAM_DONG}").content.decode()

    assert len(re.findall(r'<path class="map-unit ', page)) == 71
    assert 'aria-label="Xã Đắk Wil: 2"' in page
    assert "ranh giới minh họa" in page
    assert "style=" not in page


def test_map_table_and_files_carry_the_same_figures(officer):
    table = officer.get(f"/map/table/{WITHIN_LAM_DONG}").content.decode()
    csv = officer.get(f"/map/table.csv{WITHIN_LAM_DONG}").content.decode("utf-8-sig")
    workbook = officer.get(f"/map/table.xlsx{WITHIN_LAM_DONG}").content
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    data = json.loads(officer.get(f"/map/figures.json{WITHIN_LAM_DONG}").content)

    assert re.search(r"Xã Đắk Wil</a></td>\s*<td class=\"num\"[^>]*><a [^>]*>2</a></td>", table)
    assert "24643,Xã Đắk Wil,2,2,0," in csv.splitlines()
    assert ["24643", "Xã Đắk Wil", 2, 2, 0] in [
        [cell.value for cell in row][:5] for row in sheet.iter_rows()
    ]
    assert [row[2] for row in data["units"] if row[1] == "Xã Đắk Wil"] == ["2"]


def test_sites_without_coordinates_are_counted_and_not_dotted(officer):
    data = json.loads(officer.get(f"/map/points.json{WITHIN_LAM_DONG}").content)

    assert [dot[:3] for dot in data["dots"]] == [[107.7, 12.7, 1]]
    assert data["undotted"] == 1


def test_data_is_sent_again_only_after_a_change(officer):
    first = officer.get(f"/map/figures.json{WITHIN_LAM_DONG}")
    known = {"If-None-Match": first["ETag"]}
    again = officer.get(f"/map/figures.json{WITHIN_LAM_DONG}", headers=known)
    a_site(unit=old_unit("24643"), village="Thôn 3")
    changed = officer.get(f"/map/figures.json{WITHIN_LAM_DONG}", headers=known)

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)


def test_one_readers_mark_is_no_key_to_anothers_data(officer):
    mark = officer.get("/map/figures.json")["ETag"]
    neighbour = signed_in(an_officer(todays_unit("24615"), Role.COMMUNE_OFFICER))

    answer = neighbour.get("/map/figures.json", headers={"If-None-Match": mark})

    assert answer.status_code == 200
    assert all(
        row[2] in {"0", "ngoài phạm vi của bạn"} for row in json.loads(answer.content)["units"]
    )


@pytest.mark.parametrize(
    "query",
    ["measure=loi", "unit=99", "on=2025-02-30", "programme=khong-co", "sector=x", "state=?"],
)
def test_a_filter_that_means_nothing_is_said_and_the_rest_is_shown(officer, query):
    page = officer.get(f"/map/?{query}")

    assert page.status_code == 200
    assert '<path class="map-unit ' in page.content.decode()


@pytest.mark.parametrize("address", DATA)
def test_map_data_of_a_province_is_small(officer, address):
    assert len(officer.get(address).content) < 60_000


@pytest.mark.parametrize("address", PAGES + DATA)
def test_more_sites_ask_no_more_of_the_database(officer, address, django_assert_max_num_queries):
    for number in range(3):
        a_site(unit=old_unit("24646"), village=f"Bon {number}", established_on=date(2024, 1, 1))
    officer.get(address)

    with django_assert_max_num_queries(18):  # five of them are the session's own
        officer.get(address)


def test_a_day_without_boundaries_of_its_own_is_answered_with_those_of_its_time(officer):
    page = officer.get("/map/?unit=67&on=2018-06-30")
    text = page.content.decode()

    assert page.context["filters"].on == date(2025, 6, 30)
    assert "Không có bản đồ riêng cho ngày 30/06/2018: đang vẽ ranh giới ngày 30/06/2025" in text
    assert "Không có bản đồ riêng" not in officer.get(f"/map/{WITHIN_LAM_DONG}").content.decode()


@pytest.mark.parametrize(
    "asked", ["unit=67&on=2025-06-30", "unit=68.202507", "unit=67&measure=teams"]
)
def test_a_figure_of_the_table_leads_to_the_sites_it_counts(officer, asked):
    text = officer.get(f"/map/table/?{asked}").content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/sites/\?[^"]+)"', text)]

    assert [officer.get(link).context["page_obj"].paginator.count for link in links] == [2]


def test_the_table_lists_units_without_a_figure_only_when_asked(officer):
    text = officer.get(f"/map/table/{WITHIN_LAM_DONG}").content.decode()
    assert "Hiện cả 70 đơn vị không có số liệu" in text
    assert text.count("Số điểm mô hình</th>") == 1

    page = officer.get(f"/map/table/{WITHIN_LAM_DONG}&all=1")
    assert len(page.context["rows"]) == 71
    assert "Chỉ nơi có số liệu" in page.content.decode()

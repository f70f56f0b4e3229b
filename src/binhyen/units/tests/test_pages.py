"""The list and the page of a unit, as of any day."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from binhyen.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, django_user_model):
    person = django_user_model.objects.create(username="nguoi.doc")
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_find_as_you_type_ignores_marks_and_reads_the_kind(reader):
    page = reader.get("/units/", {"q": "xa dak wil"}, headers={"HX-Request": "true"})
    assert [unit.name for unit in page.context["page_obj"]] == ["Xã Đắk Wil"]
    assert "<html" not in page.content.decode()


def test_a_name_that_only_another_day_has_is_offered_with_what_became_of_it(reader):
    page = reader.get("/units/", {"q": "dak rmang"})
    text = page.content.decode()
    assert page.context["page_obj"].paginator.count == 0
    assert [unit.name for unit in page.context["others"]] == ["Xã Đắk R'Măng"]
    assert "đến hết 30/06/2025; nay là" in " ".join(text.split())
    then = reader.get("/units/", {"q": "dak rmang", "on": "2025-06-30"})
    assert then.context["page_obj"].paginator.count == 1


def test_the_whole_nations_number_is_written_with_separators(reader):
    assert "3.355 đơn vị vào ngày" in reader.get("/units/", {"q": ""}).content.decode()


def test_the_list_of_a_day_before_the_reform_has_districts(reader):
    page = reader.get("/units/", {"on": "2022-12-31", "level": "2", "province": "67"})
    assert page.context["page_obj"].paginator.count == 8


def test_the_list_asks_few_questions_of_the_database(reader, django_assert_max_num_queries):
    reader.get("/units/")  # the first page of a session also notes its activity
    with django_assert_max_num_queries(12):
        assert reader.get("/units/").status_code == 200


@pytest.mark.parametrize("on", ["", "2022-12-31", "khong-phai-ngay"])
def test_a_list_with_nothing_in_it_says_what_to_do(reader, on):
    page = reader.get("/units/", {"q": "không có nơi này", "on": on})
    assert "Không có đơn vị nào khớp" in page.content.decode()


def test_one_code_shows_two_units_by_the_day(reader):
    today = reader.get("/units/24611/")
    assert today.context["unit"].name == "Phường Bắc Gia Nghĩa"
    assert "Phường Nghĩa Thành" in today.content.decode()
    then = reader.get("/units/24611/", {"on": "2022-12-31"})
    assert then.context["unit"].name == "Phường Nghĩa Đức"
    assert "chỉ có đến hết ngày 30/06/2025" in then.content.decode()


def test_an_ended_provinces_page_lists_its_districts_of_the_day(reader):
    page = reader.get("/units/67/", {"on": "2022-12-31"})
    assert len(page.context["children"]) == 8


@pytest.mark.parametrize("path", ["/units/99999/", "/units/660/?on=2026-01-01", "/units/67/?on=x"])
def test_what_isnt_there_on_the_day_is_not_found(reader, path):
    assert reader.get(path).status_code == 404


def test_a_stranger_signs_in_first(client):
    assert client.get("/units/").status_code == 302


def test_the_export_holds_every_row_that_the_list_shows(reader):
    answer = reader.get("/units/export.xlsx", {"on": "2022-12-31", "province": "67"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 8 + 71
    row = next(row for row in rows if row[0] == "24643")
    assert (row[1], row[3], row[5]) == ("Xã Đắk Wil", "Huyện Cư Jút", date(2025, 6, 30))


def test_every_link_of_a_unit_leads_to_that_unit(reader):
    for unit in Unit.objects.filter(code__in=["24611", "67", "660"]):
        assert reader.get(unit.get_absolute_url()).context["unit"] == unit

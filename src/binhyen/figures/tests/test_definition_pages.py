"""The pages of definitions: what is counted and when, and a province's own indicators."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binhyen.figures import actions, queries
from binhyen.figures.choices import DefinitionFault
from binhyen.figures.models import Definition
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user, signed_in

from .factories import AT, SYSTEM, a_return, todays_unit

pytestmark = pytest.mark.django_db

LIST, OWN = "/figures/indicators/", "/figures/definitions/"
SINCE = date(2026, 10, 15)


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    for door in ("definitions", "own"):
        monkeypatch.setattr(
            f"binhyen.figures.views.{door}.localdate", lambda: timezone.localdate(AT)
        )


@pytest.fixture
def author():
    return a_person(Role.ADMINISTRATOR, "68")


def define(text: str | None = None, unit: str = "68", on: date = SINCE) -> Definition:
    said = queries.own_text() if text is None else text
    return actions.define_indicators(todays_unit(unit), said, on, by=SYSTEM, at=AT)


# --- who sees and does what ---


@pytest.mark.slow
def test_officer_reader_author_and_stranger(author):
    one = define()
    people = [
        a_person(Role.COMMUNE_OFFICER, "24611"),
        a_person(Role.READER, "13366"),
        author,
        a_user(),
    ]
    pages = [LIST, f"{LIST}theft/", "/figures/periods/", OWN, one.get_absolute_url(),
             f"{one.get_absolute_url()}text.toml", f"{OWN}new/"]  # fmt: skip
    answers = [[signed_in(person).get(page).status_code for page in pages] for person in people]
    assert answers == [
        [200, 200, 200, 200, 200, 200, 403],
        [200, 200, 200, 200, 404, 404, 403],
        [200] * 7,
        [403, 403, 403, 403, 404, 404, 403],
    ]
    officer = signed_in(people[0])
    assert officer.post(f"{OWN}new/", {"text": ""}).status_code == 403
    assert officer.get(one.get_absolute_url()).context["may_define"] is False


# --- what is counted ---


def test_the_catalogue_says_what_each_indicator_is(author):
    text = signed_in(author).get(LIST).content.decode()
    for said in ("Số vụ trộm cắp tài sản", "đếm từ hồ sơ", "tính theo công thức", "giảm là tốt",
                 "che ô nhỏ", "Mẫu, chưa đối chiếu", "chặn gửi"):  # fmt: skip
        assert said in text


def test_an_indicator_says_its_formula_in_names_and_what_is_made_of_it(author):
    client = signed_in(author)
    text = client.get(f"{LIST}settled_share/").content.decode()
    assert '<a href="/figures/indicators/disputes_settled/">' in text
    assert "× 100" in text
    page = client.get(f"{LIST}disputes_received/")
    assert {each["one"].code for each in page.context["checks"]} == {
        "disputes_sum",
        "disputes_kinds",
    }
    page = client.get(f"{LIST}disputes_settled/")
    assert [each.one.code for each in page.context["used_in"]] == ["settled_share"]
    assert client.get(f"{LIST}khong_co/").status_code == 404


@pytest.mark.slow
def test_one_s_own_indicators_are_in_force_within_the_province_from_their_day(author):
    one = define()
    officer = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    text = officer.get(LIST).content.decode()
    assert "Tin báo về ma túy" in text
    assert f'href="{one.get_absolute_url()}"' in text
    assert "Tin báo về ma túy" not in officer.get(LIST, {"on": "2026-10-14"}).content.decode()
    elsewhere = signed_in(a_person(Role.READER, "13366"))
    assert "Tin báo về ma túy" not in elsewhere.get(LIST).content.decode()
    assert elsewhere.get(f"{LIST}drug_tips/").status_code == 404


def test_a_filter_that_makes_no_sense_is_said_beside_its_field(author):
    page = signed_in(author).get(LIST, {"unit": "Hà Nam", "on": "31/02/2026"})
    assert page.status_code == 422
    assert set(page.context["filters"].errors) == {"unit", "on"}


def test_english_readers_read_english(author):
    client = signed_in(author)
    client.cookies["language"] = "en"
    text = client.get(f"{LIST}settled_share/").content.decode()
    assert "Share of finished disputes settled" in text
    assert "Disputes settled" in text
    assert "Where it comes from" in text


@pytest.mark.slow
def test_the_list_asks_no_more_with_more_definitions(author):
    client = signed_in(author)
    counts = []
    for unit in (None, "68", "24611", "24640"):
        if unit:
            define(queries.own_text().replace("drug_tips", f"tips_{unit}")
                   .replace('"own"', f'"own_{unit}"'), unit)  # fmt: skip
        client.get(OWN)
        with CaptureQueriesContext(connection) as captured:
            client.get(OWN)
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1
    assert max(counts) <= 12


# --- when ---


def test_the_calendar_has_a_month_from_the_15th_to_the_14th_and_its_last_days(author):
    page = signed_in(author).get("/figures/periods/", {"kind": "month", "year": "2026"})
    november = page.context["periods"][10]
    assert (november.label, november.one.start, november.one.until) == (
        "Tháng 11/2026",
        date(2026, 10, 15),
        date(2026, 11, 14),
    )
    assert [day for _level, day in november.due] == [date(2026, 11, 18), date(2026, 11, 25)]
    assert [one.is_now for one in page.context["periods"]].index(True) == 11
    assert "cấp huyện" not in page.content.decode()
    page = signed_in(author).get("/figures/periods/", {"kind": "month", "year": "2025"})
    assert "cấp huyện" in page.content.decode()


@pytest.mark.parametrize("asked", [{}, {"kind": "x", "year": "9" * 30}, {"kind": "nine-months"}])
def test_the_calendar_of_anything_is_a_page(author, asked):
    assert signed_in(author).get("/figures/periods/", asked).status_code == 200


# --- the editor ---


def test_a_text_is_written_from_a_sample_and_its_faults_stand_beside_their_lines(author):
    client = signed_in(author)
    page = client.get(f"{OWN}new/")
    text = page.context["form"]["text"].value()
    assert text == queries.own_text()
    broken = text.replace("drug_tips / tips_received * 100", "drug_tips / tips")
    posted = {"unit": todays_unit("68").pk, "effective_on": "2026-10-15", "text": broken}
    page = client.post(f"{OWN}new/", posted)
    assert page.status_code == 422
    fault = page.context["faults"][0]
    assert fault.quote == 'formula = "drug_tips / tips"'
    assert fault.fault.sentence == "Không có chỉ tiêu “tips”."
    answer = page.content.decode()
    assert f"Dòng {fault.fault.line}" in answer
    assert f"<b>× {fault.fault.line}</b>" in answer
    assert "drug_tips / tips" in answer
    assert not Definition.objects.exists()


@pytest.mark.slow
def test_a_sound_text_is_checked_without_being_kept_then_kept_as_a_version(author):
    client = signed_in(author)
    posted = {
        "unit": todays_unit("68").pk,
        "effective_on": "2026-10-15",
        "text": queries.own_text(),
    }
    page = client.post(f"{OWN}new/", posted | {"check": "on"})
    assert "Không có lỗi" in page.content.decode()
    assert not Definition.objects.exists()
    page = client.post(f"{OWN}new/", posted, follow=True)
    assert "Đã lưu chỉ tiêu riêng, phiên bản 1." in page.content.decode()
    first = Definition.objects.get()
    page = client.get(f"{OWN}new/", {"from": first.pk})
    assert page.context["form"]["text"].value() == first.text
    client.post(f"{OWN}new/", posted | {"text": "", "effective_on": "2027-01-15"})
    second = Definition.objects.get(version=2)
    page = client.get(f"{first.get_absolute_url()}compare/{second.pk}/")
    assert {line.kind for line in page.context["lines"]} == {"out"}
    states = [client.get(one.get_absolute_url()).context["state"] for one in (first, second)]
    assert states == ["in_force", "coming"]


def test_a_version_s_own_line_is_in_the_form_of_a_month_from_its_day():
    define()
    november = a_return(drug_tips=4)
    october = a_return(code="month-2026-10")
    assert queries.form(november).lines["drug_tips"].amount.amount == 4
    assert "drug_tips" not in queries.form(october).lines


def test_a_province_may_not_break_what_its_communes_built_on(author):
    define()
    commune = """
        [[indicator]]
        code = "drug_tips_double"
        name = "Gấp đôi"
        name_en = "Double"
        unit = "tin"
        unit_en = "tips"
        kind = "computed"
        group = "own"
        formula = "drug_tips * 2"
    """
    define(commune, "24611")
    with pytest.raises(queries.DefinitionFaulty) as faulty:
        define("")
    assert {fault.code for fault in faulty.value.faults} == {DefinitionFault.BREAKS_BELOW}
    assert "Phường Bắc Gia Nghĩa" in faulty.value.faults[0].sentence
    assert Definition.objects.count() == 2
    posted = {"unit": todays_unit("68").pk, "effective_on": "2026-10-15", "text": ""}
    page = signed_in(author).post(f"{OWN}new/", posted)
    assert page.status_code == 422
    assert "Làm hỏng chỉ tiêu riêng của Phường Bắc Gia Nghĩa" in page.content.decode()


def test_a_commune_may_not_build_on_what_its_province_has_not_yet_put_in_force():
    define(on=date(2027, 1, 15))
    commune = """
        [[indicator]]
        code = "drug_tips_double"
        name = "Gấp đôi"
        name_en = "Double"
        unit = "tin"
        unit_en = "tips"
        kind = "computed"
        group = "own"
        formula = "drug_tips * 2"
    """
    with pytest.raises(queries.DefinitionFaulty) as faulty:
        define(commune, "24611")
    assert {fault.code for fault in faulty.value.faults} == {
        DefinitionFault.NO_GROUP,
        DefinitionFault.UNKNOWN_INDICATOR,
    }
    assert define(commune, "24611", date(2027, 1, 15)).version == 1


def test_the_text_of_the_package_can_be_taken_as_a_model(author):
    answer = signed_in(author).get(f"{OWN}shipped.toml")
    assert "chi-tieu-dung-chung.toml" in answer["Content-Disposition"]
    assert 'code = "theft"' in answer.content.decode()

"""Procedures in the browser: read by everyone they concern, written by the province."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from binhyen.life import actions
from binhyen.life.models import Procedure
from binhyen.life.queries import shipped_texts
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.tests.factories import SYSTEM, todays_unit

from .factories import COMMUNE, MONDAY, PROVINCE, a_case

pytestmark = pytest.mark.django_db
TEXT = shipped_texts()[-1]


@pytest.fixture
def officer() -> Person:
    return a_person(Role.COMMUNE_OFFICER, COMMUNE)


@pytest.fixture
def superior() -> Person:
    return a_person(Role.PROVINCE_OFFICER, PROVINCE)


@pytest.fixture
def stranger() -> Person:
    return a_person(Role.PROVINCE_OFFICER, "37")


def a_version(text: str = TEXT, *, days: int = 0) -> Procedure:
    return actions.save_procedure(
        unit=todays_unit(PROVINCE),
        text=text,
        effective_on=localdate() + timedelta(days=days),
        by=SYSTEM,
        at=MONDAY,
    )


def shown(person: Person, address: str, status: int = 200) -> str:
    response = signed_in(person).get(address)
    assert response.status_code == status
    return response.content.decode()


def typed(text: str) -> dict[str, str]:
    on = localdate().isoformat()
    return {"unit": str(todays_unit(PROVINCE).pk), "effective_on": on, "text": text}


def test_a_provinces_procedure_is_read_there_and_below_and_nowhere_else(
    officer, superior, stranger
):
    address = a_version().get_absolute_url()
    assert "mẫu, chưa đối chiếu" in shown(superior, "/procedures/")
    assert "<svg" in shown(officer, address)
    assert shown(stranger, address, 404)


def test_every_kind_of_case_is_drawn_and_told_in_a_table(officer):
    text = shown(officer, a_version().get_absolute_url())
    assert text.count("<svg") == text.count('<figure class="diagram"') == 7
    assert "Phê duyệt kế hoạch khảo sát" in text
    assert "Tài sản kê khai và bàn giao hết" in text


def test_the_text_is_downloaded_as_it_was_written(officer):
    response = signed_in(officer).get(f"{a_version().get_absolute_url()}text.toml")
    assert response.content.decode() == TEXT
    assert "attachment" in response["Content-Disposition"]


def test_only_who_changes_procedures_gets_the_editor(officer, superior):
    assert shown(officer, "/procedures/new/", 403)
    assert "survey_plan" in shown(superior, f"/procedures/new/?from={a_version().pk}")


def test_faults_stand_with_their_lines_and_nothing_typed_is_lost(superior):
    bad = TEXT.replace('to = "survey_plan_approval"', 'to = "khong-co"', 1)
    response = signed_in(superior).post("/procedures/new/", typed(bad))
    text = response.content.decode()
    line = next(n for n, said in enumerate(bad.splitlines(), 1) if "khong-co" in said)
    assert response.status_code == 422
    assert f"Dòng {line}" in text
    assert f"<b>× {line}</b>" in text
    assert "khong-co" in text
    assert Procedure.objects.filter(is_shipped=False).count() == 0


def test_a_text_is_checked_and_drawn_without_being_kept(superior):
    response = signed_in(superior).post("/procedures/new/", typed(TEXT) | {"check": "on"})
    assert response.status_code == 200
    assert "Không có lỗi" in response.content.decode()
    assert "<svg" in response.content.decode()
    assert not Procedure.objects.filter(is_shipped=False).exists()


def test_a_sound_text_becomes_the_next_version_and_running_cases_keep_theirs(superior):
    case = a_case()
    saved = signed_in(superior).post("/procedures/new/", typed(TEXT))
    mine = Procedure.objects.get(is_shipped=False)
    assert (saved.status_code, saved["Location"]) == (302, mine.get_absolute_url())
    case.refresh_from_db()
    assert case.procedure != mine


def test_a_day_that_is_none_is_refused_beside_its_field(superior):
    response = signed_in(superior).post(
        "/procedures/new/", typed(TEXT) | {"effective_on": "31/02/2026"}
    )
    assert response.status_code == 422
    assert 'id="id_effective_on_error"' in response.content.decode()


def test_nobody_writes_another_provinces_procedure(stranger):
    response = signed_in(stranger).post("/procedures/new/", typed(TEXT))
    assert response.status_code == 422
    assert not Procedure.objects.filter(is_shipped=False).exists()


def test_two_versions_are_compared_line_by_line(officer):
    old = a_version()
    new = a_version(TEXT.replace("days = 5", "days = 6", 1))
    text = shown(officer, f"{new.get_absolute_url()}compare/{old.pk}/")
    assert 'class="diff__out"' in text
    assert 'class="diff__in"' in text
    assert "days = 6" in text


def test_versions_of_different_procedures_have_nothing_to_compare(officer):
    one = a_version()
    other = a_version(TEXT.replace('code = "mau-cap-tinh"', 'code = "khac"', 1))
    assert shown(officer, f"{one.get_absolute_url()}compare/{other.pk}/", 404)


def test_a_version_is_withdrawn_by_who_may_and_says_so(officer, superior):
    procedure = a_version()
    address = f"{procedure.get_absolute_url()}withdraw/"
    on = {"on": localdate().isoformat(), "reason": "Có hướng dẫn mới"}
    assert signed_in(officer).post(address, on).status_code == 403
    assert signed_in(superior).post(address, {"on": ""}).status_code == 422
    assert signed_in(superior).post(address, on).status_code == 302
    assert "đã thôi áp dụng" in shown(officer, procedure.get_absolute_url())


def test_what_counts_from_a_later_day_is_coming(officer):
    assert "sắp áp dụng" in shown(officer, a_version(days=30).get_absolute_url())

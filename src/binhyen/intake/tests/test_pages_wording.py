"""What the pages of an import say reads as one would say it."""

import pytest

from binhyen.intake import wording
from binhyen.intake.models import Batch
from binhyen.intake.rules.reading import Reason
from binhyen.intake.views.kinds import general
from binhyen.intake.views.shown import sentence
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import a_programme, a_site, an_officer, todays_unit

from .files import a_line
from .test_pages import CATALOGUE, page_of, put_in, sign_in, text_of, upload

pytestmark = pytest.mark.django_db
KINDS = sorted(code for code in wording.SENTENCES if wording.severity(code) != "info")


@pytest.fixture
def desk(client):
    return sign_in(client, an_officer(todays_unit("68"), Role.PROVINCE_OFFICER))


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_of_reason_is_named_without_gaps(code):
    assert "…" not in general(code)
    assert "%" not in general(code)


def test_a_name_in_quotation_marks_is_quoted_singly_within():
    reason = Reason("unknown_programme", "programme", {"text": "Mô hình “Mắt thần”"})
    assert "“Mô hình ‘Mắt thần’”" in sentence(reason)


def test_what_changes_stands_in_the_order_of_the_form(desk):
    a_site(a_programme(), village="Thôn 1", team_count=9, member_count=1, decision_number="9/QĐ")
    batch = put_in(desk, a_line("Thôn 1"))
    told = [str(one.label) for one in page_of(desk, batch).context["rows"][0].differences]
    order = [str(label) for label in wording.MEANINGS.values()]
    assert len(told) > 3
    assert told == sorted(told, key=order.index)


def test_one_doubt_has_one_button_for_yes(desk):
    a_programme()
    two = a_line("Thôn 2", commune="Xã Đắk Wilk", teams="khoảng 3")
    batch = put_in(desk, a_line("Thôn 1", commune="Xã Đắk Wilk"), two)
    one, other = page_of(desk, batch).context["rows"]
    assert one.offers
    assert (one.can_confirm, other.can_confirm) == (False, True)


def test_the_list_counts_what_is_in_doubt(desk):
    a_programme()
    put_in(desk, a_line("Thôn 1", teams="khoảng 3"))
    assert '<td data-label="Nghi ngờ" class="num">1</td>' in text_of(desk.get("/import/"))


def test_taking_back_counts_sites_and_programmes(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2"))
    desk.post(f"{batch.get_absolute_url()}commit/")
    shown = text_of(desk.post(f"{batch.get_absolute_url()}undo/", follow=True))
    assert "Đã hoàn tác: 2 điểm trở lại như trước khi nhập." in shown
    assert "khi nhập. Lúc hoàn tác: <time" in shown
    upload(desk, CATALOGUE.encode(), name="dm.csv", subject="catalogue")
    batch = Batch.objects.latest("pk")
    desk.post(f"{batch.get_absolute_url()}commit/")
    shown = text_of(desk.post(f"{batch.get_absolute_url()}undo/", follow=True))
    assert "Đã hoàn tác: 2 mô hình trở lại như trước khi nhập." in shown

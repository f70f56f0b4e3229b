"""The pages by which an administrator looks after users, and everyone after their own account."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils.timezone import localdate, now

from binhyen.kernel.models import Entry
from binhyen.people.choices import Refusal, Role
from binhyen.people.models import Person, Post, SavedView

from .factories import PASSWORD, a_person, a_post, a_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return a_person(Role.ADMINISTRATOR, "68", full_name="Trần Quản Trị")


@pytest.fixture
def desk(administrator):
    return signed_in(administrator)


@pytest.fixture
def officer():
    return a_person(Role.COMMUNE_OFFICER, "24611", full_name="Nguyễn Thị Lan", username="lan")


def listed(page) -> list[str]:
    return [row["person"].full_name for row in page.context["rows"]]


# --- the list ---


def test_the_list_shows_who_holds_a_post_in_reach_and_nobody_else(desk, officer):
    a_person(Role.READER, "37", full_name="Người nơi khác")
    assert listed(desk.get("/people/")) == ["Nguyễn Thị Lan", "Trần Quản Trị"]


def test_the_search_ignores_marks_and_reads_user_names(desk, officer):
    assert listed(desk.get("/people/", {"q": "nguyen lan"})) == ["Nguyễn Thị Lan"]
    assert listed(desk.get("/people/", {"q": "không ai"})) == []


def test_the_filters_are_role_and_state(desk, officer):
    left = a_person(Role.READER, "24611", full_name="Lê Đã Nghỉ", is_active=False)

    assert listed(desk.get("/people/", {"role": "commune_officer"})) == ["Nguyễn Thị Lan"]
    assert listed(desk.get("/people/", {"state": "left"})) == [left.full_name]
    assert len(listed(desk.get("/people/", {"state": "all"}))) == 3


def test_an_empty_list_says_what_belongs_there(desk):
    page = desk.get("/people/", {"q": "xyz"})
    assert "Không có người dùng nào khớp" in page.content.decode()


@pytest.mark.parametrize("many", [1, 40])
def test_the_list_asks_as_few_questions_for_forty_as_for_one(
    desk, many, django_assert_max_num_queries
):
    for _ in range(many):
        a_post(a_person(Role.READER, "24611"), Role.SITE_LEADER, "24664")
    desk.get("/people/me/")  # notes the session, every five minutes
    with django_assert_max_num_queries(12):
        assert desk.get("/people/").status_code == 200


@pytest.mark.parametrize("many", [1, 8])
def test_a_users_page_asks_as_few_questions_for_eight_posts_as_for_one(
    desk, officer, many, django_assert_max_num_queries
):
    for number in range(many):
        a_post(officer, Role.READER, "24664", held_from=localdate() - timedelta(days=number))
    desk.get("/people/me/")  # notes the session, every five minutes
    with django_assert_max_num_queries(12):
        assert desk.get(f"/people/{officer.pk}/").status_code == 200


# --- adding ---

NEW = {
    "username": "binh",
    "full_name": "Lê Văn Bình",
    "email": "binh@example.vn",
    "phone": "",
    "role": "commune_officer",
    "unit": "bac gia nghia",
    "held_from": "2026-01-01",
}


def the_link(page) -> str:
    found = re.search(r'value="(http://[^"]+/people/password/[^"]+)"', page.content.decode())
    assert found
    return found[1].partition("//testserver")[2]


def test_a_new_user_gets_a_first_post_and_a_link_that_is_shown_once(desk):
    page = desk.post("/people/new/", NEW)

    person = Person.objects.get(username="binh")
    assert [str(post) for post in person.posts.all()] == ["Cán bộ cấp xã, Phường Bắc Gia Nghĩa"]
    assert page.headers["Cache-Control"].count("no-store") == 1
    link = the_link(page)
    assert link not in desk.get(f"/people/{person.pk}/").content.decode()


def test_the_link_sets_a_password_once(desk):
    link, window = the_link(desk.post("/people/new/", NEW)), Client()
    chosen = {"password": PASSWORD, "again": PASSWORD}

    assert window.get(link).status_code == 200
    assert window.post(link, chosen)["Location"] == "/account/login/"
    assert window.get(link).status_code == 410
    signing_in = {"login": "binh", "password": PASSWORD}
    assert window.post("/account/login/", signing_in)["Location"] == "/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "ngan", "again": "ngan"}, "cần ít nhất 10 ký tự"),
        ({"password": "password123", "again": "password123"}, "quá thông dụng"),
        ({"password": "lê văn bình", "again": "lê văn bình"}, "giống Họ và tên quá"),
        ({"password": PASSWORD, "again": "khac-di-mot-chut"}, "Hai lần nhập chưa giống nhau"),
    ],
)
def test_a_weak_password_is_refused_beside_its_field_in_vietnamese(desk, typed, sentence):
    link = the_link(desk.post("/people/new/", NEW))
    page = Client().post(link, typed)

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_link_is_worth_nothing_after_a_day(desk, settings):
    link = the_link(desk.post("/people/new/", NEW))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link).status_code == 410


def test_a_link_is_worth_nothing_for_someone_who_has_left(desk):
    link = the_link(desk.post("/people/new/", NEW))
    Person.objects.filter(username="binh").update(is_active=False)
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": "0912345678"}, "username"),
        ({"username": "lan"}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"email": "không phải"}, "email"),
    ],
)
def test_what_cant_be_added_is_said_beside_its_field_and_nothing_is_lost(
    desk, officer, typed, field
):
    page = desk.post("/people/new/", NEW | typed)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert NEW["unit"] in page.content.decode()
    assert not Person.objects.filter(full_name="Lê Văn Bình").exists()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"unit": "ha nam"}, "unit", "Không có đơn vị nào"),
        ({"unit": "dak"}, "unit", "Có nhiều đơn vị"),
        ({"unit": "99999"}, "unit", "Không có đơn vị nào"),
        ({"role": "emperor"}, "role", ""),
        ({"held_from": "30/02/2026"}, "held_from", ""),
        ({"held_until": "2025-01-01"}, "held_until", str(Refusal.DAYS_OUT_OF_ORDER.label)),
    ],
)
def test_a_first_post_that_cant_be_given_adds_nobody(desk, typed, field, sentence):
    page = desk.post("/people/new/", NEW | typed)

    assert page.status_code == 422
    assert list(page.context["post_form"].errors) == [field]
    assert sentence in page.content.decode()
    assert not Person.objects.filter(username="binh").exists()


def test_a_refused_first_post_takes_the_user_back_too(desk):
    """What the form can't know, the action refuses; both stand or fall together."""
    of_commune = a_person(Role.ADMINISTRATOR, "24611")
    a_post(of_commune, Role.SITE_LEADER, "24664")
    page = signed_in(of_commune).post("/people/new/", NEW | {"unit": "24664"})

    assert page.status_code == 422
    assert not Person.objects.filter(username="binh").exists()


@pytest.mark.parametrize("typed", ["24611", "Phường Bắc Gia Nghĩa", "bac gia nghia (24611)"])
def test_a_unit_is_typed_by_code_name_or_suggestion(desk, typed):
    desk.post("/people/new/", NEW | {"unit": typed})
    assert Post.objects.get(person__username="binh").unit.code == "24611"


def test_units_are_suggested_within_reach_and_none_before_a_letter_is_typed(desk):
    def options(words):
        return desk.get("/people/units/", {"unit": words}).context["options"]

    assert options("bac gia nghia") == ["Phường Bắc Gia Nghĩa, Tỉnh Lâm Đồng (24611)"]
    assert options("tien son") == []
    assert options(" ") == []


# --- one user ---


def test_a_user_is_changed_and_the_page_says_so(desk, officer):
    page = desk.post(
        f"/people/{officer.pk}/change/",
        {"full_name": "Nguyễn Thị Lan Anh", "email": "", "phone": "0261123456"},
        follow=True,
    )
    assert "Đã lưu." in page.content.decode()
    assert Person.objects.get(pk=officer.pk).full_name == "Nguyễn Thị Lan Anh"


def test_a_change_with_a_fault_keeps_what_was_typed(desk, officer):
    page = desk.post(f"/people/{officer.pk}/change/", {"full_name": "", "email": "x", "phone": "9"})

    assert page.status_code == 422
    assert "Sửa thông tin: Nguyễn Thị Lan" in page.content.decode()
    assert 'value="x"' in page.content.decode()


def test_a_post_is_given_and_ended(desk, officer):
    given = {"role": "site_leader", "unit": "24664", "held_from": "2026-01-01"}
    desk.post(f"/people/{officer.pk}/posts/", given)
    post = officer.posts.get(role="site_leader")

    day = localdate().isoformat()
    desk.post(f"/people/{officer.pk}/posts/{post.pk}/end/", {"until": day})
    post.refresh_from_db()
    assert post.held_until == localdate()


def test_a_post_cant_end_before_it_began(desk, officer):
    post = officer.posts.get()
    page = desk.post(f"/people/{officer.pk}/posts/{post.pk}/end/", {"until": "2001-01-01"})
    assert page.status_code == 409
    assert str(Refusal.DAYS_OUT_OF_ORDER.label) in page.content.decode()


def test_a_post_is_ended_only_on_its_holders_page(desk, officer, administrator):
    post = administrator.posts.get()
    page = desk.post(f"/people/{officer.pk}/posts/{post.pk}/end/", {"until": "2030-01-01"})
    assert page.status_code == 404


def test_the_last_administrator_is_refused_with_the_reason(desk, administrator):
    post = administrator.posts.get()
    page = desk.post(
        f"/people/{administrator.pk}/posts/{post.pk}/end/", {"until": localdate().isoformat()}
    )
    assert page.status_code == 409
    assert str(Refusal.LAST_ADMINISTRATOR.label) in page.content.decode()


def test_an_account_is_shut_and_opened_again(desk, officer):
    desk.post(f"/people/{officer.pk}/deactivate/", {"reason": "Nghỉ thai sản"})
    assert not Person.objects.get(pk=officer.pk).is_active
    assert "Nghỉ thai sản" in desk.get(f"/people/{officer.pk}/").content.decode()

    desk.post(f"/people/{officer.pk}/reactivate/")
    assert Person.objects.get(pk=officer.pk).is_active


def test_a_locked_user_is_shown_with_the_time_and_unlocked(desk, officer):
    for agent in ("Firefox", "Chromium"):  # the two add up
        AccessAttempt.objects.create(
            username="lan",
            ip_address="10.0.0.9",
            user_agent=agent,
            failures_since_start=3,
            attempt_time=now(),
        )
    assert "Đang bị khóa đăng nhập" in desk.get(f"/people/{officer.pk}/").content.decode()

    page = desk.post(f"/people/{officer.pk}/unlock/", follow=True)
    assert "Đang bị khóa đăng nhập" not in page.content.decode()


def test_a_reset_shows_a_new_link_once(desk, officer):
    link = the_link(desk.post(f"/people/{officer.pk}/reset-link/"))
    assert Client().get(link).status_code == 200
    assert not Person.objects.get(pk=officer.pk).has_usable_password()


def test_the_page_tells_the_history_of_the_user_and_the_posts(desk, officer):
    desk.post(
        f"/people/{officer.pk}/posts/", {"role": "reader", "unit": "68", "held_from": "2026-01-01"}
    )
    desk.post(f"/people/{officer.pk}/deactivate/")
    verbs = [entry.verb for entry in desk.get(f"/people/{officer.pk}/").context["history"]]
    assert verbs == ["deactivate", "give"]


def test_of_someone_who_holds_more_the_page_only_shows(officer):
    a_post(officer, Role.READER, "68")
    page = signed_in(a_person(Role.ADMINISTRATOR, "24611")).get(f"/people/{officer.pk}/")

    assert "Chỉ xem" in page.content.decode()
    assert "/deactivate/" not in page.content.decode()


def test_an_auditor_sees_users_and_no_button(officer):
    page = signed_in(a_person(Role.AUDITOR, "68")).get(f"/people/{officer.pk}/").content.decode()
    assert "Nguyễn Thị Lan" in page
    assert "/deactivate/" not in page
    assert "/reset-link/" not in page


# --- one's own account ---


def test_everyone_sees_and_changes_their_own_contact(officer):
    desk = signed_in(officer)
    typed = {"full_name": "Nguyễn Thị Lan", "email": "lan@example.vn", "phone": ""}

    assert desk.post("/people/me/", typed)["Location"] == "/people/me/"
    assert "lan@example.vn" in desk.get("/people/me/").content.decode()
    assert desk.post("/people/me/", typed | {"email": "x"}).status_code == 422


def test_without_a_post_the_page_says_whom_to_tell():
    page = signed_in(a_user()).get("/people/me/")
    assert "Bạn chưa được giao vai trò nào" in page.content.decode()


def test_the_copy_of_ones_own_data_is_whole_and_holds_nobody_elses(officer, administrator):
    a_post(officer, Role.READER, "24664")
    SavedView.objects.create(person=officer, page="sites", name="Của tôi", query="q=camera")
    SavedView.objects.create(person=administrator, page="sites", name="Của sếp", query="")
    desk = signed_in(officer)
    desk.get("/people/me/")
    signed_in(administrator).post(f"/people/{officer.pk}/unlock/")

    answer = desk.get("/people/me/data/")
    data = answer.json()
    assert "attachment" in answer["Content-Disposition"]
    assert data["ho_va_ten"] == "Nguyễn Thị Lan"
    assert [post["dia_ban"] for post in data["vai_tro"]] == ["Phường Bắc Gia Nghĩa", "Xã Đức Lập"]
    assert [view["name"] for view in data["bo_loc_da_luu"]] == ["Của tôi"]
    assert len(data["phien_dang_nhap"]) == 1
    assert [line["viec"] for line in data["nhat_ky_ve_tai_khoan"]] == ["sign-in", "unlock"]
    assert {line["nguoi"] for line in data["nhat_ky_viec_da_lam"]} == {"lan"}


def test_the_sessions_are_listed_and_ended_elsewhere(officer):
    here, elsewhere = signed_in(officer), signed_in(officer)
    elsewhere.get("/people/me/")

    assert "phiên này" in here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")
    assert elsewhere.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200
    assert Entry.objects.filter(verb="sign-in").count() == 2

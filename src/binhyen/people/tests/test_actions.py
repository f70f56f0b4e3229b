"""What may be done to users and posts, by whom; each deed is one entry of the log."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.timezone import localdate

from binhyen.kernel.models import Entry
from binhyen.people import actions
from binhyen.people.choices import Refusal, Role
from binhyen.people.models import Person

from .factories import AT, a_person, a_post, a_user, old_unit, signed_in, todays_unit

pytestmark = pytest.mark.django_db

TODAY = localdate(AT)


@pytest.fixture
def administrator():
    return a_person(Role.ADMINISTRATOR, "68")


@pytest.fixture
def officer():
    return a_person(Role.COMMUNE_OFFICER, "24611")


def refused(deed, *args, **kwargs) -> Refusal:
    with pytest.raises(actions.Refused) as refusal:
        deed(*args, **kwargs)
    return refusal.value.reason


def last_entry() -> tuple[str, str, str]:
    entry = Entry.objects.latest("number")
    return entry.verb, entry.kind, entry.by


# --- adding ---


def add(by, **fields):
    facts = {"username": "lan", "full_name": "Nguyễn Thị Lan"} | fields
    return actions.add_person(by=by, at=AT, **facts)


def test_a_new_user_has_no_password_and_stands_in_the_log(administrator):
    person = add(administrator)

    assert not person.has_usable_password()
    assert last_entry() == ("add", "people.person", administrator.username)


def test_an_officer_adds_nobody(officer):
    with pytest.raises(PermissionDenied):
        add(officer)
    assert not Person.objects.filter(username="lan").exists()


def test_a_name_is_given_once_and_only_in_small_letters(administrator):
    add(administrator)

    assert refused(add, administrator) == Refusal.NAME_TAKEN
    assert refused(add, administrator, username="LAN") == Refusal.NAME_UNFIT
    with pytest.raises(IntegrityError):
        Person.objects.create(username="LAN")


# --- posts ---


def give(person, role, unit, by, **days):
    place = todays_unit(unit) if isinstance(unit, str) else unit
    return actions.give_post(
        person, role=role, unit=place, by=by, at=AT, **{"held_from": TODAY} | days
    )


def test_an_administrator_gives_a_role_within_reach(administrator):
    person = add(administrator)
    post = give(person, Role.COMMUNE_OFFICER, "24611", administrator)

    assert list(person.posts.all()) == [post]
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.after["role"], entry.unit_path) == (
        "give",
        "commune_officer",
        post.unit.path,
    )


def test_nobody_gives_a_role_beyond_their_reach(administrator):
    assert refused(give, add(administrator), Role.READER, "13366", administrator) == (
        Refusal.BEYOND_REACH
    )


def test_the_administrator_of_a_commune_gives_nothing_over_the_province(administrator):
    of_commune = a_person(Role.ADMINISTRATOR, "24611")
    person = add(of_commune, username="binh")

    assert refused(give, person, Role.READER, "68", of_commune) == Refusal.BEYOND_REACH
    assert give(person, Role.ADMINISTRATOR, "24611", of_commune)


def test_an_officer_gives_no_role(officer):
    with pytest.raises(PermissionDenied):
        give(a_user(), Role.READER, "24611", officer)


def test_a_role_is_given_over_a_unit_that_exists(administrator):
    assert refused(give, add(administrator), Role.READER, old_unit("24643"), administrator) == (
        Refusal.UNIT_ENDED
    )


def test_the_last_day_does_not_come_before_the_first(administrator):
    before = TODAY - timedelta(days=1)
    person = add(administrator)

    assert refused(give, person, Role.READER, "68", administrator, held_until=before) == (
        Refusal.DAYS_OUT_OF_ORDER
    )


def test_the_same_role_is_not_held_twice_at_a_time(administrator):
    person = add(administrator)
    post = give(person, Role.READER, "68", administrator)
    assert refused(give, person, Role.READER, "68", administrator) == Refusal.HELD_ALREADY

    actions.end_post(post, until=TODAY, by=administrator, at=AT)
    assert give(person, Role.READER, "68", administrator, held_from=TODAY + timedelta(days=1))


def test_a_user_one_does_not_see_is_given_nothing():
    of_commune = a_person(Role.ADMINISTRATOR, "24611")
    foreigner = a_person(Role.READER, "37")

    with pytest.raises(PermissionDenied):
        give(foreigner, Role.READER, "24611", of_commune)


def test_a_post_ends_and_is_never_deleted(administrator, officer):
    post = officer.posts.get()
    actions.end_post(post, until=TODAY, by=administrator, at=AT, reason="Chuyển công tác")

    entry = Entry.objects.latest("number")
    assert (entry.before, entry.after) == (
        {"held_until": None},
        {"held_until": TODAY.isoformat()},
    )
    assert entry.reason == "Chuyển công tác"
    assert officer.posts.get().held_until == TODAY


def test_the_last_administrator_of_a_place_stays(administrator):
    post = administrator.posts.get()
    assert refused(actions.end_post, post, until=TODAY, by="system:test", at=AT) == (
        Refusal.LAST_ADMINISTRATOR
    )
    assert refused(actions.deactivate, administrator, by="system:test", at=AT) == (
        Refusal.LAST_ADMINISTRATOR
    )

    a_person(Role.ADMINISTRATOR, "VN")
    actions.end_post(post, until=TODAY, by="system:test", at=AT)


# --- those who hold more ---

DEEDS = {
    "change": lambda person, by: actions.change_person(person, by=by, at=AT, full_name="X"),
    "deactivate": lambda person, by: actions.deactivate(person, by=by, at=AT),
    "reset": lambda person, by: actions.note_reset_link(person, by=by, at=AT),
    "password": lambda person, by: actions.set_password(person, "x", by=by, at=AT),
    "unlock": lambda person, by: actions.unlock(person, by=by, at=AT),
    "drop": lambda person, by: actions.drop_second_factor(person, by=by, at=AT),
    "give": lambda person, by: give(person, Role.READER, "24611", by),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_nobody_takes_over_the_account_of_someone_who_holds_more(deed):
    of_commune = a_person(Role.ADMINISTRATOR, "24611")
    of_province = a_person(Role.ADMINISTRATOR, "68")
    a_post(of_province, Role.READER, "24611")

    assert refused(deed, of_province, of_commune) == Refusal.HOLDS_MORE


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_a_post_to_come_counts_as_held(deed):
    of_commune = a_person(Role.ADMINISTRATOR, "24611")
    person = a_person(Role.READER, "24611")
    a_post(person, Role.READER, "68", held_from=date(2999, 1, 1))

    assert refused(deed, person, of_commune) == Refusal.HOLDS_MORE


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_nobody_touches_a_user_whom_they_do_not_see(deed, officer):
    with pytest.raises(PermissionDenied):
        deed(officer, a_person(Role.ADMINISTRATOR, "37"))


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_an_auditor_and_a_province_officer_see_users_and_touch_none(deed, officer):
    for role in (Role.AUDITOR, Role.PROVINCE_OFFICER):
        with pytest.raises(PermissionDenied):
            deed(officer, a_person(role, "68"))


# --- the account ---


def test_everyone_changes_their_own_contact(officer):
    actions.change_person(officer, by=officer, at=AT, phone="0912345678")
    assert Person.objects.get(pk=officer.pk).phone == "0912345678"


def test_a_change_that_changes_nothing_leaves_no_entry(officer):
    before = Entry.objects.count()
    actions.change_person(officer, by=officer, at=AT, full_name=officer.full_name)
    assert Entry.objects.count() == before


def test_who_leaves_is_signed_out_everywhere_and_can_come_back(administrator, officer):
    window = signed_in(officer)
    assert window.get("/people/me/").status_code == 200

    actions.deactivate(officer, by=administrator, at=AT, reason="Nghỉ hưu")
    assert window.get("/people/me/").status_code == 302
    assert (officer.is_active, officer.left_on) == (False, TODAY)

    actions.reactivate(officer, by=administrator, at=AT)
    assert (officer.is_active, officer.left_on) == (True, None)


def test_nobody_shuts_themselves_out(administrator):
    for deed in (actions.deactivate, actions.drop_second_factor):
        assert refused(deed, administrator, by=administrator, at=AT) == Refusal.NOT_ONESELF


def test_a_reset_ends_the_old_password_and_every_session(administrator, officer):
    window = signed_in(officer)
    window.get("/people/me/")
    actions.note_reset_link(officer, by=administrator, at=AT)

    assert not Person.objects.get(pk=officer.pk).has_usable_password()
    assert window.get("/people/me/").status_code == 302
    assert last_entry()[0] == "reset-link"


def a_lock_on(person):
    return AccessAttempt.objects.create(
        username=person.username, ip_address="127.0.0.1", failures_since_start=5
    )


def test_unlocking_forgets_the_wrong_passwords(administrator, officer):
    a_lock_on(officer)
    actions.unlock(officer, by=administrator, at=AT)
    assert not AccessAttempt.objects.exists()


def test_a_new_password_ends_a_lock_out(officer):
    a_lock_on(officer)
    actions.set_password(officer, "dong-lua-chin-vang-2", by=officer, at=AT)
    assert not AccessAttempt.objects.exists()


def test_a_lost_telephone_is_forgotten(administrator, officer):
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    actions.drop_second_factor(officer, by=administrator, at=AT)

    assert not Authenticator.objects.exists()
    assert last_entry()[0] == "drop-second-factor"


# --- contacts of those who left ---


def test_contacts_are_erased_a_year_after_leaving_and_the_name_stays(administrator):
    def left(days, **fields):
        day = TODAY - timedelta(days=days)
        return a_user(is_active=False, left_on=day, email="a@example.vn", **fields)

    gone, recent = left(366), left(364)
    here = a_user(email="b@example.vn")

    assert actions.erase_contacts(at=AT) == 1
    assert [Person.objects.get(pk=p.pk).email for p in (gone, recent, here)] == [
        "",
        "a@example.vn",
        "b@example.vn",
    ]
    assert Person.objects.get(pk=gone.pk).full_name == gone.full_name
    assert last_entry()[0] == "erase-contact"
    assert actions.erase_contacts(at=AT) == 0

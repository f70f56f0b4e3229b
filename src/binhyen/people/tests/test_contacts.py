"""The log holds no contact data in clear, whatever is done to a user and wherever it is typed."""

import json

import pytest

from binhyen.kernel.models import Entry
from binhyen.people import actions
from binhyen.people.choices import Role

from .factories import AT, PASSWORD, a_person, signed_in, todays_unit

pytestmark = pytest.mark.django_db

EMAIL, NEW_EMAIL = "lan.nguyen@example.vn", "lan.moi@example.vn"
PHONE, NEW_PHONE = "0912345678", "0987 654 321"
CONTACTS = (EMAIL, NEW_EMAIL, PHONE, NEW_PHONE, NEW_PHONE.replace(" ", ""))


def everything_logged() -> str:
    return json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False)


def held_in_clear() -> list[str]:
    logged = everything_logged()
    return [contact for contact in CONTACTS if contact in logged]


def test_a_whole_life_of_a_user_leaves_no_contact_in_the_log(client):
    chief = a_person(Role.ADMINISTRATOR, "68")
    doing = {"by": chief, "at": AT}
    person = actions.add_person(
        username="lan", full_name="Nguyễn Thị Lan", email=EMAIL, phone=PHONE, **doing
    )
    post = actions.give_post(
        person, role=Role.READER, unit=todays_unit("68"), held_from=AT.date(), **doing
    )
    actions.change_person(person, email=NEW_EMAIL, phone=NEW_PHONE, **doing)
    actions.note_reset_link(person, **doing)
    actions.set_password(person, PASSWORD, by=person, at=AT)
    client.post("/account/login/", {"login": "lan", "password": "sai-mat-khau"})
    client.post("/account/login/", {"login": EMAIL, "password": PHONE})
    client.post("/account/login/", {"login": "lan", "password": PASSWORD})
    actions.end_post(post, until=AT.date(), reason=f"Gọi {PHONE} hoặc {EMAIL}", **doing)
    actions.deactivate(person, reason=f"báo qua {NEW_PHONE}", **doing)

    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {"add", "give", "change", "reset-link", "set-password", "sign-in", "end"}
    assert held_in_clear() == []
    assert PASSWORD not in everything_logged()


def test_a_change_of_contact_is_seen_without_the_contact():
    person = a_person(Role.READER, "68", email=EMAIL)
    actions.change_person(person, email=NEW_EMAIL, by=person, at=AT)

    entry = Entry.objects.latest("number")
    assert entry.before["email"] != entry.after["email"]
    assert entry.after["email"].startswith("•")


def test_the_page_of_ones_own_account_keeps_to_that():
    person = a_person(Role.READER, "68", email=EMAIL)
    signed_in(person).post(
        "/people/me/", {"full_name": "Nguyễn Thị Lan", "email": NEW_EMAIL, "phone": PHONE}
    )

    assert Entry.objects.filter(verb="change").count() == 1
    assert held_in_clear() == []


def test_a_contact_that_is_part_of_a_name_is_covered():
    person = a_person(Role.READER, "68")
    actions.change_person(person, full_name=f"Lan {PHONE}", by=person, at=AT)
    assert held_in_clear() == []

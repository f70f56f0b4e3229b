"""What stands around every page: places, the reader's menu, also where something was refused."""

import logging
import re

import pytest
from django.test import Client

from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import an_officer, todays_unit

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    client = Client()
    person = an_officer(todays_unit("24611"), role)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(("address", "status"), [("/sites/KHONG-CO/", 404), ("/people/new/", 403)])
def test_a_refusal_leaves_the_reader_all_ways_on(address, status):
    answer = signed_in(Role.COMMUNE_OFFICER).get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert 'href="/sites/"' in text
    assert "Đăng xuất" in text


def test_a_refusal_writes_no_traceback_into_the_servers_log(caplog):
    with caplog.at_level(logging.WARNING):
        assert signed_in(Role.COMMUNE_OFFICER).get("/people/new/").status_code == 403
    assert caplog.records == []


def test_ones_own_account_is_no_part_of_the_list_of_users():
    text = signed_in(Role.ADMINISTRATOR).get("/people/me/").content.decode()
    assert not re.search(r'href="/people/" aria-current', text)


@pytest.mark.parametrize(("role", "shown"), [(Role.ADMINISTRATOR, True), (Role.READER, False)])
def test_the_gallery_is_offered_to_administrators_only(role, shown):
    assert ('href="/gallery/"' in signed_in(role).get("/").content.decode()) is shown

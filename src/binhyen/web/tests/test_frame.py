"""What stands around every page: places, the reader's menu, also where something was refused."""

import logging
import re

import pytest
from django.test import Client

from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import a_site, an_officer, todays_unit

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


def test_the_narrowest_place_is_where_one_is():
    text = signed_in(Role.COMMUNE_OFFICER).get("/cases/mine/").content.decode()
    assert re.search(r'href="/cases/mine/" aria-current', text)
    assert not re.search(r'href="/cases/" aria-current', text)


def test_what_is_no_daily_work_stands_under_more():
    text = signed_in(Role.ADMINISTRATOR).get("/").content.decode()
    more = text[text.index('<details class="others">') : text.index("</details>")]
    assert 'href="/history/"' in more
    assert 'href="/sites/"' not in more


@pytest.mark.parametrize("end", ["", "life/"])
def test_the_pages_of_one_record_lead_to_each_other(end):
    site = a_site(unit=todays_unit("24611"), village="Tổ 1")
    for record in (site, site.programme):
        text = signed_in(Role.COMMUNE_OFFICER).get(record.get_absolute_url() + end)
        tabs = re.findall(r'<nav class="tabs".*?</nav>', text.content.decode(), re.S)
        hrefs = re.findall(r'href="([^"]+)"( aria-current="page")?', tabs[0])
        assert [href for href, _ in hrefs][:2] == [
            record.get_absolute_url(),
            f"{record.get_absolute_url()}life/",
        ]
        assert [href for href, here in hrefs if here] == [record.get_absolute_url() + end]


def test_a_list_has_no_tabs():
    assert '<nav class="tabs"' not in signed_in(Role.READER).get("/sites/").content.decode()

"""Accounts with a public password are for the machine itself."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from binhyen.demo.actions.cast import gather
from binhyen.demo.actions.province import FIRST_MOMENT
from binhyen.demo.gate import OPEN, is_from_here
from binhyen.demo.rules.cast import PASSWORD
from binhyen.people.actions import add_person

pytestmark = pytest.mark.django_db


def sign_in(username: str, password: str, **headers: str):
    request = RequestFactory().post("/account/login/", **headers)
    return authenticate(request, username=username, password=password)


@pytest.fixture(autouse=True)
def accounts():
    gather(at=FIRST_MOMENT)
    add_person(username="that", full_name="Thật", by="system:test", at=FIRST_MOMENT,
               password="mat-khau-rieng-1")  # fmt: skip


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_from_this_machine_a_demonstration_account_gets_in(address):
    person = sign_in("can-bo-tinh", PASSWORD, REMOTE_ADDR=address)
    assert person is not None
    assert person.get_username() == "can-bo-tinh"


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
    ],
)
@pytest.mark.parametrize("username", ["can-bo-tinh", "CAN-BO-TINH"])
def test_from_elsewhere_or_through_a_proxy_it_does_not(headers, username):
    assert sign_in(username, PASSWORD, **headers) is None


def test_it_does_where_the_demonstration_was_opened_on_purpose(monkeypatch):
    monkeypatch.setenv(OPEN, "1")
    assert sign_in("can-bo-tinh", PASSWORD, REMOTE_ADDR="192.0.2.7") is not None


def test_other_accounts_get_in_from_everywhere():
    assert sign_in("that", "mat-khau-rieng-1", REMOTE_ADDR="192.0.2.7") is not None


@pytest.mark.parametrize("address", ["", "unknown", "192.0.2.7", "127.0.0.1.example"])
def test_an_address_that_is_none_is_not_from_here(address):
    assert not is_from_here(RequestFactory().get("/", REMOTE_ADDR=address))

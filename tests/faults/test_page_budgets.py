"""No page asks the database more often because there is more to show."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from binhyen.demo.actions import load_province
from binhyen.people.models import Person

QUERIES = 12
# A file with everything held about oneself: a query for each kind of record, whatever the number.
FILES = {"/people/me/data/": 16}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = {"/", "/programmes/", "/sites/", "/units/", "/history/", "/people/", "/import/", "/map/"}
ROLES = ["quan-tri", "can-bo-tinh", "can-bo-bac-gia-nghia", "phu-trach-diem", "nguoi-xem"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("the_province")]


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address without arguments, but for those of the sign-in packages."""
    for entry in resolver.url_patterns:
        piece = str(entry.pattern)
        if set(piece) & set("<(\\"):
            continue
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + piece)
        elif isinstance(entry, URLPattern):
            yield prefix + piece


PAGES = sorted(
    {each for each in addresses(get_resolver()) if not each.startswith("/account/")} | LISTS
)


@pytest.fixture(scope="module")
def the_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_province()
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person]):
            connection.cursor().execute(statement)
        connection.close()


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username), BACKEND)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_at_most_twelve_queries(address):
    client = client_of("quan-tri")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if address in LISTS:
        assert response.status_code == 200
    statements = [query["sql"][:160] for query in captured]
    assert len(statements) <= FILES.get(address, QUERIES), "\n".join(statements)


@pytest.mark.parametrize("username", ROLES)
@pytest.mark.parametrize("address", ["/", "/programmes/", "/sites/", "/units/", "/map/"])
def test_so_it_is_for_every_role(address, username):
    client = client_of(username)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(captured) <= QUERIES


def test_a_list_of_919_takes_no_more_queries_than_one_of_a_single_commune():
    counts = {}
    for username in ("can-bo-tinh", "can-bo-cu-jut"):
        client = client_of(username)
        client.get("/sites/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/sites/")
        counts[username] = len(captured)
    assert abs(counts["can-bo-tinh"] - counts["can-bo-cu-jut"]) <= 1

"""A page that only shows something writes nothing."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from binhyen.people.actions import add_person
from binhyen.people.middleware import EVERY_S, NOTED

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


@pytest.fixture
def client_of_an_officer(django_user_model) -> Client:
    add_person(
        username="an-binh", full_name="An", by="system:test", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    client = Client()
    client.force_login(django_user_model.objects.get(username="an-binh"), BACKEND)
    return client


def writes(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get("/account/password/change/")
    verbs = [query["sql"].split()[0] for query in captured]
    return [verb for verb in verbs if verb in {"INSERT", "UPDATE", "DELETE"}]


def test_the_first_page_of_a_session_is_noted_and_the_next_is_not(client_of_an_officer):
    assert writes(client_of_an_officer) != []
    assert writes(client_of_an_officer) == []


def test_after_five_minutes_it_is_noted_again(client_of_an_officer):
    writes(client_of_an_officer)
    session = client_of_an_officer.session
    session[NOTED] -= EVERY_S
    session.save()
    assert "UPDATE" in writes(client_of_an_officer)

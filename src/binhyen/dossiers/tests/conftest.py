"""Browsers for the pages' tests."""

from collections.abc import Callable

import pytest
from django.test import Client

from binhyen.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def as_() -> Callable[[Person], Client]:
    """`as_(officer)`: a browser in which the person has signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, BACKEND)
        return client

    return signed_in

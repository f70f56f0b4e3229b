"""Three people at the pages: an officer, a superior, a stranger, each in a browser of their own."""

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

"""A month's form in its page: filled in without a script, refused beside the cell, sent up."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Note, Return, Value
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_site

from .factories import (
    AT,
    NOVEMBER,
    SYSTEM,
    a_locked_return,
    a_return,
    a_sent_return,
    old_unit,
    todays_unit,
    whole,
)

pytestmark = pytest.mark.django_db

PAGE = f"/figures/24611/{NOVEMBER}/"
FORM_BYTES = 60_000


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def commune() -> Client:
    return signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))


@pytest.fixture
def province() -> Client:
    return signed_in(a_person(Role.PROVINCE_OFFICER, "68"))


def said(text: str) -> str:
    """A page's words, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def sent(**cells: str) -> dict[str, str]:
    """Cells as the form names them."""
    return {f"c.{key.replace('__', '.')}": text for key, text in cells.items()}


def values() -> dict[str, int | None]:
    rows = Value.objects.filter(recorded=1).select_related("series")
    return {row.series.key: row.amount for row in rows}


def test_the_form_is_there_before_anybody_begins_it_and_looking_writes_nothing(commune):
    before = Entry.objects.count()
    page = commune.get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="c.theft"' in text
    assert 'name="c.disputes_received.land"' in text
    assert 'name="c.sites_kept"' not in text  # counted from the register
    assert (Return.objects.count(), Entry.objects.count()) == (0, before)

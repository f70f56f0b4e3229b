"""Users for tests: a name, a post, and a window in which they have signed in."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from binhyen.people.choices import Role
from binhyen.people.models import Person, Post
from binhyen.units.models import Unit

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "dong-lua-chin-vang"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_number = itertools.count(1)


def todays_unit(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def old_unit(code: str) -> Unit:
    """A unit as it was until 30 June 2025: 24643 is Xã Đắk Wil."""
    return Unit.objects.get(code=code, valid_to=date(2025, 7, 1))


def a_user(**fields: Any) -> Person:
    """Someone without a post."""
    name = fields.pop("username", f"nguoi-dung-{next(_number)}")
    facts = {"full_name": f"Người dùng {name}", "password": PASSWORD} | fields
    return Person.objects.create_user(username=name, **facts)


def a_post(person: Person, role: str, unit: Unit | str, **days: date) -> Post:
    place = todays_unit(unit) if isinstance(unit, str) else unit
    return Post.objects.create(
        person=person, role=role, unit=place, **{"held_from": LONG_AGO} | days
    )


def a_person(role: Role, unit: Unit | str = "68", **fields: Any) -> Person:
    """A user with one post, held since before any test."""
    person = a_user(**fields)
    a_post(person, role, unit)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client

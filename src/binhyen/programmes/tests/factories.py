"""Records of the register for tests: a few honest defaults, the rest as the test says."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from binhyen.people.choices import Role
from binhyen.people.models import Person, Post
from binhyen.programmes import actions
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SYSTEM = "system:test"
_number = itertools.count(1)


def old_unit(code: str) -> Unit:
    """A unit as it was until 30 June 2025: 24643 is Xã Đắk Wil."""
    return Unit.objects.get(code=code, valid_to=date(2025, 7, 1))


def todays_unit(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def an_officer(unit: Unit, role: Role = Role.PROVINCE_OFFICER, **fields: Any) -> Person:
    """A person with one post, held since before any test."""
    name = f"can-bo-{next(_number)}"
    person = Person.objects.create_user(username=name, full_name=name, **fields)
    Post.objects.create(person=person, role=role, unit=unit, held_from=date(2020, 1, 1))
    return person


def a_programme(
    name: str = "Tiếng kẻng an ninh", *, unit: Unit | None = None, **fields: Any
) -> Programme:
    facts = actions.ProgrammeFacts(
        name=name,
        unit=unit or old_unit("67"),
        sector=fields.pop("sector", "Phòng, chống tội phạm"),
        **fields,
    )
    return actions.add_programme(facts, by=SYSTEM, at=AT)


def site_facts(
    programme: Programme | None = None, *, unit: Unit | None = None, **fields: Any
) -> actions.SiteFacts:
    programme = programme or Programme.objects.first() or a_programme()
    return actions.SiteFacts(programme=programme, unit=unit or old_unit("24643"), **fields)


def a_site(programme: Programme | None = None, *, unit: Unit | None = None, **fields: Any) -> Site:
    return actions.register_sites([site_facts(programme, unit=unit, **fields)], by=SYSTEM, at=AT)[0]

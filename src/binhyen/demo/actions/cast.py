"""The demonstration's users, and the rule that they never live beside real records."""

from datetime import datetime

from binhyen.people.actions import add_person, give_post
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..models import Account, Showing
from ..rules.cast import CAST, PASSWORD, Member

BY = "system:demo"


class NotADemo(Exception):
    """The database holds records of its own; a demonstration and its accounts stay out of it."""


def demand_demo_database() -> None:
    """Raises NotADemo where anything real could be."""
    strangers = Person.objects.filter(demo_account=None)
    real = [Programme.objects.filter(is_synthetic=False), Site.objects.filter(is_synthetic=False)]
    if not Showing.objects.exists() and any(q.exists() for q in [strangers, *real]):
        raise NotADemo


def gather(*, at: datetime) -> dict[str, Person]:
    """The accounts by user name, made if they are not there."""
    known = Person.objects.in_bulk([member.username for member in CAST], field_name="username")
    return {m.username: known.get(m.username) or _enter(m, at=at) for m in CAST}


def _enter(member: Member, *, at: datetime) -> Person:
    person = add_person(
        username=member.username, full_name=member.full_name, by=BY, at=at, password=PASSWORD
    )
    Account.objects.create(person=person)
    give_post(person, role=member.role, unit=_unit(member), held_from=member.since, by=BY, at=at)
    return person


def _unit(member: Member) -> Unit:
    today = Unit.objects.filter(valid_to=None)
    if not member.unit:
        return today.get(level=Level.NATION)
    return today.get(code=member.unit, level__in=[Level.PROVINCE, Level.COMMUNE])

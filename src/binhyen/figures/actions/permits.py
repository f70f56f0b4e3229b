"""Who may enter figures, and who stands above whoever did."""

from collections.abc import Sequence

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, permissions_over
from binhyen.units.models import Unit

from ..models import Return, StandIn
from ..queries.permits import from_above, may_accept
from .refusals import PermissionDenied

Actor = Person | str


def demand(by: Actor, permission: Permission, unit: Unit) -> None:
    """Raises PermissionDenied unless the person holds the permission at the unit."""
    if not isinstance(by, str) and not may(by, permission, at=unit):
        raise PermissionDenied


def demand_together(by: Actor, permission: Permission, units: Sequence[Unit]) -> None:
    """Raises PermissionDenied unless the person holds the permission at every unit."""
    if isinstance(by, str):
        return
    rights = permissions_over(by, units)
    if not all(permission in rights[unit] for unit in units):
        raise PermissionDenied


def demand_above(by: Actor, one: Return) -> None:
    """Raises PermissionDenied unless the person accepts figures at a level above the unit."""
    if not isinstance(by, str) and not may_accept(by, one.unit):
        raise PermissionDenied


def stand_in_missing(by: Actor, one: Return) -> bool:
    """Whether somebody of a level above hasn't said yet why they fill in for the unit."""
    person = person_of(by)
    if person is None or not from_above(person, [one.unit]):
        return False
    return not StandIn.objects.filter(of=one, by=person).exists()


def person_of(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None

"""Who may write where. Systems that act by themselves pass their name and are let through."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.units.models import Unit

Actor = Person | str


def demand(by: Actor, permission: Permission, units: Iterable[Unit]) -> None:
    """Raises PermissionDenied unless the person holds the permission at every unit."""
    if isinstance(by, str):
        return
    wanted = {unit.pk for unit in units}
    covered = Unit.objects.filter(reach(by, permission, unit="pk"), pk__in=wanted)
    if covered.count() != len(wanted):
        raise PermissionDenied

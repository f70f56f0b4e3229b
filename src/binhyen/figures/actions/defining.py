"""A unit's own indicators, version by version."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from ..choices import DefinitionFault
from ..models import Definition
from ..queries import DefinitionFaulty, Fault, catalogue, read_definition
from .permits import Actor, demand, person_of


@transaction.atomic
def define_indicators(
    unit: Unit, text: str, effective_on: date, *, by: Actor, at: datetime
) -> Definition:
    """A new version of a unit's own indicators, in force from a day.

    Raises PermissionDenied, or DefinitionFaulty with every fault of the text.
    """
    demand(by, Permission.FIGURES_DEFINE, unit)
    read_definition(text, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    newest = Definition.objects.filter(unit=unit).aggregate(n=Max("version"))["n"] or 0
    one = Definition.objects.create(
        unit=unit,
        version=newest + 1,
        effective_on=effective_on,
        text=text,
        created_by=person_of(by),
        created_at=at,
    )
    _check_over_time(one)
    log.record(one, "add-version", by=by, at=at, after=log.snapshot(one))
    return one


def _check_over_time(one: Definition) -> None:
    """Raises DefinitionFaulty where a text doesn't fit what is in force beside it, on any day.

    Above it a version may be to come, on which it builds; below it a unit may build on what goes.
    """
    path = one.unit.path
    kept = Definition.objects.values_list("unit__path", "effective_on")
    days = sorted(
        {one.effective_on}
        | {
            day
            for other, day in kept
            if day > one.effective_on and (other.startswith(path) or path.startswith(other))
        }
    )
    for day in days:
        if faults := _faults_at(one.unit, day):
            raise DefinitionFaulty(faults)
    below = Definition.objects.filter(unit__path__startswith=path).exclude(unit=one.unit)
    units = Unit.objects.filter(pk__in=below.values("unit")).order_by("path")
    broken = {
        Fault(1, "", "", DefinitionFault.BREAKS_BELOW, f"{unit.name}: {fault.sentence}"): None
        for unit in units
        for day in days
        for fault in _faults_at(unit, day)
    }
    if broken:
        raise DefinitionFaulty(tuple(broken))


def _faults_at(unit: Unit, day: date) -> tuple[Fault, ...]:
    try:
        catalogue(unit, day)
    except DefinitionFaulty as faulty:
        return faulty.faults
    return ()

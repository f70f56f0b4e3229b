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
    _check_below(one)
    log.record(one, "add-version", by=by, at=at, after=log.snapshot(one))
    return one


def _check_below(one: Definition) -> None:
    """Raises DefinitionFaulty where a unit below builds on what is gone, or has the same codes."""
    below = Definition.objects.filter(unit__path__startswith=one.unit.path).exclude(unit=one.unit)
    days = {one.effective_on, *below.values_list("effective_on", flat=True)}
    units = Unit.objects.filter(pk__in=below.values("unit")).order_by("path")
    faults = {
        Fault(1, "", "", DefinitionFault.BREAKS_BELOW, f"{unit.name}: {fault.sentence}"): None
        for unit in units
        for day in sorted(days)
        if day >= one.effective_on
        for fault in _faults_at(unit, day)
    }
    if faults:
        raise DefinitionFaulty(tuple(faults))


def _faults_at(unit: Unit, day: date) -> tuple[Fault, ...]:
    try:
        catalogue(unit, day)
    except DefinitionFaulty as faulty:
        return faulty.faults
    return ()

"""A unit's own indicators, version by version."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from ..models import Definition
from ..queries import read_definition
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
    log.record(one, "add-version", by=by, at=at, after=log.snapshot(one))
    return one

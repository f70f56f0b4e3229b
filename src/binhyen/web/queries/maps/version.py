"""What a map drawn earlier may still be used for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery
from django.utils.translation import get_language

from binhyen.kernel.models import Head
from binhyen.people.models import Person
from binhyen.units.models import Unit
from binhyen.units.queries import Ground, ground_columns, ground_of


@dataclass(frozen=True, slots=True)
class Version:
    """The ground, and the number of the last change in the log."""

    ground: Ground
    entry: int


def version() -> Version:
    """One query for all of it."""
    entry = Subquery(Head.objects.order_by().values("number")[:1])
    rows = Unit.objects.order_by("-pk").values_list("pk", entry, *ground_columns())
    unit, number, *rest = rows[0]
    return Version(ground_of(unit, *rest), number or 0)


def etag_parts(person: Person, *, today: date) -> str:
    """Changes with whatever changes a map: register and posts (both in the log), day, ground."""
    return f"{person.pk} {today.isoformat()} {version()} {get_language()}"

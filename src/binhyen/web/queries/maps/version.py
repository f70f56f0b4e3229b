"""What a map drawn earlier may still be used for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Model, QuerySet, Subquery, Value
from django.utils.translation import get_language

from binhyen.kernel.models import Head
from binhyen.people.models import Person
from binhyen.units.models import Boundary, Succession, Unit


@dataclass(frozen=True, slots=True)
class Ground:
    """Changes with every reform or boundary that is loaded: the key of what is kept in memory."""

    last_unit: int
    successions: int
    boundaries: int
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """The ground, and the number of the last change in the log."""

    ground: Ground
    entry: int


def version() -> Version:
    """One query for all of it."""
    row = Unit.objects.order_by("-pk").values_list(
        "pk",
        Subquery(Head.objects.order_by().values("number")[:1]),
        Subquery(_all(Succession).annotate(n=Count("pk")).values("n")),
        Subquery(_all(Boundary).annotate(n=Count("pk")).values("n")),
        Subquery(_all(Boundary).annotate(at=Max("imported_at")).values("at")),
    )[0]
    unit, entry, successions, boundaries, imported_at = row
    return Version(Ground(unit, successions or 0, boundaries or 0, imported_at), entry or 0)


def etag_parts(person: Person, *, today: date) -> str:
    """Changes with whatever changes a map: register and posts (both in the log), day, ground."""
    return f"{person.pk} {today.isoformat()} {version()} {get_language()}"


def _all(table: type[Model]) -> QuerySet[Model]:
    """The rows as one group, so that an aggregate over them fits into a subquery."""
    return table._default_manager.order_by().values(one=Value(1))  # type: ignore[return-value]

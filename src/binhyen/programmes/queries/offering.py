"""What a form offers to choose from: a list while it can be read, else what one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting
from binhyen.units.choices import Level

from ..models import Programme, Sector
from .catalogue import programmes_found

MOST_LISTED = 150


@dataclass(frozen=True, slots=True)
class Offer:
    """programmes: every visible one by code, None if there are too many to list."""

    programmes: Sequence[Programme] | None
    sectors: Sequence[Sector]


def offer(person: Person, only: Q | None = None) -> Offer:
    """The programmes and sectors that a person may choose from, in one query, seldom two."""
    sectors: list[Sector] = []
    if _sees_all(person):
        counted = list(Sector.objects.annotate(n=Count("programmes")))
        sectors = [*counted]
        if sum(sector.n for sector in counted) > MOST_LISTED:
            return Offer(None, sectors)
    visible = Programme.objects.visible_to(person).filter(only or Q()).select_related("sector")
    few = list(visible.order_by("code")[: MOST_LISTED + 1])
    if len(few) > MOST_LISTED:
        return Offer(None, sectors or list(Sector.objects.all()))
    own = {programme.sector for programme in few}
    return Offer(few, sectors or sorted(own, key=lambda sector: (sector.order, sector.name)))


def _sees_all(person: Person) -> bool:
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    return any(post.unit.level == Level.NATION for post in posts)


def programme_choices(person: Person, words: str) -> QuerySet[Programme]:
    """Visible programmes by name, other name or code."""
    return programmes_found(person, words=words).order_by("code")


def sector_names() -> list[str]:
    return list(Sector.objects.values_list("name", flat=True))

"""Sites as dots: their own coordinates within a province, sums by commune over the nation."""

from dataclasses import dataclass

from django.db.models import Count

from binhyen.people.models import Person
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .reading import Filters

Dot = tuple[float, float, int, str]  # lon, lat, sites, the site's code (empty for a sum)


@dataclass(frozen=True, slots=True)
class Points:
    """`dots`, whether they are sums at the centres of communes, and how many sites lack a place."""

    dots: list[Dot]
    are_sums: bool
    undotted: int


def points(person: Person, filters: Filters) -> Points:
    if filters.scope.level == Level.NATION:
        return _sums(person, filters)
    sites = filters.sites(person).order_by()
    rows = sites.exclude(lat=None).values_list("lon", "lat", "code")
    dots = [
        (round(lon, 5), round(lat, 5), 1, code)
        for lon, lat, code in rows
        if lon is not None and lat is not None  # both or none: the table's own constraint
    ]
    return Points(dots, are_sums=False, undotted=sites.filter(lat=None).count())


def _sums(person: Person, filters: Filters) -> Points:
    counts = filters.sites(person).order_by().values_list("unit_id").annotate(n=Count("pk"))
    sums = dict(counts)
    centres = Unit.objects.filter(pk__in=list(sums)).values_list("pk", "lon", "lat")
    dots = [
        (round(lon, 4), round(lat, 4), sums[pk], "")
        for pk, lon, lat in centres
        if lon is not None and lat is not None
    ]
    return Points(dots, are_sums=True, undotted=sum(sums.values()) - sum(dot[2] for dot in dots))

"""Where a programme's sites are: by the unit of their day, and by the units of today."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..models import Site
from .counting import COUNTED
from .places import unit_text


@dataclass(frozen=True, slots=True)
class Then:
    """Counted sites recorded at one unit, and the communes of today that it is in.

    now: (commune, whether only a part of the unit came there).
    """

    unit: Unit
    sites: int
    now: tuple[tuple[Unit, bool], ...]

    @property
    def text(self) -> str:
        return unit_text(self.unit)


@dataclass(frozen=True, slots=True)
class Now:
    """Counted sites that a commune of today covers; `in_part` of them are of divided units.

    A divided unit's sites are counted at each of its successors: which of them a site is in,
    the succession doesn't say.
    """

    unit: Unit
    sites: int
    in_part: int


@dataclass(frozen=True, slots=True)
class Spread:
    then: tuple[Then, ...]
    now: tuple[Now, ...]

    @property
    def has_divided(self) -> bool:
        return any(row.in_part for row in self.now)


def spread(sites: QuerySet[Site]) -> Spread:
    """The counted ones among these sites, laid out twice; three queries."""
    counts = dict(sites.order_by().filter(COUNTED).values_list("unit").annotate(n=Count("pk")))
    units = Unit.objects.filter(pk__in=counts).select_related("parent").order_by("sort_key", "pk")
    reaches = Reach.objects.filter(
        unit__in=counts, over__level=Level.COMMUNE, over__valid_to=None
    ).select_related("over__parent")
    homes: dict[int, list[tuple[Unit, bool]]] = defaultdict(list)
    whole: dict[Unit, int] = defaultdict(int)
    divided: dict[Unit, int] = defaultdict(int)
    for link in reaches.order_by("over__sort_key", "pk"):
        homes[link.unit_id].append((link.over, link.in_part))
        (divided if link.in_part else whole)[link.over] += counts[link.unit_id]
    todays = sorted({*whole, *divided}, key=lambda unit: (unit.sort_key, unit.pk))
    return Spread(
        tuple(Then(unit, counts[unit.pk], tuple(homes[unit.pk])) for unit in units),
        tuple(Now(unit, whole[unit] + divided[unit], divided[unit]) for unit in todays),
    )

"""Where a programme's sites are: by the unit of their day, and by the units of today."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..models import Site
from .catalogue import FIGURES
from .places import unit_text

WHERE = (
    *("unit__code", "unit__name", "unit__valid_to", "unit__sort_key"),
    *("unit__parent__name", "unit__parent__level"),
)
COLUMNS = {f"{name}_figure": FIGURES[name] for name in ("sites", "ended", "teams", "members")}


@dataclass(frozen=True, slots=True)
class Figures:
    """The official figures; `ended` sites are in none of the others."""

    sites: int
    ended: int
    teams: int
    members: int
    communes: int


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

    A divided unit's sites are counted at each of its successors until an officer has placed them:
    which of them a site is in, the succession doesn't say.
    """

    unit: Unit
    sites: int
    in_part: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the counted sites are, and the figures over all of the sites."""

    then: tuple[Then, ...]
    now: tuple[Now, ...]
    figures: Figures

    @property
    def has_divided(self) -> bool:
        return any(row.in_part for row in self.now)


def spread(sites: QuerySet[Site]) -> Spread:
    """The counted ones among these sites, laid out twice, and the figures; two queries."""
    rows = list(sites.order_by().values("unit", "placed_in", *WHERE).annotate(**COLUMNS))
    counts: dict[Unit, int] = defaultdict(int)
    there: dict[int, int] = defaultdict(int)  # by where they are now, as far as that is known
    for row in rows:
        if row["sites_figure"]:
            counts[_unit_of(row)] += row["sites_figure"]
            there[row["placed_in"] or row["unit"]] += row["sites_figure"]
    reaches = Reach.objects.filter(
        unit__in={unit.pk for unit in counts} | set(there),
        over__level=Level.COMMUNE,
        over__valid_to=None,
    ).select_related("over__parent")
    homes: dict[int, list[tuple[Unit, bool]]] = defaultdict(list)
    whole: dict[Unit, int] = defaultdict(int)
    divided: dict[Unit, int] = defaultdict(int)
    for link in reaches.order_by("over__sort_key", "pk"):
        homes[link.unit_id].append((link.over, link.in_part))
        if link.unit_id in there:
            (divided if link.in_part else whole)[link.over] += there[link.unit_id]
    units = sorted(counts, key=lambda unit: (unit.sort_key, unit.pk))
    todays = sorted({*whole, *divided}, key=lambda unit: (unit.sort_key, unit.pk))
    return Spread(
        tuple(Then(unit, counts[unit], tuple(homes[unit.pk])) for unit in units),
        tuple(Now(unit, whole[unit] + divided[unit], divided[unit]) for unit in todays),
        _summed(rows),
    )


def _unit_of(row: dict[str, Any]) -> Unit:
    """What a page says of a unit, from the columns it was counted with."""
    over = Unit(name=row["unit__parent__name"], level=row["unit__parent__level"])
    return Unit(
        pk=row["unit"],
        code=row["unit__code"],
        name=row["unit__name"],
        valid_to=row["unit__valid_to"],
        sort_key=row["unit__sort_key"],
        parent=over if over.level is not None else None,
    )


def _summed(rows: list[dict[str, Any]]) -> Figures:
    names = ("sites", "ended", "teams", "members")
    sums = {name: sum(row[f"{name}_figure"] for row in rows) for name in names}
    communes = {row["unit"] for row in rows if row["sites_figure"]}
    return Figures(**sums, communes=len(communes))

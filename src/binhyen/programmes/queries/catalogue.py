"""The catalogue with its official figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Sum

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may_there, reach
from binhyen.units.models import Unit

from ..choices import Source
from ..models import Alias, Contribution, Decision, Programme, Site
from .counting import COUNTED, ENDED, register_state
from .places import covered_by

PER_PAGE = 100
KEPT_S = 3_600
LATEST_PAPERS = 20
ORDERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code",),
    "-code": ("-code",),
    "name": ("sort_key", "code"),
    "-name": ("-sort_key", "-code"),
}


@dataclass(slots=True)
class CatalogueRow:
    """A programme with its official figures; `ended` sites are in none of the others."""

    programme: Programme
    sites: int = 0
    ended: int = 0
    teams: int = 0
    members: int = 0
    communes: int = 0
    money: dict[str, int] = field(default_factory=dict)

    @property
    def state_vnd(self) -> int:
        return self.money.get(Source.STATE, 0)

    @property
    def community_vnd(self) -> int:
        return self.money.get(Source.COMMUNITY, 0)


FIGURES: Mapping[str, Aggregate] = {
    "sites": Count("pk", filter=COUNTED),
    "ended": Count("pk", filter=ENDED),
    "teams": Sum("team_count", filter=COUNTED, default=0),
    "members": Sum("member_count", filter=COUNTED, default=0),
    "communes": Count("unit", filter=COUNTED, distinct=True),
}
MONEY: Mapping[str, Source] = {"state": Source.STATE, "community": Source.COMMUNITY}


def programmes_found(
    person: Person,
    *,
    words: str = "",
    sector_id: int | None = None,
    state: str = "",
    unit: Unit | None = None,
    only: Q | None = None,
) -> QuerySet[Programme]:
    """Visible programmes by name or other name, sector, state, and where they have sites.

    only: whatever else a caller wants of them.
    """
    found = Programme.objects.visible_to(person).filter(only or Q())
    found = found.select_related("sector", "unit")
    if words:
        named = Alias.objects.filter(programme=OuterRef("pk"), folded__contains=fold(words))
        code = Q(code__icontains=words.strip())
        found = found.filter(Q(folded__contains=fold(words)) | Exists(named) | code)
    if sector_id:
        found = found.filter(sector=sector_id)
    if state:
        found = found.filter(state=state)
    if unit:
        sites = Site.objects.visible_to(person).filter(covered_by(unit))
        found = found.filter(pk__in=sites.order_by().values("programme"))
    return found


def catalogue_page(
    programmes: QuerySet[Programme],
    person: Person,
    *,
    unit: Unit | None = None,
    sort: str = "code",
    number: str | int | None = 1,
) -> Page:
    """One page of rows; only its own sites are counted, but for the figure that orders them."""
    figure = sort.removeprefix("-")
    if figure not in FIGURES and figure not in MONEY:
        ordered = programmes.order_by(*ORDERS.get(sort, ORDERS["code"]))
        page = Paginator(ordered, PER_PAGE).get_page(number)
        return Page(catalogue(page.object_list, person, unit=unit), page.number, page.paginator)
    amounts = _amounts_for(person, unit, figure)
    keys = list(programmes.order_by("code").values_list("pk", flat=True))
    keys.sort(key=lambda key: amounts.get(key, 0), reverse=sort.startswith("-"))
    some = Paginator(keys, PER_PAGE).get_page(number)
    found = programmes.in_bulk(some.object_list)
    there = [found[key] for key in some.object_list if key in found]
    return Page(catalogue(there, person, unit=unit), some.number, some.paginator)


def _amounts_for(person: Person, unit: Unit | None, figure: str) -> dict[int, int]:
    """For who sees everything counted once for each state of the register."""
    if unit or reach(person, Permission.REGISTER_VIEW, unit="unit"):
        return _amounts(_sites_of(person, unit), figure)
    key = f"programmes-{figure}-{register_state()}"
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        kept = _amounts(Site.objects.order_by(), figure)
        cache.set(key, kept, KEPT_S)
    return kept


def _amounts(sites: QuerySet[Site], figure: str) -> dict[int, int]:
    """One figure of each programme, by its key; those without sites are left out."""
    if figure in FIGURES:
        return dict(sites.values_list("programme").annotate(amount=FIGURES[figure]))
    given = sites.filter(contributions__source=MONEY[figure]).values_list("programme")
    return dict(given.annotate(amount=Sum("contributions__amount_vnd")))


def _sites_of(person: Person, unit: Unit | None) -> QuerySet[Site]:
    sites = Site.objects.visible_to(person).order_by()
    return sites.filter(covered_by(unit)) if unit else sites


def catalogue(
    programmes: Iterable[Programme], person: Person, *, unit: Unit | None = None
) -> list[CatalogueRow]:
    """A row each with the figures of the sites that this person sees (at a unit)."""
    rows = {programme.pk: CatalogueRow(programme) for programme in programmes}
    sites = _sites_of(person, unit).filter(programme__in=list(rows))
    for key, *figures in figures_of(sites):
        row = rows[key]
        row.sites, row.ended, row.teams, row.members, row.communes = figures
    given = sites.filter(contributions__isnull=False)
    sums = given.values_list("programme", "contributions__source")
    for key, source, amount in sums.annotate(total=Sum("contributions__amount_vnd")):
        rows[key].money[source] = amount
    return list(rows.values())


def figures_of(sites: QuerySet[Site]) -> Iterable[tuple[Any, ...]]:
    """By programme key: sites, ended ones, teams, members, communes among these sites."""
    figures = {f"{name}_figure": figure for name, figure in FIGURES.items()}
    return sites.order_by().values_list("programme").annotate(**figures)


def programme_named(
    person: Person, code: str, permission: Permission
) -> tuple[Any, list[str]] | None:
    """A visible programme by its code and its other names; None if there is none. One query.

    Its `may_change` says whether the permission is held where it belongs.
    """
    rows: Any = (
        Programme.objects.visible_to(person)
        .filter(code=code)
        .select_related("sector", "unit", "merged_into")
        .annotate(
            alias=F("aliases__name"),
            may_change=may_there(person, permission, unit="unit"),
        )
        .order_by("aliases__name")
    )
    found = list(rows)
    return (found[0], [row.alias for row in found if row.alias]) if found else None


def by_year(sites: QuerySet[Site]) -> list[tuple[int | None, int, int]]:
    """Contributions in đồng: year (None where unknown), from the State, from the community."""
    gifts = Contribution.objects.filter(site__in=sites.order_by().values("pk")).order_by()
    rows: dict[int | None, dict[str, int]] = {}
    sums = gifts.values_list("received_on__year", "source").annotate(total=Sum("amount_vnd"))
    for year, source, amount in sums:
        rows.setdefault(year, {})[source] = amount
    return [
        (year, rows[year].get(Source.STATE, 0), rows[year].get(Source.COMMUNITY, 0))
        for year in sorted(rows, key=lambda year: (year is None, -(year or 0)))
    ]


def papers_of(sites: QuerySet[Site]) -> QuerySet[Decision]:
    """The latest decisions that opened these sites, each with how many it opened."""
    opened = Decision.objects.filter(pk__in=sites.order_by().values("decision"))
    counted = opened.annotate(opened=Count("sites"))
    return counted.select_related("unit").order_by("-issued_on", "number")[:LATEST_PAPERS]

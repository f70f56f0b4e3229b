"""What a site was replicated from or merged into, what came of it, and its teams: one query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from binhyen.people.models import Person

from ..models import Site, Team

MOST = 50
TEAM, SITE = "team", "site"


@dataclass(frozen=True, slots=True)
class Relative:
    """A site that the reader sees, as much as a link to it says."""

    code: str
    programme: str
    village: str
    unit: str

    def __str__(self) -> str:
        return f"{self.programme} – {', '.join(filter(None, [self.village, self.unit]))}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:site", args=[self.code])


@dataclass(frozen=True, slots=True)
class NamedTeam:
    name: str
    member_count: int | None


@dataclass(frozen=True, slots=True)
class Kin:
    """Only what the reader sees; the first 50 of those that follow it or went into it."""

    parent: Relative | None
    merged_into: Relative | None
    offspring: tuple[Relative, ...]
    absorbed: tuple[Relative, ...]
    teams: tuple[NamedTeam, ...]


def kin_of(site: Site, person: Person) -> Kin:
    above = [key for key in (site.parent_id, site.merged_into_id) if key]
    near = Q(parent=site) | Q(merged_into=site) | Q(pk__in=above)
    sites: QuerySet[Any, Any] = (
        Site.objects.visible_to(person)
        .filter(near)
        .order_by()
        .values_list(
            *(Value(SITE), "pk", "parent_id", "merged_into_id", Value(0)),
            *("code", "programme__name", "village", "unit__name"),
        )
    )
    teams: QuerySet[Any, Any] = (
        Team.objects.filter(site=site)
        .order_by()
        .values_list(
            *(Value(TEAM), "pk", Value(0), Value(0), "member_count"),
            *("name", Value(""), Value(""), Value("")),
        )
    )
    rows = sorted(sites.union(teams, all=True), key=lambda row: row[5])
    relatives = [row for row in rows if row[0] == SITE]

    def those(test: Callable[[Any], bool]) -> Iterable[Relative]:
        return (Relative(*row[5:]) for row in relatives if test(row))

    return Kin(
        next(iter(those(lambda row: row[1] == site.parent_id)), None),
        next(iter(those(lambda row: row[1] == site.merged_into_id)), None),
        tuple(those(lambda row: row[2] == site.pk))[:MOST],
        tuple(those(lambda row: row[3] == site.pk))[:MOST],
        tuple(NamedTeam(row[5], row[4]) for row in rows if row[0] == TEAM),
    )

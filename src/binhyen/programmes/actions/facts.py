"""What one knows of a site, as a value: how it comes in, and how the register holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..choices import Ending, Origin, Source, State
from ..models import Contribution, Organisation, Programme, Site
from ..rules import news


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """A site's facts; None or "" where nothing is said.

    `parent` is the site that this one was replicated from, `placed_in` the unit of today that an
    officer found a site of a divided unit to be in.

    `state_vnd` and `community_vnd` are the founding contributions in đồng. Nothing said about
    money and 0 đồng are stored alike: no contribution.
    """

    programme: Programme
    unit: Unit
    village: str = ""
    organisation: Organisation | None = None
    state: str = State.RUNNING
    established_on: date | None = None
    established_precision: str = "day"
    ended_on: date | None = None
    ended_precision: str = "day"
    origin: str = Origin.UNKNOWN
    parent: Site | None = None
    ending: str = Ending.UNKNOWN
    merged_into: Site | None = None
    placed_in: Unit | None = None
    decision_number: str = ""
    decision_on: date | None = None
    decision_precision: str = "day"
    team_count: int | None = None
    member_count: int | None = None
    state_vnd: int | None = None
    community_vnd: int | None = None
    lat: float | None = None
    lon: float | None = None
    rating: str = ""
    note: str = ""
    leader: Person | None = None
    is_synthetic: bool = False


COLUMNS = (
    "programme",
    "unit",
    "village",
    "organisation",
    "state",
    "established_on",
    "established_precision",
    "ended_on",
    "ended_precision",
    "origin",
    "parent",
    "ending",
    "merged_into",
    "placed_in",
    "team_count",
    "member_count",
    "lat",
    "lon",
    "rating",
    "note",
    "leader",
    "is_synthetic",
)


POINTING = ("parent", "merged_into", "placed_in")


def facts_of(site: Site) -> SiteFacts:
    """The register's present facts of a site; change some with `dataclasses.replace`."""
    return facts_of_many([site])[site.pk]


def facts_of_many(sites: Iterable[Site]) -> dict[int, SiteFacts]:
    """Facts by site key; a query for the contributions of them all, and one for what they point to.

    Sites that point to no other site cost nothing more.
    """
    sites = list(sites)
    prefetch_related_objects(sites, *POINTING)
    money: dict[tuple[int, str], int] = {
        (site_id, source): amount
        for site_id, source, amount in Contribution.objects.filter(
            site__in=[site.pk for site in sites], is_founding=True
        ).values_list("site_id", "source", "amount_vnd")
    }
    return {site.pk: _facts(site, money) for site in sites}


def _facts(site: Site, money: dict[tuple[int, str], int]) -> SiteFacts:
    decision = site.decision
    return SiteFacts(
        **{name: getattr(site, name) for name in COLUMNS},
        decision_number=decision.number if decision else "",
        decision_on=decision.issued_on if decision else None,
        decision_precision=decision.issued_precision if decision else "day",
        state_vnd=money.get((site.pk, Source.STATE)),
        community_vnd=money.get((site.pk, Source.COMMUNITY)),
    )


def said_anew(known: SiteFacts, said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, by name, in which somebody says more or other of a site than the register."""
    return news({name: getattr(known, name) for name in SiteFacts.__dataclass_fields__}, said)

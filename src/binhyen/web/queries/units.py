"""What the register holds of one unit, as of a day, and how far it can be read on today's units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from binhyen.people.models import Person
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import covered_by, gifts_of
from binhyen.programmes.queries.counting import COUNTED
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import successors


@dataclass(frozen=True, slots=True)
class ProgrammeHere:
    programme: Programme
    sites: int
    teams: int
    members: int


@dataclass(frozen=True, slots=True)
class Part:
    """The sites recorded at one unit of its day. `is_in_part`: only a part of it came in here.

    `placed`: those an officer placed here since; `open`: those nobody has placed yet.
    """

    unit: Unit
    is_in_part: bool
    sites: int
    placed: int
    open: int

    @property
    def sure(self) -> int:
        return self.placed if self.is_in_part else self.sites


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit of today that a former unit went into, and how many of its sites are known there."""

    unit: Unit
    is_in_part: bool
    sites: int


@dataclass(frozen=True, slots=True)
class Register:
    """`undated` sites may not have been there yet on a day that has passed."""

    is_today: bool
    sites: int
    ended: int
    teams: int
    members: int
    undated: int
    money: dict[str, int]
    programmes: list[ProgrammeHere]
    parts: list[Part]
    heirs: list[Heir]

    @property
    def sure(self) -> int:
        """The fewest sites that the unit has, for parts of divided units may be elsewhere."""
        return sum(part.sure for part in self.parts)

    @property
    def most(self) -> int:
        return sum(part.sure + (part.open if part.is_in_part else 0) for part in self.parts)

    @property
    def divided(self) -> list[Part]:
        return [part for part in self.parts if part.is_in_part and part.open]

    @property
    def unplaced(self) -> int:
        """Of a former unit that was divided: sites of which no record says where they are now."""
        known = sum(heir.sites for heir in self.heirs)
        return self.sites - known if len(self.heirs) > 1 else 0


def register_of(person: Person, unit: Unit, *, on: date, today: date) -> Register:
    """Everything about one unit that this person may see, on a day."""
    sites = Site.objects.visible_to(person).filter(covered_by(unit)).order_by()
    there = sites.filter(_existing(on, today))
    is_commune = unit.level == Level.COMMUNE
    parts = _parts(there, unit) if is_commune else []
    heirs = _heirs(there, unit, today) if is_commune and unit.valid_to else []
    row: Any = sites.aggregate(
        ended=Count("pk", filter=Q(state=State.ENDED) & ~_existing(on, today)),
        undated=Count("pk", filter=_existing(on, today) & Q(established_on=None)),
    )
    programmes = _programmes(there)
    return Register(
        is_today=on >= today,
        sites=sum(one.sites for one in programmes),
        ended=row["ended"],
        teams=sum(one.teams for one in programmes),
        members=sum(one.members for one in programmes),
        undated=row["undated"],
        money={source.value: 0 for source in Source} | gifts_of(sites),
        programmes=programmes,
        parts=parts,
        heirs=heirs,
    )


def _existing(on: date, today: date) -> Q:
    """Sites of a day; one without a day of its own is taken to have been there."""
    if on >= today:
        return COUNTED
    begun = Q(established_on__lte=on) | Q(established_on=None)
    return begun & (COUNTED | Q(ended_on__gt=on))


def _programmes(sites: QuerySet[Site]) -> list[ProgrammeHere]:
    rows: Any = sites.values("programme").annotate(
        n=Count("pk"),
        team_sum=Sum("team_count", default=0),
        member_sum=Sum("member_count", default=0),
    )
    figures = {row["programme"]: row for row in rows}
    named = Programme.objects.filter(pk__in=list(figures)).select_related("sector").order_by("code")
    return [
        ProgrammeHere(one, row["n"], row["team_sum"], row["member_sum"])
        for one in named
        for row in [figures[one.pk]]
    ]


def _parts(sites: QuerySet[Site], unit: Unit) -> list[Part]:
    """By the unit of their day; the unit itself first, then what it came from."""
    in_part = dict(Reach.objects.filter(over=unit).values_list("unit", "in_part"))
    rows: Any = sites.values("unit").annotate(
        n=Count("pk"),
        placed=Count("pk", filter=Q(placed_in=unit)),
        open=Count("pk", filter=Q(placed_in=None)),
    )
    counts = {row["unit"]: row for row in rows}
    nothing = {"n": 0, "placed": 0, "open": 0}
    units = Unit.objects.filter(pk__in={*in_part, *counts, unit.pk}, level=Level.COMMUNE)
    ordered: Iterable[Unit] = sorted(units, key=lambda u: (u.pk != unit.pk, u.sort_key))
    return [
        Part(one, in_part.get(one.pk, False), row["n"], row["placed"], row["open"])
        for one in ordered
        for row in [counts.get(one.pk, nothing)]
    ]


def _heirs(sites: QuerySet[Site], unit: Unit, today: date) -> list[Heir]:
    """Today's units that it went into. With only one, all its sites are there."""
    found = successors(unit, today)
    if len(found) == 1:
        ((heir, _in_part),) = found.items()
        return [Heir(heir, False, sites.count())]
    placed = dict(sites.exclude(placed_in=None).values_list("placed_in").annotate(n=Count("pk")))
    heirs = [Heir(heir, in_part, placed.get(heir.pk, 0)) for heir, in_part in found.items()]
    return sorted(heirs, key=lambda heir: heir.unit.sort_key)

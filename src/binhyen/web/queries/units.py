"""What the register holds of one unit, as of a day, and how far it can be read on today's units."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Sum

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may_there, reach
from binhyen.programmes.choices import Source
from binhyen.programmes.models import Programme, Sector, Site
from binhyen.programmes.queries import covered_by, gifts_of
from binhyen.programmes.queries.counting import COUNTED, ENDED, ended_by, existing_on
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import successors

from ..choices import Share

ABOUT = (
    *("programme__code", "programme__name"),
    *("programme__sector", "programme__sector__name"),
)
Rows = list[dict[str, Any]]


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


def share_of(person: Person, unit: Unit) -> Share:
    """How much of a unit's records the person may see; where there are none, this still says."""
    covered = Unit.objects.under(unit)
    if unit.valid_to is None and unit.level > Level.NATION:
        covered = Unit.objects.filter(reached_by__over=unit)
    seen = covered.filter(reach(person, Permission.REGISTER_VIEW, unit="pk"))
    whole = may_there(person, Permission.REGISTER_VIEW, unit="pk")
    row = Unit.objects.filter(pk=unit.pk).values_list(whole, Exists(seen)).get()
    return Share.WHOLE if row[0] else Share.PART if row[1] else Share.NONE


def register_of(person: Person, unit: Unit, *, on: date, today: date) -> Register:
    """Everything about one unit that this person may see, on a day; three queries, seldom four."""
    sites = Site.objects.visible_to(person).filter(covered_by(unit)).order_by()
    is_commune = unit.level == Level.COMMUNE
    is_today = on >= today
    rows = _counted(
        sites,
        existing=COUNTED if is_today else existing_on(on),
        ended=ENDED if is_today else ended_by(on),
        by_unit=is_commune,
    )
    programmes = _programmes(rows)
    return Register(
        is_today=is_today,
        sites=sum(one.sites for one in programmes),
        ended=sum(row["ended"] for row in rows),
        teams=sum(one.teams for one in programmes),
        members=sum(one.members for one in programmes),
        undated=sum(row["undated"] for row in rows),
        money={source.value: 0 for source in Source} | (gifts_of(sites) if rows else {}),
        programmes=programmes,
        parts=_parts(rows, unit) if is_commune else [],
        heirs=_heirs(rows, unit, today) if is_commune and unit.valid_to else [],
    )


def _counted(sites: QuerySet[Site], *, existing: Q, ended: Q, by_unit: bool) -> Rows:
    """Figures of the day by programme, and by the unit of a site's day and where it was placed."""
    where = ("unit", "placed_in") if by_unit else ()
    rows: Any = sites.values("programme", *ABOUT, *where).annotate(
        n=Count("pk", filter=existing),
        team_sum=Sum("team_count", filter=existing, default=0),
        member_sum=Sum("member_count", filter=existing, default=0),
        ended=Count("pk", filter=ended),
        undated=Count("pk", filter=existing & Q(established_on=None)),
    )
    return list(rows)


def _programmes(rows: Rows) -> list[ProgrammeHere]:
    """Those with sites of the day, by code."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["n"]:
            found[row["programme"]].append(row)
    return sorted(
        (
            ProgrammeHere(
                _programme_of(of_one[0]),
                sum(row["n"] for row in of_one),
                sum(row["team_sum"] for row in of_one),
                sum(row["member_sum"] for row in of_one),
            )
            for of_one in found.values()
        ),
        key=lambda one: one.programme.code,
    )


def _programme_of(row: dict[str, Any]) -> Programme:
    """What the page says of a programme, from the columns it was counted with."""
    sector = Sector(pk=row["programme__sector"], name=row["programme__sector__name"])
    code, name = row["programme__code"], row["programme__name"]
    return Programme(pk=row["programme"], code=code, name=name, sector=sector)


def _parts(rows: Rows, unit: Unit) -> list[Part]:
    """By the unit of their day; the unit itself first, then what it came from."""
    came = Reach.objects.none() if unit.valid_to else Reach.objects.filter(over=unit)
    links = came.filter(unit__level=Level.COMMUNE).select_related("unit__parent")
    in_part = {unit: False} | {link.unit: link.in_part for link in links}
    ordered = sorted(in_part, key=lambda u: (u.pk != unit.pk, u.sort_key))
    return [
        Part(
            one,
            in_part[one],
            sites=sum(row["n"] for row in rows if row["unit"] == one.pk),
            placed=_sites_placed(rows, one, unit.pk),
            open=_sites_placed(rows, one, None),
        )
        for one in ordered
    ]


def _sites_placed(rows: Rows, unit: Unit, placed_in: int | None) -> int:
    return sum(r["n"] for r in rows if r["unit"] == unit.pk and r["placed_in"] == placed_in)


def _heirs(rows: Rows, unit: Unit, today: date) -> list[Heir]:
    """Today's units that it went into. With only one, all its sites are there."""
    found = successors(unit, today)
    if len(found) == 1:
        ((heir, _in_part),) = found.items()
        return [Heir(heir, False, sum(row["n"] for row in rows))]
    placed: dict[int, int] = defaultdict(int)
    for row in rows:
        placed[row["placed_in"]] += row["n"]
    heirs = [Heir(heir, in_part, placed[heir.pk]) for heir, in_part in found.items()]
    return sorted(heirs, key=lambda heir: heir.unit.sort_key)

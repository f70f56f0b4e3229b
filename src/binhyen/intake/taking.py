"""Readings as facts of the register, and the catalogue of a file put beside the known one."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes import actions as register
from binhyen.programmes.actions import ProgrammeFacts, SiteFacts
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .rules.catalogue import Catalogue
from .rules.catalogue_file import Line
from .rules.reading import Reading
from .sources import known_as, programmes_for

Actor = Person | str


def facts_from(
    readings: Sequence[Reading], *, by: Actor, at: datetime, batch: str = ""
) -> list[SiteFacts]:
    """What the readings say, as the register takes it. Organisations not yet known are entered.

    Only for readings with a programme and a unit.
    """
    programmes = Programme.objects.in_bulk({r.programme_key for r in readings if r.programme_key})
    units = Unit.objects.in_bulk({r.unit.key for r in readings if r.unit})
    complete = [r for r in readings if r.unit and r.programme_key]
    named = [(units[r.unit.key], r.organisation) for r in complete if r.unit and r.organisation]
    bodies = register.ensure_organisations(named, by=by, at=at, batch=batch) if named else {}
    sites = sites_meant(readings)
    return [
        SiteFacts(
            programme=programmes[r.programme_key],
            unit=units[r.unit.key],
            village=r.village,
            organisation=bodies.get((r.unit.key, fold(r.organisation))),
            state=r.state or State.RUNNING,
            established_on=r.established,
            established_precision=r.precision or "day",
            ended_on=r.ended_on,
            ended_precision=r.ended_precision or "day",
            origin=r.origin,
            parent=sites.get(r.parent_key or 0),
            ending=r.ending,
            merged_into=sites.get(r.merged_key or 0),
            decision_number=r.decision,
            decision_on=r.decision_on,
            decision_precision=r.decision_precision or "day",
            team_count=r.teams,
            member_count=r.members,
            state_vnd=r.budget_vnd,
            community_vnd=r.social_vnd,
            lat=r.lat,
            lon=r.lon,
            rating=r.rating,
            note=r.note,
            is_synthetic=r.is_synthetic,
        )
        for r in complete
        if r.unit and r.programme_key
    ]


def sites_meant(readings: Iterable[Reading]) -> dict[int, Site]:
    """The sites that some rows follow or went into, by key; no query where there are none."""
    keys = {key for r in readings for key in (r.parent_key, r.merged_key) if key}
    return Site.objects.in_bulk(keys) if keys else {}


def said_by(reading: Reading, sites: Mapping[int, Site]) -> dict[str, object]:
    """What a row says of its site; a blank cell of money says nothing, a dash says none.

    sites: those that `sites_meant` finds.
    """
    written = reading.cells.keys()
    return {
        "state": reading.state,
        "established_on": reading.established,
        "established_precision": reading.precision or "day",
        "ended_on": reading.ended_on,
        "ended_precision": reading.ended_precision or "day",
        "origin": reading.origin,
        "parent": sites.get(reading.parent_key or 0),
        "ending": reading.ending,
        "merged_into": sites.get(reading.merged_key or 0),
        "decision_number": reading.decision,
        "decision_on": reading.decision_on,
        "decision_precision": reading.decision_precision or "day",
        "team_count": reading.teams,
        "member_count": reading.members,
        "state_vnd": reading.budget_vnd if {"budget", "total"} & written else None,
        "community_vnd": reading.social_vnd if {"social", "total"} & written else None,
        "lat": reading.lat,
        "lon": reading.lon,
        "rating": reading.rating,
        "note": reading.note,
    }


@dataclass(frozen=True, slots=True)
class KnownProgrammes:
    """The catalogues that count for a unit as they are, to put a file's lines beside.

    A name is one programme's, the unit's own before another's; codes are those of the own.
    """

    unit: Unit
    open_to: Collection[int]
    by_name: Mapping[str, Programme]
    by_code: Mapping[str, Programme]
    spellings: Catalogue

    def of(self, line: Line) -> Programme | None:
        """The programme that a line means, by any of its names, else by its code."""
        named = self.by_name.get(fold(line.name))
        return named or (self.by_code.get(line.code) if line.code else None)

    def owners(self) -> dict[str, Hashable]:
        """Every folded name and other name, with its programme's key."""
        return {folded: programme.pk for folded, programme in self.by_name.items()}

    def bearing(self, line: Line) -> list[Programme]:
        """Programmes that bear one of a line's names, however it is spelt."""
        found: dict[int, Programme] = {}
        for name in (line.name, *line.aliases):
            exact = self.by_name.get(fold(name))
            match = self.spellings.match(name)
            keys = {p.key for p in match.programmes} if match.how in {"found", "ambiguous"} else ()
            found |= {exact.pk: exact} if exact else {p.pk: p for p in self._of_keys(keys)}
        return list(found.values())

    def news(self, programme: Programme, line: Line) -> list[str]:
        """The columns in which a line says anything new of a programme.

        What it leaves out stays. Another unit's programme is only completed, and only by who may
        change it.
        """
        if programme.unit_id not in self.open_to:
            return []
        return news_of(programme, line, is_own=programme.unit_id == self.unit.pk)

    def _of_keys(self, keys: Collection[int]) -> list[Programme]:
        programmes = {p.pk: p for p in self.by_name.values()}
        return [programmes[key] for key in keys if key in programmes]


def known_programmes(unit: Unit, *, by: Actor | None = None) -> KnownProgrammes:
    """Whose names a file for this unit's catalogue meets; `by` reads it, None is the system."""
    programmes = sorted(programmes_for(unit), key=lambda p: (p.unit_id != unit.pk, p.code))
    by_name: dict[str, Programme] = {}
    for programme in programmes:
        by_name.setdefault(programme.folded, programme)
    for programme in programmes:
        for alias in programme.aliases.all():
            by_name.setdefault(alias.folded, programme)
    return KnownProgrammes(
        unit=unit,
        open_to=_open_to(by, {programme.unit_id for programme in programmes}),
        by_name=by_name,
        by_code={p.code: p for p in programmes if p.unit_id == unit.pk},
        spellings=Catalogue(map(known_as, programmes)),
    )


def _open_to(by: Actor | None, units: set[int]) -> set[int]:
    """The units whose catalogue one may change; the system changes any."""
    if not isinstance(by, Person):
        return units
    allowed = Unit.objects.filter(reach(by, Permission.CATALOGUE_CHANGE, unit="pk"), pk__in=units)
    return set(allowed.values_list("pk", flat=True))


@transaction.atomic
def take_catalogue(
    lines: Sequence[Line], *, unit: Unit, by: Actor, at: datetime, batch: str = ""
) -> tuple[int, int]:
    """Add the programmes of a catalogue and complete those known: (added, changed)."""
    known = known_programmes(unit, by=by)
    added: list[ProgrammeFacts] = []
    changed = 0
    for line in lines:
        programme = known.of(line)
        if programme is None:
            added.append(_facts(line, unit))
        elif news := known.news(programme, line):
            facts = _completed(programme, line, news)
            register.change_programme(programme, facts, by=by, at=at, batch=batch)
            changed += 1
    if added:
        register.add_programmes(added, by=by, at=at, batch=batch)
    return len(added), changed


def news_of(programme: Programme, line: Line, *, is_own: bool = True) -> list[str]:
    """The columns in which a line says anything new; another unit's programme is completed."""
    other_names = {alias.folded for alias in programme.aliases.all()}
    is_renamed = programme.name != line.name and fold(line.name) not in other_names
    news = {
        "programme": is_own and is_renamed,
        "sector": is_own and programme.sector.name != line.sector,
        "aliases": bool(_more_names(programme, line)),
        "aim": line.aim not in {"", programme.aim} and (is_own or not programme.aim),
    }
    return [meaning for meaning, is_new in news.items() if is_new]


def _more_names(programme: Programme, line: Line) -> list[str]:
    have = {alias.folded for alias in programme.aliases.all()} | {programme.folded}
    return [name for name in line.aliases if fold(name) not in have]


def _facts(line: Line, unit: Unit) -> ProgrammeFacts:
    return ProgrammeFacts(
        name=line.name,
        sector=line.sector,
        unit=unit,
        code=line.code,
        aim=line.aim,
        aliases=line.aliases,
    )


def _completed(programme: Programme, line: Line, news: Collection[str]) -> ProgrammeFacts:
    return replace(
        _facts(line, programme.unit),
        name=line.name if "programme" in news else programme.name,
        sector=line.sector if "sector" in news else programme.sector.name,
        code="",
        aim=line.aim if "aim" in news else programme.aim,
        aliases=(*(alias.name for alias in programme.aliases.all()), *_more_names(programme, line)),
        state=programme.state,
        established_on=programme.established_on,
        established_precision=programme.established_precision,
        origin=programme.origin,
        ended_on=programme.ended_on,
        ended_precision=programme.ended_precision,
        ending=programme.ending,
        merged_into=programme.merged_into,
        is_synthetic=programme.is_synthetic,
    )

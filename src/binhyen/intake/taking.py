"""Readings as facts of the register, and the catalogue of a file put beside the known one."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.programmes import actions as register
from binhyen.programmes.actions import ProgrammeFacts, SiteFacts
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .rules.catalogue_file import Line
from .rules.reading import Reading

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


def said_by(reading: Reading) -> dict[str, object]:
    """What a row says of its site; a blank cell of money says nothing, a dash says none."""
    written = reading.cells.keys()
    return {
        "state": reading.state,
        "established_on": reading.established,
        "established_precision": reading.precision or "day",
        "ended_on": reading.ended_on,
        "ended_precision": reading.ended_precision or "day",
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
    """A unit's catalogue as it is, to put a file's lines beside."""

    by_name: Mapping[str, Programme]
    by_code: Mapping[str, Programme]

    def of(self, line: Line) -> Programme | None:
        """The programme that a line means, by its name, else by its code."""
        named = self.by_name.get(fold(line.name))
        return named or (self.by_code.get(line.code) if line.code else None)

    def owners(self) -> dict[str, Hashable]:
        """Every folded name and other name, with its programme's key."""
        owners: dict[str, Hashable] = {}
        for programme in self.by_name.values():
            owners |= {alias.folded: programme.pk for alias in programme.aliases.all()}
        return owners | {folded: programme.pk for folded, programme in self.by_name.items()}


def known_programmes(unit: Unit) -> KnownProgrammes:
    query = Programme.objects.filter(unit=unit).select_related("sector", "unit")
    programmes = list(query.prefetch_related("aliases"))
    return KnownProgrammes({p.folded: p for p in programmes}, {p.code: p for p in programmes})


@transaction.atomic
def take_catalogue(
    lines: Sequence[Line], *, unit: Unit, by: Actor, at: datetime, batch: str = ""
) -> tuple[int, int]:
    """Add the programmes of a catalogue and complete those known: (added, changed)."""
    known = known_programmes(unit)
    added: list[ProgrammeFacts] = []
    changed = 0
    for line in lines:
        programme = known.of(line)
        if programme is None:
            added.append(_facts(line, unit))
        elif news_of(programme, line):
            facts = _completed(programme, line)
            register.change_programme(programme, facts, by=by, at=at, batch=batch)
            changed += 1
    if added:
        register.add_programmes(added, by=by, at=at, batch=batch)
    return len(added), changed


def news_of(programme: Programme, line: Line) -> list[str]:
    """The columns in which a line says anything new of a programme; what it leaves out stays."""
    news = {
        "programme": programme.name != line.name,
        "sector": programme.sector.name != line.sector,
        "aliases": bool(_more_names(programme, line)),
        "aim": line.aim not in {"", programme.aim},
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


def _completed(programme: Programme, line: Line) -> ProgrammeFacts:
    return replace(
        _facts(line, programme.unit),
        code="",
        aim=line.aim or programme.aim,
        aliases=(*(alias.name for alias in programme.aliases.all()), *_more_names(programme, line)),
        state=programme.state,
        established_on=programme.established_on,
        established_precision=programme.established_precision,
        is_synthetic=programme.is_synthetic,
    )

"""Readings as facts of the register, and the catalogue of a file put beside the known one."""

from collections.abc import Sequence
from dataclasses import replace
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


@transaction.atomic
def take_in(readings: Sequence[Reading], *, by: Actor, at: datetime, batch: str) -> tuple[int, int]:
    """Enter what the register doesn't hold yet: (entered, known already). All or none."""
    facts = facts_from(readings, by=by, at=at, batch=batch)
    twins = register.Twins(facts)
    new = [line for line in facts if not twins.of(line)]
    if new:
        register.register_sites(new, by=by, at=at, batch=batch)
    return len(new), len(facts) - len(new)


@transaction.atomic
def take_catalogue(
    lines: Sequence[Line], *, unit: Unit, by: Actor, at: datetime
) -> tuple[int, int, int]:
    """Add the programmes of a catalogue and complete those known: (added, changed, as they were)."""
    known = {p.folded: p for p in _programmes(unit)}
    by_code = {p.code: p for p in known.values()}
    added: list[ProgrammeFacts] = []
    changed = 0
    for line in lines:
        programme = known.get(fold(line.name)) or (by_code.get(line.code) if line.code else None)
        if programme is None:
            added.append(_facts(line, unit))
        else:
            changed += _complete(programme, line, by=by, at=at)
    if added:
        register.add_programmes(added, by=by, at=at)
    return len(added), changed, len(lines) - len(added) - changed


def _programmes(unit: Unit) -> list[Programme]:
    query = Programme.objects.filter(unit=unit).select_related("sector", "unit")
    return list(query.prefetch_related("aliases"))


def _facts(line: Line, unit: Unit) -> ProgrammeFacts:
    return ProgrammeFacts(
        name=line.name,
        sector=line.sector,
        unit=unit,
        code=line.code,
        aim=line.aim,
        aliases=line.aliases,
    )


def _complete(programme: Programme, line: Line, *, by: Actor, at: datetime) -> int:
    """1 if the line says anything new of a programme; what it leaves out stays."""
    aliases = [alias.name for alias in programme.aliases.all()]
    have = {fold(name) for name in (*aliases, programme.name)}
    more = [name for name in line.aliases if fold(name) not in have]
    is_same = (
        not more
        and programme.name == line.name
        and programme.sector.name == line.sector
        and line.aim in {"", programme.aim}
    )
    if is_same:
        return 0
    facts = replace(
        _facts(line, programme.unit),
        code="",
        aim=line.aim or programme.aim,
        aliases=(*aliases, *more),
        state=programme.state,
        established_on=programme.established_on,
        established_precision=programme.established_precision,
        is_synthetic=programme.is_synthetic,
    )
    register.change_programme(programme, facts, by=by, at=at)
    return 1

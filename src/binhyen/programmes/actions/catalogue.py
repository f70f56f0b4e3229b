"""The catalogue: programmes and the other names they go by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from ..choices import Ending, FaultCode, Origin, State
from ..models import Alias, Programme, Site
from ..rules import Fault, clean_name, life_faults, next_programme_code
from .bodies import births, ensure_sectors
from .lines import refuse_circles
from .permits import Actor, demand
from .preparing import preparing_faults
from .refusals import refuse, screen


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFacts:
    """What one knows of a programme. An empty code takes the next free one."""

    name: str
    sector: str
    unit: Unit
    code: str = ""
    aim: str = ""
    state: str = State.RUNNING
    established_on: date | None = None
    established_precision: str = "day"
    origin: str = Origin.UNKNOWN
    ended_on: date | None = None
    ended_precision: str = "day"
    ending: str = Ending.UNKNOWN
    merged_into: Programme | None = None
    aliases: Sequence[str] = ()
    is_synthetic: bool = False


# Facts that the table holds as they are.
COLUMNS = (
    "unit",
    "aim",
    "state",
    "established_on",
    "established_precision",
    "origin",
    "ended_on",
    "ended_precision",
    "ending",
    "merged_into",
)


def add_programme(
    facts: ProgrammeFacts, *, by: Actor, at: datetime, reason: str = "", batch: str = ""
) -> Programme:
    """Put one programme into a unit's catalogue. Raises as `add_programmes`."""
    return add_programmes([facts], by=by, at=at, reason=reason, batch=batch)[0]


@transaction.atomic
def add_programmes(
    many: Sequence[ProgrammeFacts], *, by: Actor, at: datetime, reason: str = "", batch: str = ""
) -> list[Programme]:
    """Put programmes with their sectors and aliases into the catalogue, all or none.

    A code that another unit's catalogue holds is entered with this unit's code before it.
    Raises PermissionDenied, Refused or PersonalData with every fault of the first bad line.
    """
    demand(by, Permission.CATALOGUE_CHANGE, {facts.unit for facts in many})
    for facts in many:
        refuse(programme_faults(facts, at=at))
    sectors = ensure_sectors((facts.sector for facts in many), by=by, at=at, batch=batch)
    taken = set(Programme.objects.select_for_update().values_list("code", flat=True))
    programmes = []
    for facts in many:
        code = _free_code(facts, taken)
        taken.add(code)
        programme = Programme(
            code=code,
            name=clean_name(facts.name),
            sector=sectors[facts.sector],
            is_synthetic=facts.is_synthetic,
            **{name: getattr(facts, name) for name in COLUMNS},
        )
        programme.refold()
        programmes.append(programme)
    Programme.objects.bulk_create(programmes)
    aliases = [
        alias
        for programme, facts in zip(programmes, many, strict=True)
        for alias in _new_aliases(programme, facts.aliases)
    ]
    Alias.objects.bulk_create(aliases)
    entries = births(programmes, "create", reason) + births(aliases, "create", reason)
    log.record_many(entries, by=by, at=at, batch=batch)
    return programmes


@transaction.atomic
def change_programme(
    programme: Programme,
    facts: ProgrammeFacts,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    batch: str = "",
    by_procedure: bool = False,
) -> Programme:
    """Make a programme's facts and aliases exactly these; its code stays if none is given.

    A former name stays as an alias, so that old workbooks are still understood. What a procedure
    prepares is launched or given up only with `by_procedure`.
    Raises PermissionDenied, Refused or PersonalData with every fault.
    """
    demand(by, Permission.CATALOGUE_CHANGE, {programme.unit, facts.unit})
    refuse(programme_faults(facts, at=at, but=programme))
    refuse_circles(Programme, ["merged_into"], [(programme, facts)])
    stored = Programme.objects.select_for_update().get(pk=programme.pk)
    if not by_procedure:
        refuse(preparing_faults([(stored, facts)]).get(stored, []))
    before, former = log.snapshot(stored), stored.name
    sectors = ensure_sectors([facts.sector], by=by, at=at, batch=batch)
    stored.name, stored.sector = clean_name(facts.name), sectors[facts.sector]
    for column in COLUMNS:
        setattr(stored, column, getattr(facts, column))
    old, new = log.differences(before, log.snapshot(stored))
    if new:
        stored.save()
        log.record(
            stored, "change", by=by, at=at, before=old, after=new, reason=reason, batch=batch
        )
    if stored.name != former:
        _refold_sites(stored)
    wanted = [*facts.aliases, *([former] if fold(former) != stored.folded else [])]
    _set_aliases(stored, wanted, by=by, at=at, batch=batch)
    return stored


@transaction.atomic
def add_alias(
    programme: Programme, name: str, *, by: Actor, at: datetime, reason: str = "", batch: str = ""
) -> Alias:
    """Let a programme be known by another name too; known already, nothing happens.

    Raises PermissionDenied, or Refused if another programme of the unit has that name.
    """
    demand(by, Permission.CATALOGUE_CHANGE, [programme.unit])
    refuse(_name_faults("name", name, programme.unit, but=programme))
    known = Alias.objects.filter(programme=programme, folded=fold(clean_name(name))).first()
    if known:
        return known
    alias = Alias(programme=programme, name=clean_name(name))
    alias.save()
    after = log.snapshot(alias)
    log.record(alias, "create", by=by, at=at, after=after, reason=reason, batch=batch)
    return alias


@transaction.atomic
def drop_alias(alias: Alias, *, by: Actor, at: datetime, reason: str = "", batch: str = "") -> None:
    """Take a name away from a programme. Raises PermissionDenied."""
    demand(by, Permission.CATALOGUE_CHANGE, [alias.programme.unit])
    _drop(alias, by=by, at=at, reason=reason, batch=batch)


def programme_faults(
    facts: ProgrammeFacts, *, at: datetime, but: Programme | None = None
) -> list[Fault]:
    """Every reason against these facts of a programme."""
    faults = _name_faults("name", facts.name, facts.unit, but=but)
    if not fold(facts.sector):
        faults.append(Fault("sector", FaultCode.BLANK))
    if len(facts.sector) > 120:
        faults.append(Fault("sector", FaultCode.TOO_LONG))
    faults += life_faults(facts, today=timezone.localdate(at))
    for alias in facts.aliases:
        faults += _name_faults("aliases", alias, facts.unit, but=but)
    return faults + screen(aim=facts.aim, sector=facts.sector)


def _name_faults(field: str, name: str, unit: Unit, *, but: Programme | None) -> list[Fault]:
    name = clean_name(name)
    faults = []
    if not fold(name):
        faults.append(Fault(field, FaultCode.BLANK))
    if len(name) > 255:
        faults.append(Fault(field, FaultCode.TOO_LONG))
    others = Programme.objects.filter(unit=unit)
    others = others.exclude(pk=but.pk) if but else others
    taken = others.filter(folded=fold(name)) | others.filter(aliases__folded=fold(name))
    if faults == [] and taken.exists():
        faults.append(Fault(field, FaultCode.NAME_TAKEN))
    return faults + screen(**{field: name})


def _refold_sites(programme: Programme) -> None:
    """Let a programme's sites be found by its new name."""
    sites = list(programme.sites.select_related("unit", "organisation"))
    for site in sites:
        site.programme = programme
        site.refold()
    Site.objects.bulk_update(sites, ["folded"], batch_size=500)


def _free_code(facts: ProgrammeFacts, taken: set[str]) -> str:
    code = facts.code.strip() or next_programme_code(taken)
    if code in taken:
        code = f"{facts.unit.code}-{code}"
    number = 2
    while code in taken:
        code = f"{facts.unit.code}-{facts.code or 'P'}-{number}"
        number += 1
    return code


def _new_aliases(programme: Programme, names: Sequence[str]) -> list[Alias]:
    """One alias a spelling, without the programme's own name."""
    spelt = {fold(name): clean_name(name) for name in reversed(names)}
    return [
        Alias(programme=programme, name=name, folded=folded)
        for folded, name in reversed(spelt.items())
        if folded and folded != programme.folded
    ]


def _set_aliases(
    programme: Programme, names: Sequence[str], *, by: Actor, at: datetime, batch: str
) -> None:
    wanted = {alias.folded: alias for alias in _new_aliases(programme, names)}
    known = {alias.folded: alias for alias in programme.aliases.all()}
    for folded in known.keys() - wanted.keys():
        _drop(known[folded], by=by, at=at, reason="", batch=batch)
    new = [alias for folded, alias in wanted.items() if folded not in known]
    if new:
        Alias.objects.bulk_create(new)
        log.record_many(births(new, "create"), by=by, at=at, batch=batch)


def _drop(alias: Alias, *, by: Actor, at: datetime, reason: str, batch: str) -> None:
    before = log.snapshot(alias)
    log.record(alias, "delete", by=by, at=at, before=before, reason=reason, batch=batch)
    alias.delete()

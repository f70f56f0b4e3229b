"""A case is opened: the record it is about is found or prepared, and the first step begins."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from binhyen.people.choices import Permission
from binhyen.programmes.actions import (
    ProgrammeFacts,
    SiteFacts,
    add_programme,
    register_site,
)
from binhyen.programmes.actions.permits import demand
from binhyen.programmes.choices import Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import BlockerCode, CaseKind, CaseState, EventKind
from ..models import Case, CaseYear, Procedure
from ..queries import procedures_for, read
from ..rules import workdays
from ..rules.blockers import Blocker
from .holding import log_birth, note
from .moving import PERMISSIONS, turn_unit
from .permits import Actor, name_of, person_of
from .refusals import block, personal

_FITTING: Mapping[str, frozenset[str]] = {
    CaseKind.ADJUST: frozenset({State.RUNNING, State.SUSPENDED}),
    CaseKind.SUSPEND: frozenset({State.RUNNING}),
    CaseKind.END: frozenset({State.RUNNING, State.SUSPENDED}),
    CaseKind.MERGE: frozenset({State.RUNNING, State.SUSPENDED}),
    CaseKind.TAKE_OVER: frozenset({State.RUNNING, State.SUSPENDED}),
}


@transaction.atomic
def open_case(
    kind: str,
    *,
    unit: Unit,
    reason: str,
    by: Actor,
    at: datetime,
    programme: Programme | None = None,
    site: Site | None = None,
    parent: Site | None = None,
    into: Programme | Site | None = None,
    facts: ProgrammeFacts | SiteFacts | None = None,
    changes: Mapping[str, Any] | None = None,
    procedure: Procedure | None = None,
    ground: str = "",
    even_if_known: bool = False,
    is_synthetic: bool = False,
) -> Case:
    """Open a case for a unit of today; its first step's term begins today.

    build takes ProgrammeFacts and enters the programme as being prepared; replicate takes
    SiteFacts (and the parent it is copied from) and enters the site likewise. The others are
    about a programme or a site; merge names the one of the same sort that it goes into. adjust
    and take_over carry `changes`: new values by field (OF_SITE, OF_PROGRAMME in effects), an
    organisation by its key. Without a procedure, the first of `queries.procedures_for`. ground:
    on what it is proposed to end; kept where the procedure knows it, chosen at its step otherwise.

    Raises PermissionDenied; CaseBlocked with every reason; Refused or AlreadyRegistered
    (programmes.actions) for what the register won't take, the latter not with `even_if_known`.
    """
    demand(by, Permission.CASE_ACT, [unit])
    programme = site.programme if site else programme
    on = timezone.localdate(at)
    number = _next_number(on.year)  # before any look, so that two openings don't pass each other
    offered = procedures_for(unit, kind, on=on)
    chosen = procedure if procedure is not None else next(iter(offered), None)
    block([
        *personal(reason=reason),
        *_unit_faults(unit, reason),
        *([] if chosen in offered else [Blocker(BlockerCode.NO_PROCEDURE)]),
        *_target_faults(kind, unit, programme, site, parent, into, facts),
    ])  # fmt: skip
    assert chosen is not None  # noqa: S101 - blocked above
    if kind == CaseKind.BUILD and isinstance(facts, ProgrammeFacts):
        programme = _prepare_programme(facts, unit, reason, by=by, at=at)
    elif kind == CaseKind.REPLICATE and isinstance(facts, SiteFacts):
        site = _prepare_site(facts, unit, parent, reason, even_if_known, by=by, at=at)
        programme = site.programme
    procedure_read = read(chosen.text)
    step = procedure_read.kinds[CaseKind(kind)].first
    case = Case.objects.create(
        code=f"HS-{on.year}-{number:06d}",
        kind=kind,
        procedure=chosen,
        unit=unit,
        programme=programme,
        site=site,
        parent=parent,
        into_programme=into if isinstance(into, Programme) else None,
        into_site=into if isinstance(into, Site) else None,
        title=_title(programme, site, into),
        step=step.code,
        step_name=step.name,
        step_began_on=on,
        due_on=workdays.due_on(on, step.days),
        turn_unit=turn_unit(unit, step),
        turn_permission=PERMISSIONS[step.who],
        reason=reason,
        ground=ground if ground in procedure_read.grounds else "",
        changes=dict(changes or {}),
        opened_by=person_of(by),
        opened_at=at,
        is_synthetic=is_synthetic,
    )
    note(case, EventKind.OPENED, by=by, at=at, to_step=step.code, comment=reason)
    log_birth(case, "open", by=by, at=at, reason=reason)
    return case


def _unit_faults(unit: Unit, reason: str) -> Iterator[Blocker]:
    if unit.valid_to is not None or unit.level == Level.NATION:
        yield Blocker(BlockerCode.UNIT_ENDED, "unit")
    if not reason.strip():
        yield Blocker(BlockerCode.REASON_MISSING, "reason")


def _target_faults(
    kind: str,
    unit: Unit,
    programme: Programme | None,
    site: Site | None,
    parent: Site | None,
    into: Programme | Site | None,
    facts: ProgrammeFacts | SiteFacts | None,
) -> list[Blocker]:
    if kind == CaseKind.BUILD:
        return [] if isinstance(facts, ProgrammeFacts) else [Blocker(BlockerCode.TARGET_MISSING)]
    if kind == CaseKind.REPLICATE:
        return list(_replication_faults(unit, parent, facts))
    target = site or programme
    if target is None:
        return [Blocker(BlockerCode.TARGET_MISSING, "programme")]
    faults = list(_known_faults(kind, unit, target))
    if kind == CaseKind.MERGE:
        faults += _merge_faults(target, into)
    return faults


def _replication_faults(
    unit: Unit, parent: Site | None, facts: ProgrammeFacts | SiteFacts | None
) -> Iterator[Blocker]:
    if not isinstance(facts, SiteFacts):
        yield Blocker(BlockerCode.TARGET_MISSING, "programme")
        return
    if facts.programme.state in {State.ENDED, State.SUSPENDED}:
        yield Blocker(BlockerCode.STATE_UNFIT, "programme")
    if parent and (parent.programme_id != facts.programme.pk or parent.state == State.ENDED):
        yield Blocker(BlockerCode.TARGET_UNFIT, "parent")


def _known_faults(kind: str, unit: Unit, target: Programme | Site) -> Iterator[Blocker]:
    if target.state not in _FITTING[kind]:
        yield Blocker(BlockerCode.STATE_UNFIT)
    placed = isinstance(target, Site) and target.placed_in_id == unit.pk
    covered = Reach.objects.filter(over=unit, unit=target.unit_id)
    if not placed and target.unit_id != unit.pk and not covered.exists():
        yield Blocker(BlockerCode.OUTSIDE_UNIT, "unit")
    about = {"site": target} if isinstance(target, Site) else {"programme": target, "site": None}
    other = Case.objects.filter(state=CaseState.OPEN, **about).values_list("code", flat=True)
    if code := other.first():
        yield Blocker(BlockerCode.OTHER_CASE, code)


def _merge_faults(target: Programme | Site, into: Programme | Site | None) -> Iterator[Blocker]:
    if into is None:
        yield Blocker(BlockerCode.TARGET_MISSING, "into")
    elif type(into) is not type(target) or into == target or into.state == State.ENDED:
        yield Blocker(BlockerCode.TARGET_UNFIT, "into")


def _prepare_programme(
    facts: ProgrammeFacts, unit: Unit, reason: str, *, by: Actor, at: datetime
) -> Programme:
    prepared = replace(facts, unit=unit, state=State.PREPARING, origin=Origin.NEW)
    return add_programme(prepared, by=name_of(by), at=at, reason=reason)


def _prepare_site(
    facts: SiteFacts,
    unit: Unit,
    parent: Site | None,
    reason: str,
    even_if_known: bool,
    *,
    by: Actor,
    at: datetime,
) -> Site:
    """A site copied from another, or the first of a programme that has none yet."""
    is_applied = Site.objects.counted().filter(programme=facts.programme).exists()
    origin = Origin.REPLICATED if parent or is_applied else Origin.NEW
    prepared = replace(facts, unit=unit, state=State.PREPARING, origin=origin, parent=parent)
    return register_site(
        prepared, by=name_of(by), at=at, reason=reason, even_if_known=even_if_known
    )


def _next_number(year: int) -> int:
    """The next number of the year, its row locked: first of all locks, so that none cross."""
    CaseYear.objects.get_or_create(year=year)
    row = CaseYear.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def _title(programme: Programme | None, site: Site | None, into: Programme | Site | None) -> str:
    return " → ".join(str(part) for part in (site or programme, into) if part)[:300]

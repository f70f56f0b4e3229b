"""What an outcome does to the register, through the register's own actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from binhyen.dossiers.models import Document
from binhyen.programmes.actions import (
    ProgrammeFacts,
    SiteFacts,
    change_programme,
    change_site,
    change_sites,
    facts_of,
    facts_of_many,
    hold_units,
)
from binhyen.programmes.choices import Ending, State
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.units.models import Reach

from ..choices import DROPPED, BlockerCode, CaseKind, CaseState, Effect
from ..models import Case
from ..queries import documents_of, track_of
from ..rules.blockers import Blocker
from ..rules.procedure import Outcome
from .permits import Actor, name_of
from .refusals import CaseBlocked

# What an adjustment or a take-over may change of a site and of a programme.
OF_SITE = ("village", "organisation", "team_count", "member_count", "lat", "lon", "note")
OF_PROGRAMME = ("name", "aim", "sector")


@dataclass(frozen=True, slots=True)
class Deed:
    """One effect about to be taken: whose case, on which day, by whom."""

    case: Case
    on: date
    by: str
    at: datetime
    reason: str


def take_effect(case: Case, outcome: Outcome, *, on: date, by: Actor, at: datetime) -> None:
    """Write to the register what the outcome does there; most do nothing.

    The rights were checked by the procedure, so the register's actions get the name alone.
    Raises CaseBlocked where something would be orphaned, Refused where the register refuses.
    """
    deed = Deed(case, on, name_of(by), at, f"{case.code}: {outcome.name}")
    if outcome.effect:
        _EFFECTS[outcome.effect](deed)
    elif outcome.to == DROPPED and case.kind in {CaseKind.BUILD, CaseKind.REPLICATE}:
        _drop(deed)


def _launch(deed: Deed) -> None:
    """The prepared record runs from the day on, by its decision."""
    new: dict[str, Any] = {
        "state": State.RUNNING, "established_on": deed.on, "established_precision": "day",
    }  # fmt: skip
    paper = _decision(deed.case)
    if deed.case.site and paper is not None:
        new |= {
            "decision_number": paper.number, "decision_on": paper.issued_on,
            "decision_precision": "day",
        }  # fmt: skip
    _change(deed, **new)


def _drop(deed: Deed) -> None:
    """A prepared record that is given up never ran."""
    _change(deed, **_ended(deed, Ending.DROPPED))


def _adjust(deed: Deed) -> None:
    if deed.case.changes:
        _change(deed, **_decoded(deed.case))


def _suspend(deed: Deed) -> None:
    _change(deed, state=State.SUSPENDED)


def _resume(deed: Deed) -> None:
    _change(deed, state=State.RUNNING)


def _end(deed: Deed) -> None:
    _demand_nothing_left(deed.case)
    _change(deed, **_ended(deed, Ending.ENDED))


def _merge(deed: Deed) -> None:
    """The record ends as merged; a programme's sites go on under the one that remains."""
    case = deed.case
    into = case.into_site or case.into_programme
    if into is None or into.state == State.ENDED:
        raise CaseBlocked([Blocker(BlockerCode.TARGET_UNFIT, "into")])
    if case.site is None and case.programme and case.into_programme:
        _demand_no_other_case(case)
        _move_sites(deed, case.programme, case.into_programme)
    _change(deed, **_ended(deed, Ending.MERGED), merged_into=into)


def _take_over(deed: Deed) -> None:
    """The new unit takes it on as it is, running again if the reform had it stopped.

    A site keeps the unit of its day, as the whole register does; where that was divided, it is
    now known in which part the site lies. A programme goes into the catalogue of its new unit.
    """
    new, case = _decoded(deed.case) | {"state": State.RUNNING}, deed.case
    if case.site is None:
        new["unit"] = case.unit
    elif Reach.objects.filter(over=case.unit, unit=case.site.unit, in_part=True).exists():
        new["placed_in"] = case.unit
    _change(deed, **new)


_EFFECTS: Mapping[Effect, Callable[[Deed], None]] = {
    Effect.LAUNCH: _launch,
    Effect.ADJUST: _adjust,
    Effect.SUSPEND: _suspend,
    Effect.RESUME: _resume,
    Effect.END: _end,
    Effect.MERGE: _merge,
    Effect.TAKE_OVER: _take_over,
}


def _ended(deed: Deed, ending: Ending) -> dict[str, Any]:
    return {
        "state": State.ENDED, "ended_on": deed.on, "ended_precision": "day", "ending": ending,
    }  # fmt: skip


def _change(deed: Deed, **new: Any) -> None:
    """Change the case's site, or its programme, in these facts."""
    case = deed.case
    how: dict[str, Any] = {
        "by": deed.by, "at": deed.at, "reason": deed.reason, "by_procedure": True,
    }  # fmt: skip
    if case.site:
        change_site(case.site, replace(facts_of(case.site), **new), **how)
    elif case.programme:
        programme = Programme.objects.select_related("unit", "sector").get(pk=case.programme.pk)
        change_programme(programme, replace(programme_facts(programme), **new), **how)


def programme_facts(programme: Programme) -> ProgrammeFacts:
    """The register's present facts of a programme; change some with `dataclasses.replace`."""
    columns = set(ProgrammeFacts.__dataclass_fields__) - {"sector", "aliases"}
    return ProgrammeFacts(
        **{name: getattr(programme, name) for name in columns},
        sector=programme.sector.name,
        aliases=tuple(alias.name for alias in programme.aliases.all()),
    )


def _decoded(case: Case) -> dict[str, Any]:
    """The changes as the register takes them: an organisation by its key."""
    allowed = OF_SITE if case.site_id else OF_PROGRAMME
    new = {name: value for name, value in case.changes.items() if name in allowed}
    if new.get("organisation"):
        new["organisation"] = Organisation.objects.get(pk=new["organisation"])
    return new


def _decision(case: Case) -> Document | None:
    """The paper that a step of the track calls its decision, if it was filed."""
    kinds = {o.decision for step in track_of(case).steps.values() for o in step.outcomes}
    filed = [paper for kind, (_, paper) in documents_of(case).items() if kind in kinds]
    return next(iter(filed), None)


def _demand_nothing_left(case: Case) -> None:
    """A programme doesn't end over the heads of its sites."""
    if case.site_id is None and case.programme is not None:
        running = case.programme.sites.exclude(state=State.ENDED).count()
        if running:
            raise CaseBlocked([Blocker(BlockerCode.SITES_RUNNING, str(running))])


def _demand_no_other_case(case: Case) -> None:
    """No site goes to another programme in the midst of a case of its own."""
    open_ = Case.objects.filter(state=CaseState.OPEN, programme=case.programme, site__isnull=False)
    if code := open_.values_list("code", flat=True).first():
        raise CaseBlocked([Blocker(BlockerCode.OTHER_CASE, code)])


def _move_sites(deed: Deed, programme: Programme, into: Programme) -> None:
    related = ("programme", "unit", "organisation", "decision", "leader")
    sites: list[Site] = list(programme.sites.exclude(state=State.ENDED).select_related(*related))
    if not sites:
        return
    hold_units({site.unit_id for site in sites})
    known: Mapping[int, SiteFacts] = facts_of_many(sites)
    moved = [(site, replace(known[site.pk], programme=into)) for site in sites]
    change_sites(moved, by=deed.by, at=deed.at, reason=deed.reason)

"""Sites: entered in bulk or singly, and changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import FaultCode, Source
from ..models import Contribution, Decision, Site
from ..rules import Fault, next_code, site_faults
from .bodies import births, enter_decisions, paper_of
from .facts import COLUMNS, SiteFacts, facts_of_many
from .lines import refuse_circles
from .permits import Actor, demand
from .preparing import preparing_faults
from .refusals import AlreadyRegistered, refuse, screen
from .twins import Twins

TOGETHER = 2_000
LEADERS_OWN = {"team_count", "member_count", "lat", "lon", "note"}


@transaction.atomic
def register_sites(
    facts: Sequence[SiteFacts], *, by: Actor, at: datetime, reason: str = "", batch: str = ""
) -> list[Site]:
    """Enter many sites with their decisions and founding contributions, all or none.

    Duplicates are the caller's to find (`Twins`); `register_site` does it itself.
    Raises PermissionDenied, Refused or PersonalData with every fault of the first bad line.
    """
    demand(by, Permission.SITE_CHANGE, {line.unit for line in facts})
    for line in facts:
        refuse(faults_of(line, at=at))
    refuse_misplaced(facts)
    hold(facts)
    sites: list[Site] = []
    for start in range(0, len(facts), TOGETHER):
        sites += _enter(facts[start : start + TOGETHER], by=by, at=at, reason=reason, batch=batch)
    return sites


@transaction.atomic
def register_site(
    facts: SiteFacts, *, by: Actor, at: datetime, reason: str = "", even_if_known: bool = False
) -> Site:
    """Enter one site.

    Raises AlreadyRegistered for the same programme, unit, village and organisation unless
    `even_if_known`; PermissionDenied; Refused or PersonalData with every fault.
    """
    demand(by, Permission.SITE_CHANGE, [facts.unit])
    refuse(faults_of(facts, at=at))
    hold([facts])
    if not even_if_known and (known := Twins([facts]).of(facts)):
        raise AlreadyRegistered(known[0])
    return register_sites([facts], by=by, at=at, reason=reason)[0]


@transaction.atomic
def change_site(
    site: Site,
    facts: SiteFacts,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    batch: str = "",
    by_procedure: bool = False,
) -> Site:
    """Make a site's facts exactly these: what isn't said any more is cleared.

    Start from `facts_of(site)` to change a few. Nothing changed, nothing logged. A site's
    leader may change the counts, the place and the note of their own site. What a procedure
    prepares is launched or given up only with `by_procedure`.
    Raises PermissionDenied, Refused or PersonalData with every fault.
    """
    how: dict[str, Any] = {"reason": reason, "batch": batch, "by_procedure": by_procedure}
    return change_sites([(site, facts)], by=by, at=at, **how)[0]


@transaction.atomic
def change_sites(
    changes: Sequence[tuple[Site, SiteFacts]],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    batch: str = "",
    by_procedure: bool = False,
) -> list[Site]:
    """`change_site` for many, all or none, as one block of the log."""
    hold([facts for _, facts in changes])
    keys = [site.pk for site, _ in changes]
    related = ["programme", "unit__parent", "organisation", "decision", "leader"]
    query = Site.objects.select_related(*related).select_for_update(of=("self",), no_key=True)
    stored = {site.pk: site for site in query.filter(pk__in=keys).order_by("pk")}
    before = facts_of_many(stored.values())
    for site, facts in changes:
        _demand_change(stored[site.pk], before[site.pk], facts, by=by)
        refuse(faults_of(facts, at=at))
    if not by_procedure:
        led = preparing_faults((stored[site.pk], facts) for site, facts in changes)
        refuse([fault for faults in led.values() for fault in faults])
    refuse_misplaced([facts for _, facts in changes])
    refuse_circles(Site, ("parent", "merged_into"), changes)
    decisions, entries = enter_decisions(facts for _, facts in changes)
    for site, facts in changes:
        paper = paper_of(facts)
        decision = decisions[paper] if paper else None
        entries += _rewrite(stored[site.pk], facts, decision, reason)
        entries += _adjust_money(stored[site.pk], before[site.pk], facts, reason)
    if entries:
        log.record_many(entries, by=by, at=at, batch=batch)
    return [stored[key] for key in keys]


def faults_of(facts: SiteFacts, *, at: datetime) -> list[Fault]:
    """Every reason against writing these facts."""
    faults = site_faults(facts, today=timezone.localdate(at))
    if facts.unit.level == Level.NATION:
        faults.append(Fault("unit", FaultCode.LEVEL))
    return faults + screen(
        village=facts.village,
        decision_number=facts.decision_number,
        rating=facts.rating,
        note=facts.note,
    )


def refuse_misplaced(facts: Iterable[SiteFacts]) -> None:
    """Raises Refused if a site is placed in a unit that took over nothing of the one of its day."""
    wanted = {(one.unit.pk, one.placed_in.pk) for one in facts if one.placed_in}
    if not wanted:
        return
    heirs = Reach.objects.filter(
        unit__in={unit for unit, _ in wanted},
        over__in={placed for _, placed in wanted},
        over__level=Level.COMMUNE,
        over__valid_to=None,
        unit__valid_to__isnull=False,
    )
    if wanted - set(heirs.values_list("unit", "over")):
        refuse([Fault("placed_in", FaultCode.MISPLACED)])


def hold(facts: Iterable[SiteFacts]) -> None:
    """Let one writer at a time into these units: site codes, decisions, organisations, twins."""
    hold_units({line.unit.pk for line in facts})


def hold_units(keys: Iterable[int]) -> None:
    """`hold` by the units' keys, in one order for everyone."""
    units = sorted(keys)
    for start in range(0, len(units), TOGETHER):
        locked = Unit.objects.select_for_update(no_key=True).order_by("pk")
        list(locked.filter(pk__in=units[start : start + TOGETHER]).values_list("pk"))


def _enter(
    facts: Sequence[SiteFacts], *, by: Actor, at: datetime, reason: str, batch: str
) -> list[Site]:
    decisions, entries = enter_decisions(facts)
    codes = _codes(facts)
    sites = []
    for line in facts:
        paper = paper_of(line)
        site = Site(
            code=next(codes),
            decision=decisions[paper] if paper else None,
            **{name: getattr(line, name) for name in COLUMNS},
        )
        site.refold()
        sites.append(site)
    Site.objects.bulk_create(sites)
    money = [
        contribution
        for site, line in zip(sites, facts, strict=True)
        for contribution in _founding(site, line)
    ]
    Contribution.objects.bulk_create(money)
    entries += births(sites, "create", reason) + births(money, "create", reason)
    log.record_many(entries, by=by, at=at, batch=batch)
    return sites


def _codes(facts: Sequence[SiteFacts]) -> Iterator[str]:
    """The next free "<programme code>-<unit code>-<nnn>" for each line in turn."""
    pairs = {(line.programme, line.unit.code) for line in facts}
    taken: dict[str, list[str]] = {f"{programme.code}-{code}": [] for programme, code in pairs}
    stored = Site.objects.filter(
        programme__in={programme for programme, _ in pairs}, unit__code__in={c for _, c in pairs}
    )
    for code in stored.values_list("code", flat=True).order_by():
        if (prefix := code.rpartition("-")[0]) in taken:
            taken[prefix].append(code)
    for line in facts:
        prefix = f"{line.programme.code}-{line.unit.code}"
        code = next_code(prefix, taken[prefix])
        taken[prefix] = [code]
        yield code


def _founding(site: Site, facts: SiteFacts) -> Iterator[Contribution]:
    sums = {Source.STATE: facts.state_vnd, Source.COMMUNITY: facts.community_vnd}
    for source, amount in sums.items():
        if amount:
            yield Contribution(site=site, source=source, amount_vnd=amount, is_founding=True)


def _demand_change(site: Site, before: SiteFacts, after: SiteFacts, *, by: Actor) -> None:
    """The officer of both units, or the site's leader within what is theirs to say."""
    if isinstance(by, Person) and not may(by, Permission.SITE_CHANGE, at=site.unit):
        if site.leader_id != by.pk or not may(by, Permission.SITE_UPDATE_OWN, at=site.unit):
            raise PermissionDenied
        changed = {
            f.name for f in fields(after) if getattr(before, f.name) != getattr(after, f.name)
        }
        refuse([Fault(name, FaultCode.OWN_FIELDS) for name in sorted(changed - LEADERS_OWN)])
    elif after.unit != site.unit:
        demand(by, Permission.SITE_CHANGE, [after.unit])


def _rewrite(
    site: Site, facts: SiteFacts, decision: Decision | None, reason: str
) -> list[log.Change]:
    before = log.snapshot(site)
    site.decision = decision
    for name in COLUMNS:
        setattr(site, name, getattr(facts, name))
    old, new = log.differences(before, log.snapshot(site))
    if not new:
        return []
    site.save()
    return [log.Change(site, "change", old, new, reason)]


def _adjust_money(
    site: Site, before: SiteFacts, after: SiteFacts, reason: str
) -> Iterator[log.Change]:
    """Bring the founding contributions to the sums now stated; 0 đồng is no contribution."""
    sums = {
        Source.STATE: (before.state_vnd or 0, after.state_vnd or 0),
        Source.COMMUNITY: (before.community_vnd or 0, after.community_vnd or 0),
    }
    for source, (old, new) in sums.items():
        if old == new:
            continue
        if not old:
            gift = Contribution.objects.create(
                site=site, source=source, amount_vnd=new, is_founding=True
            )
            yield log.Change(gift, "create", None, log.snapshot(gift), reason)
            continue
        gift = site.contributions.select_related("site__unit").get(source=source, is_founding=True)
        was = log.snapshot(gift)
        if new:
            gift.amount_vnd = new
            gift.save(update_fields=["amount_vnd"])
            yield log.Change(gift, "change", *log.differences(was, log.snapshot(gift)), reason)
        else:
            key = gift.pk
            gift.delete()
            gift.pk = key
            yield log.Change(gift, "delete", was, None, reason)

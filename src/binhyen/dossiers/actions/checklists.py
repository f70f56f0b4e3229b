"""A province's own checklist: written down as a new version from a day on, and withdrawn."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import ChecklistFault
from ..models import Checklist
from ..rules.checklists import ChecklistFaulty, Finding, parse

Actor = Person | str


@transaction.atomic
def save_checklist(
    unit: Unit, text: str, *, effective_on: date, by: Actor, at: datetime, reason: str = ""
) -> Checklist:
    """Add a version that counts from a day on, today or later.

    Raises PermissionDenied, ChecklistFaulty with every finding.
    """
    _demand(by, unit)
    locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    text = text.replace("\r\n", "\n")
    found = parse(text)
    findings = []
    if locked.level > Level.PROVINCE:
        findings.append(Finding(ChecklistFault.UNIT))
    if effective_on < localdate(at):
        findings.append(Finding(ChecklistFault.PAST))
    others = Checklist.objects.filter(unit=locked)
    if others.filter(Q(withdrawn_on=None), effective_on=effective_on).exists():
        findings.append(Finding(ChecklistFault.SAME_DAY))
    if findings:
        raise ChecklistFaulty(findings)
    checklist = Checklist.objects.create(
        unit=locked,
        version=(others.aggregate(last=Max("version"))["last"] or 0) + 1,
        name=found.name[:200],
        effective_on=effective_on,
        text=text,
        created_by=by if isinstance(by, Person) else None,
        created_at=at,
    )
    after = log.snapshot(checklist)
    log.record(checklist, "create", by=by, at=at, after=after, reason=reason)
    return checklist


@transaction.atomic
def withdraw_checklist(checklist: Checklist, *, by: Actor, at: datetime) -> Checklist:
    """From today on the version before counts again, or the list above. Raises PermissionDenied."""
    stored = (
        Checklist.objects.select_related("unit")
        .select_for_update(of=("self",))
        .get(pk=checklist.pk)
    )
    _demand(by, stored.unit)
    if stored.withdrawn_on is None:
        stored.withdrawn_on = localdate(at)
        stored.save(update_fields=["withdrawn_on"])
        after = {"withdrawn_on": stored.withdrawn_on.isoformat()}
        before = {"withdrawn_on": None}
        log.record(stored, "withdraw", by=by, at=at, before=before, after=after)
    return stored


def _demand(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not may(by, Permission.PROCEDURE_CHANGE, at=unit):
        raise PermissionDenied

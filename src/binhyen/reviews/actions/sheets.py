"""A unit's own scoring sheets: a new version each time, the former ones kept."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.models import Unit

from .. import queries
from ..choices import Blocker
from ..models import Sheet
from ..queries.sheets import newest_of
from ..rules.parsing import parse
from ..rules.tables import SheetFaulty
from .refusals import Reason, block, holds_contact, text_reasons

__all__ = ["SheetFaulty", "adopt", "save_sheet", "withdraw_sheet"]


@transaction.atomic
def save_sheet(
    text: str,
    *,
    unit: Unit,
    effective_on: date,
    by: Person,
    at: datetime,
    former: Sheet | None = None,
    reason: str = "",
) -> Sheet:
    """Put a sheet, or the next version of `former`, into a unit's collection.

    Rounds that are open keep the version they began with.
    Raises PermissionDenied; SheetFaulty with every fault of the text; Blocked.
    """
    _demand(by, unit)
    content = parse(text)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    newest = newest_of(unit, content.code)
    reasons = text_reasons("reason", reason)
    if holds_contact(text):
        reasons.append(Reason(Blocker.CONTACT, "text"))
    if former is not None and former.code != content.code:
        reasons.append(Reason(Blocker.SHEET_CODE_CHANGED, "text"))
    elif former is None and newest is not None:
        reasons.append(Reason(Blocker.SHEET_CODE_TAKEN, "text"))
    elif newest is not None and effective_on < newest.effective_on:
        reasons.append(Reason(Blocker.EFFECTIVE_BACKWARDS, "effective_on"))
    elif former is not None and newest is not None and former.pk != newest.pk:
        reasons.append(Reason(Blocker.CHANGED_SINCE))
    block(reasons)
    version = newest.version + 1 if newest else 1
    return _enter(text, unit, version, effective_on, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_sheet(sheet: Sheet, *, on: date, reason: str, by: Person, at: datetime) -> Sheet:
    """No round is opened with it from a day on. Raises PermissionDenied or Blocked."""
    _demand(by, sheet.unit)
    stored = Sheet.objects.select_related("unit").select_for_update(of=("self",)).get(pk=sheet.pk)
    reasons = text_reasons("reason", reason, needed=True)
    if stored.withdrawn_on is not None:
        reasons.append(Reason(Blocker.SHEET_WITHDRAWN))
    block(reasons)
    stored.withdrawn_on = on
    stored.save(update_fields=["withdrawn_on"])
    before, after = {"withdrawn_on": None}, {"withdrawn_on": on}
    log.record(
        stored, "withdraw", by=by, at=at, before=before, after=log.plain(after), reason=reason
    )
    return stored


def adopt(code: str, *, unit: Unit, on: date, by: Person, at: datetime) -> Sheet | None:
    """Take a sheet of the package as the unit's own, so that a round can keep it; None if none.

    It belongs to the highest unit over this one where the person runs reviews.
    """
    found, owner = queries.shipped_sheet(code), queries.owner_for(by, unit)
    if found is None or owner is None:
        return None
    return _enter(found.text, owner, 1, on, by=by, at=at, reason="")


def _demand(by: Person, unit: Unit) -> None:
    if not may(by, Permission.REVIEW_RUN, at=unit):
        raise PermissionDenied


def _enter(
    text: str, unit: Unit, version: int, on: date, *, by: Person, at: datetime, reason: str
) -> Sheet:
    content = parse(text)
    sheet = Sheet.objects.create(
        unit=unit,
        code=content.code,
        version=version,
        name=content.name,
        text=text,
        effective_on=on,
        created_by=by,
        created_at=at,
    )
    log.record(sheet, "create", by=by, at=at, after=log.snapshot(sheet), reason=reason)
    return sheet

"""A unit's own forms of reports: a new version each time, the former ones kept."""

from datetime import date, datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.models import Person
from binhyen.units.models import Unit

from .. import queries
from ..choices import Refusal
from ..models import Frame
from .refusals import Actor, PermissionDenied, Reason, block

R = Refusal


@transaction.atomic
def save_frame(
    text: str,
    *,
    unit: Unit,
    effective_on: date,
    by: Actor,
    at: datetime,
    former: Frame | None = None,
) -> Frame:
    """Put a form, or the next version of `former`, into a unit's collection.

    Reports that are drafts follow it, as far as their period lies after the day; signed ones keep
    theirs. Raises PermissionDenied; DefinitionFaulty with every fault of the text; ReportsBlocked.
    """
    if isinstance(by, Person) and not queries.may_define(by, unit):
        raise PermissionDenied
    shape = queries.read_new(text, unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    newest = queries.newest_of(unit, shape.code)
    reasons = [Reason(R.CONTACT, "text")] if log.screened(text) != text else []
    if former is not None and former.code != shape.code:
        reasons.append(Reason(R.FRAME_CODE_CHANGED, "text"))
    elif former is None and newest is not None:
        reasons.append(Reason(R.FRAME_CODE_TAKEN, "text"))
    elif newest is not None and effective_on < newest.effective_on:
        reasons.append(Reason(R.EFFECTIVE_BACKWARDS, "effective_on"))
    elif former is not None and newest is not None and former.pk != newest.pk:
        reasons.append(Reason(R.CHANGED_SINCE))
    block(reasons)
    frame = Frame.objects.create(
        unit=unit,
        code=shape.code,
        version=newest.version + 1 if newest else 1,
        name=shape.name,
        text=text,
        effective_on=effective_on,
        created_by=by if isinstance(by, Person) else None,
        created_at=at,
    )
    log.record(frame, "add-version", by=by, at=at, after=log.snapshot(frame))
    return frame

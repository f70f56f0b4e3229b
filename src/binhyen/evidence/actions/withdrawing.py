"""A study withdrawn: it stays to be read, and nothing more is worked out for it."""

from datetime import datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.models import Person

from .. import queries
from ..choices import OPEN_RUNS, Refusal, RunState, StudyState
from ..models import Run, Study
from .refusals import Actor, PermissionDenied, Reason, block, text_reasons
from .studies import hold, told

R = Refusal


@transaction.atomic
def withdraw_study(study: Study, reason: str, *, by: Actor, at: datetime) -> Study:
    """Take a study back, with the reason; results that were found stay on record.

    A draft is withdrawn by whoever registers, a locked one by whoever locks.
    Raises PermissionDenied, EvidenceBlocked.
    """
    held = hold(study)
    if isinstance(by, Person):
        may = queries.may_lock if held.is_locked else queries.may_register
        if not may(by, held.unit):
            raise PermissionDenied
    gone = [Reason(R.WITHDRAWN)] if held.state == StudyState.WITHDRAWN else []
    block([*gone, *text_reasons("reason", reason, needed=R.REASON_MISSING)])
    before = told(held)
    held.state = StudyState.WITHDRAWN
    held.save(update_fields=["state"])
    Run.objects.filter(study=held, state__in=OPEN_RUNS).update(
        state=RunState.FAILED, error=str(R.WITHDRAWN), finished_at=at, claim=""
    )
    old, new = log.differences(before, told(held))
    log.record(held, "withdraw", by=by, at=at, before=old, after=new, reason=reason.strip())
    return held

"""A residents' meeting: how many came and how they voted."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.dossiers.models import Document

from ..choices import BlockerCode, EventKind
from ..models import Case, Meeting
from ..rules.blockers import Blocker
from .holding import hold, log_birth, note
from .permits import Actor, demand_work
from .refusals import block, personal


@transaction.atomic
def record_meeting(
    case: Case,
    *,
    held_on: date,
    place: str,
    present: int,
    voted_for: int,
    against: int,
    by: Actor,
    at: datetime,
    document: Document | None = None,
) -> Meeting:
    """Put a meeting of this step on record; the latest one counts.

    Raises OutOfTurn, or CaseBlocked: a day to come, votes beyond those present, personal data.
    """
    stored = hold(case)
    today = timezone.localdate(at)
    by_for = demand_work(stored, by, on=today)
    faults = personal(place=place)
    if held_on > today:
        faults.append(Blocker(BlockerCode.DATE_IN_FUTURE, "held_on"))
    if min(present, voted_for, against) < 0 or voted_for + against > present:
        faults.append(Blocker(BlockerCode.NUMBERS_UNFIT, "present"))
    block(faults)
    meeting = Meeting.objects.create(
        case=stored,
        step=stored.step,
        held_on=held_on,
        place=place,
        present=present,
        voted_for=voted_for,
        against=against,
        document=document,
    )
    note(stored, EventKind.MEETING, by=by, at=at, on=held_on, by_for=by_for)
    log_birth(meeting, "record", by=by, at=at)
    return meeting

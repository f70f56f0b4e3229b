"""A turn is given to somebody else for some days, and taken from them again."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.models import Person

from ..choices import BlockerCode, EventKind
from ..models import Case, Delegation
from ..queries import holds_turn
from ..rules.blockers import Blocker
from .holding import hold, log_birth, note
from .permits import Actor
from .refusals import OutOfTurn, block, personal


@transaction.atomic
def delegate(
    case: Case, *, to: Person, until: date, turn: int, by: Person, at: datetime, reason: str = ""
) -> Delegation:
    """Let somebody who can see the case take this turn until the end of a day.

    Whoever delegates may still act; a new delegation of the turn replaces the old one. It ends
    with the turn. Raises OutOfTurn (a delegate can't delegate further), or CaseBlocked.
    """
    stored = hold(case, turn=turn)
    if not holds_turn(by, stored):
        raise OutOfTurn
    block(_faults(stored, to, until, reason, today=timezone.localdate(at)))
    for given in stored.delegations.filter(ended_at=None):
        _end(given, by=by, at=at)
    delegation = Delegation.objects.create(
        case=stored, step=stored.step, turn=stored.turn, by=by, to=to, until=until,
        reason=reason, begun_at=at,
    )  # fmt: skip
    note(stored, EventKind.DELEGATED, by=by, at=at, comment=reason)
    log_birth(delegation, "delegate", by=by, at=at, reason=reason)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Person, at: datetime) -> Delegation:
    """End it before its day: by whoever gave it, by whom it was given to, or by the turn's holder.

    Raises OutOfTurn, or CaseBlocked if the case is closed.
    """
    stored = hold(delegation.case)
    given = Delegation.objects.get(pk=delegation.pk)
    if by.pk not in {given.by_id, given.to_id} and not holds_turn(by, stored):
        raise OutOfTurn
    if given.ended_at is None:
        _end(given, by=by, at=at)
        note(stored, EventKind.DELEGATION_ENDED, by=by, at=at)
    return given


def _end(delegation: Delegation, *, by: Actor, at: datetime) -> None:
    before = log.snapshot(delegation)
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    old, new = log.differences(before, log.snapshot(delegation))
    log.record(delegation, "end", by=by, at=at, before=old, after=new)


def _faults(case: Case, to: Person, until: date, reason: str, *, today: date) -> list[Blocker]:
    faults = personal(reason=reason)
    if until < today:
        faults.append(Blocker(BlockerCode.UNTIL_PAST, "until"))
    if not to.is_active or not Case.objects.visible_to(to).filter(pk=case.pk).exists():
        faults.append(Blocker(BlockerCode.CANNOT_SEE, "to"))
    return faults

"""A case held by one writer at a time, its events, and its entry in the log."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from binhyen.kernel import log

from ..choices import BlockerCode, CaseState, EventKind
from ..models import Case, Event
from ..rules.blockers import Blocker
from .permits import Actor, person_of
from .refusals import CaseBlocked

_RELATED = (
    "procedure", "unit__parent", "programme__unit", "programme__sector", "site__unit",
    "site__programme", "site__organisation", "site__decision", "into_programme__unit",
    "into_site__unit", "turn_unit__parent",
)  # fmt: skip


def hold(case: Case, *, turn: int | None = None) -> Case:
    """The case as stored, locked until the transaction ends.

    Raises CaseBlocked: CHANGED_SINCE if it isn't in the turn that was seen, CLOSED if it ended.
    """
    query = Case.objects.select_for_update(of=("self",)).select_related(*_RELATED)
    stored = query.get(pk=case.pk)
    if turn is not None and stored.turn != turn:
        raise CaseBlocked([Blocker(BlockerCode.CHANGED_SINCE)])
    if stored.state != CaseState.OPEN:
        raise CaseBlocked([Blocker(BlockerCode.CLOSED)])
    return stored


def note(
    case: Case,
    kind: EventKind,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    **more: Any,
) -> Event:
    """Write what happened to a case that is held; its number follows the last one's."""
    last = case.events.order_by("-number").values_list("number", flat=True).first() or 0
    facts = {"turn": case.turn, "step": case.step, "step_name": case.step_name} | more
    return Event.objects.create(
        case=case,
        number=last + 1,
        kind=kind,
        by=person_of(by),
        at=at,
        on=on or timezone.localdate(at),
        **facts,
    )


def write(case: Case, before: dict[str, Any], verb: str, *, by: Actor, at: datetime,
          reason: str = "") -> None:  # fmt: skip
    """Save a held case and log what changed of it."""
    case.save()
    old, new = log.differences(before, log.snapshot(case))
    log.record(case, verb, by=by, at=at, before=old, after=new, reason=reason)


def log_birth(record: Any, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    log.record(record, verb, by=by, at=at, after=log.snapshot(record), reason=reason)

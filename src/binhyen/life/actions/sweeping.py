"""The nightly sweep: reminders before a deadline, and one level up after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from binhyen.kernel import log
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import REMIND_WORKING_DAYS, EventKind, NoticeKind
from ..models import Case, Event, Notice
from ..rules import workdays

TOGETHER = 5_000
_LOOKED_AT = (
    "code",
    "title",
    "step",
    "step_name",
    "turn",
    "due_on",
    "escalated_unit_id",
    "unit__path",
    "turn_unit__level",
    "turn_unit__parent_id",
)
SWEEPER = "system:sweep"


@dataclass(frozen=True, slots=True)
class Swept:
    """How many cases were reminded of, found late, and told one level up."""

    reminded: int
    late: int
    escalated: int


def sweep(on: date, *, at: datetime) -> Swept:
    """Tell each open case's unit of its deadline, once a turn; run twice it does nothing more.

    Reminded two working days before; late the day after, and told one level up, which then may
    act too. In blocks, each a transaction of its own: what was interrupted goes on where it was.
    """
    remind_until = workdays.after(on, REMIND_WORKING_DAYS)
    near = Case.objects.open().filter(due_on__gte=on, due_on__lte=remind_until)
    late = Case.objects.open().filter(due_on__lt=on)
    reminded = _in_blocks(near, NoticeKind.REMINDER, on=on, at=at)
    found = _in_blocks(late, NoticeKind.LATE, on=on, at=at)
    return Swept(reminded[0], *found)


def _in_blocks(
    cases: QuerySet[Case], kind: NoticeKind, *, on: date, at: datetime
) -> tuple[int, int]:
    told = escalated = last = 0
    while True:
        with transaction.atomic():
            block = _next(cases, kind, after=last)
            if not block:
                return told, escalated
            last = block[-1].pk
            told += len(block)
            escalated += _tell(block, kind, on=on, at=at)


def _next(cases: QuerySet[Case], kind: NoticeKind, *, after: int) -> list[Case]:
    """The next block of cases that weren't told of in this turn, locked in the order of keys."""
    known = Notice.objects.filter(case=OuterRef("pk"), turn=OuterRef("turn"), kind=kind)
    rest = cases.filter(~Exists(known), pk__gt=after).order_by("pk")
    locked = rest.select_related("unit", "turn_unit").select_for_update(of=("self",))
    return list(locked.only(*_LOOKED_AT)[:TOGETHER])


def _tell(cases: list[Case], kind: NoticeKind, *, on: date, at: datetime) -> int:
    notices = [_notice(case, kind, case.turn_unit_id, on) for case in cases]
    rising = [case for case in cases if kind == NoticeKind.LATE and _may_rise(case)]
    ids = {case.pk for case in rising}
    changes = [
        log.Change(case, "remind" if kind == NoticeKind.REMINDER else "late", None, _due(case))
        for case in cases
        if case.pk not in ids
    ]
    changes += [_escalate(case) for case in rising]
    notices += [
        _notice(case, NoticeKind.ESCALATED, case.escalated_unit_id or case.turn_unit_id, on)
        for case in rising
    ]
    above = Unit.objects.filter(pk=OuterRef("turn_unit")).values("parent")
    Case.objects.filter(pk__in=sorted(ids)).update(escalated_unit=Subquery(above))
    Notice.objects.bulk_create(notices, batch_size=1_000)
    Event.objects.bulk_create(_events(rising, on=on, at=at), batch_size=1_000)
    log.record_many(changes, by=SWEEPER, at=at)
    return len(rising)


def _may_rise(case: Case) -> bool:
    return case.escalated_unit_id is None and case.turn_unit.level > Level.NATION


def _escalate(case: Case) -> log.Change:
    case.escalated_unit_id = case.turn_unit.parent_id
    return log.Change(
        case, "escalate", {"escalated_unit_id": None}, {"escalated_unit_id": case.escalated_unit_id}
    )


def _due(case: Case) -> dict[str, object]:
    return {"due_on": case.due_on, "turn": case.turn}


def _notice(case: Case, kind: NoticeKind, unit: int, on: date) -> Notice:
    return Notice(case=case, turn=case.turn, kind=kind, unit_id=unit, on=on)


def _events(cases: Iterable[Case], *, on: date, at: datetime) -> list[Event]:
    cases = list(cases)
    last = dict(
        Event.objects.filter(case__in=cases).order_by("number").values_list("case", "number")
    )
    return [
        Event(
            case=case,
            number=last.get(case.pk, 0) + 1,
            turn=case.turn,
            kind=EventKind.ESCALATED,
            step=case.step,
            step_name=case.step_name,
            at=at,
            on=on,
        )
        for case in cases
    ]

"""A case goes from step to step: forward, back, or back by whoever sent it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import DONE, BlockerCode, CaseState, EventKind, StepLevel, Who
from ..models import Case, Event
from ..queries import events_of, facts_of, may_take_back, track_of
from ..rules import workdays
from ..rules.blockers import Blocker, blockers
from ..rules.procedure import Outcome, Step
from .effects import take_effect
from .holding import hold, note, write
from .permits import Actor, demand_turn
from .refusals import CaseBlocked, block, personal

PERMISSIONS = {Who.ACT: Permission.CASE_ACT, Who.APPROVE: Permission.CASE_APPROVE}


@transaction.atomic
def act(
    case: Case,
    outcome: str,
    *,
    turn: int,
    on: date,
    by: Actor,
    at: datetime,
    comment: str = "",
    ground: str = "",
) -> Case:
    """Take one of the step's outcomes; the case goes where it leads.

    turn: the turn that was seen, so that of two at once one wins. on: the day it is dated; the
    next step's term begins on the day of acting all the same.
    Raises OutOfTurn; CaseBlocked with every reason: papers, meeting, assets, comment, ground, a
    day before the step or its papers or after today, a decision dated before its approval,
    CHANGED_SINCE.
    """
    stored = hold(case, turn=turn)
    today = timezone.localdate(at)
    by_for = demand_turn(stored, by, on=today)
    step = track_of(stored).steps[stored.step]
    chosen = step.outcome(outcome)
    if chosen is None:
        raise CaseBlocked([Blocker(BlockerCode.NOT_THIS_STEP, outcome)])
    facts = facts_of(stored, on=on, today=today, comment=comment, ground=ground)
    block([*blockers(step, chosen, facts), *personal(comment=comment)])
    before = log.snapshot(stored)
    stored.ground = ground or stored.ground
    if chosen.approves:
        stored.approved_on = on
    take_effect(stored, chosen, on=on, by=by, at=at)
    kind = EventKind.RETURNED if chosen.back else EventKind.MOVED
    note(
        stored,
        kind,
        by=by,
        at=at,
        on=on,
        by_for=by_for,
        outcome=chosen.code,
        outcome_name=chosen.name,
        to_step=chosen.to,
        comment=comment,
        began_on=stored.step_began_on,
        due_on=stored.due_on,
    )
    _end_delegations(stored, at=at)
    _go(stored, chosen, at=at)
    verb = "return" if chosen.back else "move"
    reason = ". ".join(part for part in (chosen.name, comment) if part)
    write(stored, before, verb, by=by, at=at, reason=reason)
    return stored


@transaction.atomic
def take_back(case: Case, *, by: Person, at: datetime) -> Case:
    """Undo one's own last move, while nobody has done anything since and no register changed.

    Raises CaseBlocked with NOT_YOUR_MOVE otherwise.
    """
    stored = hold(case)
    events = tuple(events_of(stored)[:1])
    if not may_take_back(stored, by, events):
        raise CaseBlocked([Blocker(BlockerCode.NOT_YOUR_MOVE)])
    before, last = log.snapshot(stored), events[0]
    step = track_of(stored).steps[last.step]
    note(stored, EventKind.TAKEN_BACK, by=by, at=at, to_step=last.step)
    stored.approved_on = _approved_on(stored)
    enter(stored, step, on=timezone.localdate(at))
    stored.step_began_on = last.began_on or stored.step_began_on
    stored.due_on = last.due_on
    write(stored, before, "take-back", by=by, at=at)
    return stored


def enter(case: Case, step: Step, *, on: date) -> None:
    """Let a case stand at a step from a day on, as the next turn."""
    case.step, case.step_name = step.code, step.name
    case.step_began_on, case.due_on = on, workdays.due_on(on, step.days)
    case.turn_unit, case.turn_permission = turn_unit(case.unit, step), PERMISSIONS[step.who]
    case.escalated_unit = None
    case.turn += 1


def turn_unit(unit: Unit, step: Step) -> Unit:
    """Where a step is taken; for a province, "above" is the province itself."""
    is_above = step.level == StepLevel.ABOVE and unit.level > Level.PROVINCE
    return unit.parent if is_above and unit.parent else unit


def _go(case: Case, outcome: Outcome, *, at: datetime) -> None:
    if outcome.finishes:
        case.state = CaseState.DONE if outcome.to == DONE else CaseState.DROPPED
        case.closed_at, case.due_on, case.escalated_unit = at, None, None
        case.turn += 1
    else:
        enter(case, track_of(case).steps[outcome.to], on=timezone.localdate(at))


def _approved_on(case: Case) -> date | None:
    """The day of the last approval that still stands: none that was taken back."""
    track = track_of(case)
    standing: list[Event] = []
    for event in case.events.order_by("number"):
        if event.kind == EventKind.TAKEN_BACK:
            standing.pop()
        elif event.kind in {EventKind.MOVED, EventKind.RETURNED}:
            standing.append(event)
    approvals = [e for e in standing if _approves(track.steps[e.step], e)]
    return approvals[-1].on if approvals else None


def _approves(step: Step, event: Event) -> bool:
    outcome = step.outcome(event.outcome)
    return outcome is not None and outcome.approves


def _end_delegations(case: Case, *, at: datetime) -> None:
    """What was delegated was this turn; it is over."""
    case.delegations.filter(ended_at=None).update(ended_at=at)

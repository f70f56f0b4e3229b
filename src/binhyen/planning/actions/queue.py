"""Plans queued, taken one at a time, worked out and written down once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from binhyen.evidence.actions import Claimed, claim, start_process
from binhyen.kernel import log
from binhyen.people.models import Person

from .. import queries
from ..choices import OPEN_PLANS, Outcome, PlanState, Refusal
from ..models import Plan
from ..rules import basis as bases
from ..rules import telling
from ..rules.ground import excused
from ..rules.planner import Plan as Chosen
from ..rules.planner import others, plan
from ..rules.prices import prices
from .plans import demand_preparing, hold, why_closed
from .refusals import Actor, Reason, block

R = Refusal
BY = "system:planning"
Clock = Callable[[], datetime]
SECONDS, SECONDS_EACH = 60.0, 10.0  # for the plan, and for each question put afterwards
ASKED = (
    *("state_vnd", "community_vnd", "most_per_aim", "least_per_area"),
    *("least_per_poor_commune", "caution_percent", "wanted", "refused"),
    *("years", "harm", "offers", "communes"),
)


@transaction.atomic
def enqueue(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """Queue a draft, or one that failed or clashed, to be worked out.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(plan)
    demand_preparing(by, held.unit)
    block([Reason(R.RUNS_ALREADY)] if held.is_open else [])
    block(why_closed(held))
    before = held.state
    held.state, held.outcome, held.error, held.progress = PlanState.WAITING, "", "", 0
    held.queued_by = by if isinstance(by, Person) else None
    held.queued_at = at
    held.save()
    after = {"state": held.state}
    log.record(held, "enqueue", by=by, at=at, before={"state": before}, after=after)
    if settings.BINHYEN_STARTS_WORK:
        transaction.on_commit(start_work)
    return held


def start_work() -> None:
    """A process of its own, which ends with the queue: the server stays light and answers on."""
    start_process("planning", "work")


def resume_work() -> bool:
    """Start on what an earlier server left waiting; False if there is nothing."""
    if not Plan.objects.filter(state__in=OPEN_PLANS).exists():
        return False
    start_work()
    return True


def work(*, limit: int | None = None, clock: Clock) -> list[Plan]:
    """Work out what waits, the oldest first, until nothing is left or `limit` are done.

    As many workers as one likes: each plan is claimed by one. One whose worker fell silent is
    taken again; should that worker come back after all, its result is dropped.
    """
    done: list[Plan] = []
    while limit is None or len(done) < limit:
        claimed = claim(Plan.objects.select_related("unit"), at=clock())
        if claimed is None:
            break
        done.append(_worked(claimed, clock))
    return done


def solve_now(plan: Plan, *, by: Actor, clock: Clock) -> Plan:
    """Queue a plan, if it doesn't wait already, and work it out at once.

    Raises PermissionDenied, PlanningBlocked.
    """
    if plan.state != PlanState.WAITING:
        plan = enqueue(plan, by=by, at=clock())
    claimed = claim(Plan.objects.select_related("unit").filter(pk=plan.pk), at=clock())
    return plan if claimed is None else _worked(claimed, clock)


def _worked(claimed: Claimed[Plan], clock: Clock) -> Plan:
    """Work out a plan. What goes wrong is written down with it and doesn't stop the queue."""
    try:
        basis = queries.basis_for(claimed.row, on=localdate(clock()))
        _beat(claimed, 20, clock())
        outcome, result = _found(claimed, basis, clock)
    except Exception as fault:
        return _failed(claimed, f"{type(fault).__name__}: {fault}", at=clock())
    return _finished(claimed, basis, outcome, result, at=clock())


def _found(
    claimed: Claimed[Plan], basis: dict[str, Any], clock: Clock
) -> tuple[Outcome, dict[str, Any]]:
    asked = _asked(claimed.row)
    names = ("communes", "offers", "harm", "years")
    ground = bases.ground(basis, **{name: asked[name] for name in names})
    wishes = excused(ground, bases.wishes(asked, basis))
    found = plan(ground, wishes, seconds=SECONDS)
    _beat(claimed, 50, clock())
    beside: tuple[Any, ...] = ()
    costs: tuple[Any, ...] = ()
    if isinstance(found, Chosen):
        beside = others(ground, wishes, found, seconds=SECONDS_EACH)
        _beat(claimed, 75, clock())
        costs = prices(ground, wishes, found, seconds=SECONDS_EACH)
    return telling.outcome_of(found), telling.told(ground, wishes, found, beside, costs)


def _asked(row: Plan) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ASKED}


def _beat(claimed: Claimed[Plan], progress: int, at: datetime) -> None:
    Plan.objects.filter(claimed.mine()).update(progress=progress, beat_at=at)


@transaction.atomic
def _finished(
    claimed: Claimed[Plan],
    basis: dict[str, Any],
    outcome: Outcome,
    result: dict[str, Any],
    *,
    at: datetime,
) -> Plan:
    row = claimed.row
    written = Plan.objects.filter(claimed.mine()).update(
        state=PlanState.DONE,
        progress=100,
        outcome=outcome,
        basis=basis,
        result=result,
        data_sha256=bases.sha256(basis, _asked(row)),
        code_version=queries.code_version(),
        finished_at=at,
        claim="",
        error="",
    )
    row.refresh_from_db()
    if written:
        after = {
            "state": row.state,
            "outcome": row.outcome,
            "data_sha256": row.data_sha256,
            "code_version": row.code_version,
            "chosen": len(result.get("chosen", ())),
        }
        entry = log.record(row, "finish", by=BY, at=at, after=after)
        Plan.objects.filter(pk=row.pk).update(log_number=entry.number)
        row.log_number = entry.number
    return row


@transaction.atomic
def _failed(claimed: Claimed[Plan], error: str, *, at: datetime) -> Plan:
    written = Plan.objects.filter(claimed.mine()).update(
        state=PlanState.FAILED, error=error, finished_at=at, claim=""
    )
    row = claimed.row
    row.refresh_from_db()
    if written:
        log.record(row, "fail", by=BY, at=at, after={"state": row.state, "error": row.error})
    return row

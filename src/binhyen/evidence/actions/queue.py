"""Runs queued, taken one at a time, worked out and written down once."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from binhyen.kernel import log
from binhyen.people.models import Person
from whatworks.study import study as evaluate

from .. import queries
from ..choices import OPEN_RUNS, Refusal, RunState
from ..models import Run, Study
from ..rules.panels import PanelFacts
from ..rules.results import Told, nothing_to_compare, told
from .claiming import Claimed, claim
from .refusals import Actor, Reason, block
from .starting import start_work_on_commit
from .studies import demand_registering, hold

R = Refusal
BY = "system:evidence"
BEGUN, ALMOST = 15, 95  # per cent: the panel is there; all but the writing is done
Clock = Callable[[], datetime]


@transaction.atomic
def enqueue(
    study: Study,
    outcomes: Iterable[str] | None = None,
    *,
    draws: int | None = None,
    by: Actor,
    at: datetime,
) -> list[Run]:
    """Queue outcomes of a locked study (all by default); one that waits already waits once.

    draws: fewer placebo allocations than the study says, for a quick look; the run tells.
    Not before the months that it names are over: a look before that is one that it didn't name.
    Raises PermissionDenied, EvidenceBlocked.
    """
    held = hold(study)
    demand_registering(by, held.unit)
    wanted = held.series if outcomes is None else list(dict.fromkeys(outcomes))
    reasons = [] if held.is_locked else [Reason(R.NOT_LOCKED)]
    ready = queries.ready_on(held)
    if ready is not None and localdate(at) < ready:
        reasons.append(Reason(R.WINDOW_NOT_OVER, value=f"{ready:%d/%m/%Y}"))
    reasons += [
        Reason(R.NO_SUCH_OUTCOME, "outcomes", series)
        for series in wanted
        if series not in held.series
    ]
    block(reasons)
    waiting = {run.outcome: run for run in held.runs.filter(state__in=OPEN_RUNS)}
    runs = []
    for series in wanted:
        if series not in waiting:
            run = Run.objects.create(
                study=held,
                outcome=series,
                seed=held.seed,
                draws=held.draws if draws is None else min(draws, held.draws),
                queued_by=by if isinstance(by, Person) else None,
                queued_at=at,
            )
            log.record(run, "enqueue", by=by, at=at, after=log.snapshot(run))
            waiting[series] = run
        runs.append(waiting[series])
    start_work_on_commit()
    return runs


def work(*, limit: int | None = None, clock: Clock) -> list[Run]:
    """Work out what waits, the oldest first, until nothing is left or `limit` are done.

    As many workers as one likes: each run is claimed by one. A run whose worker fell silent is
    taken again; should that worker come back after all, its result is dropped.
    """
    done: list[Run] = []
    while limit is None or len(done) < limit:
        claimed = _claim(Q(), clock())
        if claimed is None:
            break
        done.append(_worked(claimed, clock))
    return done


def run_now(study: Study, outcome: str, *, by: Actor, clock: Clock) -> Run:
    """Queue one outcome and work it out at once, unless another worker is at it.

    Raises PermissionDenied, EvidenceBlocked.
    """
    run = enqueue(study, [outcome], by=by, at=clock())[0]
    claimed = _claim(Q(pk=run.pk), clock())
    return run if claimed is None else _worked(claimed, clock)


def _claim(which: Q, at: datetime) -> Claimed[Run] | None:
    """The oldest run that waits or was left lying, now ours; None where there is none."""
    return claim(Run.objects.filter(which).select_related("study__programme", "study__unit"), at=at)


def _worked(claimed: Claimed[Run], clock: Clock) -> Run:
    """Work out a run. What goes wrong is written down with it and doesn't stop the queue."""
    run = claimed.row
    try:
        today = localdate(clock())
        facts = queries.panel_for(run.study, run.outcome, on=today)
        _beat(claimed, BEGUN, clock())
        found = _found(run, facts, today, tell=lambda share: _tell(claimed, share, clock()))
    except Exception as fault:
        return _failed(claimed, f"{type(fault).__name__}: {fault}", at=clock())
    return _finished(claimed, facts, found, at=clock())


def _found(run: Run, facts: PanelFacts, today: date, *, tell: Callable[[float], None]) -> Told:
    study, least = run.study, float(run.study.least_worthwhile_percent)
    if facts.panel is None:
        return nothing_to_compare(facts, least=least, seed=run.seed, draws=run.draws)
    found = evaluate(
        facts.panel,
        seed=run.seed,
        draws=run.draws,
        least_worthwhile=least,
        randomised=study.is_randomised,
        recording_changed=study.has_recording_changed,
        tell=tell,
    )
    said = told(found, facts)
    more = queries.beside(study, run.outcome, found, facts, on=today)
    return Told(said.word, {**said.result, **more})


def _tell(claimed: Claimed[Run], share: float, at: datetime) -> None:
    """A share of the arithmetic is done: a sign of life, too."""
    _beat(claimed, BEGUN + round((ALMOST - BEGUN) * share), at)


def _beat(claimed: Claimed[Run], progress: int, at: datetime) -> None:
    Run.objects.filter(claimed.mine()).update(progress=progress, beat_at=at)


@transaction.atomic
def _finished(claimed: Claimed[Run], facts: PanelFacts, found: Told, *, at: datetime) -> Run:
    run = claimed.row
    written = Run.objects.filter(claimed.mine()).update(
        state=RunState.DONE,
        progress=100,
        word=found.word,
        result=found.result,
        panel=facts.as_dict(),
        data_sha256=facts.sha256,
        code_version=queries.code_version(),
        finished_at=at,
        claim="",
        error="",
    )
    run.refresh_from_db()
    if written:
        after = {
            **log.snapshot(run),
            "percent_change": _rounded(found.result["percent_change"]),
            "interval": [_rounded(one) for one in found.result["interval"] or []],
        }
        entry = log.record(run, "finish", by=BY, at=at, after=after)
        Run.objects.filter(pk=run.pk).update(log_number=entry.number)
        run.log_number = entry.number
    return run


@transaction.atomic
def _failed(claimed: Claimed[Run], error: str, *, at: datetime) -> Run:
    written = Run.objects.filter(claimed.mine()).update(
        state=RunState.FAILED, error=error, finished_at=at, claim=""
    )
    run = claimed.row
    run.refresh_from_db()
    if written:
        log.record(run, "fail", by=BY, at=at, after=log.snapshot(run))
    return run


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)

"""A return sent, given back, accepted, locked, and corrected after the lock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission

from ..choices import Grade, Refusal, ReturnState
from ..models import Return, Revision, Series, StandIn
from ..queries import Found, catalogue, excuses_of, findings_of, is_excused
from ..rules.checks import MISSING
from .cells import Written, as_logged, write_cells
from .entering import amount_read, hold, prefill, read_cells
from .permits import Actor, demand, demand_above, person_of, stand_in_missing
from .refusals import FiguresBlocked, Reason, block, text_reasons

R = Refusal


@transaction.atomic
def submit(
    one: Return, *, edits: int | None = None, blanks: int | None = None, by: Actor, at: datetime
) -> Return:
    """Send a return up. Findings that block, or that want a reason and have none, refuse it.

    edits: as the page showed it. blanks: how many figures the sender knows to be left blank; of a
    person more than these refuse it. Raises PermissionDenied, or FiguresBlocked with every reason.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    reasons = _moved_on(held, edits)
    if not held.is_open:
        reasons.append(Reason(R.LOCKED if held.is_locked else R.SENT))
    if held.period.until >= timezone.localdate(at):
        reasons.append(Reason(R.NOT_OVER))
    if stand_in_missing(by, held):
        reasons.append(Reason(R.STAND_IN))
    found = findings_of(held)
    block([*reasons, *_open_findings(held, found)])
    blank = sum(each.rule == MISSING for each in found)
    if person_of(by) is not None and blank > (blanks or 0):
        block([Reason(R.BLANKS, value=str(blank))])
    return _step(held, "submit", ReturnState.SUBMITTED, by=by, at=at, submitted_at=at,
                 submitted_by=person_of(by),
                 first_submitted_at=held.first_submitted_at or at)  # fmt: skip


@transaction.atomic
def send_up(
    one: Return, *, edits: int | None = None, blanks: int | None = None, by: Actor, at: datetime
) -> Return:
    """`submit`, with what the register counts at that moment filled in first."""
    held = hold(one)
    block(_moved_on(held, edits))
    prefill(held, by=by, at=at)
    return submit(held, blanks=blanks, by=by, at=at)


@transaction.atomic
def recall(one: Return, *, edits: int | None = None, by: Actor, at: datetime) -> Return:
    """Take back what was sent, as long as nobody has accepted it or given it back.

    It is where it was before: a draft that was never sent, or given back to be put right.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    reasons = _moved_on(held, edits)
    if held.state != ReturnState.SUBMITTED:
        reasons.append(Reason(R.NOT_TO_RECALL))
    if stand_in_missing(by, held):
        reasons.append(Reason(R.STAND_IN))
    block(reasons)
    is_first = held.first_submitted_at == held.submitted_at
    state = ReturnState.DRAFT if is_first else ReturnState.RETURNED
    return _step(held, "recall", state, by=by, at=at, submitted_at=None, submitted_by=None,
                 first_submitted_at=None if is_first else held.first_submitted_at)  # fmt: skip


@transaction.atomic
def give_back(
    one: Return, comment: str, *, edits: int | None = None, by: Actor, at: datetime
) -> Return:
    """Send a return back to its unit with what is to be put right."""
    held = hold(one)
    demand_above(by, held)
    reasons = _moved_on(held, edits)
    if held.state not in (ReturnState.SUBMITTED, ReturnState.ACCEPTED):
        reasons.append(Reason(R.LOCKED if held.is_locked else R.NOT_SENT))
    block([*reasons, *text_reasons("comment", comment, missing=R.COMMENT_MISSING)])
    return _step(held, "give-back", ReturnState.RETURNED, by=by, at=at, reason=comment.strip(),
                 comment=comment.strip(), accepted_at=None, accepted_by=None)  # fmt: skip


@transaction.atomic
def accept(one: Return, *, edits: int | None = None, by: Actor, at: datetime) -> Return:
    """Accept what was sent; nobody accepts what they sent or filled in themselves."""
    held = hold(one)
    demand_above(by, held)
    reasons = _moved_on(held, edits)
    if held.state != ReturnState.SUBMITTED:
        reasons.append(Reason(R.LOCKED if held.is_locked else R.NOT_SENT))
    elif (person := person_of(by)) is not None and held.submitted_by_id == person.pk:
        reasons.append(Reason(R.OWN_SUBMISSION))
    elif person is not None and StandIn.objects.filter(of=held, by=person).exists():
        reasons.append(Reason(R.OWN_ENTRY))
    block(reasons)
    return _step(held, "accept", ReturnState.ACCEPTED, by=by, at=at, accepted_at=at,
                 accepted_by=person_of(by))  # fmt: skip


def accept_all(
    returns: Sequence[tuple[Return, int]], *, by: Actor, at: datetime
) -> tuple[list[Return], list[tuple[Return, FiguresBlocked]]]:
    """`accept` one by one, each with the edits that the page showed; those that can't be are left.

    Raises PermissionDenied where one of them isn't below the person.
    """
    done: list[Return] = []
    refused: list[tuple[Return, FiguresBlocked]] = []
    with transaction.atomic():
        for one, edits in returns:
            try:
                done.append(accept(one, edits=edits, by=by, at=at))
            except FiguresBlocked as refusal:
                refused.append((one, refusal))
    return done, refused


@transaction.atomic
def lock(one: Return, *, by: Actor, at: datetime) -> Return:
    """Close an accepted return: from here on only corrections, each a new version."""
    held = hold(one)
    demand_above(by, held)
    if held.state != ReturnState.ACCEPTED:
        block([Reason(R.LOCKED if held.is_locked else R.NOT_ACCEPTED)])
    return _step(held, "lock", ReturnState.LOCKED, by=by, at=at, locked_at=at)


def lock_all(returns: Sequence[Return], *, by: Actor, at: datetime) -> int:
    """Lock those of some returns that are accepted; how many were."""
    with transaction.atomic():
        accepted = [one for one in returns if one.state == ReturnState.ACCEPTED]
        return len([lock(one, by=by, at=at) for one in accepted])


@transaction.atomic
def correct(
    one: Return,
    cells: Mapping[str, object],
    reason: str,
    *,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Return:
    """Put locked figures right: all cells or none, and the return's version goes up by one.

    What stood there before is kept, so that every earlier version can be read again. version: as
    the page showed it. Raises PermissionDenied, or FiguresBlocked with every reason.
    """
    held = hold(one)
    demand_above(by, held)
    reasons = [] if held.is_locked else [Reason(R.NOT_LOCKED)]
    if version is not None and version != held.version:
        reasons.append(Reason(R.CHANGED_SINCE))
    reasons += text_reasons("reason", reason, missing=R.REASON_MISSING)
    read, refused = read_cells(cells, catalogue(held.unit, held.period.until), held)
    reasons += [Reason(R.CELLS_REFUSED, cell.key, cell.sentence) for cell in refused]
    block(reasons)
    wanted = {key: amount_read(cell) for key, cell in read.items()}
    changed = write_cells(wanted, held.unit, held.period)
    if not any(_is_other(each) for each in changed):
        block([Reason(R.NOTHING_CHANGED)])
    held.version += 1
    held.edits += 1
    held.save(update_fields=["version", "edits"])
    _keep_revisions(held, changed, reason.strip(), by=by, at=at)
    before = {"version": held.version - 1, **as_logged(changed, after=False)}
    after = {"version": held.version, **as_logged(changed, after=True)}
    log.record(held, "correct", by=by, at=at, before=before, after=after, reason=reason.strip())
    return held


def _is_other(written: Written) -> bool:
    if written.before is None or written.after is None:
        return True
    return written.before.amount != written.after.amount


def _keep_revisions(
    held: Return, changed: Sequence[Written], reason: str, *, by: Actor, at: datetime
) -> None:
    series = {one.key: one for one in Series.objects.filter(
        indicator__in={each.key.partition(".")[0] for each in changed})}  # fmt: skip
    Revision.objects.bulk_create(
        Revision(
            of=held,
            version=held.version,
            series=series[each.key],
            had_value=each.before is not None,
            before=None if each.before is None else each.before.amount,
            has_value=each.after is not None,
            after=None if each.after is None else each.after.amount,
            reason=reason,
            by=person_of(by),
            at=at,
        )
        for each in changed
    )


def _open_findings(held: Return, findings: Sequence[Found]) -> list[Reason]:
    """Findings that stand in the way of sending."""
    excuses = excuses_of(held)
    reasons = []
    for found in findings:
        if found.grade == Grade.BLOCKS:
            reasons.append(Reason(R.BLOCKING_FINDING, found.key, found.rule, found))
        elif found.takes_reason and not is_excused(found, held, excuses):
            reasons.append(Reason(R.REASON_FOR_FINDING, found.key, found.rule, found))
    return reasons


def _moved_on(held: Return, edits: int | None) -> list[Reason]:
    return [] if edits is None or edits == held.edits else [Reason(R.CHANGED_SINCE)]


def _step(
    held: Return,
    verb: str,
    state: ReturnState,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    **columns: Any,
) -> Return:
    before = log.snapshot(held)
    held.state, held.edits = state, held.edits + 1
    for name, value in columns.items():
        setattr(held, name, value)
    held.save()
    changed = log.differences(before, log.snapshot(held))
    log.record(held, verb, by=by, at=at, before=changed[0], after=changed[1], reason=reason)
    return held

"""Comments on a cell, and the reason why a warned figure is right all the same."""

from datetime import datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.queries import may

from ..choices import Refusal
from ..models import Excuse, Note, Return, Series
from ..queries import catalogue, findings_of
from .cells import keep_series
from .entering import hold
from .permits import Actor, demand, demand_above, person_of, stand_in_missing
from .refusals import Reason, block, text_reasons

R = Refusal


@transaction.atomic
def write_note(one: Return, key: str, text: str, *, by: Actor, at: datetime) -> Note:
    """A comment on a cell, by whoever enters the figures there or accepts them above.

    Raises PermissionDenied, or FiguresBlocked.
    """
    held = hold(one)
    if isinstance(by, str) or not may(by, Permission.FIGURES_ENTER, at=held.unit):
        demand_above(by, held)
    block([*_known(held, key), *text_reasons("text", text, missing=R.COMMENT_MISSING)])
    note = Note.objects.create(
        of=held, series_id=keep_series([key])[key], text=text.strip(), by=person_of(by), at=at
    )
    log.record(note, "comment", by=by, at=at, after=log.snapshot(note))
    return note


@transaction.atomic
def excuse(one: Return, rule: str, key: str, reason: str, *, by: Actor, at: datetime) -> Excuse:
    """Say why a finding is no mistake. It holds for the amount that stands there now.

    Raises PermissionDenied, or FiguresBlocked.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    reasons = [*_known(held, key), *text_reasons("reason", reason, missing=R.REASON_MISSING)]
    if not held.is_open:
        reasons.append(Reason(R.LOCKED if held.is_locked else R.SENT))
    if stand_in_missing(by, held):
        reasons.append(Reason(R.STAND_IN))
    block(reasons)
    found = next((f for f in findings_of(held) if (f.rule, f.key) == (rule, key)), None)
    amount = found.params.get("amount", found.params.get("left")) if found else None
    given, _is_new = Excuse.objects.update_or_create(
        of=held,
        rule=rule[:60],
        series=Series.objects.get(pk=keep_series([key])[key]),
        defaults={
            "amount": amount if isinstance(amount, int) else None,
            "reason": reason.strip(),
            "by": person_of(by),
            "at": at,
        },
    )
    log.record(given, "excuse", by=by, at=at, after=log.snapshot(given), reason=reason.strip())
    return given


def _known(held: Return, key: str) -> list[Reason]:
    known = catalogue(held.unit, held.period.until).by_key
    return [] if key in known else [Reason(R.NO_SUCH_INDICATOR, key, key[:60])]

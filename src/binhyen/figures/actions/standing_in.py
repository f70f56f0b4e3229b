"""A return filled in by somebody of a level above, in its unit's stead."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission

from ..choices import Refusal
from ..models import Return, StandIn
from ..queries.permits import from_above
from .entering import hold
from .permits import Actor, demand, person_of
from .refusals import Reason, block, text_reasons


@transaction.atomic
def stand_in(one: Return, reason: str, *, by: Actor, at: datetime) -> Return:
    """Fill in for the unit, saying why; whoever does no longer accepts this return.

    Raises PermissionDenied, or FiguresBlocked with every reason.
    """
    held = hold(one)
    demand(by, Permission.FIGURES_ENTER, held.unit)
    reasons = text_reasons("reason", reason, missing=Refusal.REASON_MISSING)
    if not held.is_open:
        reasons.append(Reason(Refusal.LOCKED if held.is_locked else Refusal.SENT))
    person = person_of(by)
    if person is None or not from_above(person, [held.unit]):
        reasons.append(Reason(Refusal.NO_STAND_IN))
    block(reasons)
    stand_in_together([held], reason, by=by, at=at)
    return held


def stand_in_together(
    returns: Sequence[Return], reason: str, *, by: Actor, at: datetime, batch: str = ""
) -> None:
    """`stand_in` for many returns with one reason; those where they stand in already stay so."""
    person = person_of(by)
    begun = StandIn.objects.filter(of__in=returns, by=person).values_list("of", flat=True)
    fresh = [one for one in returns if one.pk not in set(begun)]
    if person is None or not fresh:
        return
    said = reason.strip()
    rows = [StandIn(of=one, by=person, reason=said, at=at) for one in fresh]
    StandIn.objects.bulk_create(rows, batch_size=200)
    changes = [log.Change(one, "stand-in", None, None, said) for one in fresh]
    log.record_many(changes, by=by, at=at, batch=batch)

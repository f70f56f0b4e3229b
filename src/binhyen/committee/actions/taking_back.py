"""A conclusion goes back to none while the round is open: with a reason, and in the history."""

from datetime import datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.reviews import actions as reviews
from binhyen.reviews.actions.rounds import demand, hold_round
from binhyen.reviews.choices import Of, RatingState
from binhyen.reviews.models import Rating, Round

from ..choices import Blocker
from ..models import Deliberation
from ..rules.concluding import taking_back_faults
from .concluding import LONGEST, standing_reasons, told
from .refusals import Reason, block, text_reasons


@transaction.atomic
def take_back(
    one: Round, programme: Programme, *, reason: str, seen: int, by: Person, at: datetime
) -> Deliberation:
    """Take back what was concluded of a programme; then it waits to be concluded as before.

    The rating that was decided with it is open again too, unless it was decided otherwise since.
    Raises PermissionDenied, or Blocked with every reason, those of reviews among them.
    """
    held = hold_round(one)
    demand(by, Permission.REVIEW_DECIDE, held)
    stored = Deliberation.objects.filter(round=held, programme=programme).first()
    faults = taking_back_faults(reason=reason, is_concluded=bool(stored and stored.outcome))
    reasons = [*standing_reasons(held, programme, by), *(Reason(*fault) for fault in faults)]
    reasons += text_reasons("reason", reason, longest=LONGEST)
    if (stored.version if stored else 0) != seen:
        reasons.append(Reason(Blocker.CHANGED_SINCE))
    block(reasons)
    assert stored is not None  # noqa: S101  # refused above
    _reopen_rating(held, stored, reason, by=by, at=at)
    stored.round = held
    before = told(stored)
    stored.outcome = stored.ground = stored.reason = stored.departure = stored.suggested = ""
    stored.votes_for = stored.votes_against = stored.votes_abstained = 0
    stored.evidence, stored.by, stored.at = {}, by, at
    stored.version += 1
    stored.save()
    stored.dissents.all().delete()
    old, new = log.differences(before, told(stored))
    log.record(stored, "undecide", by=by, at=at, before=old, after=new, reason=reason.strip())
    return stored


def _reopen_rating(
    held: Round, stored: Deliberation, reason: str, *, by: Person, at: datetime
) -> None:
    rating = Rating.objects.filter(
        round=held, programme=stored.programme, of=Of.PROGRAMME, state=RatingState.DECIDED
    ).first()
    if rating is None or rating.outcome != stored.outcome:
        return
    rating.round = held
    try:
        reviews.undecide(rating, reason=reason, by=by, at=at)
    except reviews.Blocked as refused:
        block(Reason(each.code, each.field, each.detail) for each in refused.reasons)

"""One rating: scored where it belongs, appraised by whoever runs the round, or left out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may

from .. import queries
from ..choices import Blocker, NotRated, RatingState, RoundState, ScoreProblem
from ..models import Rating, Round, kept_values
from ..rules.scoring import ScoreFault, score_faults, score_of
from ..rules.shapes import Sheet, Value
from .refusals import Reason, ScoreFaulty, block, holds_contact, text_reasons
from .rounds import demand, hold_round

Values = Mapping[str, Value]
RELATED = ("unit", "site__programme", "site__unit", "programme", "scored_by", "appraised_by")


@transaction.atomic
def score(
    rating: Rating, values: Values, *, note: str = "", seen: int, by: Person, at: datetime
) -> Rating:
    """The self-score, by the officer of the unit or the site's own leader; may be done over.

    seen: the version that the person had before them. What the register knows is not
    contradicted without a reason.
    Raises PermissionDenied; Blocked; ScoreFaulty with every criterion that is wrong.
    """
    one, stored = hold(rating)
    if not may_score(by, stored):
        raise PermissionDenied
    reasons = _stale(stored, seen) + text_reasons("note", note)
    reasons += step_reasons(one, RoundState.OPEN, Blocker.NOT_SCORING)
    reasons += late(one.score_by, Blocker.SCORE_LATE, at)
    if stored.state == RatingState.NOT_RATED:
        reasons.append(Reason(Blocker.NOT_RATED))
    block(reasons)
    sheet = one.sheet.content
    known = _demand_values(sheet, stored, values, at=at)
    before = _told(stored)
    stored.known = kept_values(known)
    stored.own_values = kept_values(_asked(sheet, values))
    stored.own_score, stored.own_note = score_of(sheet, values), note
    stored.scored_by, stored.state = by, RatingState.SCORED
    return write(stored, "score", before, by=by, at=at, more=_lines(sheet, values))


@transaction.atomic
def appraise(
    rating: Rating, values: Values, *, note: str = "", seen: int, by: Person, at: datetime
) -> Rating:
    """The appraisal, by whoever runs the round and did not score; may be done over until decided.

    What differs from the register or from the self-score needs its reason.
    Raises PermissionDenied; Blocked; ScoreFaulty with every criterion that is wrong.
    """
    one, stored = hold(rating)
    demand(by, Permission.REVIEW_RUN, one)
    reasons = _stale(stored, seen) + text_reasons("note", note)
    reasons += step_reasons(one, RoundState.APPRAISING, Blocker.NOT_APPRAISING)
    reasons += late(one.appraise_by, Blocker.APPRAISE_LATE, at)
    if stored.state == RatingState.NOT_RATED:
        reasons.append(Reason(Blocker.NOT_RATED))
    if stored.scored_by_id == by.pk:
        reasons.append(Reason(Blocker.OWN_SCORE))
    block(reasons)
    sheet = one.sheet.content
    known = _demand_values(sheet, stored, values, own=stored.self_scored or None, at=at)
    before = _told(stored)
    stored.known = kept_values(known)
    stored.values = kept_values(_asked(sheet, values))
    stored.score, stored.note = score_of(sheet, values), note
    stored.appraised_by, stored.state = by, RatingState.APPRAISED
    forget_decision(stored)
    return write(stored, "appraise", before, by=by, at=at, more=_lines(sheet, values))


@transaction.atomic
def leave_out(
    rating: Rating, why: NotRated, *, reason: str, seen: int, by: Person, at: datetime
) -> Rating:
    """Not rated in this round, with the reason in words. Raises PermissionDenied or Blocked."""
    one, stored = hold(rating)
    demand(by, Permission.REVIEW_RUN, one)
    reasons = _stale(stored, seen) + text_reasons("reason", reason, needed=True)
    reasons += [Reason(Blocker.ROUND_DECIDED)] if one.is_decided else []
    reasons += [Reason(Blocker.NOT_RATED)] if stored.state == RatingState.NOT_RATED else []
    block(reasons)
    before = _told(stored)
    stored.state, stored.not_rated, stored.note = RatingState.NOT_RATED, why, reason
    forget_decision(stored)
    return write(stored, "leave-out", before, by=by, at=at, reason=reason)


@transaction.atomic
def bring_back(rating: Rating, *, reason: str, seen: int, by: Person, at: datetime) -> Rating:
    """Rated after all; takes up where it was. Raises PermissionDenied or Blocked."""
    one, stored = hold(rating)
    demand(by, Permission.REVIEW_RUN, one)
    reasons = _stale(stored, seen) + text_reasons("reason", reason, needed=True)
    reasons += [Reason(Blocker.ROUND_DECIDED)] if one.is_decided else []
    reasons += [Reason(Blocker.IS_RATED)] if stored.state != RatingState.NOT_RATED else []
    block(reasons)
    before = _told(stored)
    stored.not_rated, stored.state = "", RatingState.WAITING
    if stored.own_score is not None:
        stored.state = RatingState.SCORED
    if stored.score is not None:
        stored.state = RatingState.APPRAISED
    return write(stored, "bring-back", before, by=by, at=at, reason=reason)


def may_score(by: Person, rating: Rating) -> bool:
    """The officers of its unit; a site's leader only for the site in their charge."""
    if not may(by, Permission.REVIEW_SCORE, at=rating.unit):
        return False
    if may(by, Permission.SITE_CHANGE, at=rating.unit):
        return True
    return rating.site is not None and rating.site.leader_id == by.pk


def hold(rating: Rating) -> tuple[Round, Rating]:
    """The round and the rating as they stand, locked in this order by everyone."""
    one = hold_round(rating.round)
    held = Rating.objects.select_related(*RELATED).select_for_update(of=("self",))
    stored = held.get(pk=rating.pk)
    stored.round = one
    return one, stored


def step_reasons(one: Round, state: RoundState, otherwise: Blocker) -> list[Reason]:
    if one.is_decided:
        return [Reason(Blocker.ROUND_DECIDED)]
    return [] if one.state == state else [Reason(otherwise)]


def late(last: date, code: Blocker, at: datetime) -> list[Reason]:
    is_late = timezone.localdate(at) > last
    return [Reason(code, detail=f"({last:%d/%m/%Y})")] if is_late else []


def forget_decision(stored: Rating) -> None:
    """A new appraisal is decided anew."""
    stored.class_code = stored.class_name = stored.outcome = stored.reason = ""
    stored.is_good = False


def write(
    stored: Rating,
    verb: str,
    before: dict,
    *,
    by: Person,
    at: datetime,
    more: Sequence[str] = (),
    reason: str = "",
) -> Rating:
    """Save a rating as its next version, with its entry; `more` tells of the values in words."""
    stored.version += 1
    stored.save()
    old, new = log.differences(before, _told(stored))
    if more:
        new["values"] = list(more)
    log.record(stored, verb, by=by, at=at, before=old, after=new, reason=reason)
    return stored


def _told(stored: Rating) -> dict:
    return {name: kept for name, kept in log.snapshot(stored).items() if name != "version"}


def _lines(sheet: Sheet, values: Values) -> list[str]:
    """ "quyet-dinh: 5", "khu-dan-cu: 7/10 (lý do)": the values as the log keeps them."""
    lines = []
    for one in sheet.criteria:
        value = values[one.code]
        number = f"{value.number}" if value.whole is None else f"{value.number}/{value.whole}"
        lines.append(f"{one.code}: {number}" + (f" ({value.reason})" if value.reason else ""))
    return lines


def _stale(stored: Rating, seen: int) -> list[Reason]:
    return [] if stored.version == seen else [Reason(Blocker.CHANGED_SINCE)]


def _asked(sheet: Sheet, values: Values) -> dict[str, Value]:
    return {one.code: values[one.code] for one in sheet.criteria}


def _demand_values(
    sheet: Sheet, stored: Rating, values: Values, *, at: datetime, own: Values | None = None
) -> Values:
    """What the register says, if the values may stand beside it."""
    known = queries.known_values(sheet, stored, on=timezone.localdate(at))
    faults = score_faults(sheet, values, known=known, own=own)
    faults += [
        ScoreFault(code, ScoreProblem.CONTACT)
        for code, value in values.items()
        if holds_contact(value.reason)
    ]
    if faults:
        raise ScoreFaulty(faults)
    return known

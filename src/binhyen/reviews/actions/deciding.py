"""The decision: classes within the quota, what follows, and the register's own column."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.actions import change_sites, facts_of_many
from binhyen.programmes.models import Site

from .. import queries
from ..choices import Blocker, Outcome, RatingState, RoundState
from ..models import Rating, Round
from ..queries.ratings import JUDGED
from ..rules.shapes import Class
from ..rules.standing import Places, places
from .ratings import forget_decision, hold, late, step_reasons, write
from .refusals import Reason, block, text_reasons
from .rounds import demand, hold_round

SYSTEM = "system:reviews"
TOGETHER = 500


@transaction.atomic
def decide(
    rating: Rating,
    class_code: str,
    outcome: Outcome,
    *,
    reason: str = "",
    seen: int,
    by: Person,
    at: datetime,
) -> Rating:
    """Give one rating its class and what follows; may be done over until the round is closed.

    Another class than the proposed one, or anything but going on as before, needs a reason. A
    class above what the points earn, and one more than the quota allows, is refused.
    Raises PermissionDenied, or Blocked with every reason.
    """
    one, stored = hold(rating)
    demand(by, Permission.REVIEW_DECIDE, one)
    sheet, book = one.sheet.content, queries.book_of(one.sheet.content, one)
    standing = book.standing
    reasons = [] if stored.version == seen else [Reason(Blocker.CHANGED_SINCE)]
    reasons += step_reasons(one, RoundState.APPRAISING, Blocker.NOT_APPRAISING)
    reasons += late(one.closes_on, Blocker.DECIDE_LATE, at)
    if stored.appraised_by_id == by.pk:
        reasons.append(Reason(Blocker.OWN_APPRAISAL))
    if stored.pk not in standing:
        code = {RatingState.NOT_RATED: Blocker.NOT_RATED}.get(RatingState(stored.state))
        reasons.append(Reason(code or Blocker.NOT_APPRAISED))
    else:
        reasons += _class_reasons(book, stored, class_code)
        is_plain = class_code == standing[stored.pk].proposed and outcome == Outcome.CONTINUE
        reasons += text_reasons("reason", reason, needed=not is_plain)
    block(reasons)
    before = log.snapshot(stored)
    _give(stored, sheet.class_of[class_code], outcome, reason)
    return write(stored, "decide", before, by=by, at=at, reason=reason)


@transaction.atomic
def undecide(rating: Rating, *, reason: str, by: Person, at: datetime) -> Rating:
    """Take one rating's decision back: appraised, as before it, with the class proposed.

    Raises PermissionDenied, or Blocked with every reason.
    """
    one, stored = hold(rating)
    demand(by, Permission.REVIEW_DECIDE, one)
    reasons = step_reasons(one, RoundState.APPRAISING, Blocker.NOT_APPRAISING)
    reasons += late(one.closes_on, Blocker.DECIDE_LATE, at)
    reasons += text_reasons("reason", reason, needed=True)
    if stored.appraised_by_id == by.pk:
        reasons.append(Reason(Blocker.OWN_APPRAISAL))
    if stored.state != RatingState.DECIDED:
        reasons.append(Reason(Blocker.NOT_DECIDED))
    block(reasons)
    before = log.snapshot(stored)
    forget_decision(stored)
    stored.state = RatingState.APPRAISED
    return write(stored, "undecide", before, by=by, at=at, reason=reason)


@transaction.atomic
def close_round(one: Round, *, decision_number: str = "", by: Person, at: datetime) -> Round:
    """Decide the round: whoever was not decided singly gets the proposed class and goes on.

    Each site's class is written to the register with the round's name as the reason.
    Raises PermissionDenied, or Blocked with every reason.
    """
    stored = hold_round(one)
    demand(by, Permission.REVIEW_DECIDE, stored)
    book = queries.book_of(stored.sheet.content, stored)
    block(_closing_reasons(stored, book, decision_number, at))
    decided = _decide_the_rest(stored, book, by=by, at=at)
    before = {"state": stored.state, "decision_number": ""}
    stored.state, stored.decision_number = RoundState.DECIDED, decision_number.strip()
    stored.decided_by, stored.decided_at = by, at
    stored.save(update_fields=["state", "decision_number", "decided_by", "decided_at"])
    after = {"state": stored.state, "decision_number": stored.decision_number}
    log.record(stored, "decide", by=by, at=at, before=before, after=after)
    _write_to_register(stored, decided, by=by, at=at)
    return stored


def closing_reasons(
    one: Round, *, decision_number: str = "", by: Person, at: datetime
) -> list[Reason]:
    """Everything that keeps a round from being decided now. Raises PermissionDenied."""
    demand(by, Permission.REVIEW_DECIDE, one)
    return _closing_reasons(one, queries.book_of(one.sheet.content, one), decision_number, at)


def _class_reasons(book: queries.Book, stored: Rating, code: str) -> list[Reason]:
    sheet = book.sheet
    if code not in sheet.class_of:
        return [Reason(Blocker.NO_SUCH_CLASS, "class_code")]
    codes = [each.code for each in sheet.classes]
    reasons = []
    if codes.index(code) < codes.index(book.standing[stored.pk].earned):
        reasons.append(Reason(Blocker.BELOW_CLASS, "class_code"))
    if sheet.quota is None or sheet.quota.class_code != code:
        return reasons
    now = book.classes | {stored.pk: code}
    return reasons + _quota_reasons(places(sheet, list(now.values())))


def _closing_reasons(
    stored: Round, book: queries.Book, decision_number: str, at: datetime
) -> list[Reason]:
    reasons = step_reasons(stored, RoundState.APPRAISING, Blocker.NOT_APPRAISING)
    reasons += late(stored.closes_on, Blocker.DECIDE_LATE, at)
    reasons += text_reasons("decision_number", decision_number)
    if waiting := book.tally.waiting:
        reasons.append(Reason(Blocker.NOT_APPRAISED, detail=f"({waiting})"))
    return reasons + _quota_reasons(book.places)


def _quota_reasons(found: Places | None) -> list[Reason]:
    if found is None or not found.is_exceeded:
        return []
    return [Reason(Blocker.QUOTA, "class_code", f"({found.taken} > {found.allowed})")]


def _give(stored: Rating, given: Class, outcome: Outcome, reason: str) -> None:
    stored.class_code, stored.class_name, stored.is_good = given.code, given.name, given.is_good
    stored.outcome, stored.reason, stored.state = outcome, reason, RatingState.DECIDED


def _decide_the_rest(one: Round, book: queries.Book, *, by: Person, at: datetime) -> list[Rating]:
    """All that have a class now, those included that were decided singly before."""
    sheet, standing = book.sheet, book.standing
    judged = Rating.objects.filter(round=one, state__in=JUDGED).select_related("unit", "site")
    judged = judged.select_related("site__programme", "site__unit", "programme")
    ratings, changes = list(judged.order_by("pk")), []
    for rating in ratings:
        rating.round = one
        if rating.state == RatingState.DECIDED:
            continue
        before = log.snapshot(rating)
        _give(rating, sheet.class_of[standing[rating.pk].proposed], Outcome.CONTINUE, "")
        rating.version += 1
        old, new = log.differences(before, log.snapshot(rating))
        changes.append(log.Change(rating, "decide", old, new))
    changed = [change.subject for change in changes]
    columns = ["class_code", "class_name", "is_good", "outcome", "state", "version"]
    Rating.objects.bulk_update(changed, columns, batch_size=TOGETHER)  # type: ignore[arg-type]
    if changes:
        log.record_many(changes, by=by, at=at, batch=_batch(one))
    return ratings


def _write_to_register(one: Round, ratings: Sequence[Rating], *, by: Person, at: datetime) -> None:
    """Under the system's name, because whoever decides need not be one who changes sites."""
    keys = {rating.site_id: rating.class_name for rating in ratings if rating.site_id}
    related = ("programme", "unit", "organisation", "decision", "leader")
    sites = list(Site.objects.filter(pk__in=keys).select_related(*related).order_by("pk"))
    facts = facts_of_many(sites)
    changes = [
        (site, replace(facts[site.pk], rating=f"{keys[site.pk]} ({one.window_until.year})"))
        for site in sites
    ]
    reason = f"{one.name}: {by.get_username()}, {timezone.localdate(at):%d/%m/%Y}"
    change_sites(changes, by=SYSTEM, at=at, reason=reason, batch=_batch(one))


def _batch(one: Round) -> str:
    return f"review:{one.pk}"

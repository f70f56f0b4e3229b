"""Rounds: opened over a window, moved on, given more time."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.models import Programme
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .. import queries
from ..choices import Blocker, NotRated, RatingState, RoundState
from ..models import Rating, Round, Sheet
from ..rules.calendar import Days, days_of
from .refusals import Reason, block, text_reasons
from .sheets import adopt


@transaction.atomic
def open_round(
    code: str,
    *,
    unit: Unit,
    year: int,
    by: Person,
    at: datetime,
    programme: Programme | None = None,
    score_by: date | None = None,
    appraise_by: date | None = None,
    closes_on: date | None = None,
    is_synthetic: bool = False,
) -> Round:
    """Open the round of a sheet whose window ends in a year, with a rating for each subject.

    The window is the sheet's; so are the deadlines that are not named. What can't be rated (too
    young, suspended) is entered with the reason. A sheet of the package becomes the unit's own.
    Raises PermissionDenied, or Blocked with every reason.
    """
    if not may(by, Permission.REVIEW_RUN, at=unit):
        raise PermissionDenied
    on = timezone.localdate(at)
    block(_unit_reasons(unit))
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    sheet = queries.sheet_for(unit, code, on) or adopt(code, unit=unit, on=on, by=by, at=at)
    if sheet is None:
        block([Reason(Blocker.SHEET_UNKNOWN, "sheet")])
        raise AssertionError
    days = _days(days_of(sheet.content, year), score_by, appraise_by, closes_on)
    subjects = queries.subjects_of(sheet.content, unit, programme, days, on=on)
    reasons = _sheet_reasons(sheet, unit, programme, days, on) + deadline_reasons(days, on)
    if not any(not one.not_rated for one in subjects):
        reasons.append(Reason(Blocker.NOTHING_TO_RATE, "unit"))
    block(reasons)
    opened = Round.objects.create(
        sheet=sheet, unit=unit, programme=programme, name=_name(sheet, programme, year),
        window_from=days.window_from, window_until=days.window_until, score_by=days.score_by,
        appraise_by=days.appraise_by, closes_on=days.closes_on, opened_by=by, opened_at=at,
        is_synthetic=is_synthetic,
    )  # fmt: skip
    Rating.objects.bulk_create([_rating(opened, one) for one in subjects], batch_size=500)
    left_out = sum(bool(one.not_rated) for one in subjects)
    counts = {"rating_count": len(subjects), "not_rated_count": left_out}
    log.record(opened, "create", by=by, at=at, after=log.snapshot(opened) | counts)
    return opened


@transaction.atomic
def close_scoring(one: Round, *, by: Person, at: datetime) -> Round:
    """End the self-scoring; from now on it is appraised.

    Raises PermissionDenied; Blocked while somebody may still score.
    """
    stored = hold_round(one)
    demand(by, Permission.REVIEW_RUN, stored)
    reasons = []
    if stored.state != RoundState.OPEN:
        reasons.append(Reason(Blocker.NOT_SCORING))
    elif timezone.localdate(at) <= stored.score_by:
        waiting = Rating.objects.filter(round=stored, state=RatingState.WAITING).count()
        if waiting:
            reasons.append(Reason(Blocker.STILL_SCORING, detail=f"({waiting})"))
    block(reasons)
    return _move(stored, RoundState.APPRAISING, by=by, at=at)


@transaction.atomic
def change_deadlines(
    one: Round,
    *,
    score_by: date,
    appraise_by: date,
    closes_on: date,
    reason: str,
    by: Person,
    at: datetime,
) -> Round:
    """Give a round other deadlines, with the reason. Raises PermissionDenied or Blocked."""
    stored = hold_round(one)
    demand(by, Permission.REVIEW_RUN, stored)
    days = Days(stored.window_from, stored.window_until, score_by, appraise_by, closes_on)
    reasons = text_reasons("reason", reason, needed=True)
    if stored.is_decided:
        reasons.append(Reason(Blocker.ROUND_DECIDED))
    block(reasons + _new_deadline_reasons(stored, days, timezone.localdate(at)))
    before = log.snapshot(stored)
    stored.score_by, stored.appraise_by, stored.closes_on = score_by, appraise_by, closes_on
    old, new = log.differences(before, log.snapshot(stored))
    if new:
        stored.save(update_fields=["score_by", "appraise_by", "closes_on"])
        log.record(stored, "change", by=by, at=at, before=old, after=new, reason=reason)
    return stored


def hold_round(one: Round) -> Round:
    """The round as it stands, locked: writes of one round go one after the other."""
    held = Round.objects.select_related("unit", "sheet", "programme")
    return held.select_for_update(of=("self",)).get(pk=one.pk)


def demand(by: Person, permission: Permission, one: Round) -> None:
    """Raises PermissionDenied unless the person holds it where the round is."""
    if not may(by, permission, at=one.unit):
        raise PermissionDenied


def deadline_reasons(days: Days, on: date) -> list[Reason]:
    reasons = []
    if not days.are_in_order:
        reasons.append(Reason(Blocker.DEADLINES_DISORDERED, "appraise_by"))
    for name in ("score_by", "appraise_by", "closes_on"):
        if getattr(days, name) < on:
            reasons.append(Reason(Blocker.DEADLINE_PAST, name))
    return reasons


def _new_deadline_reasons(stored: Round, days: Days, on: date) -> list[Reason]:
    """Deadlines that stay as they were may have passed; new ones may not."""
    moved = {
        name
        for name in ("score_by", "appraise_by", "closes_on")
        if getattr(days, name) != getattr(stored, name)
    }
    return [
        reason
        for reason in deadline_reasons(days, on)
        if reason.code != Blocker.DEADLINE_PAST or reason.field in moved
    ]


def _unit_reasons(unit: Unit) -> list[Reason]:
    if unit.level == Level.NATION:
        return [Reason(Blocker.UNIT_NATION, "unit")]
    if not unit.is_current:
        return [Reason(Blocker.UNIT_ENDED, "unit")]
    return []


def _sheet_reasons(
    sheet: Sheet, unit: Unit, programme: Programme | None, days: Days, on: date
) -> list[Reason]:
    reasons = []
    if sheet.withdrawn_on is not None and sheet.withdrawn_on <= on:
        reasons.append(Reason(Blocker.SHEET_WITHDRAWN, "sheet"))
    same = Round.objects.filter(
        unit=unit, programme=programme, sheet__code=sheet.code, window_until=days.window_until
    )
    if same.exists():
        reasons.append(Reason(Blocker.ALREADY_OPEN, "sheet"))
    return reasons


def _days(
    days: Days, score_by: date | None, appraise_by: date | None, closes_on: date | None
) -> Days:
    return Days(
        days.window_from,
        days.window_until,
        score_by or days.score_by,
        appraise_by or days.appraise_by,
        closes_on or days.closes_on,
    )


def _name(sheet: Sheet, programme: Programme | None, year: int) -> str:
    of = f", {programme.code}" if programme else ""
    return f"{sheet.name}{of}, {year}"[:240]


def _rating(opened: Round, subject: queries.Subject) -> Rating:
    state = RatingState.NOT_RATED if subject.not_rated else RatingState.WAITING
    return Rating(
        round=opened,
        of=opened.sheet.content.of,
        unit=subject.unit,
        site=subject.site,
        programme=subject.programme,
        state=state,
        not_rated=NotRated(subject.not_rated) if subject.not_rated else "",
    )


def _move(stored: Round, state: RoundState, *, by: Person, at: datetime) -> Round:
    before, stored.state = stored.state, state
    stored.save(update_fields=["state"])
    log.record(
        stored, "change", by=by, at=at, before={"state": before}, after={"state": str(state)}
    )
    return stored

"""A report begun, its texts written, dropped again, or taken up anew after it was signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.figures.queries import Period
from binhyen.kernel import log
from binhyen.papers.actions import ensure_issuer, keep_issuer
from binhyen.papers.models import Issuer
from binhyen.people.models import Person
from binhyen.units.models import Unit

from .. import queries
from ..choices import Refusal, ReportState
from ..models import Report
from ..rules.naming import report_name
from ..rules.shapes import Frame
from .refusals import (
    LONGEST_TEXT,
    Actor,
    PermissionDenied,
    Reason,
    block,
    text_reasons,
)

R = Refusal
LONGEST_NAME, LONGEST_RECIPIENTS = 160, 2_000


@transaction.atomic
def begin_report(
    unit: Unit, frame_code: str, period: Period, *, key: UUID, by: Actor, at: datetime
) -> Report:
    """Begin the draft of a unit's report. Asked twice for one period it answers with a refusal.

    Raises PermissionDenied, ReportsBlocked.
    """
    demand_drawing_up(by, unit)
    on = localdate(at)
    found = queries.frame_for(unit, frame_code, max(on, period.until))
    reasons = []
    if unit.valid_to is not None:
        reasons.append(Reason(R.UNIT_UNFIT))
    if found is None:
        reasons.append(Reason(R.NO_FRAME))
    elif found.shape.kind != period.kind.code:
        reasons.append(Reason(R.WRONG_PERIOD))
    if period.start > on:
        reasons.append(Reason(R.NOT_BEGUN))
    if queries.report_of(unit, frame_code, period.code) is not None:
        reasons.append(Reason(R.THERE_ALREADY))
    block(reasons)
    assert found is not None  # noqa: S101  # else it was blocked
    issuer = ensure_issuer(unit, found.shape.issuer, by=by, at=at)
    report = Report(
        key=key,
        unit=unit,
        period=period.code,
        until=period.until,
        frame_code=frame_code,
        name=report_name(found.shape.name, period.label),
        name_en=report_name(found.shape.name_en, period.label_en),
        due_on=queries.deadline(period, unit),
        issuer=issuer,
        texts={field.code: field.default for field in found.shape.fields if field.default},
        recipients=found.shape.recipients,
        created_by=by if isinstance(by, Person) else None,
        created_at=at,
    )
    report.is_written = _has_texts(report, found.shape)
    report.save(force_insert=True)
    log.record(report, "create", by=by, at=at, after=_told(log.snapshot(report), found.shape))
    return report


@transaction.atomic
def write_report(
    report: Report,
    frame: Frame,
    texts: Mapping[str, str],
    *,
    issuer: Issuer,
    recipients: str,
    signatory: str,
    is_deputy: bool,
    edits: int | None = None,
    by: Actor,
    at: datetime,
) -> Report:
    """Keep the words of a draft; what must still be filled in may stay empty until it is signed.

    edits: as the page showed it. Raises PermissionDenied, ReportsBlocked with every reason.
    """
    held = hold(report)
    demand_drawing_up(by, held.unit)
    reasons = moved_on(held, edits)
    if not held.is_draft:
        reasons.append(Reason(R.NOT_DRAFT))
    for code, text in texts.items():
        reasons += text_reasons(code, text, longest=LONGEST_TEXT)
    reasons += text_reasons("recipients", recipients, longest=LONGEST_RECIPIENTS)
    reasons += text_reasons("signatory", signatory, longest=LONGEST_NAME)
    if issuer.unit_id != held.unit_id:
        reasons.append(Reason(R.NO_ISSUER, "issuer"))
    block(reasons)
    before = _told(log.snapshot(held), frame)
    held.texts = {code: text.strip() for code, text in texts.items() if code in frame.by_code}
    held.issuer = keep_issuer(issuer, by=by, at=at)
    held.recipients, held.signatory = recipients.strip(), signatory.strip()
    held.is_deputy, held.is_written = is_deputy, _has_texts(held, frame)
    after = _told(log.snapshot(held), frame)
    old, new = _less_alike(*log.differences(before, after))
    if not new:
        return hold(report)
    held.edits += 1
    held.save()
    log.record(held, "change", by=by, at=at, before=old, after=new)
    return held


@transaction.atomic
def drop_report(report: Report, *, by: Actor, at: datetime) -> None:
    """Take a draft away of which nothing was ever signed.

    Raises PermissionDenied, ReportsBlocked.
    """
    held = hold(report)
    demand_drawing_up(by, held.unit)
    if not held.is_draft or held.version > 1:
        block([Reason(R.WAS_SIGNED)])
    log.record(held, "delete", by=by, at=at, before=_told(log.snapshot(held), None))
    held.delete()


@transaction.atomic
def revise_report(report: Report, reason: str, *, by: Actor, at: datetime) -> Report:
    """Take a signed report up again as the draft of its next version; the signed one stays.

    Raises PermissionDenied, ReportsBlocked.
    """
    held = hold(report)
    demand_drawing_up(by, held.unit)
    reasons = [Reason(R.IS_DRAFT)] if held.is_draft else []
    if not reason.strip():
        reasons.append(Reason(R.REASON_MISSING, "reason"))
    block([*reasons, *text_reasons("reason", reason)])
    before = log.snapshot(held)
    held.state, held.version = ReportState.DRAFT, held.version + 1
    held.reason = reason.strip()
    held.sent_at = held.sent_by = held.received_at = held.received_by = held.locked_at = None
    held.comment = ""
    return kept(held, "revise", before, by=by, at=at, reason=held.reason)


def hold(report: Report) -> Report:
    """The report's row, kept from others until the transaction ends."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("unit__parent", "issuer")
    return rows.get(pk=report.pk)


def moved_on(held: Report, edits: int | None) -> list[Reason]:
    return [] if edits is None or edits == held.edits else [Reason(R.CHANGED_SINCE)]


def demand_drawing_up(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_draw_up(by, unit):
        raise PermissionDenied


def _has_texts(report: Report, frame: Frame) -> bool:
    return not any(one.is_required and not report.texts.get(one.code) for one in frame.fields)


def _told(snapshot: dict[str, Any], frame: Frame | None) -> dict[str, Any]:
    """The texts as the log tells them: each behind its field's name, in one order everywhere."""
    known = frame.by_code if frame else {}
    texts = snapshot["texts"]
    names = {code: known[code].name if code in known else code for code in texts}
    told = [f"{names[code]}: {texts[code]}" for code in sorted(texts) if texts[code]]
    return {**snapshot, "texts": told}


def _less_alike(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict, dict]:
    """Of the texts only those that changed."""
    was, became = before.get("texts", []), after.get("texts", [])
    if was or became:
        before = {**before, "texts": [text for text in was if text not in became]}
        after = {**after, "texts": [text for text in became if text not in was]}
    return before, after


def kept(
    held: Report,
    verb: str,
    before: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Report:
    """Save a change with its entry in the log."""
    held.edits += 1
    held.save()
    old, new = log.differences(dict(before), log.snapshot(held))
    log.record(held, verb, by=by, at=at, before=old, after=new, reason=reason)
    return held

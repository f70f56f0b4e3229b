"""A report signed with its number, sent up, received or given back, and locked."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.figures.queries import catalogue
from binhyen.files.actions import keep
from binhyen.kernel import log
from binhyen.kernel.text import fold
from binhyen.papers.actions import PaperRefused, issue_sheet
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.models import Unit

from .. import queries
from ..choices import Refusal, ReportState
from ..models import Edition, Report
from ..producing import Filled
from ..queries.filling import filled_now
from ..rules.content import written
from .drafting import hold, kept, moved_on
from .refusals import Actor, PermissionDenied, Reason, ReportsBlocked, block, text_reasons

R = Refusal


@transaction.atomic
def sign_report(
    report: Report,
    *,
    on: date,
    edits: int | None = None,
    is_aware: bool = False,
    by: Actor,
    at: datetime,
) -> Edition:
    """Freeze a draft: its figures as they are now, its number, its three files.

    The number is taken before anything else is written, as papers do it. A missing figure stands
    as dots; a missing text refuses, and so do figures that are missing unless the signer is aware
    of it. Raises PermissionDenied, ReportsBlocked with every reason.
    """
    held = hold(report)
    _demand(by, held.unit, queries.may_sign)
    filled, text = filled_now(held, on=localdate(at))
    block(_against_signing(held, filled, edits, at, is_aware=is_aware))
    try:
        issued, produced = issue_sheet(
            filled.sheet,
            issuer=held.issuer,
            on=on,
            lies_at=held.get_absolute_url(),
            permission=Permission.REPORT_SIGN,
            by=by,
            at=at,
        )
    except PaperRefused as refused:
        raise _blocked_by(refused) from refused
    name = fold(f"{issued.symbol} {held.name}").replace(" ", "-")[:80]
    workbook = filled.workbook(number=issued.symbol, on=on)
    edition = Edition.objects.create(
        report=held,
        version=held.version,
        frame_text=text,
        content=written(filled.content),
        texts=dict(filled.texts),
        issued=issued,
        docx=keep(produced.docx, name=f"{name}.docx", at=at, is_ours=True),
        pdf=keep(produced.pdf, name=f"{name}.pdf", at=at, is_ours=True),
        xlsx=keep(workbook, name=f"{name}.xlsx", at=at, is_ours=True),
        signed_by=by if isinstance(by, Person) else None,
        signed_at=at,
        reason=held.reason,
    )
    before = log.snapshot(held)
    held.state = ReportState.SIGNED
    kept(held, "sign", before, by=by, at=at, reason=held.reason)
    log.record(edition, "create", by=by, at=at, after=log.snapshot(edition))
    return edition


@transaction.atomic
def send_report(report: Report, *, by: Actor, at: datetime) -> Report:
    """Send a signed report up, or anew what was given back. Raises PermissionDenied,
    ReportsBlocked.
    """
    held = hold(report)
    _demand(by, held.unit, queries.may_send)
    columns = {"sent_at": at, "sent_by": _person(by), "comment": ""}
    return _step(held, "submit", (ReportState.SIGNED, ReportState.RETURNED), R.NOT_SIGNED,
                 ReportState.SENT, columns, by=by, at=at)  # fmt: skip


@transaction.atomic
def recall_report(report: Report, *, by: Actor, at: datetime) -> Report:
    """Take back what was sent, as long as nobody above has received it.

    Raises PermissionDenied, ReportsBlocked.
    """
    held = hold(report)
    _demand(by, held.unit, queries.may_send)
    columns = {"sent_at": None, "sent_by": None}
    return _step(held, "recall", (ReportState.SENT,), R.NOT_TO_RECALL, ReportState.SIGNED,
                 columns, by=by, at=at)  # fmt: skip


@transaction.atomic
def receive_report(report: Report, *, by: Actor, at: datetime) -> Report:
    """Note that the level above has it; never by whoever signed or sent it.

    Raises PermissionDenied, ReportsBlocked.
    """
    held = _to_take(report, by)
    columns = {"received_at": at, "received_by": _person(by)}
    return _step(held, "receive", (ReportState.SENT,), R.NOT_SENT, ReportState.RECEIVED,
                 columns, by=by, at=at)  # fmt: skip


@transaction.atomic
def give_back_report(report: Report, comment: str, *, by: Actor, at: datetime) -> Report:
    """Give a report back to those who sent it, with what they should look at.

    Its signed version stays: it is sent anew as it is, or a new version is drawn up.
    Raises PermissionDenied, ReportsBlocked.
    """
    held = _to_take(report, by)
    block(text_reasons("comment", comment, needed=True))
    columns = {"comment": comment.strip(), "received_at": None, "received_by": None}
    return _step(held, "give-back", (ReportState.SENT, ReportState.RECEIVED), R.NOT_UP,
                 ReportState.RETURNED, columns, by=by, at=at, reason=comment.strip())  # fmt: skip


@transaction.atomic
def lock_report(report: Report, *, by: Actor, at: datetime) -> Report:
    """Close a report that was received; from here on only a new version changes it.

    Raises PermissionDenied, ReportsBlocked.
    """
    held = _to_take(report, by)
    return _step(held, "lock", (ReportState.RECEIVED,), R.NOT_RECEIVED, ReportState.LOCKED,
                 {"locked_at": at}, by=by, at=at)  # fmt: skip


def _to_take(report: Report, by: Actor) -> Report:
    """The report's row for somebody above it through whose hands it didn't go."""
    held = hold(report)
    _demand(by, held.unit, queries.may_receive)
    if isinstance(by, Person) and (why := queries.why_not_taken(by, held)):
        block([Reason(why)])
    return held


def _person(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None


def _step(
    held: Report,
    verb: str,
    wanted: Collection[ReportState],
    otherwise: Refusal,
    state: ReportState,
    columns: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Report:
    if held.state not in wanted:
        block([Reason(otherwise)])
    before = log.snapshot(held)
    held.state = state
    for name, value in columns.items():
        setattr(held, name, value)
    return kept(held, verb, before, by=by, at=at, reason=reason)


def _against_signing(
    held: Report, filled: Filled, edits: int | None, at: datetime, *, is_aware: bool
) -> list[Reason]:
    reasons = moved_on(held, edits)
    if not held.is_draft:
        reasons.append(Reason(R.NOT_DRAFT))
    if held.until >= localdate(at):
        reasons.append(Reason(R.NOT_OVER))
    elif filled.is_lacking and not is_aware:
        reasons.append(Reason(R.NOT_KNOWN_TO_LACK, "is_aware"))
    if missing := queries.unknown_keys(filled.frame, catalogue(held.unit, held.until)):
        reasons.append(Reason(R.FRAME_FAULTY, "", ", ".join(missing)))
    for field in filled.frame.fields:
        if field.is_required and not filled.texts.get(field.code, "").strip():
            reasons.append(Reason(R.BLANK, field.code, field.name))
    return reasons


def _blocked_by(refused: PaperRefused) -> ReportsBlocked:
    """What papers said against the number, beside the field that it is about."""
    return ReportsBlocked(
        Reason(R.PAPER, fault.field if fault.field in {"on", "issuer"} else "", fault.label)
        for fault in refused.faults
    )


def _demand(by: Actor, unit: Unit, allows: Callable[[Person, Unit], bool]) -> None:
    if isinstance(by, Person) and not allows(by, unit):
        raise PermissionDenied

"""A paper that is filed: put right, signed, handed in anew, taken out of the dossier and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from binhyen.files.models import Stored
from binhyen.kernel import log
from binhyen.people.models import Person

from .. import queries
from ..choices import DocumentSource, FaultCode
from ..models import Document, Version
from ..rules.documents import DocumentRefused, Fault, date_faults, length_faults
from .asking import Actor, demand, other_than, paper_faults, refuse, screened, told

SAYABLE = ("kind", "title", "number", "issued_on", "valid_until")
NUMBERED = {"kind", "number", "issued_on"}  # what a paper drafted here was given for good


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What may be put right of a paper."""

    kind: str
    title: str
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


@transaction.atomic
def change_document(
    document: Document, facts: DocumentFacts, *, by: Actor, at: datetime, reason: str = ""
) -> Document:
    """Put right what is written of a paper. Nothing changed, nothing logged.

    A paper drafted here keeps kind, number and day. Raises PermissionDenied, DocumentRefused.
    """
    stored = _locked(document, by=by)
    refuse([*_gone(stored)])
    faults = [
        *paper_faults(
            queries.kind_codes(stored.unit, localdate(at)),
            kind=facts.kind,
            title=facts.title,
            number=facts.number,
            issued_on=facts.issued_on,
            signed_on=stored.signed_on,
            valid_until=facts.valid_until,
            reason=reason,
            at=at,
        )
    ]
    before = log.snapshot(stored)
    for field in SAYABLE:
        value = getattr(facts, field)
        setattr(stored, field, value.strip() if isinstance(value, str) else value)
    old, new = log.differences(before, log.snapshot(stored))
    if stored.source == DocumentSource.DRAFTED:
        faults += [Fault(field, FaultCode.DRAFTED) for field in sorted(NUMBERED & new.keys())]
    refuse(faults)
    if new:
        stored.save(update_fields=[*SAYABLE])
        log.record(stored, "change", by=by, at=at, before=old, after=new, reason=reason)
    return stored


@transaction.atomic
def add_version(
    document: Document,
    stored: Stored,
    *,
    pdf: Stored | None = None,
    name: str,
    note: str = "",
    is_signed: bool = False,
    by: Actor,
    at: datetime,
) -> Version:
    """Hand in a newer state of a paper; the older ones stay.

    A signature is for one text: unless the new version `is_signed` as the last was, the paper
    counts as unsigned again. Raises PermissionDenied, DocumentRefused.
    """
    paper = _locked(document, by=by)
    faults = [*_gone(paper), *length_faults({"name": name, "note": note}), *screened(note=note)]
    refuse(faults)
    if paper.versions.order_by("-number").values_list("stored", flat=True).first() == stored.pk:
        raise DocumentRefused([Fault("file", FaultCode.SAME_VERSION)])
    version = _version(paper, stored, pdf, name=name, note=note, by=by, at=at)
    before: dict[str, Any] = {"version": version.number - 1}
    after = told(version)
    if paper.signed_on and not is_signed:
        before["signed_on"], after["signed_on"] = paper.signed_on.isoformat(), None
        paper.signed_on = None
        paper.save(update_fields=["signed_on"])
    log.record(paper, "add-version", by=by, at=at, before=before, after=after, reason=note)
    return version


@transaction.atomic
def mark_signed(
    document: Document,
    on: date,
    *,
    by: Actor,
    at: datetime,
    stored: Stored | None = None,
    name: str = "",
) -> Document:
    """Note that a paper was signed on a day; a scan of it, if there is one, is its new version.

    Raises PermissionDenied, DocumentRefused.
    """
    paper = _locked(document, by=by)
    faults = [*_gone(paper)]
    if paper.signed_on is not None:
        faults.append(Fault("signed_on", FaultCode.SIGNED_ALREADY))
    faults += date_faults(
        issued_on=paper.issued_on, signed_on=on, valid_until=None, today=localdate(at)
    )
    faults += length_faults({"name": name})
    refuse(faults)
    before: dict[str, Any] = {"signed_on": None}
    after: dict[str, Any] = {"signed_on": on.isoformat()}
    latest = paper.versions.order_by("-number").first()
    if stored is not None and (latest is None or latest.stored_id != stored.pk):
        scan = name or (latest.name if latest else paper.title)
        version = _version(paper, stored, None, name=scan, note="", by=by, at=at)
        before["version"] = version.number - 1
        after |= told(version)
    paper.signed_on = on
    paper.save(update_fields=["signed_on"])
    log.record(paper, "sign", by=by, at=at, before=before, after=after)
    return paper


@transaction.atomic
def withdraw(document: Document, reason: str, *, by: Actor, at: datetime) -> Document:
    """Take a paper out of the dossier: it counts no longer and can still be read.

    Raises PermissionDenied, DocumentRefused.
    """
    paper = _locked(document, by=by)
    faults = [*_gone(paper), *length_faults({"reason": reason}), *screened(reason=reason)]
    if not reason.strip():
        faults.append(Fault("reason", FaultCode.BLANK))
    refuse(faults)
    paper.withdrawn_at = at
    paper.save(update_fields=["withdrawn_at"])
    said = {"withdrawn_at": log.plain(at)}
    none = {"withdrawn_at": None}
    log.record(paper, "withdraw", by=by, at=at, before=none, after=said, reason=reason.strip())
    return paper


@transaction.atomic
def restore(document: Document, *, by: Actor, at: datetime) -> Document:
    """Put a withdrawn paper back. Raises PermissionDenied, DocumentRefused."""
    paper = _locked(document, by=by)
    if not paper.is_withdrawn:
        raise DocumentRefused([Fault("document", FaultCode.NOT_WITHDRAWN)])
    said = {"withdrawn_at": log.plain(paper.withdrawn_at)}
    paper.withdrawn_at = None
    paper.save(update_fields=["withdrawn_at"])
    log.record(paper, "undo", by=by, at=at, before=said, after={"withdrawn_at": None})
    return paper


def _locked(document: Document, *, by: Actor) -> Document:
    """The paper as it is now, held until the transaction ends. Raises PermissionDenied."""
    related = ["programme__unit", "site__unit", "site__programme"]
    query = Document.objects.select_related(*related)
    stored = query.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    demand(by, stored.record.unit)
    return stored


def _gone(paper: Document) -> Iterable[Fault]:
    if paper.is_withdrawn:
        yield Fault("document", FaultCode.WITHDRAWN)


def _version(
    document: Document,
    stored: Stored,
    pdf: Stored | None,
    *,
    name: str,
    note: str,
    by: Actor,
    at: datetime,
) -> Version:
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        document=document,
        number=last + 1,
        stored=stored,
        pdf=other_than(pdf, stored),
        name=name,
        added_at=at,
        by=by if isinstance(by, Person) else None,
        note=note,
    )

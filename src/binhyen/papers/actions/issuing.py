"""Take a number and make a paper of it: number, files, dossier and log stand or fall together."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from binhyen.dossiers import actions as dossiers
from binhyen.dossiers.choices import DocumentSource
from binhyen.dossiers.models import Document
from binhyen.files.actions import keep
from binhyen.kernel import log
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site

from .. import queries
from ..choices import About, FaultCode
from ..models import Issued, Issuer, Series
from ..producing import Draft, Produced, produce
from ..rendering.templates import TemplateUnusable
from ..rules.checking import Fault, clean, faults
from ..rules.composing import recipients, signatures
from ..rules.kinds import Kind
from ..rules.numbering import symbol_of
from .issuers import save_issuer, taken_series
from .refusals import Actor, IssuerRefused, PaperRefused, demand

LONGEST_TITLE = 255


@transaction.atomic
def issue(
    *,
    kind: str,
    programme: Programme,
    site: Site | None = None,
    issuer: Issuer,
    on: date,
    fields: Mapping[str, object],
    by: Actor,
    at: datetime,
    token: UUID | None = None,
    occasion: str = "",
) -> Issued:
    """Give the paper its number, make its Word and PDF, file it and enter it in the register.

    The number is taken from a row that nobody else can take until this is over; whatever fails
    afterwards gives it back, for it was never written. Call it before other writes of a
    transaction: whoever holds the log waits for no number. An issuer that was only proposed is
    kept from its first paper on. Asked twice with one token, it
    issues once and answers twice.
    Raises PermissionDenied, PaperRefused with every fault by field.
    """
    wanted = queries.kinds()[kind].on_occasion(occasion)
    _permitted(by, issuer, programme, site)
    values = {field.code: clean(fields.get(field.code)) for field in wanted.fields}
    found = [
        *_faults(wanted, programme, site, issuer, on=on, at=at),
        *faults(wanted, values, is_contact=_is_contact),
    ]
    if found:
        raise PaperRefused(found)
    issuer = _kept(issuer, by=by, at=at)
    series = taken_series(issuer, on.year)
    if token and (already := Issued.objects.filter(token=token, series=series).first()):
        return already
    if series.last_on is not None and on < series.last_on:
        raise PaperRefused([Fault("on", FaultCode.BEFORE_LAST)])
    draft = draft_of(wanted, programme, site, issuer, values, on=on, number=series.last + 1)
    produced = _produced(draft)
    document = _filed(draft, produced, programme, site, by=by, at=at)
    return _entered(draft, produced, series, document, by=by, at=at, token=token)


def draft_of(
    kind: Kind,
    programme: Programme,
    site: Site | None,
    issuer: Issuer,
    values: Mapping[str, str],
    *,
    on: date,
    number: int | None = None,
) -> Draft:
    """What a paper is made of; without a number it shows room for it.

    A province's template words a kind's first occasion only; the others keep our text.
    """
    return Draft(
        kind=kind,
        values=values,
        known=queries.known_words(programme, site, on),
        issuer=issuer,
        number=number,
        on=on,
        template=None if kind.occasion else queries.template_for(kind.code, issuer.unit),
    )


def draft_preview(
    *,
    kind: str,
    programme: Programme,
    site: Site | None = None,
    issuer: Issuer,
    on: date,
    fields: Mapping[str, object],
    occasion: str = "",
) -> tuple[bytes, bytes]:
    """Word and PDF of a paper without a number; what must still be filled in shows as dots.

    Raises PaperRefused where a province's template fails.
    """
    wanted = queries.kinds()[kind].on_occasion(occasion)
    values = {field.code: clean(fields.get(field.code)) for field in wanted.fields}
    produced = _produced(draft_of(wanted, programme, site, issuer, values, on=on))
    return produced.docx, produced.pdf


def _permitted(by: Actor, issuer: Issuer, programme: Programme, site: Site | None) -> None:
    demand(by, Permission.PAPER_ISSUE, issuer.unit)
    if not isinstance(by, Person):
        return
    is_seen = Programme.objects.visible_to(by).filter(pk=programme.pk).exists()
    if site is not None:
        is_seen = is_seen and Site.objects.visible_to(by).filter(pk=site.pk).exists()
    if not is_seen:
        raise PermissionDenied


def _faults(
    kind: Kind,
    programme: Programme,
    site: Site | None,
    issuer: Issuer,
    *,
    on: date,
    at: datetime,
) -> Iterator[Fault]:
    if on > localdate(at):
        yield Fault("on", FaultCode.FUTURE)
    if issuer.closed_on is not None:
        yield Fault("issuer", FaultCode.CLOSED_ISSUER)
    if (About.SITE if site else About.PROGRAMME) not in kind.about:
        yield Fault("", FaultCode.OTHER_SUBJECT)
    if site is not None and site.programme_id != programme.pk:
        yield Fault("", FaultCode.FOREIGN_SITE)


def _kept(issuer: Issuer, *, by: Actor, at: datetime) -> Issuer:
    """The issuer as it is kept; somebody may have kept the same a moment before."""
    if issuer.pk:
        return issuer
    try:
        return save_issuer(None, issuer.facts, unit=issuer.unit, by=by, at=at)
    except IssuerRefused:
        kept = Issuer.objects.open().filter(unit=issuer.unit, symbol=issuer.symbol).first()
        if kept is None:
            raise
        return kept


def _is_contact(text: str) -> bool:
    return log.screened(text) != text


def _produced(draft: Draft) -> Produced:
    try:
        return produce(draft)
    except TemplateUnusable as error:
        raise PaperRefused([Fault("", FaultCode.TEMPLATE)]) from error


def _filed(
    draft: Draft,
    produced: Produced,
    programme: Programme,
    site: Site | None,
    *,
    by: Actor,
    at: datetime,
) -> Document:
    """The paper in the dossier of what it is about."""
    name = fold(_symbol(draft)).replace(" ", "-")
    docx = keep(produced.docx, name=f"{name}.docx", at=at, is_ours=True)
    pdf = keep(produced.pdf, name=f"{name}.pdf", at=at, is_ours=True)
    try:
        return dossiers.file_document(
            programme=programme,
            site=site,
            kind=draft.kind.code,
            title=shortened(produced.title, LONGEST_TITLE),
            stored=docx,
            pdf=pdf,
            name=f"{name}.docx",
            number=_symbol(draft),
            issued_on=draft.on,
            source=DocumentSource.DRAFTED,
            by=by,
            at=at,
        )
    except dossiers.DocumentRefused as refused:
        raise PaperRefused([Fault("", FaultCode.DOSSIER)]) from refused


def _entered(
    draft: Draft,
    produced: Produced,
    series: Series,
    document: Document,
    *,
    by: Actor,
    at: datetime,
    token: UUID | None,
) -> Issued:
    """The line of the register, and the series moved on to this number."""
    assert draft.number is not None and draft.on is not None  # noqa: S101  # given by issue
    last = signatures(draft.kind, draft.values, draft.issuer.facts)[-1]
    issued = Issued(
        series=series,
        number=draft.number,
        symbol=_symbol(draft),
        kind=draft.kind.code,
        title=shortened(produced.title, 500),
        unit=draft.issuer.unit,
        programme=document.programme,
        site=document.site,
        document=document,
        template=draft.template,
        issued_on=draft.on,
        signatory=shortened(last.name or last.lines[-1].capitalize(), 160),
        recipients="\n".join(recipients(draft.values)),
        values=dict(draft.values),
        issued_by=by if isinstance(by, Person) else None,
        issued_at=at,
        token=token,
    )
    issued.refold()
    issued.save(force_insert=True)
    series.last, series.last_on = draft.number, draft.on
    series.save(update_fields=["last", "last_on"])
    log.record(issued, "issue", by=by, at=at, after=log.snapshot(issued))
    return issued


def _symbol(draft: Draft) -> str:
    return symbol_of(draft.number, draft.kind.symbol, draft.issuer.symbol).strip()


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"

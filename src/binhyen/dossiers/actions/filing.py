"""A paper, or an archive of them, put into dossiers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.files.models import Stored
from binhyen.kernel import log
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .. import queries
from ..choices import DocumentSource, FaultCode
from ..models import Document, Version
from ..rules.documents import DocumentRefused, Fault, tells_an_id_number
from .asking import Actor, demand, other_than, paper_faults, refuse, told


def screen_words(words: list[str]) -> None:
    """For `files.actions.keep`: a file that tells somebody's ID number is refused before it is
    kept. Raises DocumentRefused.
    """
    if tells_an_id_number(words):
        raise DocumentRefused([Fault("file", FaultCode.ID_NUMBER_INSIDE)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A paper about to be filed: of a programme, or of one of its sites.

    stored: what `files.actions.keep` gave; pdf: the same as PDF, if that is another file. name:
    of the file.
    """

    programme: Programme
    site: Site | None = None
    kind: str
    title: str
    stored: Stored
    pdf: Stored | None = None
    name: str
    number: str = ""
    issued_on: date | None = None
    signed_on: date | None = None
    valid_until: date | None = None
    source: str = DocumentSource.UPLOADED
    note: str = ""

    @property
    def key(self) -> tuple[int, int | None, str, int]:
        """What no two papers handed in may have in common."""
        site = self.site.pk if self.site else None
        return self.programme.pk, site, self.kind, self.stored.pk

    @property
    def unit(self) -> Unit:
        return (self.site or self.programme).unit


def file_document(
    *,
    programme: Programme,
    site: Site | None = None,
    kind: str,
    title: str,
    stored: Stored,
    pdf: Stored | None = None,
    name: str,
    number: str = "",
    issued_on: date | None = None,
    signed_on: date | None = None,
    valid_until: date | None = None,
    source: str = DocumentSource.UPLOADED,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Document:
    """Put a paper into the dossier of a programme, or of one of its sites, as its first version.

    Takes what `Filing` holds. Raises PermissionDenied, or DocumentRefused with every fault by
    field.
    """
    filing = Filing(
        programme=programme,
        site=site,
        kind=kind,
        title=title,
        stored=stored,
        pdf=pdf,
        name=name,
        number=number,
        issued_on=issued_on,
        signed_on=signed_on,
        valid_until=valid_until,
        source=source,
        note=note,
    )
    return file_documents([filing], by=by, at=at)[0]


@transaction.atomic
def file_documents(
    filings: Sequence[Filing], *, by: Actor, at: datetime, reason: str = ""
) -> list[Document]:
    """`file_document` for many, all or none, as one block of the log: an archive taken in.

    Raises PermissionDenied, or DocumentRefused with every fault of the first bad line.
    """
    known: dict[Unit, list[str]] = {}
    for filing in filings:
        if filing.unit not in known:
            demand(by, filing.unit)
            known[filing.unit] = queries.kind_codes(filing.unit, localdate(at))
        refuse(_filing_faults(filing, known[filing.unit], at=at))
    _hold(filings)
    uploaded = [one for one in filings if one.source != DocumentSource.DRAFTED]
    twins = queries.filed_contents({filing.stored for filing in uploaded})
    for filing in uploaded:
        if filing.key in twins:
            raise DocumentRefused([Fault("file", FaultCode.DUPLICATE)])
        twins.add(filing.key)
    documents = [_new(filing, at) for filing in filings]
    Document.objects.bulk_create(documents)
    versions = [
        Version(
            document=document,
            number=1,
            stored=filing.stored,
            pdf=other_than(filing.pdf, filing.stored),
            name=filing.name,
            added_at=at,
            by=by if isinstance(by, Person) else None,
            note=filing.note,
        )
        for document, filing in zip(documents, filings, strict=True)
    ]
    Version.objects.bulk_create(versions)
    births = (
        log.Change(d, "create", None, log.snapshot(d) | told(v), v.note or reason)
        for d, v in zip(documents, versions, strict=True)
    )
    log.record_many(births, by=by, at=at)
    return documents


def _hold(filings: Iterable[Filing]) -> None:
    """Let one writer at a time into a dossier, so that a form sent twice files one paper."""
    sites = {filing.site.pk for filing in filings if filing.site}
    programmes = {filing.programme.pk for filing in filings if not filing.site}
    for table, keys in ((Programme, programmes), (Site, sites)):
        rows = table._default_manager.select_for_update(no_key=True).filter(pk__in=keys)
        list(rows.order_by("pk").values_list("pk"))


def _new(filing: Filing, at: datetime) -> Document:
    document = Document(
        programme=filing.programme,
        site=filing.site,
        unit=filing.unit,
        kind=filing.kind,
        title=filing.title.strip(),
        number=filing.number.strip(),
        issued_on=filing.issued_on,
        signed_on=filing.signed_on,
        valid_until=filing.valid_until,
        source=filing.source,
        filed_at=at,
    )
    document.date_it()
    return document


def _filing_faults(filing: Filing, kinds: Sequence[str], *, at: datetime) -> Iterable[Fault]:
    yield from paper_faults(
        kinds,
        kind=filing.kind,
        title=filing.title,
        number=filing.number,
        name=filing.name,
        note=filing.note,
        issued_on=filing.issued_on,
        signed_on=filing.signed_on,
        valid_until=filing.valid_until,
        at=at,
    )
    if filing.site is not None and filing.site.programme_id != filing.programme.pk:
        yield Fault("site", FaultCode.FOREIGN_SITE)

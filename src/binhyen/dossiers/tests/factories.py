"""Papers for tests: a few honest defaults, the rest as the test says."""

from datetime import UTC, datetime
from typing import Any

from binhyen.dossiers import actions
from binhyen.dossiers.models import Document
from binhyen.dossiers.rules.checklists import kind_label
from binhyen.files import actions as files
from binhyen.files.models import Stored
from binhyen.files.tests.samples import a_docx
from binhyen.programmes.models import Programme, Site

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SYSTEM = "system:test"
WIL = "24646"  # today's Xã Đắk Wil, which Đắk Wil of 2022 (24643) went into


def a_stored(words: str = "Quy chế hoạt động") -> Stored:
    """A letter that we wrote ourselves, so that no other process need look at it."""
    return files.keep(a_docx(words), name="a.docx", at=AT, is_ours=True)


def a_paper(record: Programme | Site, kind: str = "charter", **said: Any) -> Document:
    """A paper of a programme or a site, from a file of its own."""
    site = record if isinstance(record, Site) else None
    facts = {
        "title": kind_label(kind),
        "stored": said.pop("stored", None) or a_stored(f"{kind} {record} {said}"),
        "name": "van-ban.docx",
        "by": SYSTEM,
        "at": AT,
    } | said
    programme = record.programme if isinstance(record, Site) else record
    return actions.file_document(programme=programme, site=site, kind=kind, **facts)

"""Keep a content: looked over, on the disk, and only then in the database.

Whoever files it makes the entry in the log, for a content says nothing of whose it is.
"""

import io
import json
import shlex
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.db import transaction
from django.db.models import PROTECT

from . import shelf
from .apart import Failed, opened_apart
from .choices import FileFault, FileKind
from .models import Stored
from .queries import words_of
from .rules import FileRefused, inspected

__all__ = ["FileRefused", "forget_unclaimed", "forget_unnamed", "keep"]

SCAN_WAIT_S = 120
INFECTED = 1  # how clamscan and its like end when they have found something


def keep(
    content: bytes,
    *,
    name: str,
    at: datetime,
    is_ours: bool = False,
    screen: Callable[[list[str]], None] | None = None,
) -> Stored:
    """The row of a content, which from now on lies on the disk; the same content is the same row.

    name: as the file is called; what it is must agree with its ending. is_ours: made by this
    program a moment ago, so only its kind is looked at. screen: is given the words of the file
    and may raise, before anything is kept.
    Raises FileRefused.
    """
    kind = inspected(content, name)
    digest = shelf.digest_of(content)
    coming = shelf.lay_down(content)
    try:
        if not is_ours:
            _scan(coming)
        pages = _pages(content, kind, is_ours=is_ours)
        if screen is not None:
            screen(words_of(content, kind))
        shelf.take_up(coming, digest)
    finally:
        shelf.drop(coming)
    with transaction.atomic():
        stored, _is_new = Stored.objects.get_or_create(
            sha256=digest,
            defaults={"size": len(content), "kind": kind, "pages": pages, "created_at": at},
        )
    return stored


def forget_unnamed(paths: list[Path], *, before: datetime) -> list[Path]:
    """Delete files that no row names and that were written before a time; those deleted."""
    gone = []
    for path in paths:
        if path.stat().st_mtime < before.timestamp():
            path.unlink()
            gone.append(path)
    return gone


@transaction.atomic
def forget_unclaimed(*, before: datetime) -> int:
    """Delete the rows of contents that were handed in and never filed; how many there were.

    Their files are then named by nobody. Whoever files a content protects it by their foreign
    key; where one doesn't, nothing is deleted.
    """
    links = Stored._meta.related_objects
    if any(link.on_delete is not PROTECT for link in links):
        return 0
    rows = Stored.objects.filter(created_at__lt=before)
    for link in links:
        claimed = link.related_model._default_manager.order_by().filter(
            **{f"{link.field.name}__isnull": False}
        )
        rows = rows.exclude(pk__in=claimed.values(link.field.attname))
    return rows.delete()[0]


def _pages(content: bytes, kind: FileKind, *, is_ours: bool) -> int | None:
    """Open it to its end; how many pages a PDF has. Raises FileRefused."""
    if kind == FileKind.DOCX and not is_ours:
        _read_document(content)
    if kind in {FileKind.DOCX, FileKind.XLSX}:
        return None
    if is_ours and kind == FileKind.PDF:
        return _pages_of_ours(content)
    try:
        answer = json.loads(opened_apart("look", kind, content) or b"{}")
    except Failed as fault:
        raise FileRefused(FileFault(fault.code)) from fault
    pages: int | None = answer.get("pages")
    return pages


def _pages_of_ours(content: bytes) -> int:
    """In this process: a document that we have just made won't hurt it."""
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))


def _read_document(content: bytes) -> None:
    """That the text of a Word document can be read at all. Raises FileRefused."""
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("word/document.xml") as part:
        try:
            for _event, element in ElementTree.iterparse(part):  # noqa: S314 a DTD was refused
                element.clear()
        except ElementTree.ParseError as fault:
            raise FileRefused(FileFault.DAMAGED) from fault


def _scan(path: Path) -> None:
    """Ask the scanner of this installation, if it has one. Raises FileRefused."""
    command = shlex.split(settings.BINHYEN_SCAN_COMMAND)
    if not command:
        return
    try:
        done = subprocess.run(  # noqa: S603 the administrator's own command
            [*command, str(path)], capture_output=True, timeout=SCAN_WAIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise FileRefused(FileFault.SCAN_FAILED) from fault
    if done.returncode:
        is_found = done.returncode == INFECTED
        raise FileRefused(FileFault.VIRUS if is_found else FileFault.SCAN_FAILED)

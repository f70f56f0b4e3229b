"""What lies in the folder of files: contents, pages as pictures, words; and whether all is well."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from . import shelf
from .apart import Failed, opened_apart
from .choices import MEDIA_TYPES, FileKind
from .models import Stored

LONGEST_TEXT = 400_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class ContentLost(Exception):
    """The row is there and the content isn't, or isn't what it was: an administrator's matter."""

    def __init__(self, stored: Stored) -> None:
        super().__init__(f"{stored.sha256}: run `binhyen files check`")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Checked:
    """The folder held against the rows. unnamed: files that no row names."""

    rows: int
    lost: Sequence[Stored]
    damaged: Sequence[Stored]
    unnamed: Sequence[Path]

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.damaged)


def stored_as(digest: str) -> Stored | None:
    """The row of a content that was kept."""
    return Stored.objects.filter(sha256=digest).first()


def media_type_of(content: bytes) -> str:
    """Of what `preview_of` gave."""
    return MEDIA_TYPES[FileKind.PNG if content.startswith(b"\x89PNG") else FileKind.JPEG]


def path_of(stored: Stored) -> Path:
    return shelf.place_of(stored.sha256)


def content_of(stored: Stored) -> bytes:
    """The content, held against its digest. Raises ContentLost."""
    try:
        content = path_of(stored).read_bytes()
    except OSError as fault:
        raise ContentLost(stored) from fault
    if shelf.digest_of(content) != stored.sha256:
        raise ContentLost(stored)
    return content


def preview_of(stored: Stored, page: int) -> bytes | None:
    """A page of a PDF as PNG, or a picture written anew as JPEG; None where there is nothing.

    Raises ContentLost.
    """
    if stored.kind == FileKind.PDF:
        deed = "page"
    elif stored.is_picture:
        deed = "shrink"
    else:
        return None
    try:
        return opened_apart(deed, stored.kind, content_of(stored), page=page)
    except Failed:
        return None


def text_of(stored: Stored) -> list[str]:
    """The paragraphs of a Word document, or the pages of a PDF; nothing of anything else.

    Raises ContentLost.
    """
    return words_of(content_of(stored), FileKind(stored.kind))


def words_of(content: bytes, kind: FileKind) -> list[str]:
    """`text_of` for a content that was looked over already."""
    if kind == FileKind.DOCX:
        return list(_paragraphs(content))
    if kind == FileKind.PDF:
        try:
            pages: list[str] = json.loads(opened_apart("text", kind, content) or b"[]")
        except Failed:
            return []
        return pages
    return []


def checked() -> Checked:
    """Read everything there is: each row's content, and each file's name."""
    lost, damaged, named = [], [], set()
    for stored in Stored.objects.order_by("pk").iterator():
        named.add(stored.sha256)
        if not path_of(stored).is_file():
            lost.append(stored)
        elif not shelf.is_sound(stored.sha256):
            damaged.append(stored)
    unnamed = [path for path in shelf.lying_there() if path.name not in named]
    return Checked(len(named), tuple(lost), tuple(damaged), tuple(unnamed))


def _paragraphs(content: bytes) -> Iterator[str]:
    """Paragraph by paragraph, those of tables too. Parts with a DTD were refused on the way in."""
    left = LONGEST_TEXT
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("word/document.xml") as part:
        said: list[str] = []
        for _event, element in ElementTree.iterparse(part):  # noqa: S314
            if element.tag == f"{_W}t":
                said.append(element.text or "")
            elif element.tag in _BREAKS:
                said.append(_BREAKS[element.tag])
            elif element.tag == f"{_W}p":
                paragraph, said = "".join(said).strip()[:left], []
                element.clear()
                if paragraph:
                    yield paragraph
                    left -= len(paragraph)
            if left <= 0:
                return

"""What a file is by its bytes, held against what its name says."""

from contextlib import suppress

import puremagic

from ..choices import EXTENSIONS, LARGEST_BYTES, FileFault, FileKind
from . import packages, pdf
from .faults import FileRefused

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_HEADER_WITHIN = 1024  # ISO 32000-1, annex H: readers look this far for "%PDF-"


def inspected(content: bytes, name: str) -> FileKind:
    """The kind of a file that may be kept, as far as its bytes tell. Raises FileRefused."""
    if not content:
        raise FileRefused(FileFault.EMPTY)
    if len(content) > LARGEST_BYTES:
        raise FileRefused(FileFault.TOO_LARGE)
    said = EXTENSIONS.get(name.rpartition(".")[2].lower()) if "." in name else None
    found = _kind(content, said)
    if found is None and said is None:
        raise FileRefused(FileFault.UNKNOWN_KIND)
    if found is None or (said is not None and said != found):
        raise _misnamed(said, found, content)
    if said is None:
        raise FileRefused(FileFault.UNKNOWN_KIND)
    if found == FileKind.PDF:
        pdf.look_over(content)
    return found


def _kind(content: bytes, said: FileKind | None) -> FileKind | None:
    """By its first bytes; a package by what it holds. Raises FileRefused for one beyond help."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(_COMPOUND):
        is_locked = _PASSWORD in content
        raise FileRefused(FileFault.ENCRYPTED if is_locked else FileFault.OLD_OFFICE)
    if content.startswith(_ZIP):
        return packages.kind_of(content, expected=said)
    return FileKind.PDF if b"%PDF-" in content[:_HEADER_WITHIN] else None


def _misnamed(said: FileKind | None, found: FileKind | None, content: bytes) -> FileRefused:
    if said is None:  # a PDF called .txt: its name promises nothing that we keep
        return FileRefused(FileFault.UNKNOWN_KIND)
    what = found.label if found else _guess(content)
    code = FileFault.MISNAMED if what else FileFault.NOT_IT
    return FileRefused(code, said=said.label, found=what)


def _guess(content: bytes) -> str:
    """What such bytes are usually called, such as ".exe"; empty where nobody knows."""
    with suppress(puremagic.PureError, ValueError):
        return str(puremagic.from_string(content[:4096]))
    return ""

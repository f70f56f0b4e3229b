"""Word and Excel packages looked over part by part, counting what they unpack to."""

import io
import re
import struct
import zipfile
import zlib

from ..choices import FileFault, FileKind
from .faults import FileRefused

MOST_PARTS = 5_000
LARGEST_PART = 100 * 2**20
LARGEST_UNPACKED = 200 * 2**20
LARGEST_RATIO = 250  # of a part of some size: text shrinks to a twentieth, a bomb to a thousandth
_PIECE, _SOME_SIZE, _OVERLAP = 2**18, 2**23, 256

_MAIN = {
    FileKind.DOCX: (b"wordprocessingml.document.main+xml", "word/document.xml"),
    FileKind.XLSX: (b"spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
}
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|customui/", re.I)
_OBJECT_PARTS = re.compile(r"oleobject|embeddings/[^/]*\.(?:bin|exe|js|vbs|bat|cmd|lnk|msi)$", re.I)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|ms-excel\.(?:intl)?macrosheet", re.I)
_RELATION = re.compile(rb"<[^>]*\bRelationship\b[^>]*>", re.S)
_LINK = re.compile(rb'Type\s*=\s*["\'][^"\']*/hyperlink["\']', re.I)
_EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.I)
_FOREIGN_BOOK = re.compile(rb'Type\s*=\s*["\'][^"\']*/externalLinkPath["\']', re.I)
_LOCAL = re.compile(
    rb'Target\s*=\s*["\'](?:(?:file:///)?[A-Za-z]:[\\/]|(?!\\\\|//)[^"\':]*["\'])', re.I
)
_HARM = re.compile(rb"<!DOCTYPE|<!ENTITY|\bDDEAUTO\b|<ddeLink\b", re.I)


def kind_of(content: bytes, *, expected: FileKind | None = None) -> FileKind | None:
    """Word, Excel, or None for some other archive. Raises FileRefused.

    expected: what the name promises; an archive that promises nothing isn't read to its end.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _kind(package, expected)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as fault:
        raise FileRefused(FileFault.DAMAGED) from fault
    except (RuntimeError, OSError, UnicodeDecodeError, ValueError) as fault:
        is_locked = "password" in str(fault)
        raise FileRefused(FileFault.ENCRYPTED if is_locked else FileFault.DAMAGED) from fault


def _kind(package: zipfile.ZipFile, expected: FileKind | None) -> FileKind | None:
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused(FileFault.BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(FileFault.ENCRYPTED)
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        return None
    if len(names) != len(parts):  # two parts of one name: readers differ on which they open
        raise FileRefused(FileFault.DAMAGED)
    types = _start(package, "[Content_Types].xml")
    if _MACRO_TYPES.search(types):
        raise FileRefused(FileFault.MACROS)
    found = next((k for k, (word, part) in _MAIN.items() if word in types and part in names), None)
    if found is None or (expected is not None and found != expected):
        return found
    _look(package, parts)
    return found


def _look(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = 0
    for part in parts:
        if _MACRO_PARTS.search(part.filename):
            raise FileRefused(FileFault.MACROS)
        if _OBJECT_PARTS.search(part.filename):
            raise FileRefused(FileFault.ACTIVE)
        unpacked += _scan(package, part)
        if unpacked > LARGEST_UNPACKED:
            raise FileRefused(FileFault.BOMB)
        if part.filename.endswith(".rels"):
            _follow(_start(package, part.filename))


def _scan(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Unpack a part in pieces and count them; the last read checks its checksum."""
    size, tail = 0, b""
    is_text = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            too_dense = size > _SOME_SIZE and size > LARGEST_RATIO * max(part.compress_size, 1)
            if size > LARGEST_PART or too_dense:
                raise FileRefused(FileFault.BOMB)
            if is_text and _HARM.search(tail + piece):
                raise FileRefused(FileFault.ACTIVE)
            tail = piece[-_OVERLAP:]
    return size


def _follow(relations: bytes) -> None:
    """Whatever is fetched from elsewhere on opening.

    No harm are links that a reader may press, the values that Excel keeps of another book, and
    paths on the author's own disk, such as that of their letter's template.
    """
    harmless = (_LINK, _FOREIGN_BOOK, _LOCAL)
    for relation in _RELATION.findall(relations):
        if _EXTERNAL.search(relation) and not any(sort.search(relation) for sort in harmless):
            raise FileRefused(FileFault.OUTSIDE)


def _start(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        return stream.read(2**21)

"""A PDF's structure searched for whatever acts by itself, without opening the document.

Names may be written with escapes (/J#61vaScript) and objects may lie packed in object streams, so
both are undone first. What can't be looked into is refused: a page that is only read needs none of
it. Signatures stay untouched and are welcome.
"""

import re
import zlib

from ..choices import FileFault
from .faults import FileRefused

MOST_UNPACKED = 96 * 2**20
LARGEST_STREAM = 32 * 2**20
_PIECE = 2**16
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|ImportData|XFA"
    rb"|SubmitForm)(?![A-Za-z0-9_.-])"
)
_LOCKED = re.compile(
    rb"/Encrypt[\x00\t\n\x0c\r ]*(?:\d+[\x00\t\n\x0c\r ]+\d+[\x00\t\n\x0c\r ]+R|<<)"
)
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_PACKED = re.compile(rb"/ObjStm(?![A-Za-z0-9_.-])")
_OBJECT_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]*\d+[\x00\t\n\x0c\r ]+\d+")


def look_over(content: bytes) -> None:
    """Raises FileRefused for a PDF that is locked, acts by itself, or hides its objects."""
    plain = _unescaped(content)
    if _LOCKED.search(plain):
        raise FileRefused(FileFault.ENCRYPTED)
    if _ACTS.search(plain):
        raise FileRefused(FileFault.ACTIVE)
    opened, unpacked = 0, 0
    for found in _STREAM.finditer(content):
        objects = _objects(content, found.end())
        if objects is None:
            continue
        opened, unpacked = opened + 1, unpacked + len(objects)
        if unpacked > MOST_UNPACKED:
            raise FileRefused(FileFault.BOMB)
        if _ACTS.search(_unescaped(objects)):
            raise FileRefused(FileFault.ACTIVE)
    if opened < len(_PACKED.findall(plain)):
        raise FileRefused(FileFault.UNCHECKABLE)


def _unescaped(content: bytes) -> bytes:
    if b"#" not in content:
        return content
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)


def _objects(content: bytes, start: int) -> bytes | None:
    """The objects packed into the stream that begins here; None where it holds something else.

    An object stream begins with pairs of numbers, whatever it is called.
    """
    first = content[start : start + 4096]
    if not first or first[0] & 0x0F != 8:  # RFC 1950: the low half says "deflated"
        return None
    try:
        if not _OBJECT_STREAM.match(zlib.decompressobj().decompress(first, 64)):
            return None
        return _inflated(content, start)
    except zlib.error:
        return None


def _inflated(content: bytes, start: int) -> bytes:
    """In pieces, so that what follows in the file is not copied with each stream."""
    unpacker, parts, size = zlib.decompressobj(), [], 0
    for position in range(start, len(content), _PIECE):
        piece = content[position : position + _PIECE]
        while piece:
            parts.append(unpacker.decompress(piece, LARGEST_STREAM + 1 - size))
            size += len(parts[-1])
            if size > LARGEST_STREAM:
                raise FileRefused(FileFault.BOMB)
            piece = unpacker.unconsumed_tail
        if unpacker.eof:
            break
    return b"".join(parts)

"""The folder of contents: each under its digest, whole or not at all."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-f]{64}")
COMING = "coming"  # where a content lies until it is whole


def folder() -> Path:
    return Path(settings.BINHYEN_HOME) / "files"


def place_of(digest: str) -> Path:
    """Where a content lies, whether or not it is there. Raises ValueError for no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no SHA-256 in hexadecimal")
    return folder() / digest[:2] / digest


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lay_down(content: bytes) -> Path:
    """Write a content into a file of its own that nobody counts as kept, down to the disk."""
    path = _made(folder() / COMING) / uuid4().hex
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def take_up(coming: Path, digest: str) -> None:
    """Give what was laid down its place, at one stroke, and let the disk know of the name."""
    place = place_of(digest)
    _made(place.parent)
    coming.replace(place)
    for each in (place.parent, place.parent.parent):
        _settle(each)


def drop(coming: Path) -> None:
    with suppress(FileNotFoundError):
        coming.unlink()


def is_sound(digest: str) -> bool:
    """Whether the content is there and is what its digest says."""
    try:
        return digest_of(place_of(digest).read_bytes()) == digest
    except OSError:
        return False


def lying_there() -> Iterator[Path]:
    """Every file in the folder, those still coming included."""
    for path in sorted(folder().glob("*/*")):
        if path.is_file():
            yield path


def _made(path: Path) -> Path:
    """A folder that only its owner may enter."""
    for each in (folder(), path):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

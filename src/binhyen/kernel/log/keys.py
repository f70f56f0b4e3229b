"""The Ed25519 key that signs the log's head and checkpoints."""

import base64
import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


class KeyUnreadable(Exception):
    """The signing key's file is there but isn't an Ed25519 key in PEM."""


def sign(*parts: object) -> str:
    """The signature, as hex, over the parts in order."""
    return _private(settings.BINHYEN_LOG_KEY).sign(_message(parts)).hex()


def is_signed(signature: str, *parts: object, keys: list[str] | None = None) -> bool:
    """Whether one of the keys (ours of today and before) made the signature over these parts."""
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    return any(_fits(key, raw, _message(parts)) for key in keys or known_keys())


def public_key() -> str:
    """Our public key in base64: hand it out with a checkpoint."""
    return _public_text(settings.BINHYEN_LOG_KEY)


def key_id(key: str | None = None) -> str:
    """Sixteen hex digits that name a public key."""
    return hashlib.sha256(base64.b64decode(key or public_key())).hexdigest()[:16]


def known_keys() -> list[str]:
    """Our key and the ones we signed with before (BINHYEN_LOG_OLD_KEYS)."""
    return [public_key(), *settings.BINHYEN_LOG_OLD_KEYS]


def _message(parts: tuple[object, ...]) -> bytes:
    return "\n".join(["binhyen log", *map(str, parts)]).encode()


def _fits(key: str, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4)
def _public_text(path: str) -> str:
    raw = (
        _private(path)
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    return base64.b64encode(raw).decode()


@lru_cache(maxsize=4)
def _private(path: str) -> Ed25519PrivateKey:
    """The key in this file, made at first need."""
    file = Path(path)
    if not file.exists():
        _make(file)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as fault:
        raise KeyUnreadable(f"{path} holds no readable key: {fault}") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(f"{path} is not an Ed25519 key.")
    return key


def _make(file: Path) -> None:
    """Write a new key whole or not at all: of two processes at once, the first one wins."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=file.parent)  # readable by its owner only
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(pem)
        Path(file).hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()

"""What an entry holds, as JSON that reads the same from every database, and its digest."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from binhyen.kernel.models import Entry

from .contacts import screened

# In this order into the digest. `number` and `previous` tie an entry to its place.
CONTENT = (
    "previous", "number", "at", "by", "verb", "kind", "record", "label", "unit_path",
    "before", "after", "reason", "batch",
)  # fmt: skip


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's stored columns as JSON values; contact columns only as a keyed digest.

    A table names its contact columns in `LOG_MASKED` and its derived ones (search text, sort
    keys) in `LOG_LEFT_OUT`.
    """
    masked: frozenset[str] = getattr(record, "LOG_MASKED", frozenset())
    left_out: frozenset[str] = getattr(record, "LOG_LEFT_OUT", frozenset())
    return {
        field.attname: mask(value) if field.name in masked else plain(value)
        for field in record._meta.concrete_fields
        if field.name not in left_out
        for value in [getattr(record, field.attname)]
    }


def mask(value: object) -> str:
    """A keyed digest: shows that a contact changed, never what it is. Empty stays empty.

    The key is the log's own, so that changing SECRET_KEY leaves old and new values comparable.
    """
    if not value:
        return ""
    key = settings.BINHYEN_LOG_MASK_KEY.encode()
    return "•" + hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()[:16]


def plain(value: object) -> Any:
    """A JSON value that SQLite and PostgreSQL both give back as they got it.

    A whole float becomes an integer, because jsonb would make 1e22 one; not-a-number is refused
    by `digest_of`. Text loses NUL, which PostgreSQL can't hold, and any contact in it.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return written(str(value))
    if isinstance(value, datetime):
        return moment(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    return written(str(value))


def written(text: str) -> str:
    """Text as the log keeps it: no NUL, no half of a surrogate pair, no contact."""
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return screened(clean)


def moment(at: datetime) -> str:
    """An instant in UTC to the microsecond. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError("The log needs a time with its zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict, dict]:
    """Only the columns that changed, as a pair of before and after."""
    names = [name for name in after if before.get(name) != after[name]]
    return {n: before.get(n) for n in names}, {n: after[n] for n in names}


def digest_of(entry: Entry) -> str:
    """SHA-256 over the previous digest and every column, in a form that can't be read two ways."""
    return digest_of_row([getattr(entry, name) for name in CONTENT])


def digest_of_row(row: list[Any]) -> str:
    """The same for the values of CONTENT in order, `at` as datetime or already as text."""
    if not isinstance(row[2], str):
        row[2] = moment(row[2])
    return hashlib.sha256(_ENCODE(row).encode()).hexdigest()


_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode

"""Write to the log, in the transaction of the change itself, and read a record's history."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from .models import Entry, Head

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Change:
    """One change about to be logged. `before` is None for a birth, `after` for an end."""

    subject: models.Model
    verb: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = ""


def snapshot(record: models.Model) -> dict[str, Any]:
    """The record's stored columns as JSON values; contact columns only as a keyed digest.

    A table names its contact columns in `LOG_MASKED` and its derived ones (search text, sort
    keys) in `LOG_LEFT_OUT`.
    """
    masked = getattr(record, "LOG_MASKED", frozenset())
    left_out = getattr(record, "LOG_LEFT_OUT", frozenset())
    return {
        field.attname: mask(value) if field.name in masked else plain(value)
        for field in record._meta.concrete_fields
        if field.name not in left_out
        for value in [getattr(record, field.attname)]
    }


def mask(value: object) -> str:
    """A keyed digest: shows that a contact changed, never what it is. Empty stays empty."""
    if not value:
        return ""
    key = settings.SECRET_KEY.encode()
    return "•" + hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()[:16]


def plain(value: object) -> Any:
    """A JSON value for whatever a column holds."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict, dict]:
    """Only the columns that changed, as a pair of before and after."""
    names = [name for name in after if before.get(name) != after[name]]
    return {n: before.get(n) for n in names}, {n: after[n] for n in names}


def record(
    subject: models.Model,
    verb: str,
    *,
    by: Any,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    batch: str = "",
) -> Entry:
    """Append one change. Call it inside the transaction that makes the change."""
    change = Change(subject, verb, before, after, reason)
    return record_many([change], by=by, at=at, batch=batch)[0]


def record_many(
    changes: Iterable[Change], *, by: Any, at: datetime, batch: str = ""
) -> Sequence[Entry]:
    """Append many changes as one block; numbers stay without a gap even between writers.

    by: a user, or a text such as "system:demo".
    Raises RuntimeError outside a transaction: a change and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The log is written inside the transaction of the change.")
    head = _take_head()
    entries = []
    number, digest = head.number, head.digest
    for change in changes:
        number += 1
        entry = Entry(
            number=number,
            at=at,
            by=by if isinstance(by, str) else by.get_username(),
            verb=change.verb,
            kind=change.subject._meta.label_lower,
            record=str(change.subject.pk),
            label=str(change.subject)[:200],
            unit_path=getattr(change.subject, "log_unit_path", "") or "",
            before=change.before,
            after=change.after,
            reason=change.reason,
            batch=batch,
            previous=digest,
        )
        entry.digest = digest = digest_of(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=500)
    head.number, head.digest = number, digest
    head.save(update_fields=["number", "digest"])
    return entries


def _take_head() -> Head:
    """The head row, locked until the transaction ends."""
    Head.objects.get_or_create(name="log")
    return Head.objects.select_for_update().get(name="log")


def digest_of(entry: Entry) -> str:
    """SHA-256 over the previous digest and every column, in a form that can't be read two ways."""
    content = [
        entry.previous,
        entry.number,
        entry.at.isoformat(),
        entry.by,
        entry.verb,
        entry.kind,
        entry.record,
        entry.label,
        entry.unit_path,
        entry.before,
        entry.after,
        entry.reason,
        entry.batch,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def history_of(subject: models.Model) -> models.QuerySet[Entry]:
    """Everything that happened to one record, newest first."""
    return Entry.objects.filter(kind=subject._meta.label_lower, record=str(subject.pk)).order_by(
        "-number"
    )


__all__ = ["Change", "differences", "history_of", "record", "record_many", "snapshot"]

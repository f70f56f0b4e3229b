"""Append to the log, in the transaction of the change itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from binhyen.kernel.models import Entry, Head
from binhyen.kernel.text import fold

from . import keys, tree
from .content import digest_of, moment, plain, written

CHECKPOINT_EVERY = 1024
# An import or another joint change of this size gets a checkpoint of its own.
BLOCK_WORTH_A_CHECKPOINT = 100


class LogBroken(Exception):
    """The head was changed by a stranger: nothing is written on top of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change about to be logged. `before` is None for a birth, `after` for an end."""

    subject: models.Model
    verb: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = ""


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
    Raises RuntimeError outside a transaction (a change and its entry stand or fall together),
    ValueError for a time without zone or a number that is none, LogBroken for a forged head.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The log is written inside the transaction of the change.")
    moment(at)
    head, who = take_head(), by if isinstance(by, str) else by.get_username()
    started, entries = head.number, []
    for change in changes:
        entry = _entry(change, number=head.number + 1, previous=head.digest)
        entry.at, entry.by, entry.batch = at, who, batch
        entry.digest = digest_of(entry)
        head.number, head.digest = entry.number, entry.digest
        entries.append(entry)
    if not entries:
        return entries
    _append(entries)
    if _is_due(started, head.number):
        tree.add_checkpoint(head, at=at)
    save_head(head)
    return entries


def _append(entries: Sequence[Entry]) -> None:
    """Insert a block; PostgreSQL takes a long one as COPY in a fifth of the time."""
    if connection.vendor != "postgresql" or len(entries) < BLOCK_WORTH_A_CHECKPOINT:
        Entry.objects.bulk_create(entries, batch_size=500)
        return
    fields = Entry._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {connection.ops.quote_name(Entry._meta.db_table)} ({columns}) FROM STDIN"
        ) as copy,
    ):
        for entry in entries:
            copy.write_row(
                [f.get_db_prep_save(getattr(entry, f.attname), connection) for f in fields]
            )


def _entry(change: Change, *, number: int, previous: str) -> Entry:
    subject = change.subject
    label = written(str(subject))[:200]
    return Entry(
        number=number,
        verb=change.verb,
        kind=subject._meta.label_lower,
        record=str(subject.pk),
        label=label,
        folded=fold(label)[:200],
        unit_path=getattr(subject, "log_unit_path", "") or "",
        before=plain(change.before),
        after=plain(change.after),
        reason=written(change.reason),
        previous=previous,
    )


def _is_due(started: int, ended: int) -> bool:
    crossed = started // CHECKPOINT_EVERY != ended // CHECKPOINT_EVERY
    return crossed or ended - started >= BLOCK_WORTH_A_CHECKPOINT


def take_head() -> Head:
    """The head row, locked until the transaction ends. Raises LogBroken if it was forged."""
    head = Head.objects.select_for_update().filter(name="log").first()
    if head is None:
        Head.objects.get_or_create(name="log")
        head = Head.objects.select_for_update().get(name="log")
    if not head_is_ours(head):
        raise LogBroken(
            "The head of the log doesn't bear our signature. Run `binhyen log verify`; "
            "if the signing key was lost or changed, `binhyen log accept` starts a new one."
        )
    return head


def head_is_ours(head: Head) -> bool:
    """Whether the head bears our signature; the head of an empty log has none."""
    if head.number == 0 and not head.signature:
        return head.digest == "0" * 64 and head.checkpoint == 0
    return keys.is_signed(head.signature, *_head_parts(head))


def save_head(head: Head) -> None:
    head.signature = keys.sign(*_head_parts(head))
    head.save(update_fields=["number", "digest", "checkpoint", "signature"])


def _head_parts(head: Head) -> tuple[object, ...]:
    return ("head", head.number, head.digest, head.checkpoint)

"""What every write of a paper asks first, and what it tells the log."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from binhyen.files.models import Stored
from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.models import Unit

from ..choices import FaultCode
from ..models import Version
from ..rules.documents import DocumentRefused, Fault, date_faults, length_faults

Actor = Person | str


def demand(by: Actor, unit: Unit) -> None:
    """Raises PermissionDenied unless papers of the unit are the actor's to change."""
    if isinstance(by, Person) and not may(by, Permission.DOCUMENT_CHANGE, at=unit):
        raise PermissionDenied


def refuse(faults: Iterable[Fault]) -> None:
    """Raises DocumentRefused if there is any fault."""
    if found := list(faults):
        raise DocumentRefused(found)


def paper_faults(
    kinds: Sequence[str],
    *,
    kind: str,
    title: str,
    issued_on: date | None,
    signed_on: date | None,
    valid_until: date | None,
    at: datetime,
    **texts: str,
) -> Iterable[Fault]:
    today = localdate(at)
    if kind not in kinds:
        yield Fault("kind", FaultCode.UNKNOWN_KIND)
    if not title.strip():
        yield Fault("title", FaultCode.BLANK)
    yield from date_faults(
        issued_on=issued_on, signed_on=signed_on, valid_until=valid_until, today=today
    )
    yield from length_faults({"title": title, **texts})
    yield from screened(title=title, **texts)


def screened(**texts: str) -> Iterable[Fault]:
    """What the log would cover it could not give back."""
    for field, text in texts.items():
        if log.screened(text) != text:
            yield Fault(field, FaultCode.CONTACT)


def other_than(pdf: Stored | None, stored: Stored) -> Stored | None:
    """The PDF of a version, unless the file itself is one."""
    return None if pdf == stored else pdf


def told(version: Version) -> dict[str, Any]:
    """What the log keeps of a version: which file it was, for ever."""
    return {
        "version": version.number,
        "file_name": version.name,
        "file_sha256": version.stored.sha256,
    }

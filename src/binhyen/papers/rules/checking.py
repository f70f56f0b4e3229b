"""What is typed into a paper's fields: every fault by field, and how each value is written."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from binhyen.kernel.numbers import whole

from ..choices import FaultCode, FieldKind
from .kinds import Field, Kind

LONGEST = {FieldKind.LONG: 12_000, FieldKind.ROWS: 20_000}
LONGEST_LINE = 500
LARGEST = 10**13
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against issuing a paper: which field (empty: the paper), and why."""

    field: str
    code: FaultCode

    @property
    def label(self) -> str:
        return str(self.code.label)


def clean(text: object) -> str:
    """A value as it is kept: lines without trailing blanks, no blank lines at the ends."""
    lines = [line.rstrip() for line in str(text or "").replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()


def faults(
    kind: Kind, values: Mapping[str, str], *, is_contact: Callable[[str], bool]
) -> list[Fault]:
    """Every fault of what was typed, in the order of the form; empty means none.

    is_contact: whether a text holds a telephone number, an address or an identity number.
    """
    return [
        Fault(field.code, code)
        for field in kind.fields
        for code in _faults(field, values.get(field.code, ""), is_contact)
    ]


def _faults(field: Field, text: str, is_contact: Callable[[str], bool]) -> Iterator[FaultCode]:
    if not text:
        if field.is_required:
            yield FaultCode.BLANK
        return
    if len(text) > LONGEST.get(FieldKind(field.kind), LONGEST_LINE):
        yield FaultCode.TOO_LONG
    if _CONTROL.search(text):
        yield FaultCode.CONTROL
    if field.kind == FieldKind.DATE:
        if day_of(text) is None:
            yield FaultCode.NOT_A_DAY
    elif field.kind == FieldKind.NUMBER:
        if (number := whole(text)) is None or number > LARGEST:
            yield FaultCode.NOT_A_NUMBER
    elif field.kind == FieldKind.CHOICE:
        if text not in field.choices:
            yield FaultCode.NOT_OFFERED
    elif is_contact(text):
        yield FaultCode.CONTACT
    if field.kind == FieldKind.ROWS and any(len(r) > len(field.columns) for r in rows_of(text)):
        yield FaultCode.TOO_FEW_COLUMNS


def day_of(text: str) -> date | None:
    """A day as the browser sends it or as it is written: 2026-02-08, 08/02/2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def rows_of(text: str) -> list[tuple[str, ...]]:
    """A table as it is typed: a row a line, its columns parted by ";"."""
    return [
        tuple(cell.strip() for cell in line.rstrip("; ").split(";"))
        for line in text.split("\n")
        if line.strip()
    ]


def written(field: Field, text: str) -> str:
    """A value as it stands on the paper: 08/02/2026, 1.200; text as typed."""
    if field.kind == FieldKind.DATE and (on := day_of(text)):
        return f"{on:%d/%m/%Y}"
    if field.kind == FieldKind.NUMBER and (number := whole(text)) is not None:
        return f"{number:,}".replace(",", ".")
    return text

"""What may be written about a paper."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from binhyen.kernel.text import fold

from ..choices import FaultCode

LONGEST = {"title": 255, "number": 60, "name": 200, "note": 500, "reason": 500}


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against writing a record: which field, and why."""

    field: str
    code: FaultCode

    @property
    def label(self) -> str:
        return str(self.code.label)


class DocumentRefused(Exception):
    """What was said of a paper breaks rules: `faults` names every field and reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


def date_faults(
    *, issued_on: date | None, signed_on: date | None, valid_until: date | None, today: date
) -> Iterator[Fault]:
    if issued_on and issued_on > today:
        yield Fault("issued_on", FaultCode.FUTURE)
    if signed_on and signed_on > today:
        yield Fault("signed_on", FaultCode.FUTURE)
    elif signed_on and issued_on and signed_on < issued_on:
        yield Fault("signed_on", FaultCode.SIGNED_BEFORE_ISSUE)
    if valid_until and issued_on and valid_until < issued_on:
        yield Fault("valid_until", FaultCode.ENDS_BEFORE_ISSUE)


def length_faults(texts: Mapping[str, str]) -> Iterator[Fault]:
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            yield Fault(name, FaultCode.TOO_LONG)


_ID_SAID = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|can cuoc|chung minh(?: thu| nhan dan)?|dinh danh)\b"
    r"\D{0,40}(?<!\d)(?:\d[ .]?){9,12}(?!\d)"
)


def tells_an_id_number(words: list[str]) -> bool:
    """Whether a text says outright the number of somebody's identity card.

    A row of digits alone proves nothing: decisions are full of sums, codes and accounts.
    """
    return any(_ID_SAID.search(_plain(passage)) for passage in words)


def _plain(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), text.lower())

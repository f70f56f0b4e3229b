"""Why a write of reviews was refused; each carries all its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from binhyen.kernel import log

from ..choices import Blocker
from ..rules.scoring import ScoreFault

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against a write. field: where it belongs in the form; detail: the numbers."""

    code: Blocker
    field: str = ""
    detail: str = ""

    @property
    def label(self) -> str:
        return f"{self.code.label} {self.detail}".rstrip()


class Blocked(Exception):
    """It can't be done now: `reasons` holds every one."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(reason.label for reason in reasons))
        self.reasons = tuple(reasons)


class ScoreFaulty(Exception):
    """The values can't be taken: `faults` names every criterion and why."""

    def __init__(self, faults: Sequence[ScoreFault]) -> None:
        super().__init__("; ".join(f"{fault.criterion}: {fault.label}" for fault in faults))
        self.faults = tuple(faults)


def block(reasons: Sequence[Reason]) -> None:
    """Raise Blocked if there is any reason."""
    if reasons:
        raise Blocked(reasons)


def text_reasons(field: str, text: str, *, needed: bool = False) -> list[Reason]:
    """What is wrong with a free text: missing, too long, or with contact data in it."""
    reasons = []
    if needed and not text.strip():
        reasons.append(Reason(Blocker.REASON_MISSING, field))
    if len(text) > REASON_LENGTH:
        reasons.append(Reason(Blocker.REASON_TOO_LONG, field))
    if holds_contact(text):
        reasons.append(Reason(Blocker.CONTACT, field))
    return reasons


def holds_contact(text: str) -> bool:
    """Whether the log would cover something in it."""
    return log.screened(text) != text


class CaseRefused(Exception):
    """The room of cases or the register refused it: `labels` says why, in sentences."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__("; ".join(labels))
        self.labels = tuple(labels)

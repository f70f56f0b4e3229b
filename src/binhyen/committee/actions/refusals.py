"""Why a write of the committee was refused; each carries all its reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from binhyen.kernel import log

from ..choices import Blocker


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. code: ours or one of the room of reviews; field: where it belongs in the form."""

    code: TextChoices
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

    @property
    def codes(self) -> set[str]:
        return {str(reason.code.value) for reason in self.reasons}


class CaseRefused(Exception):
    """The room of cases or the register refused it: `labels` says why, in sentences."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__("; ".join(labels))
        self.labels = tuple(labels)


def block(reasons: Iterable[Reason]) -> None:
    """Raise Blocked if there is any reason."""
    if found := list(reasons):
        raise Blocked(found)


def text_reasons(field: str, text: str, *, longest: int) -> list[Reason]:
    """What is wrong with a free text: too long, or with contact data in it."""
    reasons = [Reason(Blocker.TOO_LONG, field)] if len(text) > longest else []
    if log.screened(text) != text:
        reasons.append(Reason(Blocker.CONTACT, field))
    return reasons

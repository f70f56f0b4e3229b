"""Why a step with a report was refused, with every reason at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from binhyen.kernel import log
from binhyen.people.models import Person

from ..choices import Refusal

LONGEST, LONGEST_TEXT = 500, 12_000

Actor = Person | str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. field: where it belongs in the form; detail: what another room said."""

    code: Refusal
    field: str = ""
    detail: str = ""

    @property
    def label(self) -> str:
        return f"{self.code.label}: {self.detail}" if self.detail else str(self.code.label)


class ReportsBlocked(Exception):
    """It can't be done now: `reasons` holds every one."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{r.field} {r.code} {r.detail}".strip() for r in self.reasons))

    @property
    def codes(self) -> set[Refusal]:
        return {reason.code for reason in self.reasons}


def block(reasons: Iterable[Reason]) -> None:
    """Raise ReportsBlocked if there is any reason."""
    if found := list(reasons):
        raise ReportsBlocked(found)


def text_reasons(
    field: str, text: str, *, needed: bool = False, longest: int = LONGEST
) -> list[Reason]:
    """What is wrong with a free text: missing, too long, or with contact data in it."""
    if not text.strip():
        return [Reason(Refusal.BLANK, field)] if needed else []
    reasons = [Reason(Refusal.TOO_LONG, field)] if len(text) > longest else []
    if log.screened(text) != text:
        reasons.append(Reason(Refusal.CONTACT, field))
    return reasons


__all__ = ["Actor", "PermissionDenied", "Reason", "ReportsBlocked", "block", "text_reasons"]

"""Why a step with a plan or draw was refused, with every reason at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from binhyen.kernel import log
from binhyen.people.models import Person

from ..choices import DrawRefusal, Refusal

LONGEST, LONGEST_NOTE = 500, 4_000

Actor = Person | str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. field: where it belongs in the form; value: what it is about."""

    code: Refusal | DrawRefusal
    field: str = ""
    value: str = ""

    @property
    def label(self) -> str:
        label = str(self.code.label)
        return label % {"value": self.value} if self.value else label


class PlanningBlocked(Exception):
    """It can't be done now: `reasons` holds every one."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{r.field} {r.code} {r.value}".strip() for r in self.reasons))

    @property
    def codes(self) -> set[Refusal | DrawRefusal]:
        return {reason.code for reason in self.reasons}


def block(reasons: Iterable[Reason]) -> None:
    """Raise PlanningBlocked if there is any reason; each is told once."""
    if found := list(dict.fromkeys(reasons)):
        raise PlanningBlocked(found)


def text_reasons(
    field: str, text: str, *, needed: Refusal | DrawRefusal | None = None, longest: int = LONGEST
) -> list[Reason]:
    """What is wrong with a free text: missing, too long, or with contact data in it."""
    if not text.strip():
        return [Reason(needed, field)] if needed else []
    reasons = [Reason(Refusal.TOO_LONG, field)] if len(text) > longest else []
    if log.screened(text) != text:
        reasons.append(Reason(Refusal.CONTACT, field))
    return reasons


__all__ = [
    "LONGEST_NOTE",
    "Actor",
    "PermissionDenied",
    "PlanningBlocked",
    "Reason",
    "block",
    "text_reasons",
]

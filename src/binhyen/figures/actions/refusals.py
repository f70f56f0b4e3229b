"""Why a step was refused, with every reason, and why a cell was."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from binhyen.programmes.actions.refusals import screen

from ..choices import CellFault, Refusal
from ..rules.checks import Found

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, the series or field it is about, and the value it speaks of."""

    code: Refusal
    key: str = ""
    value: str = ""
    found: Found | None = None

    @property
    def sentence(self) -> str:
        return str(self.code.label) % {"value": self.value}


class FiguresBlocked(Exception):
    """The rules forbid it now: `reasons` names every one. The page answers 409."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{r.code} {r.key} {r.value}".strip() for r in self.reasons))

    @property
    def codes(self) -> set[Refusal]:
        return {reason.code for reason in self.reasons}


@dataclass(frozen=True, slots=True)
class CellRefused:
    """One cell that wasn't taken, and why; the others were."""

    key: str
    code: CellFault
    value: str = ""

    @property
    def sentence(self) -> str:
        return str(self.code.label) % {"value": self.value}


def block(reasons: Iterable[Reason]) -> None:
    """Raise FiguresBlocked if there is any reason."""
    if found := list(reasons):
        raise FiguresBlocked(found)


def text_reasons(name: str, text: str, *, missing: Refusal | None = None) -> list[Reason]:
    """What is wrong with a free text: missing where it is needed, too long, personal data."""
    if not text.strip():
        return [Reason(missing, name)] if missing else []
    found = [Reason(Refusal.TOO_LONG, name)] if len(text) > LONGEST else []
    if screen(**{name: text}):
        found.append(Reason(Refusal.PERSONAL_DATA, name))
    return found


__all__ = ["CellRefused", "FiguresBlocked", "PermissionDenied", "Reason", "block", "text_reasons"]

"""Why a change of a case or a procedure was refused; each carries all its reasons."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from binhyen.programmes.actions.refusals import screen

from ..choices import BlockerCode
from ..rules.blockers import Blocker


class CaseBlocked(Exception):
    """The rules forbid it now: `blockers` names every one. The page answers 409."""

    def __init__(self, blockers: Iterable[Blocker]) -> None:
        self.blockers = tuple(blockers)
        super().__init__("; ".join(f"{b.code} {b.about}".strip() for b in self.blockers))

    @property
    def codes(self) -> set[BlockerCode]:
        return {blocker.code for blocker in self.blockers}


class OutOfTurn(PermissionDenied):
    """It is somebody else's turn. The page answers 403 and says so."""

    label = _("Chưa đến lượt bạn: bước này do người khác xử lý theo quy trình.")

    def __init__(self) -> None:
        super().__init__(str(self.label))


def block(blockers: Iterable[Blocker]) -> None:
    """Raise CaseBlocked if there is any reason."""
    if found := list(blockers):
        raise CaseBlocked(found)


def personal(**texts: str) -> list[Blocker]:
    """What of free text holds a telephone, identity or e-mail number, by field."""
    fields = dict.fromkeys(fault.field for fault in screen(**texts))
    return [Blocker(BlockerCode.PERSONAL_DATA, name) for name in fields]

"""Boards of figures that somebody put together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..choices import Refusal
from ..models import Board
from .permits import demand
from .refusals import PermissionDenied, Reason, block, text_reasons

MOST_PANELS = 12


@transaction.atomic
def keep_board(
    unit: Unit,
    name: str,
    panels: Sequence[dict[str, Any]],
    *,
    board: Board | None = None,
    is_shared: bool = False,
    by: Person,
    at: datetime,
) -> Board:
    """A board new, or one of one's own changed. Raises PermissionDenied, or FiguresBlocked."""
    demand(by, Permission.REGISTER_VIEW, unit)
    if board is not None and board.owner_id != by.pk:
        raise PermissionDenied
    block(text_reasons("name", name) + _too_many(panels))
    before = log.snapshot(board) if board is not None else None
    one = board or Board(owner=by)
    one.unit, one.name, one.is_shared = unit, name.strip()[:120], is_shared
    one.panels, one.changed_at = list(panels), at
    one.save()
    verb = "add" if before is None else "change"
    log.record(one, verb, by=by, at=at, before=before, after=log.snapshot(one))
    return one


def _too_many(panels: Sequence[dict[str, Any]]) -> list[Reason]:
    is_full = len(panels) > MOST_PANELS
    return [Reason(Refusal.BOARD_FULL, "panels", str(MOST_PANELS))] if is_full else []


@transaction.atomic
def delete_board(board: Board, *, by: Person, at: datetime) -> None:
    """One of one's own. Raises PermissionDenied."""
    if board.owner_id != by.pk:
        raise PermissionDenied
    log.record(board, "delete", by=by, at=at, before=log.snapshot(board))
    board.delete()

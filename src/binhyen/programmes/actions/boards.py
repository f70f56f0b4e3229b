"""Boards: who leads, manages, coordinates and advises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.units.models import Unit

from ..choices import SeatRole
from ..models import Board, Decision, Organisation, Programme, Seat, Site
from ..rules import clean_name
from .bodies import births
from .permits import Actor, demand
from .refusals import refuse, screen


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFacts:
    """A place on a board, in the order of the decision."""

    office: str
    role: str = SeatRole.MEMBER
    organisation: Organisation | None = None
    full_name: str = ""
    work_contact: str = ""


@transaction.atomic
def set_board(
    programme: Programme,
    *,
    name: str,
    unit: Unit,
    seats: Sequence[SeatFacts],
    by: Actor,
    at: datetime,
    site: Site | None = None,
    decision: Decision | None = None,
    reason: str = "",
    batch: str = "",
) -> Board:
    """The board of this name of a programme or of one of its sites, with exactly these seats.

    A programme's board needs CATALOGUE_CHANGE at the unit, a site's SITE_CHANGE.
    Raises PermissionDenied, or PersonalData for numbers in an office's name.
    """
    demand(by, Permission.SITE_CHANGE if site else Permission.CATALOGUE_CHANGE, [unit])
    refuse([fault for seat in seats for fault in screen(office=seat.office)])
    name = clean_name(name)
    board = Board.objects.filter(programme=programme, site=site, unit=unit, name=name).first()
    before = log.snapshot(board) if board else None
    board = board or Board(programme=programme, site=site, unit=unit, name=name)
    board.decision = decision
    board.save()
    entries = _written(board, before, reason) + _seat(board, seats, reason)
    if entries:
        log.record_many(entries, by=by, at=at, batch=batch)
    return board


def _written(board: Board, before: dict | None, reason: str) -> list[log.Change]:
    after = log.snapshot(board)
    if before is None:
        return [log.Change(board, "create", None, after, reason)]
    old, new = log.differences(before, after)
    return [log.Change(board, "change", old, new, reason)] if new else []


def _seat(board: Board, seats: Sequence[SeatFacts], reason: str) -> list[log.Change]:
    """Replace the seats if they differ."""
    stored = list(board.seats.select_related("organisation"))
    if [_facts(seat) for seat in stored] == list(seats):
        return []
    gone = [log.Change(seat, "delete", log.snapshot(seat), None, reason) for seat in stored]
    board.seats.all().delete()
    new = [
        Seat(
            board=board,
            order=order,
            role=seat.role,
            office=seat.office,
            organisation=seat.organisation,
            full_name=seat.full_name,
            work_contact=seat.work_contact,
        )
        for order, seat in enumerate(seats, start=1)
    ]
    Seat.objects.bulk_create(new)
    return gone + births(new, "create", reason)


def _facts(seat: Seat) -> SeatFacts:
    return SeatFacts(
        office=seat.office,
        role=seat.role,
        organisation=seat.organisation,
        full_name=seat.full_name,
        work_contact=seat.work_contact,
    )

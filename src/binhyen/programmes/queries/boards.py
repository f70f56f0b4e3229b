"""Boards with those who sit on them."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from ..choices import SeatRole
from ..models import Board

COLUMNS = {
    f"seat_{name}": F(f"seats__{path}")
    for name, path in {
        "key": "pk",
        "role": "role",
        "office": "office",
        "body": "organisation__name",
        "full_name": "full_name",
        "contact": "work_contact",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Seated:
    """A place on a board; `body` is the organisation it speaks for, empty for none."""

    role: str
    office: str
    body: str
    full_name: str
    contact: str


@dataclass(slots=True)
class SeatedBoard:
    board: Board
    seats: list[Seated] = field(default_factory=list)


def seated(boards: QuerySet[Board]) -> list[SeatedBoard]:
    """These boards by name, each with its seats in the decision's order; one query for all."""
    order = ("name", "pk", "seats__order", "seats__pk")
    found: dict[int, SeatedBoard] = {}
    rows: Any = boards.select_related("decision").annotate(**COLUMNS).order_by(*order)
    for row in rows:
        board = found.setdefault(row.pk, SeatedBoard(row))
        if row.seat_key is not None:
            role = str(SeatRole(row.seat_role).label)
            body = row.seat_body or ""
            seat = Seated(role, row.seat_office, body, row.seat_full_name, row.seat_contact)
            board.seats.append(seat)
    return list(found.values())

"""A queue whose rows are taken by one worker each, whichever table they stand in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from django.db.models import Q, QuerySet

from ..models import Queued

SILENT = timedelta(minutes=15)  # after which a worker is taken for dead
WAITING, RUNNING = "waiting", "running"
Row = TypeVar("Row", bound=Queued)


@dataclass(frozen=True, slots=True)
class Claimed(Generic[Row]):
    """A row that is ours to work out, for as long as the token still stands in it."""

    row: Row
    token: str

    def mine(self) -> Q:
        return Q(pk=self.row.pk, state=RUNNING, claim=self.token)


def claim(rows: QuerySet[Row], *, at: datetime) -> Claimed[Row] | None:
    """The oldest row that waits or was left lying, now ours; None where there is none.

    rows: of a table that also has state and queued_at.
    """
    free = Q(state=WAITING) | Q(state=RUNNING, beat_at__lt=at - SILENT)
    table = rows.model._default_manager
    while (row := rows.filter(free).order_by("queued_at", "pk").first()) is not None:
        token = uuid4().hex
        # Whoever changes the row first has it: the claim that was read must still stand there.
        standing = table.filter(free, pk=row.pk, claim=row.claim)
        if standing.update(state=RUNNING, claim=token, beat_at=at, started_at=at, progress=5):
            return Claimed(rows.get(pk=row.pk), token)
    return None

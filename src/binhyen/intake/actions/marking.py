"""An officer's ticks on the rows of a preview."""

from collections.abc import Collection

from django.db import transaction

from binhyen.people.models import Person

from ..choices import BatchState
from ..models import Batch
from ..rules import packing
from .holding import hold
from .repairs import Bench


@transaction.atomic
def confirm(batch: Batch, keys: Collection[int], *, confirmed: bool = True) -> int:
    """Let doubtful rows go in as read, and updates be made; or no longer. How many rows.

    Rows that don't say which programme or unit can't be confirmed and are passed over.
    Raises NotNow.
    """
    stored = hold(batch, BatchState.PREVIEW)
    rows = stored.rows.filter(pk__in=keys).confirmable()
    return rows.exclude(confirmed=confirmed).update(confirmed=confirmed)


@transaction.atomic
def leave_out(batch: Batch, keys: Collection[int], *, by: Person, skipped: bool = True) -> int:
    """Leave rows out, or take them back in; what repeats them is judged anew. How many rows.

    Raises NotNow.
    """
    stored = hold(batch, BatchState.PREVIEW)
    rows = list(stored.rows.filter(pk__in=keys).exclude(skipped=skipped))
    for row in rows:
        row.skipped = skipped
    stored.rows.filter(pk__in=[row.pk for row in rows]).update(skipped=skipped)
    if rows and stored.is_register:
        bench = Bench(stored, by=by)
        bench.settle({row: packing.unpack(row.reading) for row in rows})
    return len(rows)

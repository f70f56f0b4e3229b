"""A batch held for one step, by one writer at a time."""

from collections.abc import Sequence

from ..models import Batch, Row


class NotNow(Exception):
    """The batch isn't in the state that this step needs: it was done, undone or given up."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class RegisterMoved(Exception):
    """Since the preview the register changed under some rows; the preview must be read again."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(", ".join(str(row) for row in rows))
        self.rows = tuple(rows)


def hold(batch: Batch, *states: str) -> Batch:
    """The batch, locked until the transaction ends. Raises NotNow unless in one of the states."""
    stored = Batch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if stored.state not in states:
        raise NotNow(stored.state)
    return stored

"""No record may descend from itself, whatever else is changed beside it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from ..choices import FaultCode
from ..rules import Fault, circles
from .refusals import refuse


def refuse_circles(
    table: type[models.Model], columns: Iterable[str], changes: Sequence[tuple[Any, Any]]
) -> None:
    """Raises Refused if a change (record, its new facts) would close a circle by a column."""
    for column in columns:
        wanted = {record.pk: getattr(facts, column) for record, facts in changes}
        links = {key: one.pk if one else None for key, one in wanted.items()}
        if any(links.values()) and circles(_with_those_before(table, column, links)) & set(links):
            refuse([Fault(column, FaultCode.CIRCLE)])


def _with_those_before(
    table: type[models.Model], column: str, links: dict[int, int | None]
) -> dict[int, int | None]:
    """The links with those of every record that they lead to, one query a generation; held, so
    that nobody closes the circle from the other side.
    """
    known = dict(links)
    while ahead := {key for key in known.values() if key is not None} - known.keys():
        locked = table._default_manager.select_for_update(of=("self",), no_key=True)
        found = locked.filter(pk__in=ahead).order_by("pk").values_list("pk", column)
        known |= dict.fromkeys(ahead) | dict(found)
    return known

"""A draw's row as it is held, kept and told in the log, and who may do what with it."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from binhyen.kernel import log
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ...choices import DrawRefusal, DrawState
from ...models import Draw
from ...queries import draws as queries
from ..refusals import Actor, PermissionDenied, Reason

R = DrawRefusal


def hold(draw: Draw) -> Draw:
    """The draw's row, kept from others until the transaction ends."""
    rows = Draw.objects.select_for_update(of=("self",)).select_related("unit", "programme")
    return rows.get(pk=draw.pk)


def demand_preparing(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_prepare(by, unit):
        raise PermissionDenied


def demand_holding(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_hold(by, unit):
        raise PermissionDenied


def not_draft(held: Draw) -> list[Reason]:
    match held.state:
        case DrawState.DRAFT:
            return []
        case DrawState.WITHDRAWN:
            return [Reason(R.WITHDRAWN)]
    return [Reason(R.NOT_DRAFT)]


def drawn_elsewhere(
    programme: Programme, entrants: Iterable[dict[str, Any]], *, but: Draw | None = None
) -> list[Reason]:
    """Communes that stand in another draw of the programme which was announced and holds."""
    names = {one["code"]: one["name"] for one in entrants}
    reasons = []
    for other in queries.holding_of(programme):
        if but is not None and other.pk == but.pk:
            continue
        both = [names[one["code"]] for one in other.entrants if one["code"] in names]
        if both:
            reasons.append(Reason(R.COMMUNE_DRAWN, "communes", f"{', '.join(both)} ({other.key})"))
    return reasons


def written(
    draw: Draw,
    verb: str,
    before: dict[str, Any] | None,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Draw:
    """Save, with an entry in the log of what changed."""
    draw.save()
    after = told(draw)
    old, new = (None, after) if before is None else log.differences(before, after)
    log.record(draw, verb, by=by, at=at, before=old, after=new, reason=reason)
    return draw


def told(draw: Draw) -> dict[str, Any]:
    """As the log tells it: communes by code with class or wave, of the text its digest."""
    return log.snapshot(draw) | {
        "entrants": [f"{one['code']}/{one['need']}" for one in draw.entrants],
        "places": [f"{one['code']}/{one['wave']}" for one in draw.places],
        "published_sha256": sha256(draw.published.encode()).hexdigest() if draw.published else "",
    }

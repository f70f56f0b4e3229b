"""A draw prepared, prepared otherwise, and its waves chosen; nothing is published yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.evidence.queries import countable
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ...choices import DrawRefusal
from ...models import Draw, Plan
from ...queries import draws as queries
from ...rules.schedule import Spacing
from ..refusals import Actor, Reason, block
from .keeping import demand_preparing, drawn_elsewhere, hold, not_draft, told, written

R = DrawRefusal
MOST, LEAST_WATCHED, MOST_GAP = 500, 3, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFacts:
    """What a draw is prepared from. communes: names or codes of today's communes, as written.

    draws: how often each way of spacing is tried at random; fewer for a quick load.
    """

    communes: tuple[str, ...]
    outcome: str
    since_month: str
    watched_months: int = 12
    least_worthwhile_percent: int = 20
    is_ranked: bool = True
    draws: int = queries.DRAWS


@transaction.atomic
def prepare_draw(
    programme: Programme,
    facts: DrawFacts,
    *,
    unit: Unit,
    plan: Plan | None = None,
    is_synthetic: bool = False,
    by: Actor,
    at: datetime,
) -> Draw:
    """Rank the communes by need and compare the ways of spacing them; a draft that nobody sees yet.

    Raises PermissionDenied, PlanningBlocked with every reason.
    """
    demand_preparing(by, unit)
    worked_out = _worked_out(programme, facts, unit, on=localdate(at))
    Programme.objects.select_for_update().get(pk=programme.pk)
    draw = Draw(
        key=queries.next_key(programme),
        unit=unit,
        programme=programme,
        plan=plan,
        prepared_by=by if isinstance(by, Person) else None,
        prepared_at=at,
        is_synthetic=is_synthetic,
    )
    return _kept(draw, facts, worked_out, "create", by=by, at=at)


@transaction.atomic
def change_draw(draw: Draw, facts: DrawFacts, *, by: Actor, at: datetime) -> Draw:
    """Prepare it otherwise; the schedule is chosen again.

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(draw)
    demand_preparing(by, held.unit)
    block(not_draft(held))
    worked_out = _worked_out(held.programme, facts, held.unit, on=localdate(at))
    before = told(held)
    held.sizes, held.gap_months, held.first_month = [], None, ""
    return _kept(held, facts, worked_out, "change", by=by, at=at, before=before)


@transaction.atomic
def schedule_draw(
    draw: Draw,
    *,
    sizes: Iterable[int],
    gap_months: int,
    first_month: str,
    by: Actor,
    at: datetime,
) -> Draw:
    """Choose the waves: how many communes each, how far apart, from which month (YYYY-MM).

    Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(draw)
    demand_preparing(by, held.unit)
    chosen = tuple(sizes)
    reasons = not_draft(held)
    if sum(chosen) != len(held.entrants) or min(chosen, default=0) < 1:
        reasons.append(Reason(R.SIZES_UNFIT, "sizes", str(len(held.entrants))))
    if not 1 <= gap_months <= MOST_GAP:
        reasons.append(Reason(R.GAP_OUT_OF_RANGE, "gap_months"))
    if first_month <= f"{localdate(at):%Y-%m}":
        reasons.append(Reason(R.MONTH_PAST, "first_month"))
    block(reasons)
    before = told(held)
    held.sizes, held.gap_months, held.first_month = list(chosen), gap_months, first_month
    held.compared = _with_way(held, Spacing(sizes=chosen, gap_months=gap_months), localdate(at))
    return written(held, "change", before, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _WorkedOut:
    entrants: list[dict[str, Any]]
    compared: dict[str, Any]


def _worked_out(programme: Programme, facts: DrawFacts, unit: Unit, *, on: date) -> _WorkedOut:
    """Everything that follows from the facts. Raises PlanningBlocked with every reason."""
    communes, reasons = _communes(programme, facts, unit, on)
    if facts.outcome not in countable(unit):
        reasons.append(Reason(R.NOT_A_COUNT, "outcome", facts.outcome or "?"))
    since = queries.month_of(facts.since_month)
    if since is None:
        reasons.append(Reason(R.MONTH_UNKNOWN, "since_month", facts.since_month or "?"))
    if not 1 <= facts.least_worthwhile_percent <= 90:
        reasons.append(Reason(R.LEAST_OUT_OF_RANGE, "least_worthwhile_percent"))
    block(reasons)
    assert since is not None  # noqa: S101  # else it was blocked
    history = queries.history_of(programme, unit, facts.outcome, since=since, on=on)
    months = len(history.months) if history else 0
    if history is None and facts.is_ranked:
        reasons.append(Reason(R.NO_FIGURES, "since_month"))
    elif facts.watched_months < LEAST_WATCHED or (months and facts.watched_months >= months):
        reasons.append(Reason(R.WATCH_OUT_OF_RANGE, "watched_months", str(months)))
    block(reasons)
    entrants, unfit = _entrants(communes, facts, history)
    block(unfit)
    watch = queries.Watch(
        entrants=tuple(one.pk for one in communes),
        months=facts.watched_months,
        least_percent=facts.least_worthwhile_percent,
        draws=facts.draws,
    )
    return _WorkedOut(entrants, queries.ways_compared(history, watch))


def _communes(
    programme: Programme, facts: DrawFacts, unit: Unit, on: date
) -> tuple[list[Unit], list[Reason]]:
    """The communes meant, and everything wrong with the list."""
    found = queries.communes_written(facts.communes, unit, on=on)
    reasons = [Reason(R.COMMUNE_UNKNOWN, "communes", line) for line in found.unknown]
    reasons += [Reason(R.COMMUNE_UNCLEAR, "communes", line) for line in found.unclear]
    reasons += [
        Reason(R.COMMUNE_NEAR, "communes", f"{line} → {one.name}") for line, one in found.near
    ]
    seen: dict[int, Unit] = {}
    for one in found.units:
        if one.pk in seen:
            reasons.append(Reason(R.COMMUNE_TWICE, "communes", one.name))
        seen[one.pk] = one
    communes = list(seen.values())
    running = queries.running_in(programme, communes)
    if there := [one.name for one in communes if one.pk in running]:
        reasons.append(Reason(R.COMMUNE_RUNNING, "communes", ", ".join(there)))
    reasons += drawn_elsewhere(programme, ({"code": o.code, "name": o.name} for o in communes))
    if not reasons and len(communes) < 2:
        reasons.append(Reason(R.NO_COMMUNES, "communes"))
    if len(communes) > MOST:
        reasons.append(Reason(R.TOO_MANY, "communes"))
    return communes, reasons


def _entrants(
    communes: list[Unit], facts: DrawFacts, history: queries.History | None
) -> tuple[list[dict[str, Any]], list[Reason]]:
    if not facts.is_ranked:
        return list(queries.unranked(communes)), []
    found = queries.ranked(communes, history)
    if found.missing:
        names = ", ".join(one.name for one in found.missing)
        return [], [Reason(R.NEED_UNKNOWN, "communes", names)]
    if found.is_refused:
        return [], [Reason(R.NEED_ALIKE, "is_ranked")]
    return list(found.entrants), []


def _with_way(held: Draw, spacing: Spacing, on: date) -> dict[str, Any]:
    """The comparison with the way chosen among its ways; worked out where it isn't there yet."""
    compared: dict[str, Any] = held.compared
    known = [(way["sizes"], way["gap_months"]) for way in compared["ways"]]
    since = queries.month_of(held.since_month)
    if (list(spacing.sizes), spacing.gap_months) in known or since is None:
        return compared
    history = queries.history_of(held.programme, held.unit, held.outcome, since=since, on=on)
    watch = queries.Watch(
        entrants=tuple(one["unit"] for one in held.entrants),
        months=held.watched_months,
        least_percent=held.least_worthwhile_percent,
        draws=compared["draws"],
    )
    way = queries.way_told(history, spacing, watch)
    return compared | {"ways": [*compared["ways"], way]}


def _kept(
    draw: Draw,
    facts: DrawFacts,
    found: _WorkedOut,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
) -> Draw:
    draw.outcome, draw.since_month = facts.outcome, facts.since_month
    draw.watched_months = facts.watched_months
    draw.least_worthwhile_percent = facts.least_worthwhile_percent
    draw.is_ranked = facts.is_ranked
    draw.entrants, draw.compared = found.entrants, found.compared
    return written(draw, verb, before, by=by, at=at)

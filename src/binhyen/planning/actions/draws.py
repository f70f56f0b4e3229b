"""Draws: prepared, scheduled, announced, held, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.evidence.queries import countable
from binhyen.kernel import log
from binhyen.kernel.dates import show
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ..choices import DrawRefusal, DrawState, Refusal
from ..models import Draw, Plan, Seed
from ..queries import draws as queries
from ..rules import draw as rules
from ..rules.schedule import Spacing
from .refusals import Actor, PermissionDenied, Reason, block, text_reasons

R = DrawRefusal
MOST, LEAST_WATCHED, MOST_GAP = 500, 3, 24
FEWEST_DIGITS, MOST_DIGITS = 4, 8
LONGEST_SOURCE = 250


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
    _demand_preparing(by, unit)
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
    held = _hold(draw)
    _demand_preparing(by, held.unit)
    block(_not_draft(held))
    worked_out = _worked_out(held.programme, facts, held.unit, on=localdate(at))
    before = _told(held)
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
    held = _hold(draw)
    _demand_preparing(by, held.unit)
    chosen = tuple(sizes)
    reasons = _not_draft(held)
    if sum(chosen) != len(held.entrants) or min(chosen, default=0) < 1:
        reasons.append(Reason(R.SIZES_UNFIT, "sizes", str(len(held.entrants))))
    if not 1 <= gap_months <= MOST_GAP:
        reasons.append(Reason(R.GAP_OUT_OF_RANGE, "gap_months"))
    if first_month <= f"{localdate(at):%Y-%m}":
        reasons.append(Reason(R.MONTH_PAST, "first_month"))
    block(reasons)
    before = _told(held)
    held.sizes, held.gap_months, held.first_month = list(chosen), gap_months, first_month
    held.compared = _with_way(held, Spacing(sizes=chosen, gap_months=gap_months), localdate(at))
    return _written(held, "change", before, by=by, at=at)


@transaction.atomic
def announce_draw(
    draw: Draw, *, source: str, number_on: date, digits: int, seed: str, by: Actor, at: datetime
) -> Draw:
    """Publish what will decide, and fix it: the list, the sizes, the seed's SHA-256, the source.

    source: which public number, from whom. number_on: the day that brings it, later than today.
    seed: fresh and secret, see `rules.draw.commitment`; kept apart and told to nobody before the
    draw. Raises PermissionDenied, PlanningBlocked.
    """
    held = _hold(draw)
    _demand_holding(by, held.unit)
    today = localdate(at)
    reasons = _not_draft(held)
    if not held.sizes:
        reasons.append(Reason(R.NO_SCHEDULE))
    elif f"{number_on:%Y-%m}" >= held.first_month:
        month, year = held.first_month[5:].lstrip("0"), held.first_month[:4]
        reasons.append(Reason(R.DAY_TOO_LATE, "number_on", f"{month}/{year}"))
    if number_on <= today:
        reasons.append(Reason(R.DAY_TOO_SOON, "number_on"))
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        reasons.append(Reason(R.DIGITS_OUT_OF_RANGE, "digits"))
    line = normalize("NFC", " ".join(source.split()))
    block([*reasons, *_line_reasons("source", line)])
    before = _told(held)
    held.source, held.number_on, held.digits = line, number_on, digits
    held.commitment = rules.commitment(seed)
    held.state, held.announced_at = DrawState.ANNOUNCED, at
    held.announced_by = by if isinstance(by, Person) else None
    held.published = rules.announcement(told_draw(held))
    Seed.objects.create(draw=held, text=seed)
    return _written(held, "announce", before, by=by, at=at)


@transaction.atomic
def hold_draw(draw: Draw, *, number: str, by: Actor, at: datetime) -> Draw:
    """Draw, with the public number: the waves follow from it and the seed, and both are published.

    Raises PermissionDenied; PlanningBlocked before the number can be known, or twice.
    """
    held = _hold(draw)
    _demand_holding(by, held.unit)
    block(_not_to_be_drawn(held, localdate(at)))
    if not (number.isascii() and number.isdigit() and len(number) == held.digits):
        block([Reason(R.NUMBER_UNFIT, "number", str(held.digits))])
    before = _told(held)
    seed = Seed.objects.get(draw=held).text
    told = told_draw(held)
    places = rules.deal(told, seed=seed, number=number)
    held.number, held.state, held.drawn_at = number, DrawState.DRAWN, at
    held.drawn_by = by if isinstance(by, Person) else None
    held.places = [
        {"wave": one.wave, "code": one.code, "name": one.name, "ticket": one.ticket}
        for one in places
    ]
    held.published = rules.outcome(told, seed=seed, number=number)
    return _written(held, "draw", before, by=by, at=at)


@transaction.atomic
def withdraw_draw(draw: Draw, reason: str, *, by: Actor, at: datetime) -> Draw:
    """Take a draw back, with the reason, which stays beside it for ever.

    One that is being prepared by whoever prepares; one that was announced by whoever may hold it.
    Raises PermissionDenied, PlanningBlocked.
    """
    held = _hold(draw)
    demand = _demand_preparing if held.state == DrawState.DRAFT else _demand_holding
    demand(by, held.unit)
    gone = [Reason(R.WITHDRAWN)] if held.state == DrawState.WITHDRAWN else []
    block([*gone, *text_reasons("reason", reason, needed=Refusal.REASON_MISSING)])
    before = _told(held)
    held.state, held.withdrawn_at, held.withdrawn_reason = DrawState.WITHDRAWN, at, reason.strip()
    held.withdrawn_by = by if isinstance(by, Person) else None
    return _written(held, "withdraw", before, by=by, at=at, reason=held.withdrawn_reason)


def told_draw(draw: Draw) -> rules.Draw:
    """A draw as it is published."""
    return rules.Draw(
        code=draw.key,
        commitment=draw.commitment,
        source=_source_line(draw),
        sizes=tuple(draw.sizes),
        entrants=tuple(
            rules.Entrant(one["code"], one["name"], one["need"]) for one in draw.entrants
        ),
    )


def _line_reasons(field: str, line: str) -> list[Reason]:
    """What is wrong with a line that is published and read by a rule."""
    reasons = text_reasons(field, line, needed=R.SOURCE_MISSING, longest=LONGEST_SOURCE)
    return reasons if line.isprintable() else [*reasons, Reason(R.SOURCE_UNFIT, field)]


def _source_line(draw: Draw) -> str:
    """In Vietnamese, as an office publishes it."""
    assert draw.number_on is not None  # noqa: S101  # announced with a day
    return f"{draw.source}, ngày {show(draw.number_on)}, {draw.digits} chữ số"


def _hold(draw: Draw) -> Draw:
    """The draw's row, kept from others until the transaction ends."""
    rows = Draw.objects.select_for_update(of=("self",)).select_related("unit", "programme")
    return rows.get(pk=draw.pk)


def _demand_preparing(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_prepare(by, unit):
        raise PermissionDenied


def _demand_holding(by: Actor, unit: Unit) -> None:
    if isinstance(by, Person) and not queries.may_hold(by, unit):
        raise PermissionDenied


def _not_draft(held: Draw) -> list[Reason]:
    match held.state:
        case DrawState.DRAFT:
            return []
        case DrawState.WITHDRAWN:
            return [Reason(R.WITHDRAWN)]
    return [Reason(R.NOT_DRAFT)]


def _not_to_be_drawn(held: Draw, today: date) -> list[Reason]:
    match held.state:
        case DrawState.DRAFT:
            return [Reason(R.NOT_ANNOUNCED)]
        case DrawState.DRAWN:
            return [Reason(R.DRAWN)]
        case DrawState.WITHDRAWN:
            return [Reason(R.WITHDRAWN)]
    if held.number_on is not None and today <= held.number_on:
        return [Reason(R.TOO_EARLY, value=show(held.number_on))]
    return []


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
    seen: dict[int, Unit] = {}
    for one in found.units:
        if one.pk in seen:
            reasons.append(Reason(R.COMMUNE_TWICE, "communes", one.name))
        seen[one.pk] = one
    communes = list(seen.values())
    running = queries.running_in(programme, communes)
    if there := [one.name for one in communes if one.pk in running]:
        reasons.append(Reason(R.COMMUNE_RUNNING, "communes", ", ".join(there)))
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
    return _written(draw, verb, before, by=by, at=at)


def _written(
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
    after = _told(draw)
    old, new = (None, after) if before is None else log.differences(before, after)
    log.record(draw, verb, by=by, at=at, before=old, after=new, reason=reason)
    return draw


def _told(draw: Draw) -> dict[str, Any]:
    """As the log tells it: communes by code with class or wave, of the text its digest."""
    return log.snapshot(draw) | {
        "entrants": [f"{one['code']}/{one['need']}" for one in draw.entrants],
        "places": [f"{one['code']}/{one['wave']}" for one in draw.places],
        "published_sha256": sha256(draw.published.encode()).hexdigest() if draw.published else "",
    }

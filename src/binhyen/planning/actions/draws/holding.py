"""A draw announced, held with the public number, or withdrawn."""

from dataclasses import replace
from datetime import date, datetime
from unicodedata import normalize

from django.db import transaction
from django.utils.timezone import localdate

from binhyen.kernel.dates import show
from binhyen.people.models import Person
from binhyen.programmes.models import Programme

from ...choices import DrawRefusal, DrawState, Refusal
from ...models import Draw, Seed
from ...queries import draws as queries
from ...rules import draw as rules
from ..refusals import Actor, Reason, block, text_reasons
from .keeping import (
    demand_holding,
    demand_preparing,
    drawn_elsewhere,
    hold,
    not_draft,
    told,
    written,
)

R = DrawRefusal
# In these parts the lotteries of several provinces draw on one day.
MANY_DRAW = ("miền Nam", "miền Trung")
FEWEST_DIGITS, MOST_DIGITS = 4, 8
LONGEST_SOURCE = 250


@transaction.atomic
def announce_draw(
    draw: Draw, *, source: str, number_on: date, digits: int, seed: str, by: Actor, at: datetime
) -> Draw:
    """Publish what will decide, and fix it: the list, the sizes, the seed's SHA-256, the source.

    source: which public number, from whom. number_on: the day that brings it, later than today.
    seed: fresh and secret, see `rules.draw.commitment`; kept apart and told to nobody before the
    draw. Raises PermissionDenied, PlanningBlocked.
    """
    held = hold(draw)
    demand_holding(by, held.unit)
    today = localdate(at)
    Programme.objects.select_for_update().get(pk=held.programme_id)
    reasons = why_not_announced(held)
    if held.sizes and f"{number_on:%Y-%m}" >= held.first_month:
        month, year = held.first_month[5:].lstrip("0"), held.first_month[:4]
        reasons.append(Reason(R.DAY_TOO_LATE, "number_on", f"{month}/{year}"))
    if number_on <= today:
        reasons.append(Reason(R.DAY_TOO_SOON, "number_on"))
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        reasons.append(Reason(R.DIGITS_OUT_OF_RANGE, "digits"))
    line = normalize("NFC", " ".join(source.split()))
    block([*reasons, *_line_reasons("source", line)])
    before = told(held)
    held.source, held.number_on, held.digits = line, number_on, digits
    held.commitment = rules.commitment(seed)
    held.state, held.announced_at = DrawState.ANNOUNCED, at
    earlier = tuple(map(earlier_line, queries.earlier_of(held)))
    held.announced_by = by if isinstance(by, Person) else None
    held.published = rules.announcement(replace(told_draw(held), earlier=earlier))
    Seed.objects.create(draw=held, text=seed)
    return written(held, "announce", before, by=by, at=at)


@transaction.atomic
def hold_draw(draw: Draw, *, number: str, by: Actor, at: datetime) -> Draw:
    """Draw, with the public number: the waves follow from it and the seed, and both are published.

    Raises PermissionDenied; PlanningBlocked before the number can be known, or twice.
    """
    held = hold(draw)
    demand_holding(by, held.unit)
    block(why_not_held(held, localdate(at)))
    if not (number.isascii() and number.isdigit() and len(number) == held.digits):
        block([Reason(R.NUMBER_UNFIT, "number", str(held.digits))])
    before = told(held)
    seed = Seed.objects.get(draw=held).text
    as_told = told_draw(held)
    places = rules.deal(as_told, seed=seed, number=number)
    held.number, held.state, held.drawn_at = number, DrawState.DRAWN, at
    held.drawn_by = by if isinstance(by, Person) else None
    held.places = [
        {"wave": one.wave, "code": one.code, "name": one.name, "ticket": one.ticket}
        for one in places
    ]
    held.published = rules.outcome(as_told, seed=seed, number=number)
    return written(held, "draw", before, by=by, at=at)


@transaction.atomic
def withdraw_draw(draw: Draw, reason: str, *, by: Actor, at: datetime) -> Draw:
    """Take a draw back, with the reason, which stays beside it for ever.

    One that is being prepared by whoever prepares; one that was announced by whoever may hold it.
    One that was held stays: else it could be drawn until it pleases. Raises PermissionDenied,
    PlanningBlocked.
    """
    held = hold(draw)
    demand = demand_preparing if held.state == DrawState.DRAFT else demand_holding
    demand(by, held.unit)
    stays = why_not_withdrawn(held)
    block([*stays, *text_reasons("reason", reason, needed=Refusal.REASON_MISSING)])
    before = told(held)
    held.state, held.withdrawn_at, held.withdrawn_reason = DrawState.WITHDRAWN, at, reason.strip()
    held.withdrawn_by = by if isinstance(by, Person) else None
    return written(held, "withdraw", before, by=by, at=at, reason=held.withdrawn_reason)


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
        earlier=rules.earlier_in(draw.published),
    )


def earlier_line(draw: Draw) -> str:
    """An earlier draw in a line, as an office publishes it."""
    days = [("công bố", draw.announced_at), ("bốc thăm", draw.drawn_at), ("rút", draw.withdrawn_at)]
    told = [f"{verb} {show(localdate(at))}" for verb, at in days if at]
    why = _one_line(draw.withdrawn_reason)
    return ", ".join([draw.key, *told]) + (f": {why}" if why else "")


def withdrawn_line(draw: Draw) -> str:
    """What stands above the text of a draw that was withdrawn; empty where it wasn't."""
    if draw.withdrawn_at is None:
        return ""
    return f"ĐÃ RÚT ngày {show(localdate(draw.withdrawn_at))}: {_one_line(draw.withdrawn_reason)}"


def _one_line(text: str) -> str:
    line = normalize("NFC", " ".join(text.split()))
    return "".join(letter for letter in line if letter.isprintable())


def _line_reasons(field: str, line: str) -> list[Reason]:
    """What is wrong with a line that is published and read by a rule."""
    reasons = text_reasons(field, line, needed=R.SOURCE_MISSING, longest=LONGEST_SOURCE)
    reasons += [
        Reason(R.SOURCE_MANY, field, one) for one in MANY_DRAW if one.lower() in line.lower()
    ]
    return reasons if line.isprintable() else [*reasons, Reason(R.SOURCE_UNFIT, field)]


def _source_line(draw: Draw) -> str:
    """In Vietnamese, as an office publishes it."""
    assert draw.number_on is not None  # noqa: S101  # announced with a day
    return f"{draw.source}, ngày {show(draw.number_on)}, {draw.digits} chữ số"


def why_not_announced(held: Draw) -> list[Reason]:
    """What stands against announcing it at all, whatever is typed."""
    reasons = not_draft(held)
    if not held.sizes:
        reasons.append(Reason(R.NO_SCHEDULE))
    return [*reasons, *drawn_elsewhere(held.programme, held.entrants, but=held)]


def why_not_withdrawn(held: Draw) -> list[Reason]:
    match held.state:
        case DrawState.DRAWN:
            return [Reason(R.HELD_STAYS)]
        case DrawState.WITHDRAWN:
            return [Reason(R.WITHDRAWN)]
    return []


def why_not_held(held: Draw, today: date) -> list[Reason]:
    """What stands against drawing it today, whatever the number."""
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

"""From the register and the monthly figures to what is compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from binhyen.figures import queries as figures
from binhyen.figures.choices import OPEN_STATES
from binhyen.figures.models import Return
from binhyen.figures.queries import Period
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit
from binhyen.units.queries import neighbours

from ..models import Study
from ..rules.panels import (
    Floats,
    Months,
    PanelFacts,
    Place,
    Work,
    assemble,
    begins_of,
    starts_of,
)
from .terrain import at_day, sharing_ground, terrain_of

SiteRow = tuple[str, int, date | None, str, str, date | None]
_SITE = ("programme__code", "unit", "established_on", "established_precision", "state", "ended_on")


def panel_for(study: Study, outcome: str, *, on: date) -> PanelFacts:
    """What is compared for one outcome of a study, as known on a day, and everything left out.

    Only months that ended `delay_months` before the day, and only figures that were sent: what
    stands in a return that is still open counts as missing.
    """
    months = months_compared(study, on=on)
    if not months:
        return PanelFacts(panel=None, places=(), left_out=())
    units = units_of(study.comparison)
    places = [place_of([units[pk] for pk in group], months) for group in study.comparison]
    until = Months(tuple(month.until for month in months))
    works = _works(places)
    ours = works.pop(study.programme.code, [])
    own, begins = (found(ours, len(places), until) for found in (starts_of, begins_of))
    touching = _touching(places, units, months[0].until)
    return assemble(
        places,
        [month.code for month in months],
        counts_of(sent_of(outcome, units, months), places, units, months),
        own,
        neighbours=touching[0] or None,
        others={code: starts_of(some, len(places), until) for code, some in works.items()},
        begins=begins,
        is_illustrative=touching[1],
    )


def months_compared(study: Study, *, on: date) -> list[Period]:
    """The months of the window that are over since long enough for late figures to have come."""
    first, last = figures.period_named(study.first_month), figures.period_named(study.last_month)
    if first is None or last is None:
        return []
    whole = figures.periods_between(first.kind.code, first.start, last.until)
    return settled(whole, delay=study.delay_months, on=on)


def settled(months: Sequence[Period], *, delay: int, on: date) -> list[Period]:
    """Those of consecutive months that ended so many months before a day."""
    if not months:
        return []
    this = figures.containing(months[0].kind, on) or months[-1]
    since = figures.following(this, -delay).start
    return [month for month in months if month.until < on and month.start < since]


def ready_on(study: Study) -> date | None:
    """The first day on which the last month of the window is settled and may be compared."""
    last = figures.period_named(study.last_month)
    return None if last is None else figures.following(last, 1 + study.delay_months).start


def places_of(unit: Unit, first: Period, last: Period) -> list[list[int]]:
    """The stable units of a window: communes as lists of unit numbers, in the order of the codes.

    A commune that no reform touched within the window stands alone; those that a reform mixed
    stand together with what they became.
    """
    return terrain_of(unit).places(first.until, last.until)


def units_of(comparison: Iterable[Iterable[int]]) -> dict[int, Unit]:
    return Unit.objects.in_bulk([pk for group in comparison for pk in group])


def place_of(members: Sequence[Unit], months: Sequence[Period]) -> Place:
    """Named by the members of the first month; a group by all of them."""
    base = sorted(at_day(members, months[0].until) or members, key=lambda one: one.code)
    people = [one.population for one in base]
    return Place(
        code="+".join(one.code for one in base),
        name=", ".join(one.name for one in base),
        units=frozenset(one.pk for one in members),
        population=sum(one or 0 for one in people) if all(people) else None,
    )


def sent_of(
    outcome: str, units: Iterable[Unit | int], months: Sequence[Period]
) -> dict[tuple[int, str], int]:
    """By unit and month. Three queries, and one for the returns that are still open."""
    told = sent_amounts([outcome], units, months)
    return {(unit, month): amount for (_series, unit, month), amount in told.items()}


def counts_of(
    sent: Mapping[tuple[int, str], int],
    places: Sequence[Place],
    units: Mapping[int, Unit],
    months: Sequence[Period],
) -> Floats:
    """[places, months]: what was sent, added up over a place's units of the day; nan if any lacks.

    What was sent by other units, or for other months, is passed over.
    """
    counts = np.full((len(places), len(months)), np.nan)
    row_of = {pk: i for i, place in enumerate(places) for pk in place.units}
    month_of = {month.code: j for j, month in enumerate(months)}
    mixed = {i for i, place in enumerate(places) if len(place.units) > 1}
    for (unit, code), amount in sent.items():
        i, j = row_of.get(unit), month_of.get(code)
        if i is not None and j is not None and i not in mixed:
            counts[i, j] = amount
    for i in mixed:
        members = [units[pk] for pk in places[i].units]
        for j, month in enumerate(months):
            there = [sent.get((one.pk, month.code)) for one in at_day(members, month.until)]
            if there and None not in there:
                counts[i, j] = sum(amount for amount in there if amount is not None)
    return counts


def sent_amounts(
    series: Sequence[str], units: Iterable[Unit | int], months: Sequence[Period]
) -> dict[tuple[str, int, str], int]:
    """By series, unit and month what was sent: nothing of a return that is still open."""
    amounts = figures.values(series, units, months)
    still_open = set(
        Return.objects.filter(
            state__in=OPEN_STATES, period__code__in=[month.code for month in months]
        ).values_list("unit", "period__code")
    )
    return {
        place: amount.amount
        for place, amount in amounts.items()
        if amount.amount is not None and place[1:] not in still_open
    }


def _works(places: Sequence[Place]) -> dict[str, list[Work]]:
    """By programme, its sites' work in each place."""
    units = {pk for place in places for pk in place.units}
    shared = sharing_ground(units)
    return works_in(places, launched_at(units | shared.keys()), shared)


def launched_at(units: Iterable[int], programme: Programme | None = None) -> list[SiteRow]:
    """Sites of these units; one that never was launched is none. One query."""
    rows = Site.objects.filter(unit__in=list(units)).exclude(state=State.PREPARING)
    ours = rows if programme is None else rows.filter(programme=programme)
    return list(ours.order_by("pk").values_list(*_SITE))


def works_in(
    places: Sequence[Place], launched: Iterable[SiteRow], shared: Mapping[int, set[int]]
) -> dict[str, list[Work]]:
    """By programme, its sites' work in each place. shared: units of other days, with those of the
    places that they share ground with."""
    at = {pk: {i} for i, place in enumerate(places) for pk in place.units}
    for pk, ours in shared.items():
        at.setdefault(pk, set()).update(*(at[one] for one in ours if one in at))
    works: dict[str, list[Work]] = defaultdict(list)
    for code, unit, starts_on, precision, state, ended_on in launched:
        for place in at.get(unit, ()):
            one = Work(
                programme=code,
                place=place,
                starts_on=starts_on,
                precision=precision,
                is_ended=state == State.ENDED,
                ended_on=ended_on,
                is_sure=len(at[unit]) == 1,
            )
            works[code].append(one)
    return works


def _touching(
    places: Sequence[Place], units: Mapping[int, Unit], on: date
) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Pairs of places that touch, and whether only the map's cells say so."""
    base = {
        one.pk: i
        for i, place in enumerate(places)
        for one in at_day((units[pk] for pk in place.units), on)
    }
    found = neighbours([units[pk] for pk in base])
    pairs = {tuple(sorted((base[one], base[other]))) for one, other in found.pairs}
    return (
        tuple(sorted((i, j) for i, j in pairs if i != j)),
        found.illustrative > 0,
    )

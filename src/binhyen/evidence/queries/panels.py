"""From the register and the monthly figures to what is compared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np

from binhyen.figures import queries as figures
from binhyen.figures.choices import OPEN_STATES
from binhyen.figures.models import Return
from binhyen.figures.queries import Period
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import Ground, ground, groups_between, neighbours

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

FEWEST_MONTHS = 12
_SITE = ("programme__code", "unit", "established_on", "established_precision", "state", "ended_on")


def panel_for(study: Study, outcome: str, *, on: date) -> PanelFacts:
    """What is compared for one outcome of a study, as known on a day, and everything left out.

    Only months that ended `delay_months` before the day, and only figures that were sent: what
    stands in a return that is still open counts as missing.
    """
    months = months_compared(study, on=on)
    if not months:
        return PanelFacts(panel=None, places=(), left_out=())
    units = _units(study.comparison)
    places = [_place([units[pk] for pk in group], months) for group in study.comparison]
    until = Months(tuple(month.until for month in months))
    works = _works(places)
    ours = works.pop(study.programme.code, [])
    own, begins = (found(ours, len(places), until) for found in (starts_of, begins_of))
    touching = _touching(places, units, months[0].until)
    return assemble(
        places,
        [month.code for month in months],
        _counts(outcome, places, units, months),
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
    ended = [month for month in whole if month.until < on]
    settled = figures.following(figures.containing(first.kind, on) or last, -study.delay_months)
    return [month for month in ended if month.start < settled.start]


def ready_on(study: Study) -> date | None:
    """The first day on which the last month of the window is settled and may be compared."""
    last = figures.period_named(study.last_month)
    return None if last is None else figures.following(last, 1 + study.delay_months).start


def window_of_most(unit: Unit, months: Sequence[Period]) -> tuple[Period, Period]:
    """The longest window from the first month on among those that keep the most places apart.

    A reform within the window joins what it mixed into one place; ending before it may keep more.
    """
    first = months[0]
    begun = Unit.objects.filter(level=Level.COMMUNE, valid_from__gt=first.until).order_by()
    reforms = set(begun.values_list("valid_from", flat=True).distinct())
    ends = {months[-1]} | {
        before
        for before, after in pairwise(months)
        if any(day and before.until < day <= after.until for day in reforms)
    }
    enough = [end for end in ends if months.index(end) + 1 >= FEWEST_MONTHS] or [months[-1]]
    return first, max(enough, key=lambda end: (len(places_of(unit, first, end)), end.start))


def places_of(unit: Unit, first: Period, last: Period) -> list[list[int]]:
    """The stable units of a window: communes as lists of unit numbers, in the order of the codes.

    A commune that no reform touched within the window stands alone; those that a reform mixed
    stand together with what they became.
    """
    ours = _covered(unit, first.until)
    groups = groups_between(first.until, last.until)
    mixed: dict[int, frozenset[int]] = {}
    for group in groups:
        mixed |= dict.fromkeys(group.old | group.new, group.old | group.new)
    found = {mixed.get(pk, frozenset([pk])) for pk in ours}
    communes = _levels(set().union(*found)) if found else {}
    kept = ([pk for pk in sorted(group) if pk in communes] for group in found)
    return sorted((group for group in kept if group), key=lambda group: communes[group[0]])


def _levels(pks: set[int]) -> dict[int, str]:
    """The paths of those that are communes."""
    rows = Unit.objects.filter(level=Level.COMMUNE).order_by().values_list("pk", "path")
    return {pk: path for pk, path in rows.iterator() if pk in pks}


def _covered(unit: Unit, on: date) -> set[int]:
    """The communes of a day on a unit's ground, whether or not the unit was there then."""
    then = Unit.objects.at(on).filter(level=Level.COMMUNE).order_by()
    if unit.valid_to is None:
        covered = Reach.objects.filter(over=unit, in_part=False).values("unit")
        return set(then.filter(pk__in=covered).values_list("pk", flat=True))
    last_day = unit.valid_to - timedelta(days=1)
    own = Unit.objects.at(last_day).under(unit).filter(level=Level.COMMUNE)
    ours = set(own.order_by().values_list("pk", flat=True))
    there = set(then.values_list("pk", flat=True))
    became = (group.old | group.new for group in groups_between(last_day, on))
    carried = set().union(*(group for group in became if group & ours)) if last_day != on else set()
    return (ours | carried) & there


def _units(comparison: Iterable[Iterable[int]]) -> dict[int, Unit]:
    return Unit.objects.in_bulk([pk for group in comparison for pk in group])


def _place(members: Sequence[Unit], months: Sequence[Period]) -> Place:
    """Named by the members of the first month; a group by all of them."""
    base = sorted(_at(members, months[0].until) or members, key=lambda one: one.code)
    people = [one.population for one in base]
    return Place(
        code="+".join(one.code for one in base),
        name=", ".join(one.name for one in base),
        units=frozenset(one.pk for one in members),
        population=sum(one or 0 for one in people) if all(people) else None,
    )


def _at(members: Iterable[Unit], on: date) -> list[Unit]:
    return [
        one
        for one in members
        if (one.valid_from is None or one.valid_from <= on)
        and (one.valid_to is None or one.valid_to > on)
    ]


def _counts(
    outcome: str, places: Sequence[Place], units: Mapping[int, Unit], months: Sequence[Period]
) -> Floats:
    """[places, months]: what was sent, added up over a place's units of the day; nan if any lacks.

    Three queries, and one for the returns that are still open.
    """
    told = sent_amounts([outcome], units, months)
    sent = {(unit, month): amount for (_series, unit, month), amount in told.items()}
    counts = np.full((len(places), len(months)), np.nan)
    place_of = {pk: i for i, place in enumerate(places) for pk in place.units}
    month_of = {month.code: j for j, month in enumerate(months)}
    mixed = {i for i, place in enumerate(places) if len(place.units) > 1}
    for (unit, code), amount in sent.items():
        if place_of[unit] not in mixed:
            counts[place_of[unit], month_of[code]] = amount
    for i in mixed:
        members = [units[pk] for pk in places[i].units]
        for j, month in enumerate(months):
            there = [sent.get((one.pk, month.code)) for one in _at(members, month.until)]
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
    """By programme, its sites' work in each place. A site that never was launched is none."""
    at = {pk: {i} for i, place in enumerate(places) for pk in place.units}
    elsewhere = _other_days(set(at))
    for pk, ours in elsewhere.items():
        at.setdefault(pk, set()).update(*(at[one] for one in ours))
    launched = Site.objects.filter(unit__in=at).exclude(state=State.PREPARING).order_by("pk")
    works: dict[str, list[Work]] = defaultdict(list)
    for code, unit, starts_on, precision, state, ended_on in launched.values_list(*_SITE):
        for place in at[unit]:
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


def _other_days(ours: set[int]) -> dict[int, set[int]]:
    """Units of later or earlier days on the same ground, with ours that they share it with."""
    found: dict[int, set[int]] = {}
    for group in _every_group(ground()):
        if here := group & ours:
            found |= {other: set(here) for other in group - ours}
    return found


@lru_cache(maxsize=2)
def _every_group(ground: Ground) -> tuple[frozenset[int], ...]:
    """Units of any days that share ground; kept until another reform is loaded."""
    del ground  # only the key
    return tuple(group.old | group.new for group in groups_between(date.min, date.max))


def _touching(
    places: Sequence[Place], units: Mapping[int, Unit], on: date
) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Pairs of places that touch, and whether only the map's cells say so."""
    base = {
        one.pk: i
        for i, place in enumerate(places)
        for one in _at((units[pk] for pk in place.units), on)
    }
    found = neighbours([units[pk] for pk in base])
    pairs = {tuple(sorted((base[one], base[other]))) for one, other in found.pairs}
    return (
        tuple(sorted((i, j) for i, j in pairs if i != j)),
        found.illustrative > 0,
    )

"""Before a study is locked: whom its months would compare, and which months would keep more."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from binhyen.figures import queries as figures
from binhyen.figures.queries import Period
from binhyen.figures.queries.reading import first_day
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ..models import Study
from ..rules.panels import Months, Place, Work, assemble, starts_of
from ..rules.usable import Usable, usable
from ..rules.windows import FEWEST_PLACES, Stretch, best, pairs
from .panels import (
    SiteRow,
    counts_of,
    launched_at,
    months_compared,
    place_of,
    ready_on,
    sent_of,
    settled,
    units_of,
    works_in,
)
from .terrain import Terrain, sharing_ground, terrain_of

MONTH = "month"
WORTH_SAYING = 1.1  # so many times the pairs of places, before other months are proposed
Sent = Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Months that keep the most places, with the programme and without."""

    first: Period
    last: Period
    with_it: int
    without: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """usable: of the study's months that are settled, the last of which is `until`; None where
    none is. is_whole: whether these are all. better: months that would keep more places. together:
    programmes that began at the same time in the same places, so that none can be told apart."""

    usable: Usable
    until: Period | None
    is_whole: bool
    better: Proposed | None
    together: tuple[str, ...] = ()


def foreseen(study: Study, *, on: date) -> Foreseen:
    """What a study would compare, as known on a day. Some ten queries, however many places."""
    terrain, months = terrain_of(study.unit), months_compared(study, on=on)
    units = {**terrain.communes, **units_of(_missing(study, terrain))}
    whole = (ready_on(study) or on) <= on
    every = _settled(months[0].kind.code, delay=study.delay_months, on=on) if months else []
    sent = sent_of(study.primary, units, every or months)
    every_site = _launched(units, terrain)
    launched = [row for row in every_site if row[0] == study.programme.code]
    places = [place_of([units[pk] for pk in group], months) for group in study.comparison]
    until = Months(tuple(month.until for month in months))
    works = _works(every_site, places, terrain)
    ours = works.pop(study.programme.code, [])
    facts = assemble(
        places,
        [month.code for month in months],
        counts_of(sent, places, units, months),
        starts_of(ours, len(places), until),
        neighbours=None,
        others={code: starts_of(some, len(places), until) for code, some in works.items()},
    )
    found = usable(facts)
    together = Programme.objects.filter(code__in=facts.together).order_by("name")
    is_all = bool(months) and study.comparison == terrain.places(months[0].until, months[-1].until)
    proposed = None
    if whole and is_all:
        told = _told(every, sent)
        proposed = _proposed(terrain, told, launched, sent, ends=[months[-1]])
    return Foreseen(
        found,
        months[-1] if months else None,
        whole,
        _worth_saying(proposed, found),
        tuple(together.values_list("name", flat=True)) if facts.together else (),
    )


def usual_window(
    programme: Programme, unit: Unit, *, delay: int, on: date
) -> tuple[Period, Period] | None:
    """The months that a form begins with: those that keep the most places.

    Whether a place sent its months isn't asked yet, since no outcome is chosen.
    """
    months = _settled(MONTH, delay=delay, on=on)
    if not months:
        return None
    terrain = terrain_of(unit)
    launched = _launched(terrain.communes, terrain, programme)
    found = _proposed(terrain, months, launched, None)
    return (found.first, found.last) if found else (months[0], months[-1])


def _settled(kind: str, *, delay: int, on: date) -> list[Period]:
    """From the first month with figures to the last one that is settled."""
    since = first_day() or on.replace(year=on.year - 3)
    return settled(figures.periods_between(kind, since, on), delay=delay, on=on)


def _told(months: Sequence[Period], sent: Sent) -> Sequence[Period]:
    """From the first to the last month that a quarter as many sent as in the fullest one: a reform
    leaves fewer communes, but not that few."""
    many = Counter(code for _unit, code in sent)
    most = max(many.values(), default=0)
    found = [at for at, month in enumerate(months) if many[month.code] >= most / 4]
    return months[found[0] : found[-1] + 1] if most and found else months


def _missing(study: Study, terrain: Terrain) -> list[list[int]]:
    """Units of a study that the ground doesn't know, such as from before a reform was mended."""
    return [[pk for pk in group if pk not in terrain.communes] for group in study.comparison]


def _launched(
    units: Iterable[int], terrain: Terrain, programme: Programme | None = None
) -> list[SiteRow]:
    ours = set(units)
    return launched_at(ours | sharing_ground(ours, terrain.ground).keys(), programme)


def _works(
    launched: Iterable[SiteRow], places: Sequence[Place], terrain: Terrain
) -> dict[str, list[Work]]:
    units = {pk for place in places for pk in place.units}
    return works_in(places, launched, sharing_ground(units, terrain.ground))


def _proposed(
    terrain: Terrain,
    months: Sequence[Period],
    launched: Sequence[SiteRow],
    sent: Sent | None,
    ends: Sequence[Period] = (),
) -> Proposed | None:
    found = best(_stretches(terrain, months, launched, sent, ends))
    if found is None:
        return None
    return Proposed(months[found.first], months[found.last], found.with_it, found.without)


def _worth_saying(proposed: Proposed | None, own: Usable) -> Proposed | None:
    if proposed is None or min(proposed.with_it, proposed.without) < FEWEST_PLACES:
        return None
    is_more = pairs(proposed.with_it, proposed.without) > WORTH_SAYING * pairs(
        len(own.with_it), len(own.without)
    )
    return proposed if is_more else None


def _stretches(
    terrain: Terrain,
    months: Sequence[Period],
    launched: Sequence[SiteRow],
    sent: Sent | None,
    ends: Sequence[Period],
) -> Iterator[Stretch]:
    """Windows between whose ends the same reforms lie, together. ends: months that are looked at
    as last ones beside those before a reform."""
    days = terrain.reforms(months[0].until, months[-1].until)
    cuts = [
        at
        for at, (before, after) in enumerate(pairwise(months), 1)
        if before in ends or any(before.until < day <= after.until for day in days)
    ]
    runs = list(pairwise([0, *cuts, len(months)]))
    for number, (begin, end) in enumerate(runs):
        for _, after in runs[number:]:
            yield _stretch(terrain, months[:after], range(begin, end), launched, sent)


def _stretch(
    terrain: Terrain,
    months: Sequence[Period],
    firsts: range,
    launched: Sequence[SiteRow],
    sent: Sent | None,
) -> Stretch:
    groups = terrain.places(months[firsts[0]].until, months[-1].until)
    window = months[firsts[0] :]
    places = [place_of([terrain.communes[pk] for pk in group], window) for group in groups]
    until = Months(tuple(month.until for month in months))
    ours = [one for some in _works(launched, places, terrain).values() for one in some]
    starts = starts_of(ours, len(places), until)
    there = np.ones((len(places), len(months)), dtype=bool)
    if sent is not None:
        there = ~np.isnan(counts_of(sent, places, terrain.communes, months))
    return Stretch(firsts, len(months) - 1, starts, there)

"""The communes of any day on a unit's ground, and the places that stayed the same over months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import Ground, ground, groups_between


@dataclass(frozen=True, slots=True)
class Terrain:
    """A unit's ground, read once.

    communes: of any day, by number, on the ground or on what reforms mixed with it. own: those
    that lie wholly within, of all days or, where the unit is no more, of its last one.
    """

    communes: Mapping[int, Unit]
    own: frozenset[int]
    last_day: date | None
    ground: Ground

    def places(self, first: date, last: date) -> list[list[int]]:
        """The stable units of a window: communes as lists of their numbers, by their paths.

        A commune that no reform touched within the window stands alone; those that a reform mixed
        stand together with what they became.
        """
        mixed: dict[int, frozenset[int]] = {}
        for group in _groups(self.ground, first, last):
            mixed |= dict.fromkeys(group, group)
        found = {mixed.get(pk, frozenset([pk])) for pk in self._covered(first)}
        kept = (sorted(group & self.communes.keys()) for group in found)
        return sorted((group for group in kept if group), key=lambda one: self._path(one[0]))

    def reforms(self, first: date, last: date) -> list[date]:
        """Days after the first on which communes of this ground came to be."""
        begun = {one.valid_from for one in self.communes.values() if one.valid_from}
        return sorted(day for day in begun if first < day <= last)

    def _path(self, pk: int) -> str:
        return self.communes[pk].path

    def _covered(self, on: date) -> set[int]:
        """The communes of a day on the ground, whether or not the unit was there then."""
        there = {pk for pk, one in self.communes.items() if was_there(one, on)}
        if self.last_day is None or self.last_day == on:
            return there & self.own
        became = (group for group in _groups(self.ground, self.last_day, on) if group & self.own)
        return there & set(self.own).union(*became)


def terrain_of(unit: Unit) -> Terrain:
    """Three queries, and as many as there were reforms when it is asked for the first time."""
    here, last_day = ground(), None
    if unit.valid_to is None:
        covered = Reach.objects.filter(over=unit, in_part=False)
        own = frozenset(covered.values_list("unit", flat=True))
    else:
        last_day = unit.valid_to - timedelta(days=1)
        under = Unit.objects.at(last_day).under(unit).filter(level=Level.COMMUNE)
        own = frozenset(under.order_by().values_list("pk", flat=True))
    around = own | sharing_ground(own, here).keys()
    found = Unit.objects.in_bulk(around)
    communes = {pk: one for pk, one in found.items() if one.level == Level.COMMUNE}
    return Terrain(communes, own & communes.keys(), last_day, here)


def sharing_ground(ours: Iterable[int], here: Ground | None = None) -> dict[int, set[int]]:
    """Units of later or earlier days on the same ground, with ours that they share it with."""
    ours = set(ours)
    found: dict[int, set[int]] = {}
    for group in _groups(here or ground(), date.min, date.max):
        if shared := group & ours:
            found |= {other: set(shared) for other in group - ours}
    return found


def at_day(members: Iterable[Unit], on: date) -> list[Unit]:
    """Those that were there on a day."""
    return [one for one in members if was_there(one, on)]


def was_there(unit: Unit, on: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= on
    return begun and (unit.valid_to is None or unit.valid_to > on)


def within(places: Sequence[Sequence[int]], communes: Iterable[int]) -> list[list[int]]:
    """Those of the places that share ground with any of these communes, of whatever day."""
    ours = set(communes)
    links = Reach.objects.filter(Q(over__in=ours) | Q(unit__in=ours, over__level=Level.COMMUNE))
    shared = ours.union(*links.values_list("over", "unit"))
    return [list(place) for place in places if shared & set(place)]


@lru_cache(maxsize=64)
def _groups(here: Ground, one: date, other: date) -> tuple[frozenset[int], ...]:
    """Units that reforms between two days mixed; kept until another reform is loaded."""
    del here  # only the key
    return tuple(group.old | group.new for group in groups_between(one, other))

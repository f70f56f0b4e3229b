"""From the units that figures stand at to the units that the map draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import Ground

from ...rules.maps.placing import Way
from .scope import drawn, top
from .ways import ways

COLUMNS = ("code", "name", "path", "level", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Bridge:
    """What `rules.maps.placing.place` needs, and the units themselves."""

    known: Mapping[int, Unit]
    there: Mapping[int, Way]
    over: Mapping[int, int]
    above: frozenset[int]


@lru_cache(maxsize=32)
def bridge_between(ids: frozenset[int], scope: Unit, on: date, ground: Ground) -> Bridge:
    """For the units `ids`, some of them gone and some not yet there on the day drawn."""
    units = drawn(scope, on, ground)
    known = Unit.objects.only(*COLUMNS).in_bulk(list(ids)) if ids else {}
    there = ways(known.values(), on, ground)
    level = units[0].level if units else Level.COMMUNE
    above = frozenset(pk for pk, unit in known.items() if unit.level < level)
    return Bridge(known, there, _drawn_over(units, known, there), above)


def _drawn_over(
    units: Sequence[Unit], known: Mapping[int, Unit], there: Mapping[int, Way]
) -> dict[int, int]:
    """Unit → the drawn unit that holds it, for every unit a figure may come to lie in."""
    over = {unit.pk: unit.pk for unit in units}
    if not units or units[0].level == Level.COMMUNE:
        return over
    by_path = {unit.path: unit.pk for unit in units}
    ends = {to for way in there.values() for to in way.to} | set(known)
    paths = Unit.objects.filter(pk__in=ends).values_list("pk", "path", "level")
    tops = {pk: top(path) for pk, path, level in paths if level and pk not in there}
    return over | {pk: by_path[top] for pk, top in tops.items() if top in by_path}

"""Where units of other days lie on the day that the map shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from binhyen.units.models import Unit
from binhyen.units.queries import Ground, figures_on

from ...rules.maps.placing import Way


def ways(units: Iterable[Unit], on: date, ground: Ground) -> dict[int, Way]:
    """For each unit that doesn't exist on the day: the unit or units that its figures may be in."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for unit in units:
        if unit.valid_to is not None and unit.valid_to <= on:
            by_day[unit.valid_to - timedelta(days=1)].append(unit.pk)
        elif unit.valid_from is not None and unit.valid_from > on:
            by_day[unit.valid_from].append(unit.pk)
    found: dict[int, Way] = {}
    for day, ids in by_day.items():
        found |= _carried(tuple(sorted(ids)), day, on, ground)
    return found


@lru_cache(maxsize=32)
def _carried(ids: tuple[int, ...], day: date, on: date, ground: Ground) -> Mapping[int, Way]:
    """One bit a unit as its figure: where a sum shows the bit, there the unit went."""
    del ground  # only part of the key
    read = figures_on({pk: 1 << n for n, pk in enumerate(ids)}, counted_on=day, shown_on=on)
    found: dict[int, Way] = {}
    for to, bits in read.values.items():
        found |= {ids[n]: Way((to,)) for n in _set_bits(bits)}
    for part in read.unsplit:
        found |= {ids[n]: Way(part.candidates, str(part.why)) for n in _set_bits(part.amount)}
    return found


def _set_bits(bits: int) -> Iterator[int]:
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)

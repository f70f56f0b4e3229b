"""Which units of all days lie wholly within a unit of one day: what its figures are made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cover:
    """Units wholly within it, and those of which only a part lies there."""

    whole: frozenset[int]
    part: frozenset[int]


def cover_of(
    unit: int, below: Mapping[int, Iterable[int]], links: Iterable[tuple[int, int, bool]]
) -> Cover:
    """Follow the successions both ways until nothing is added.

    below: every unit with itself and all below it in any day; links: (old, new, wholly). An old
    unit lies within if it went wholly into units within, or all its parts did; a new one if
    everything it came from lies within. What only touches is a part.
    """
    went: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    came: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for old, new, is_whole in links:
        went[old].append((new, is_whole))
        came[new].append((old, is_whole))
    whole: set[int] = set()
    waiting = list(below.get(unit, (unit,)))
    while waiting:
        one = waiting.pop()
        if one in whole:
            continue
        whole.add(one)
        waiting += below.get(one, ())
        for old, is_whole in came[one]:
            if is_whole or all(new in whole for new, _w in went[old]):
                waiting.append(old)
        for new, _is_whole in went[one]:
            if all(old in whole for old, _w in came[new]):
                waiting.append(new)
    touched = {old for one in whole for old, _w in came[one]}
    touched |= {new for one in whole for new, _w in went[one]}
    return Cover(frozenset(whole), frozenset(touched - whole))


def tops(units: Iterable[int], parents: Mapping[int, int | None]) -> list[int]:
    """Those of some units whose parent isn't among them: together they hold every one once."""
    inside = set(units)
    return sorted(unit for unit in inside if parents.get(unit) not in inside)

"""A figure counted on the units of one day, read on the units of another: as then, as now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, Self, TypeVar

from .reach import Link


class Summed(Protocol):
    """Whatever adds up to its like: int, float, the map's tallies."""

    def __add__(self, other: Self, /) -> Self: ...


Number = TypeVar("Number", bound=Summed)


class WhyUnsplit(StrEnum):
    DIVIDED = "divided"  # The unit was divided; nothing says how much went where.
    MERGED = "merged"  # The unit was put together from several; nothing says what each gave.


@dataclass(frozen=True, slots=True)
class Unsplit(Generic[Number]):
    """A figure that belongs to one or more of the candidates, and no record says to which."""

    unit: int
    amount: Number
    candidates: tuple[int, ...]
    why: WhyUnsplit


@dataclass(frozen=True, slots=True)
class Translated(Generic[Number]):
    """Figures on the other vintage. `values` and `unsplit` together are all that was given."""

    values: Mapping[int, Number]
    unsplit: tuple[Unsplit[Number], ...]

    @property
    def at_least(self) -> frozenset[int]:
        """Units whose value is only a lower bound: some of an unsplit figure may be theirs."""
        return frozenset(u for part in self.unsplit if part.amount for u in part.candidates)


@dataclass(frozen=True, slots=True)
class Group:
    """Units of two vintages that cover the same ground, so that their totals compare."""

    old: frozenset[int]
    new: frozenset[int]


def translate(
    figures: Mapping[int, Number], links: Iterable[Link], *, forwards: bool
) -> Translated[Number]:
    """Read figures on the units after a reform (forwards) or on those before it (not forwards).

    A unit that went wholly into one other adds its figure there. Backwards, a unit that came
    from a single predecessor lies within it and gives its figure back. Every other figure
    stays whole and is named with the units it may belong to; none is spread by guess. A unit
    without links is the same on both days. `links` are those of one reform.
    """
    ways = _ways(links, forwards=forwards)
    values: dict[int, Number] = {}
    unsplit = []
    for unit, amount in figures.items():
        candidates = ways.get(unit, (unit,))
        if len(candidates) == 1:
            (there,) = candidates
            values[there] = amount + values[there] if there in values else amount
        else:
            why = WhyUnsplit.DIVIDED if forwards else WhyUnsplit.MERGED
            unsplit.append(Unsplit(unit, amount, candidates, why))
    return Translated(values, tuple(unsplit))


def comparable_groups(links: Iterable[Link]) -> list[Group]:
    """The smallest groups of old and new units with the same outline, ordered by their units.

    Two units belong together if one became part of the other: the connected parts of the
    succession. The total of a group is comparable even where its units' figures are not.
    """
    root: dict[int, int] = {}
    links = list(links)
    for link in links:
        root[_root(root, link.old)] = _root(root, link.new)
    groups: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for link in links:
        old, new = groups[_root(root, link.new)]
        old.add(link.old)
        new.add(link.new)
    found = [Group(frozenset(old), frozenset(new)) for old, new in groups.values()]
    return sorted(found, key=lambda group: min(group.old))


def _ways(links: Iterable[Link], *, forwards: bool) -> dict[int, tuple[int, ...]]:
    ways: dict[int, set[int]] = defaultdict(set)
    for link in links:
        here, there = (link.old, link.new) if forwards else (link.new, link.old)
        ways[here].add(there)
    return {unit: tuple(sorted(others)) for unit, others in ways.items()}


def _root(root: dict[int, int], unit: int) -> int:
    while root.setdefault(unit, unit) != unit:
        root[unit] = root[root[unit]]
        unit = root[unit]
    return unit

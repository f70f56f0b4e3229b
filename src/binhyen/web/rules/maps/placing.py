"""Figures by the unit of their day, laid on the units that the map draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Amount = int | frozenset[int]  # a sum, or the programmes to be counted once


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of some sites: their amount, how many they are, how many didn't say.

    of: what the amount is a part of, where the figure is a share.
    """

    amount: Amount
    sites: int
    silent: int = 0
    of: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        if isinstance(self.amount, int) and isinstance(other.amount, int):
            amount: Amount = self.amount + other.amount
        else:
            amount = _ids(self.amount) | _ids(other.amount)
        silent, of = self.silent + other.silent, self.of + other.of
        return Tally(amount, self.sites + other.sites, silent, of)

    @property
    def number(self) -> int:
        return self.amount if isinstance(self.amount, int) else len(self.amount)

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 is all of it; None where there is nothing to be a part of."""
        return self.number * 100 // self.of if self.of else None

    @property
    def is_unknown(self) -> bool:
        """Whether there are sites and none of them says."""
        return 0 < self.sites == self.silent


@dataclass(frozen=True, slots=True)
class Way:
    """Where a unit's figures may belong on another day, and why it is more than one place."""

    to: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A figure that no single drawn unit can be given."""

    unit: int
    tally: Tally
    candidates: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Placed:
    """`on_map` and `asides` together are all that was given."""

    on_map: Mapping[int, Tally]
    asides: tuple[Aside, ...]
    at_least: frozenset[int] = field(default_factory=frozenset)


def place(
    tallies: Iterable[tuple[int, Tally]],
    ways: Mapping[int, Way],
    drawn_over: Mapping[int, int],
    above: frozenset[int],
) -> Placed:
    """Lay each tally on the one drawn unit that it certainly belongs to; name all others.

    ways: unit → where it went, for units that don't exist on the day shown. drawn_over: unit →
    the drawn unit that holds it. above: units of a higher level than those drawn. A divided commune
    whose parts all lie in one drawn province is certain there.
    """
    on_map: dict[int, Tally] = {}
    aside: dict[tuple[int, tuple[int, ...], str], Tally] = {}
    for unit, tally in tallies:
        way = ways.get(unit, Way((unit,)))
        homes = tuple(sorted({drawn_over[to] for to in way.to if to in drawn_over}))
        is_inside = all(to in drawn_over for to in way.to)
        if len(homes) == 1 and is_inside:
            on_map[homes[0]] = on_map[homes[0]] + tally if homes[0] in on_map else tally
            continue
        why = way.why if homes else "above" if unit in above else "elsewhere"
        key = (unit, homes, why)
        aside[key] = aside[key] + tally if key in aside else tally
    asides = tuple(Aside(unit, tally, homes, why) for (unit, homes, why), tally in aside.items())
    maybe = frozenset(home for each in asides if each.tally.number for home in each.candidates)
    return Placed(on_map, asides, maybe)


def _ids(amount: Amount) -> frozenset[int]:
    return frozenset() if isinstance(amount, int) else amount

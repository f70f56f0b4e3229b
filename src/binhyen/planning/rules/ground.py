"""What a plan chooses from and what it must keep."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair: TypeAlias = tuple[str, str]
"""(commune, programme), by code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune-level unit that programmes may go to.

    area: the district-sized area it belongs to. capacity: how much more work it can carry, in the
    points of `Offer.load`. community_vnd: what its own people can raise, None where only the sum
    of all communes is bounded. cost_percent: of the usual cost, over 100 where it is remote.
    neighbours: codes of communes that touch it. running: programmes that work there already.
    """

    code: str
    name: str
    area: str
    capacity: int
    is_poor: bool = False
    community_vnd: int | None = None
    cost_percent: int = 100
    neighbours: tuple[str, ...] = ()
    running: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A programme that may be brought to communes.

    aim: programmes with the same aim overlap. state_vnd, community_vnd: of one commune, for the
    time planned. load: points of a commune's capacity. spill: share of what is averted that turns
    up in neighbours without the programme (0.3), or that is averted there as well (-0.1).
    most_communes: no more new ones than trainers can serve; None: as many as money allows.
    """

    code: str
    name: str
    aim: str
    state_vnd: int
    community_vnd: int
    load: int = 1
    spill: float = 0.0
    most_communes: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """Communes × offers, with what each pair may be expected to avert.

    averted, sd: [communes, offers], harm averted over the time planned, before spill-over, and its
    standard deviation (0 or more), as `transport.expected_averted` gives them. Raises ValueError
    where these don't fit each other.
    """

    communes: tuple[Commune, ...]
    offers: tuple[Offer, ...]
    averted: Floats
    sd: Floats

    def __post_init__(self) -> None:
        shape = (len(self.communes), len(self.offers))
        if self.averted.shape != shape or self.sd.shape != shape:
            raise ValueError(f"averted, sd: {shape} expected, not {self.averted.shape}")
        if not (np.isfinite(self.averted).all() and np.isfinite(self.sd).all()):
            raise ValueError("averted, sd: numbers expected for every pair")
        if (self.sd < 0).any():
            raise ValueError("sd: 0 or more expected")
        for kind, codes in (("commune", self.communes), ("offer", self.offers)):
            twice = [code for code, n in Counter(one.code for one in codes).items() if n > 1]
            if twice:
                raise ValueError(f"{kind} {twice[0]!r} is there twice")
        for commune in self.communes:
            if min(commune.capacity, commune.community_vnd or 0, commune.cost_percent) < 0:
                raise ValueError(f"commune {commune.code!r}: amounts of 0 or more expected")
            if unknown := set(commune.neighbours) - self.place.keys():
                raise ValueError(f"commune {commune.code!r}: unknown neighbour {min(unknown)!r}")
        for offer in self.offers:
            amounts = (offer.state_vnd, offer.community_vnd, offer.load, offer.most_communes or 0)
            if min(amounts) < 0 or not -1 <= offer.spill <= 1:
                raise ValueError(f"offer {offer.code!r}: amounts ≥ 0, spill in -1 … 1 expected")

    @cached_property
    def place(self) -> dict[str, int]:
        """Row of each commune, by code."""
        return {commune.code: row for row, commune in enumerate(self.communes)}

    @cached_property
    def column(self) -> dict[str, int]:
        """Column of each offer, by code."""
        return {offer.code: column for column, offer in enumerate(self.offers)}

    def at(self, pair: Pair) -> tuple[int, int]:
        """Row and column of a pair. Raises ValueError with the code that isn't there."""
        commune, offer = pair
        if commune not in self.place:
            raise ValueError(f"no commune {commune!r}")
        if offer not in self.column:
            raise ValueError(f"no programme {offer!r} on offer")
        return self.place[commune], self.column[offer]

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Rows of each commune's neighbours, each once, itself never."""
        return tuple(
            tuple(sorted({self.place[code] for code in commune.neighbours} - {row}))
            for row, commune in enumerate(self.communes)
        )

    @cached_property
    def state_vnd(self) -> NDArray[np.int64]:
        """[communes, offers], đồng."""
        return self._costs([offer.state_vnd for offer in self.offers])

    @cached_property
    def community_vnd(self) -> NDArray[np.int64]:
        """[communes, offers], đồng."""
        return self._costs([offer.community_vnd for offer in self.offers])

    def _costs(self, usual: Sequence[int]) -> NDArray[np.int64]:
        percent = np.array([commune.cost_percent for commune in self.communes], dtype=np.int64)
        return -(-percent[:, None] * np.array(usual, dtype=np.int64)[None] // 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a plan must keep.

    state_vnd, community_vnd: over all communes. most_per_aim: programmes with one aim in a commune,
    those already running counted. least_per_area: new ones in every district-sized area;
    least_per_poor_commune likewise. wanted, refused: pairs that somebody insists on. caution: how
    many standard deviations are taken off what a pair may avert before it is weighed; 0 plans by
    what is expected.
    """

    state_vnd: int
    community_vnd: int
    most_per_aim: int = 1
    least_per_area: int = 1
    least_per_poor_commune: int = 1
    wanted: frozenset[Pair] = frozenset()
    refused: frozenset[Pair] = frozenset()
    caution: float = 0.0
    excused_areas: frozenset[str] = frozenset()
    excused_communes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        floors = (self.most_per_aim, self.least_per_area, self.least_per_poor_commune)
        if min(self.state_vnd, self.community_vnd, self.caution, *floors) < 0:
            raise ValueError("wishes: amounts of 0 or more expected")


def useful(ground: Ground, *, caution: float = 0.0) -> NDArray[np.bool_]:
    """[communes, offers]: whether a pair can gain anything and doesn't run already."""
    gain = ground.averted - caution * ground.sd
    spreads = np.maximum([-offer.spill for offer in ground.offers], 0)
    found: NDArray[np.bool_] = gain + np.abs(ground.averted) * spreads > 0
    for row, commune in enumerate(ground.communes):
        for code in commune.running & ground.column.keys():
            found[row, ground.column[code]] = False
    return found


def excused(ground: Ground, wishes: Wishes) -> Wishes:
    """The same wishes without floors where nothing that helps is left to bring."""
    there = useful(ground, caution=wishes.caution) & _free_of_overlap(ground, wishes)
    for pair in wishes.wanted:
        there[ground.at(pair)] = True
    has = [bool(row.any()) for row in there]
    areas = {commune.area for commune in ground.communes}
    served = {commune.area for commune, one in zip(ground.communes, has, strict=True) if one}
    return replace(
        wishes,
        excused_areas=frozenset(areas - served),
        excused_communes=frozenset(
            commune.code for commune, one in zip(ground.communes, has, strict=True) if not one
        ),
    )


def _free_of_overlap(ground: Ground, wishes: Wishes) -> NDArray[np.bool_]:
    """[communes, offers]: whether fewer programmes with the same aim run than may."""
    aims = [offer.aim for offer in ground.offers]
    free = np.ones((len(ground.communes), len(aims)), dtype=bool)
    for row, commune in enumerate(ground.communes):
        running = Counter(o.aim for o in ground.offers if o.code in commune.running)
        free[row] = [running[aim] < wishes.most_per_aim for aim in aims]
    return free

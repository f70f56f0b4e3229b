"""Whether a choice keeps the wishes and what it averts, by plain counting, without a solver."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import sqrt

from ..choices import Limit
from .ground import Ground, Pair, Wishes


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that isn't kept. about: codes of the area, commune, programme or aim concerned."""

    limit: Limit
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a choice costs and averts.

    averted: net of spill-over; low, high: at 95 %, all communes of a programme taken to err
    together. spilled: harm that turns up in neighbours (below 0: averted there as well). value:
    what is weighed, `averted` less the caution wished for.
    """

    averted: float
    low: float
    high: float
    spilled: float
    value: float
    state_vnd: int
    community_vnd: int


def breaches(ground: Ground, wishes: Wishes, chosen: Collection[Pair]) -> tuple[Breach, ...]:
    """Every limit that a choice breaks; empty where it keeps them all."""
    return tuple(_breaches(ground, wishes, frozenset(chosen)))


def _breaches(ground: Ground, wishes: Wishes, chosen: frozenset[Pair]) -> Iterator[Breach]:
    at = {pair: ground.at(pair) for pair in sorted(chosen)}
    if sum(int(ground.state_vnd[cell]) for cell in at.values()) > wishes.state_vnd:
        yield Breach(Limit.STATE_BUDGET)
    if sum(int(ground.community_vnd[cell]) for cell in at.values()) > wishes.community_vnd:
        yield Breach(Limit.COMMUNITY_BUDGET)
    yield from _in_communes(ground, wishes, at)
    spread = Counter(offer for _, offer in chosen)
    for offer in ground.offers:
        if offer.most_communes is not None and spread[offer.code] > offer.most_communes:
            yield Breach(Limit.PROGRAMME_CEILING, (offer.code,))
    areas = dict.fromkeys(commune.area for commune in ground.communes)
    filled = Counter(ground.communes[row].area for row, _ in at.values())
    yield from (
        Breach(Limit.AREA_FLOOR, (area,))
        for area in areas
        if filled[area] < wishes.least_per_area and area not in wishes.excused_areas
    )
    yield from (Breach(Limit.WANTED, pair) for pair in sorted(wishes.wanted - chosen))
    yield from (Breach(Limit.REFUSED, pair) for pair in sorted(wishes.refused & chosen))


def _in_communes(
    ground: Ground, wishes: Wishes, at: dict[Pair, tuple[int, int]]
) -> Iterator[Breach]:
    there: dict[int, list[int]] = defaultdict(list)
    for row, column in at.values():
        there[row].append(column)
    for row, commune in enumerate(ground.communes):
        new = [ground.offers[column] for column in there[row]]
        raised = sum(int(ground.community_vnd[row, column]) for column in there[row])
        if commune.community_vnd is not None and raised > commune.community_vnd:
            yield Breach(Limit.COMMUNE_MONEY, (commune.code,))
        if sum(offer.load for offer in new) > commune.capacity:
            yield Breach(Limit.CAPACITY, (commune.code,))
        running = Counter(o.aim for o in ground.offers if o.code in commune.running)
        for aim, count in Counter(offer.aim for offer in new).items():
            if count > max(wishes.most_per_aim - running[aim], 0):
                yield Breach(Limit.OVERLAP, (commune.code, aim))
        is_excused = commune.code in wishes.excused_communes
        if commune.is_poor and not is_excused and len(new) < wishes.least_per_poor_commune:
            yield Breach(Limit.POOR_FLOOR, (commune.code,))
        again = [offer.code for offer in new if offer.code in commune.running]
        yield from (Breach(Limit.RUNNING, (commune.code, code)) for code in again)


def account(ground: Ground, wishes: Wishes, chosen: Collection[Pair]) -> Account:
    """What a choice costs and averts. What is pushed next door counts unless it is held up there.

    Of what `spill` moves, each neighbour gets an equal share; a neighbour that runs the programme,
    already or by this choice, holds its share up. Where no neighbour is known all of it counts.
    """
    cells = sorted({ground.at(pair) for pair in chosen})
    has = set(cells)
    averted = spilled = state = community = 0.0
    doubts: dict[int, float] = defaultdict(float)
    for row, column in cells:
        gain = float(ground.averted[row, column])
        moved = gain * ground.offers[column].spill
        averted += gain
        spilled += moved * (1 - _held(ground, row, column, has)) if moved else 0.0
        doubts[column] += float(ground.sd[row, column])
        state += int(ground.state_vnd[row, column])
        community += int(ground.community_vnd[row, column])
    reach = 1.96 * sqrt(sum(doubt**2 for doubt in doubts.values()))
    net = averted - spilled
    return Account(
        averted=net,
        low=net - reach,
        high=net + reach,
        spilled=spilled,
        value=net - wishes.caution * sum(doubts.values()),
        state_vnd=int(state),
        community_vnd=int(community),
    )


def _held(ground: Ground, row: int, column: int, has: set[tuple[int, int]]) -> float:
    """Share of the neighbours that run the programme, already or by this choice."""
    near = ground.neighbours[row]
    code = ground.offers[column].code
    held = [n for n in near if (n, column) in has or code in ground.communes[n].running]
    return len(held) / len(near) if near else 0.0

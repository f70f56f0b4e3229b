"""What may be shown to the public: small counts are hidden, and no total gives them back.

A count of 1 to threshold − 1 is hidden (primary): whoever lives there may know the few it counts.
Zero is shown, for it is about nobody. Further cells are hidden (complementary) until someone who
knows all that is shown, and every sum, can narrow no primary cell down to less than the rule
itself tells: his interval still reaches from 1 or lower up to threshold − 1 or higher.

Each primary cell is proven by two witnesses, whole tables of integers not below zero that agree
with everything shown (`witnesses`). Where the hidden cells allow none, the cheapest further cells
are hidden that do, one primary cell after the other; and what in the end no witness needs is shown
again. The problem is that of Fischetti and Salazar (2001), Management Science 47(7), 1008–1027;
tests compare with their integer programme.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .witnesses import STAYS, Move, Need, Table

THRESHOLD = 5
Cell = Hashable


class NegativeCount(Exception):
    """A count below zero: the rule about small counts says nothing of it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """whole = all parts together, as the public knows it. Parts that hold nothing are left out."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """shown: the cells that the public may see, with their amounts; all others are hidden."""

    shown: Mapping[Cell, int]
    primary: frozenset[Cell]
    complementary: frozenset[Cell]

    @property
    def hidden(self) -> frozenset[Cell]:
        return self.primary | self.complementary


def published(
    amounts: Mapping[Cell, int], sums: Iterable[Sum], *, threshold: int = THRESHOLD
) -> Published:
    """The one decision about what the public may see of a table.

    amounts: every cell on any public page of the same period, counts of events; a cell without an
    amount is absent. sums: all that hold among them; a whole that is nowhere shown may be named,
    for two sums of it tie their parts together. A sum that is off is taken as known to be off by
    as much.
    Raises NegativeCount.
    """
    if below := [cell for cell, amount in amounts.items() if amount < 0]:
        raise NegativeCount(f"{below[0]!r} is {amounts[below[0]]}.")
    cells, table = _laid_out(amounts, sums)
    unseen = frozenset(range(len(amounts), len(cells)))
    primary = frozenset(n for n in range(len(amounts)) if 0 < table.amounts[n] < threshold)
    needs = [need for n in sorted(primary) for need in _needs(n, table.amounts[n], threshold)]
    hidden = _enough(table, needs, primary | unseen)
    return Published(
        shown={cells[n]: amounts[cells[n]] for n in range(len(amounts)) if n not in hidden},
        primary=frozenset(cells[n] for n in primary),
        complementary=frozenset(cells[n] for n in hidden - unseen - primary),
    )


def sums_across(
    cells: Iterable[tuple[Cell, Cell]], down: Iterable[Sum], across: Iterable[Sum]
) -> list[Sum]:
    """The sums of a table of (unit, series) cells.

    down: sums among units, such as a province and its communes; across: sums among series, such
    as disputes received and how they ended.
    """
    known = set(cells)
    units = dict.fromkeys(unit for unit, _series in known)
    series = dict.fromkeys(series for _unit, series in known)
    vertical = [
        Sum((rule.whole, one), tuple((part, one) for part in rule.parts))
        for rule in down
        for one in series
    ]
    level = [
        Sum((unit, rule.whole), tuple((unit, part) for part in rule.parts))
        for rule in across
        for unit in units
    ]
    return [one for one in [*vertical, *level] if known.intersection(one.parts)]


def _laid_out(amounts: Mapping[Cell, int], sums: Iterable[Sum]) -> tuple[list[Cell], Table]:
    """The cells in a row, those with amounts first, and the sums among them.

    A whole that no page shows may be anything, so it stands there as large enough to move freely.
    """
    named = list(sums)
    unseen = dict.fromkeys(one.whole for one in named if one.whole not in amounts)
    cells = [*amounts, *unseen]
    place = {cell: n for n, cell in enumerate(cells)}
    rows = [
        {place[one.whole]: 1} | {place[part]: -1 for part in one.parts if part in place}
        for one in named
    ]
    free = sum(amounts.values())
    return cells, Table.of([*amounts.values(), *(free for _ in unseen)], rows)


def _needs(cell: int, amount: int, threshold: int) -> list[Need]:
    """How far the cell must seem to reach: up to threshold − 1, down to 1."""
    return [Need(cell, by) for by in (threshold - 1 - amount, 1 - amount) if by]


def _enough(table: Table, needs: Sequence[Need], hidden: frozenset[int]) -> frozenset[int]:
    """Hide more until each need has a witness, then show again what none leans on."""
    first, price = hidden, _prices(table.amounts)
    proven = _with_what_is_hidden(table, needs, hidden)
    now = [0.0 if cell in hidden else one for cell, one in enumerate(price)]
    for need in needs:
        if need not in proven:
            move = _cheapest(table, need, now)
            hidden |= move.steps.keys()
            proven[need] = move
            for cell in move.steps:
                now[cell] = 0.0
    return _thinned(table, proven, hidden, sorted(hidden - first, key=lambda n: -price[n]))


def _with_what_is_hidden(
    table: Table, needs: Sequence[Need], hidden: frozenset[int]
) -> dict[Need, Move]:
    """Witnesses that nothing more has to be hidden for; one often serves several needs."""
    only = [0.0 if cell in hidden else STAYS for cell in range(len(table.amounts))]
    needs_of: dict[int, list[Need]] = {}
    for need in needs:
        needs_of.setdefault(need.cell, []).append(need)
    proven: dict[Need, Move] = {}
    for need in needs:
        if need not in proven and (move := table.witness(need, only)):
            served = [n for cell in move.steps for n in needs_of.get(cell, []) if move.meets(n)]
            proven |= {other: move for other in served if other not in proven}
    return proven


def _cheapest(table: Table, need: Need, price: Sequence[float]) -> Move:
    """A move for the need. Where the search finds none, all cells around are its cells."""
    if move := table.witness(need, price):
        return move
    near = table.around(table.around([need.cell]))
    return Move(STAYS, dict.fromkeys(near, 0))


def _thinned(
    table: Table, proven: dict[Need, Move], hidden: frozenset[int], spare: Sequence[int]
) -> frozenset[int]:
    """Show again the spare cells without which every need has a witness still."""
    only = [0.0 if cell in hidden else STAYS for cell in range(len(table.amounts))]
    for cell in spare:
        only[cell] = STAYS
        others: dict[Need, Move] = {}
        for need in [need for need, move in proven.items() if cell in move.steps]:
            move = None if proven[need].cost == STAYS else table.witness(need, only)
            if move is None:
                only[cell] = 0.0
                break
            others[need] = move
        else:
            proven, hidden = proven | others, hidden - {cell}
    return hidden


def _prices(amounts: Sequence[int]) -> list[float]:
    """One for each cell, and so little more that all together stay below two.

    The large ones are dearer, for they tell most; zeros dearest, for they can move one way only.
    """
    whole, zero = sum(amounts) + 1, 1 + 1 / (len(amounts) + 1)
    return [1 + amount / whole / 2 if amount else zero for amount in amounts]

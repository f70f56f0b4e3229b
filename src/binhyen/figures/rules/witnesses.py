"""Other tables that agree with everything shown, for `suppression`.

Such a table is said as a move away from the true one: whole steps of some cells that leave every
sum as it was and take no cell below zero. Only hidden cells may move, or cells that would be hidden
for it. The search goes by circuits: one cell steps, every sum that this puts off is put right by a
step of another of its cells, the cheapest first, until none is off. What it finds is a proof;
where it finds nothing there may still be a move.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Any, NamedTuple

Steps = Mapping[int, int]
MOST_LOOKS = 2_000
STAYS = inf  # the price of a cell that may not move


@dataclass(frozen=True, slots=True)
class Need:
    """The cell must be able to move by at least `by`: up if positive, down if negative."""

    cell: int
    by: int


@dataclass(frozen=True, slots=True)
class Move:
    """What it costs to hide its cells, and by how much each steps."""

    cost: float
    steps: Steps

    def meets(self, need: Need) -> bool:
        step = self.steps.get(need.cell, 0)
        return step >= need.by if need.by > 0 else step <= need.by


class _Answer(NamedTuple):
    """A step that puts one sum right; `off` says how many sums are off after it."""

    price: float
    off: int
    cell: int
    by: int


@dataclass(frozen=True)
class Table:
    """amounts: none below zero. sums: by cell, 1 for the whole and −1 for each part."""

    amounts: Sequence[int]
    sums: Sequence[Mapping[int, int]]
    sums_of: Sequence[Sequence[int]]

    @classmethod
    def of(cls, amounts: Sequence[int], sums: Sequence[Mapping[int, int]]) -> "Table":
        found: list[list[int]] = [[] for _ in amounts]
        for number, one in enumerate(sums):
            for cell in one:
                found[cell].append(number)
        return cls(amounts, sums, found)

    def witness(self, need: Need, price: Sequence[float]) -> Move | None:
        """The cheapest move found that meets the need.

        price: of each cell, 0 for what is hidden already, STAYS for what may not move.
        """
        whole = self._in_circuits(need, price, abs(need.by))
        if (whole and not whole.cost) or abs(need.by) == 1:
            return whole
        moves = [move for move in (whole, self._in_circuits(need, price, 1)) if move]
        return min(moves, key=_cost, default=None)

    def around(self, cells: Iterable[int]) -> frozenset[int]:
        """The cells and those that share a sum with them."""
        rows = {number for cell in cells for number in self.sums_of[cell]}
        return frozenset(cells).union(*(self.sums[number] for number in rows))

    def _in_circuits(self, need: Need, price: Sequence[float], size: int) -> Move | None:
        """Circuit after circuit through the cell, each of `size`, until the need is met."""
        sign = 1 if need.by > 0 else -1
        moved: dict[int, int] = defaultdict(int)
        cost = 0.0
        for _ in range(abs(need.by) // size):
            circuit = self._circuit(need.cell, sign * size, price, moved)
            if circuit is None:
                return None
            cost += circuit.cost
            for cell, step in circuit.steps.items():
                moved[cell] += step
        return Move(cost, {cell: step for cell, step in moved.items() if step})

    def _circuit(self, cell: int, step: int, price: Sequence[float], moved: Steps) -> Move | None:
        """Best first: of all half-done circuits the cheapest is carried on by one step.

        A half-done circuit waits as the steps so far and the answers to its last sum, of which
        the first is the next to try.
        """
        if self.amounts[cell] + moved.get(cell, 0) + step < 0:
            return None
        steps, off, cost = {cell: step}, self._off({}, cell, step), 0.0
        serial, waiting = count(), list[Any]()
        for _ in range(MOST_LOOKS):
            if not off:
                return Move(cost, steps)
            answers = self._answers(steps, off, price, moved)
            _wait(waiting, cost, answers, steps, off, next(serial))
            if not waiting:
                return None
            *_order, cost, answers, steps, off = heapq.heappop(waiting)
            answer = answers.pop()
            _wait(waiting, cost, answers, steps, off, next(serial))
            cost += answer.price
            steps = {**steps, answer.cell: answer.by}
            off = self._off(off, answer.cell, answer.by)
        return None

    def _answers(
        self, steps: Steps, off: Steps, price: Sequence[float], moved: Steps
    ) -> list[_Answer]:
        """The steps that put one sum right, the best last: of the sums, one with fewest answers."""
        found = [self._answers_in(row, steps, off, price, moved) for row in off]
        fewest: list[_Answer] = min(found, key=len)
        return sorted(fewest, reverse=True)

    def _answers_in(
        self, row: int, steps: Steps, off: Steps, price: Sequence[float], moved: Steps
    ) -> list[_Answer]:
        found = []
        missing = off[row]
        for cell, sign in self.sums[row].items():
            cost = price[cell]
            if cost == STAYS or cell in steps:
                continue
            by = -missing * sign
            if by > 0 or self.amounts[cell] + moved.get(cell, 0) + by >= 0:
                rows = self.sums_of[cell]
                right = sum(off.get(r, 0) + by * self.sums[r][cell] == 0 for r in rows)
                found.append(
                    _Answer(
                        0.0 if cell in moved else cost, len(off) + len(rows) - 2 * right, cell, by
                    )
                )
        return found

    def _off(self, off: Steps, cell: int, by: int) -> dict[int, int]:
        """By how much each sum is off after a step; sums that are right are left out."""
        after = dict(off)
        for row in self.sums_of[cell]:
            after[row] = after.get(row, 0) + by * self.sums[row][cell]
            if not after[row]:
                del after[row]
        return after


def _wait(
    waiting: list[Any], cost: float, answers: list[_Answer], steps: Steps, off: Steps, serial: int
) -> None:
    """Queue by the cost after the next answer, then by how many sums that leaves off."""
    if answers:
        best = answers[-1]
        order = (cost + best.price, best.off, len(steps), serial)
        heapq.heappush(waiting, (*order, cost, answers, steps, off))


def _cost(move: Move) -> float:
    return move.cost

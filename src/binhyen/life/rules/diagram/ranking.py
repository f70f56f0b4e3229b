"""Which layer each step stands in, and which lane each way along a side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .shapes import Edge, Node


def ranks(nodes: Iterable[Node], edges: Sequence[Edge], *, start: str) -> dict[str, int]:
    """The layer of every step: one below the lowest that leads to it, ways back apart."""
    onward: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.target and not edge.is_back and edge.target != edge.source:
            onward[edge.source].append(edge.target)
    codes = [start, *(node.code for node in nodes if node.code != start)]
    order, closing = _order(codes, onward)
    found = dict.fromkeys(order, 0)
    for code in order:
        for target in onward[code]:
            if (code, target) not in closing:
                found[target] = max(found[target], found[code] + 1)
    bottom = max(found.values(), default=0)
    ends = [node.code for node in nodes if node.is_end]
    return found | {code: max(bottom, found[code]) for code in ends if found[code]}


def _order(
    codes: Iterable[str], onward: Mapping[str, list[str]]
) -> tuple[list[str], set[tuple[str, str]]]:
    """Every step before those it leads to, and the ways that close a circle and so can't be."""
    done: list[str] = []
    entered: set[str] = set()
    closing: set[tuple[str, str]] = set()

    def enter(code: str, above: tuple[str, ...]) -> None:
        entered.add(code)
        for target in onward.get(code, ()):
            if target in (*above, code):
                closing.add((code, target))
            elif target not in entered:
                enter(target, (*above, code))
        done.append(code)

    for code in codes:
        if code not in entered:
            enter(code, ())
    return done[::-1], closing


def lanes(edges: Iterable[Edge], rank: Mapping[str, int]) -> dict[Edge, int]:
    """A lane for each way along a side, the short ones nearest to the boxes.

    Two ways share a lane only where one ends well before the other begins.
    """
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found: dict[Edge, int] = {}

    def reach(edge: Edge) -> tuple[int, int]:
        ends = sorted((rank[edge.source], rank[edge.target]))
        return ends[0], ends[1]

    for edge in sorted(edges, key=lambda e: (reach(e)[1] - reach(e)[0], reach(e))):
        low, high = reach(edge)
        lane = 0
        while any(low <= other_high and other_low <= high for other_low, other_high in taken[lane]):
            lane += 1
        taken[lane].append((low, high))
        found[edge] = lane
    return found

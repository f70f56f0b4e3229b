"""What a post at a unit covers: everything below it, in any year, and all that these came from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

Cover = dict[int, bool]  # unit → came in only in part


@dataclass(frozen=True, slots=True)
class Node:
    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Link:
    old: int
    new: int
    is_whole: bool


def closure(over: Iterable[int], nodes: Iterable[Node], links: Iterable[Link]) -> dict[int, Cover]:
    """For each unit in `over`: itself, all below it whether today's or ended, and their origins.

    A unit that came in wholly by any way isn't in part by another: where both halves of an old
    commune lie in one province, the province covers it wholly, each new commune only in part.
    """
    below = _below(nodes)
    origins: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        origins[link.new].append(link)

    @cache
    def sources(unit: int) -> Cover:
        found: Cover = {}
        for link in origins[unit]:
            for origin in below[link.old]:
                _add(found, {origin: False, **sources(origin)}, in_part=not link.is_whole)
        return found

    def covered(unit: int) -> Cover:
        found: Cover = {}
        for part in below[unit]:
            _add(found, {part: False, **sources(part)}, in_part=False)
        return found

    return {unit: covered(unit) for unit in over}


def _add(found: Cover, more: Cover, *, in_part: bool) -> None:
    for unit, is_part in more.items():
        found[unit] = found.get(unit, True) and (is_part or in_part)


def _below(nodes: Iterable[Node]) -> dict[int, list[int]]:
    """Each unit with itself and every unit below it, whatever its days."""
    by_path = {node.path: node.id for node in nodes}
    below: dict[int, list[int]] = defaultdict(list)
    for path, unit in by_path.items():
        steps = path.split("/")[:-1]
        for depth in range(1, len(steps) + 1):
            if over := by_path.get("/".join(steps[:depth]) + "/"):
                below[over].append(unit)
    return below

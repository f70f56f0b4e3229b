"""Where the boxes and arrows of a procedure's drawing stand: layers from top to bottom.

A step stands one layer below the last step that leads to it. Ways on run down, a way that leaves
out layers runs along the right side, a way back up the left side; a way that gives the case up is
a small end beside its step. Everything is in units of an SVG drawing, and nothing overlaps.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .ranking import ranks
from .shapes import Arrow, Box, Diagram, Edge, Node, Text, wrapped
from .sheet import Sheet

__all__ = ["Arrow", "Box", "Diagram", "Edge", "Node", "Text", "lay_out", "ranks", "wrapped"]


def lay_out(nodes: Sequence[Node], edges: Iterable[Edge], *, start: str) -> Diagram:
    """The drawing of a procedure, whatever its faults: a step nothing leads to stands beside the
    start, and a way to a step that isn't there is left out."""
    known = {node.code for node in nodes}
    kept = [e for e in edges if e.source in known and (not e.target or e.target in known)]
    return Sheet(nodes, _joined(kept), start).drawn()


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Several ways between the same two steps as one, with all their names."""
    names: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for edge in edges:
        names[edge.source, edge.target, edge.is_back].append(edge.name)
    return [Edge(*ends[:2], " / ".join(many), ends[2]) for ends, many in names.items()]

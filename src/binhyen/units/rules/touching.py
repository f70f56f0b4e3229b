"""Which outlines touch."""

from collections.abc import Mapping

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

HAIR = 0.001  # degrees, about 100 m: imported boundaries don't meet to the metre


def touching(outlines: Mapping[int, BaseGeometry]) -> tuple[tuple[int, int], ...]:
    """Pairs (smaller number first) whose outlines are at most a hair apart, in order."""
    ids = sorted(outlines)
    shapes = [outlines[one] for one in ids]
    if not shapes:
        return ()
    left, right = STRtree(shapes).query(shapes, predicate="dwithin", distance=HAIR)
    pairs = {(ids[int(i)], ids[int(j)]) for i, j in zip(left, right, strict=True) if i < j}
    return tuple(sorted(pairs))

"""How far from a commune's centre one is surely still inside its cell."""

import math
from collections.abc import Sequence

from .chance import KM_PER_DEGREE

MOST_KM = 4.0


def rooms_km(points: Sequence[tuple[float, float]]) -> list[float]:
    """Half the way to the nearest other point (lat, lon), at most 4 km.

    Whatever is nearer to a centre than that lies in its Voronoi cell, so no polygon is asked.
    """
    order = sorted(range(len(points)), key=lambda i: points[i])
    rooms = [MOST_KM] * len(points)
    for rank, i in enumerate(order):
        for j in order[rank + 1 :]:
            if (points[j][0] - points[i][0]) * KM_PER_DEGREE > 2 * MOST_KM:
                break
            half = distance_km(points[i], points[j]) / 2
            rooms[i], rooms[j] = min(rooms[i], half), min(rooms[j], half)
    return rooms


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Over a flat map, which is near enough for neighbours."""
    north = one[0] - other[0]
    east = (one[1] - other[1]) * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east) * KM_PER_DEGREE

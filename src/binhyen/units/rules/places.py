"""Points on the ground and the distances between them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS 84 degrees."""

    lat: float
    lon: float


def kilometres(a: Place, b: Place) -> float:
    """Great-circle distance (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.lon - a.lon)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def middle(places: Sequence[Place]) -> Place:
    """The mean point; good enough within a province. Needs at least one place."""
    count = len(places)
    return Place(
        round(sum(p.lat for p in places) / count, 6), round(sum(p.lon for p in places) / count, 6)
    )

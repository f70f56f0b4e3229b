"""Illustrative outlines where no boundary was imported: the ground nearest to each centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sqrt

from shapely import STRtree, box, voronoi_polygons
from shapely.affinity import scale
from shapely.geometry import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

KM_A_DEGREE = 111.2
REACH = 2.2  # how far a cell may go, as a multiple of the radius of a disc of the unit's area
USUAL_KM2 = 100.0


@dataclass(frozen=True, slots=True)
class Centre:
    unit: int
    lat: float
    lon: float
    area_km2: float | None


def cells(centres: Sequence[Centre]) -> dict[int, BaseGeometry]:
    """A Voronoi cell a centre, cut off at a distance that suits the unit's area."""
    if not centres:
        return {}
    flat = cos(radians(sum(c.lat for c in centres) / len(centres)))
    points = {c.unit: Point(c.lon * flat, c.lat) for c in centres}
    discs = {c.unit: points[c.unit].buffer(_radius(c), quad_segs=12) for c in centres}
    together = MultiPoint(list(points.values()))
    margin = max(_radius(c) for c in centres) + 1
    west, south, east, north = together.bounds
    # A box, not a buffer: the union of hundreds of discs took GEOS 170 MB that it never gave back.
    spread = box(west - margin, south - margin, east + margin, north + margin)
    ground = list(voronoi_polygons(together, extend_to=spread).geoms)
    found = _owners(points, ground)
    return {
        unit: scale(cell.intersection(discs[unit]), xfact=1 / flat, origin=(0, 0))
        for unit, cell in found.items()
    }


def _owners(points: Mapping[int, Point], ground: Sequence[BaseGeometry]) -> dict[int, BaseGeometry]:
    """Which cell holds which point; two units with one centre share its cell."""
    tree = STRtree(ground)
    return {unit: ground[int(tree.nearest(point))] for unit, point in points.items()}


def _radius(centre: Centre) -> float:
    """In degrees of latitude."""
    return REACH * sqrt((centre.area_km2 or USUAL_KM2) / pi) / KM_A_DEGREE

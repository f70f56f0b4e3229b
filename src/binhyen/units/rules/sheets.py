"""Outlines in degrees as SVG paths: flat, simplified, in whole pixels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

WIDTH = 1000  # of the drawing, in its own units
FINEST = 0.8  # of these units: what a reader can't see is left out


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to the drawing: equirectangular, true to scale at the middle latitude."""

    west: float
    north: float
    scale: float  # drawing units a degree of latitude
    squeeze: float  # cosine of the middle latitude
    height: int

    def point(self, lon: float, lat: float) -> tuple[int, int]:
        x = (lon - self.west) * self.squeeze * self.scale
        return round(x), round((self.north - lat) * self.scale)


def frame_of(outlines: Iterable[BaseGeometry], *, width: int = WIDTH) -> Frame:
    """The frame that just holds the outlines; `width` across, never taller than twice that."""
    boxes = [outline.bounds for outline in outlines if not outline.is_empty]
    if not boxes:
        return Frame(0, 0, 1, 1, width)
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    squeeze = cos(radians((south + north) / 2))
    across, down = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min(width / across, 2 * width / down)
    return Frame(west, north, scale, squeeze, max(round(down * scale), 1))


def outlines(geometries: Mapping[int, Mapping[str, Any]]) -> dict[int, BaseGeometry]:
    """GeoJSON polygons by unit, as shapes."""
    return {unit: shape(geometry) for unit, geometry in geometries.items()}


def path_of(outline: BaseGeometry, frame: Frame) -> str:
    """The `d` of an SVG path: absolute start, then relative whole steps."""
    fine = outline.simplify(FINEST / frame.scale)
    return "".join(
        _ring(ring.coords, frame)
        for polygon in _polygons(fine)
        for ring in (polygon.exterior, *polygon.interiors)
    )


def label_point(outline: BaseGeometry, frame: Frame) -> tuple[int, int]:
    """A point well inside, for a mark."""
    inside = outline.representative_point()
    return frame.point(inside.x, inside.y)


def degrees_of(outline: BaseGeometry, frame: Frame) -> list[list[list[list[float]]]]:
    """MultiPolygon coordinates, as fine as the drawing four times enlarged."""
    fine = outline.simplify(FINEST / frame.scale / 4)
    return [
        [
            [[round(x, 5), round(y, 5)] for x, y, *_ in ring.coords]
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in _polygons(fine)
    ]


def _polygons(outline: BaseGeometry) -> list[Polygon]:
    if isinstance(outline, Polygon):
        return [] if outline.is_empty else [outline]
    return list(outline.geoms) if isinstance(outline, MultiPolygon) else []


def _ring(coords: Iterable[tuple[float, ...]], frame: Frame) -> str:
    points = [frame.point(lon, lat) for lon, lat, *_ in coords][:-1]
    x, y = points[0]
    steps = []
    for to_x, to_y in points[1:]:
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z" if steps else ""

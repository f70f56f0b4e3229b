"""A unit's outline as the path of a small SVG drawing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

WIDTH = 320
_FINEST = 0.5  # in the drawing's units


@dataclass(frozen=True, slots=True)
class Drawing:
    path: str
    width: int
    height: int


def svg_path(geometry: Mapping[str, Any], *, width: int = WIDTH) -> Drawing:
    """A GeoJSON outline drawn north up, true in shape at its latitude, at most as high as wide."""
    drawn = shape(geometry)
    west, south, east, north = drawn.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = width / max((east - west) * squeeze, north - south, 1e-9)
    simple = drawn.simplify(_FINEST / scale)
    polygons = getattr(simple, "geoms", [simple])
    rings = [ring for p in polygons for ring in (p.exterior, *p.interiors) if len(ring.coords) > 3]
    path = "".join(
        "M"
        + "L".join(
            f"{(x - west) * squeeze * scale:.0f},{(north - y) * scale:.0f}"
            for x, y in ring.coords[:-1]
        )
        + "Z"
        for ring in rings
    )
    return Drawing(
        path, math.ceil((east - west) * squeeze * scale), math.ceil((north - south) * scale)
    )

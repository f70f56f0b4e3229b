"""Reading outlines of units from GeoJSON or TopoJSON, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from ..choices import OutlineFault
from .places import Place

LARGEST = 400 * 1024 * 1024
WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")
# The country with its islands and seas.
WEST, SOUTH, EAST, NORTH = 101.0, 5.0, 118.0, 24.0
_SMALLEST = 1e-10  # square degrees, about a square metre: slivers of a repair


class UnreadableFile(Exception):
    """The whole file is refused; `fault` says why, `detail` where."""

    def __init__(self, fault: OutlineFault, detail: str = "") -> None:
        super().__init__(f"{fault.label} {detail}".strip())
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as it stands in the file; `number` counts from 1."""

    number: int
    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A valid MultiPolygon in WGS 84, and whether it had to be repaired."""

    geometry: MultiPolygon
    was_repaired: bool

    @property
    def place(self) -> Place:
        centre = self.geometry.centroid
        return Place(centre.y, centre.x)

    def as_geojson(self) -> dict[str, Any]:
        return msgspec.json.decode(msgspec.json.encode(mapping(self.geometry)))


def features(content: bytes) -> list[Feature]:
    """The features of a GeoJSON or TopoJSON file. Raises UnreadableFile."""
    if len(content) > LARGEST:
        raise UnreadableFile(OutlineFault.TOO_LARGE)
    try:
        document = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(OutlineFault.NOT_JSON, str(error)) from error
    try:
        found = list(_features(document))
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise UnreadableFile(OutlineFault.NOT_GEOJSON, repr(error)) from error
    if not found:
        raise UnreadableFile(OutlineFault.EMPTY)
    return found


def _features(document: Mapping[str, Any]) -> Iterator[Feature]:
    if not isinstance(document, Mapping):
        raise UnreadableFile(OutlineFault.NOT_GEOJSON)
    _demand_wgs84(document)
    match document.get("type"):
        case "FeatureCollection":
            rows = document["features"]
        case "Feature":
            rows = [document]
        case "Topology":
            rows = list(_unpacked(document))
        case other:
            raise UnreadableFile(OutlineFault.NOT_GEOJSON, str(other))
    for number, row in enumerate(rows, start=1):
        yield Feature(number, dict(row.get("properties") or {}), row.get("geometry"))


def _demand_wgs84(document: Mapping[str, Any]) -> None:
    crs = document.get("crs")
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, Mapping) else ""
    if name and not name.upper().endswith(WGS_84):
        raise UnreadableFile(OutlineFault.OTHER_CRS, name)


def _unpacked(topology: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    arcs = [list(_absolute(arc, topology.get("transform"))) for arc in topology["arcs"]]
    for item in topology["objects"].values():
        for part in item.get("geometries", [item]):
            coordinates = _joined(part.get("arcs", []), arcs)
            yield {
                "properties": part.get("properties"),
                "geometry": {"type": part["type"], "coordinates": coordinates},
            }


def _absolute(
    arc: Sequence[Sequence[float]], transform: Mapping[str, Any] | None
) -> Iterator[tuple[float, float]]:
    """An arc's points; with a transform they are whole-number steps from one to the next."""
    if transform is None:
        yield from ((point[0], point[1]) for point in arc)
        return
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0.0
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield x * scale_x + left, y * scale_y + bottom


def _joined(indexes: Any, arcs: Sequence[Sequence[tuple[float, float]]]) -> Any:
    """Rings put together from arcs, ~n being arc n backwards."""
    if indexes and isinstance(indexes[0], int):
        ring: list[tuple[float, float]] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring.extend(arc[1:] if ring else arc)
        return ring
    return [_joined(inner, arcs) for inner in indexes]


def outline(geometry: Mapping[str, Any] | None) -> Outline | OutlineFault:
    """The geometry as a valid outline, or why it can't be one.

    Heights are dropped; self-intersections and doubled points are repaired (GEOS make_valid)
    and slivers of the repair under a square metre left out.
    """
    if geometry is None or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return OutlineFault.NOT_AN_AREA
    try:
        drawn = shapely.force_2d(shape(geometry))
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return OutlineFault.BROKEN
    if drawn.is_empty:
        return OutlineFault.BROKEN
    west, south, east, north = drawn.bounds
    if not (WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH):
        return OutlineFault.OUTSIDE
    whole = drawn if drawn.is_valid else shapely.make_valid(drawn)
    polygons = [p for p in _polygons(whole) if p.area > _SMALLEST]
    if not polygons:
        return OutlineFault.BROKEN
    return Outline(MultiPolygon(polygons), was_repaired=whole is not drawn)


def _polygons(drawn: BaseGeometry) -> Iterator[Any]:
    if drawn.geom_type == "Polygon":
        yield drawn
    for part in getattr(drawn, "geoms", ()):
        yield from _polygons(part)

"""A small static drawing of where a site lies in its unit; no map service is asked."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from binhyen.units.models import Boundary, Unit

from ..models import Site

WIDTH, HEIGHT, MARGIN = 320, 220, 22
KM_PER_DEGREE = 111.32
LEAST_SPAN_KM = 2.0
MOST_NEIGHBOURS = 200
FAR_KM = 40.0  # farther from its unit's centre than any commune is wide: a slip of the hand
DIRECTIONS = (
    _("bắc"),
    _("đông bắc"),
    _("đông"),
    _("đông nam"),
    _("nam"),
    _("tây nam"),
    _("tây"),
    _("tây bắc"),
)
BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

Point = tuple[float, float]  # km east and north of the site


@dataclass(frozen=True, slots=True)
class Spot:
    """What the drawing shows, in pixels from its upper left corner.

    distance_km: from the unit's centre, None where that isn't known. direction: 0 for north,
    then clockwise in eighths to 7.
    """

    here: tuple[int, int]
    centre: tuple[int, int] | None
    near: tuple[tuple[int, int], ...]
    outline: str
    bar_px: int
    bar_km: int
    distance_km: float | None
    direction: int

    @property
    def direction_text(self) -> str:
        return str(DIRECTIONS[self.direction])

    @property
    def is_far(self) -> bool:
        return self.distance_km is not None and self.distance_km > FAR_KM


def spot(site: Site, others: QuerySet[Site]) -> Spot | None:
    """The site among the other sites of its unit; None without a position.

    The unit's boundary may come with the site: `select_related("unit__boundary")`.
    """
    if site.lat is None or site.lon is None:
        return None
    around = others.filter(unit=site.unit, lat__isnull=False).exclude(pk=site.pk)
    places = around.order_by("pk").values_list("lat", "lon")[:MOST_NEIGHBOURS]
    boundary = getattr(site.unit, "boundary", None)
    return _drawn(site.lat, site.lon, site.unit, list(places), boundary)


def _drawn(
    lat: float, lon: float, unit: Unit, places: Sequence[Any], boundary: Boundary | None
) -> Spot:
    narrow = math.cos(math.radians(lat))

    def km(there: Sequence[float]) -> Point:
        """From (lat, lon)."""
        return (there[1] - lon) * KM_PER_DEGREE * narrow, (there[0] - lat) * KM_PER_DEGREE

    centre = km((unit.lat, unit.lon)) if unit.lat is not None and unit.lon is not None else None
    near = [km(place) for place in places]
    rings = [[km((p[1], p[0])) for p in ring] for ring in _rings(boundary)]
    shown = [(0.0, 0.0), *([centre] if centre else []), *near, *(p for r in rings for p in r)]
    at = _Window(shown)
    east, north = (-centre[0], -centre[1]) if centre else (0.0, 0.0)
    return Spot(
        here=at((0.0, 0.0)),
        centre=at(centre) if centre else None,
        near=tuple(sorted({at(place) for place in near} - {at((0.0, 0.0))})),
        outline="".join(_path(at(point) for point in ring) for ring in rings),
        bar_px=round(at.bar_km * at.px_per_km),
        bar_km=at.bar_km,
        distance_km=math.hypot(east, north) if centre else None,
        direction=round(math.degrees(math.atan2(east, north)) / 45) % 8,
    )


class _Window:
    """Kilometres to pixels so that every point fits, north up."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.x, self.y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        wide, high = max(max(xs) - min(xs), LEAST_SPAN_KM), max(max(ys) - min(ys), LEAST_SPAN_KM)
        self.px_per_km = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        room = (WIDTH / 3) / self.px_per_km
        self.bar_km = max((bar for bar in BARS_KM if bar <= room), default=BARS_KM[0])

    def __call__(self, point: Point) -> tuple[int, int]:
        x, y = point
        return (
            round(WIDTH / 2 + (x - self.x) * self.px_per_km),
            round(HEIGHT / 2 - (y - self.y) * self.px_per_km),
        )


def _rings(boundary: Boundary | None) -> Iterator[Sequence[Sequence[float]]]:
    """The outer rings of a GeoJSON polygon or of several, as (longitude, latitude)."""
    if boundary is None:
        return
    geometry: Mapping[str, Any] = boundary.geometry
    coordinates = geometry["coordinates"]
    for polygon in [coordinates] if geometry["type"] == "Polygon" else coordinates:
        yield polygon[0]


def _path(points: Iterable[tuple[int, int]]) -> str:
    kept: list[tuple[int, int]] = []
    for point in points:
        if not kept or math.dist(kept[-1], point) >= 1.5:
            kept.append(point)
    return "M" + "L".join(f"{x},{y}" for x, y in kept) + "Z"

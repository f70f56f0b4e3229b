"""Outlines of the drawn units, imported or illustrative, kept ready in the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shapely.geometry.base import BaseGeometry

from binhyen.units.models import Boundary, Unit

from ...rules.maps.cells import Centre, cells
from ...rules.maps.drawing import Frame, degrees_of, frame_of, label_point, outlines, path_of
from .version import Ground


@dataclass(frozen=True, slots=True)
class Sheet:
    """Drawn units on one sheet. `paths` in the frame's units, `degrees` as MultiPolygons."""

    frame: Frame
    paths: dict[int, str]
    marks: dict[int, tuple[int, int]]
    degrees: dict[int, list[list[list[list[float]]]]]
    illustrative: frozenset[int]
    sources: tuple[str, ...]


def sheet(units: Sequence[Unit], ground: Ground) -> Sheet:
    """The sheet for some units; `ground` changes whenever a boundary does."""
    centres = tuple(
        Centre(unit.pk, unit.lat, unit.lon, unit.area_km2)
        for unit in units
        if unit.lat is not None and unit.lon is not None
    )
    return _sheet(tuple(unit.pk for unit in units), centres, ground)


@lru_cache(maxsize=48)
def _sheet(ids: tuple[int, ...], centres: tuple[Centre, ...], ground: Ground) -> Sheet:
    del ground  # only part of the key
    rows = list(Boundary.objects.filter(unit__in=ids).values_list("unit", "geometry", "source"))
    real = outlines({unit: geometry for unit, geometry, _source in rows})
    drawn: dict[int, BaseGeometry] = {u: g for u, g in cells(centres).items() if u not in real}
    illustrative = frozenset(drawn)
    drawn |= real
    frame = frame_of(drawn.values())
    return Sheet(
        frame=frame,
        paths={unit: path_of(outline, frame) for unit, outline in drawn.items()},
        marks={unit: label_point(outline, frame) for unit, outline in drawn.items()},
        degrees={unit: degrees_of(outline, frame) for unit, outline in drawn.items()},
        illustrative=illustrative,
        sources=tuple(sorted({source for _unit, _geometry, source in rows if source})),
    )

"""Outlines of units as a map draws them, imported or illustrative, kept ready in the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Model, QuerySet, Subquery, Value
from shapely.geometry.base import BaseGeometry

from ..models import Boundary, Succession, Unit
from ..rules.cells import Centre, cells
from ..rules.sheets import Frame, degrees_of, frame_of, label_point, outlines, path_of


@dataclass(frozen=True, slots=True)
class Ground:
    """Changes with every reform or boundary that is loaded: the key of what is kept in memory."""

    last_unit: int
    successions: int
    boundaries: int
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Drawn units on one sheet. `paths` in the frame's units, `degrees` as MultiPolygons."""

    frame: Frame
    paths: dict[int, str]
    marks: dict[int, tuple[int, int]]
    degrees: dict[int, list[list[list[list[float]]]]]
    illustrative: frozenset[int]
    sources: tuple[str, ...]


def ground() -> Ground:
    """One query for all of it."""
    row = Unit.objects.order_by("-pk").values_list("pk", *ground_columns())[0]
    return ground_of(*row)


def ground_columns() -> tuple[Subquery, ...]:
    """Columns that, after a unit's number, make the ground; for those who ask more with it."""
    return (
        Subquery(as_one(Succession).annotate(n=Count("pk")).values("n")),
        Subquery(as_one(Boundary).annotate(n=Count("pk")).values("n")),
        Subquery(as_one(Boundary).annotate(at=Max("imported_at")).values("at")),
    )


def ground_of(
    unit: int, successions: int | None, boundaries: int | None, imported_at: datetime | None
) -> Ground:
    return Ground(unit, successions or 0, boundaries or 0, imported_at)


def as_one(table: type[Model]) -> QuerySet[Model]:
    """The rows as one group, so that an aggregate over them fits into a subquery."""
    return table._default_manager.order_by().values(one=Value(1))  # type: ignore[return-value]


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

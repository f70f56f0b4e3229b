"""Which units touch: by imported boundaries, else by the illustrative cells that a map draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..models import Boundary, Unit
from ..rules.cells import Centre, cells
from ..rules.sheets import outlines
from ..rules.touching import touching
from .sheets import Ground, ground


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of units that touch. illustrative: how many of the units have no imported boundary."""

    pairs: tuple[tuple[int, int], ...]
    illustrative: int


def neighbours(units: Sequence[Unit]) -> Neighbours:
    """Who touches whom among some units; one without a centre or boundary touches nobody."""
    centres = tuple(
        Centre(unit.pk, unit.lat, unit.lon, unit.area_km2)
        for unit in sorted(units, key=lambda one: one.pk)
        if unit.lat is not None and unit.lon is not None
    )
    return _neighbours(tuple(sorted(unit.pk for unit in units)), centres, ground())


@lru_cache(maxsize=16)
def _neighbours(ids: tuple[int, ...], centres: tuple[Centre, ...], ground: Ground) -> Neighbours:
    del ground  # only part of the key
    rows = Boundary.objects.filter(unit__in=ids).values_list("unit", "geometry")
    real = outlines(dict(rows))
    drawn = {unit: cell for unit, cell in cells(centres).items() if unit not in real}
    return Neighbours(touching(drawn | real), len(ids) - len(real))

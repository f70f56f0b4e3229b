"""Who touches whom: by imported boundaries, else by the cells of the map."""

from datetime import UTC, datetime

import pytest
from shapely.geometry import box

from binhyen.units.models import Boundary, Unit
from binhyen.units.queries import neighbours
from binhyen.units.rules.touching import touching


def test_outlines_touch_where_they_share_an_edge_or_nearly():
    outlines = {
        7: box(0, 0, 1, 1),
        3: box(1, 0, 2, 1),
        5: box(2.0005, 0, 3, 1),
        9: box(4, 0, 5, 1),
    }
    assert touching(outlines) == ((3, 5), (3, 7))
    assert touching({}) == ()


@pytest.mark.django_db
def test_an_imported_boundary_goes_before_the_illustrative_cell():
    two = list(Unit.objects.filter(code__in=("24611", "24640"), valid_to=None).order_by("pk"))
    one, other = two
    for place, west in ((one, 0), (other, 5)):
        Boundary.objects.create(
            unit=place,
            geometry=box(west, 0, west + 1, 1).__geo_interface__,
            source="kiểm thử",
            imported_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
    found = neighbours(two)
    assert (found.pairs, found.illustrative) == ((), 0)


@pytest.mark.django_db
def test_without_boundaries_the_cells_of_todays_communes_touch():
    province = Unit.objects.get(code="68", level=1, valid_to=None)
    communes = list(Unit.objects.filter(parent=province))
    found = neighbours(communes)
    assert found.illustrative == len(communes)
    touched = {unit for pair in found.pairs for unit in pair}
    assert len(touched) > 0.9 * len(communes)

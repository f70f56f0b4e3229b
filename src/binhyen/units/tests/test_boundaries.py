"""Boundaries from files that people bring: what fits goes in, everything else is named."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from binhyen.kernel.models import Entry
from binhyen.units.actions import UnreadableFile, import_boundaries
from binhyen.units.choices import OutlineFault, OutlineNote
from binhyen.units.commands import units as command
from binhyen.units.models import Boundary, Unit

AT = datetime(2026, 1, 5, 3, tzinfo=UTC)
SHARED = Path(__file__).parents[5] / "shared/data/geo"

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def square(unit: Unit, size: float = 0.05) -> list[list[float]]:
    x, y = unit.lon, unit.lat
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[x + size * a, y + size * b] for a, b in corners]


def feature(ring, kind="Polygon", **properties):
    coordinates = [ring] if kind == "Polygon" else ring
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def file(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def take(content: bytes, **options):
    return import_boundaries(content, by="system:test", at=AT, source="thử", **options)


@pytest.fixture
def commune(db) -> Unit:
    return Unit.objects.get(code="24611", valid_to=None)


def notes(done) -> list[tuple[str, str]]:
    return [(r.about, r.note) for r in done.remarks if r.note != OutlineNote.MISSING]


def test_a_boundary_goes_in_by_its_code_with_one_log_entry(commune):
    done = take(file(feature(square(commune), ma="24611")))
    assert (done.key, [b.unit for b in done.boundaries]) == ("ma", [commune])
    assert Boundary.objects.get(unit=commune).geometry["type"] == "MultiPolygon"
    entry = Entry.objects.get(kind="units.unit", record=str(commune.pk))
    assert entry.after["source"] == "thử" and "geometry" not in entry.after


def test_by_its_name_and_as_a_number_as_well(commune):
    assert take(file(feature(square(commune), TEN="P. Bắc Gia Nghĩa"))).key == "TEN"
    assert take(file(feature(square(commune), code=24611))).key == "code"


def test_the_vintage_is_the_one_that_the_file_fits():
    then = Unit.objects.get(code="24612")
    done = take(file(feature(square(then), ma="24612")))
    assert (done.on, [b.unit for b in done.boundaries]) == (date(2025, 6, 30), [then])


def test_a_dry_run_stores_nothing(commune):
    take(file(feature(square(commune), ma="24611")), dry_run=True)
    assert not Boundary.objects.exists() and not Entry.objects.exists()


def test_a_second_import_replaces_the_first_and_the_log_has_both(commune):
    take(file(feature(square(commune), ma="24611")))
    take(file(feature(square(commune, 0.06), ma="24611")))
    assert Boundary.objects.count() == 1
    last = Entry.objects.order_by("-number").first()
    assert last.before["sha256"] != last.after["sha256"]


def test_an_outline_that_crosses_itself_is_repaired_and_named(commune):
    ring = square(commune)
    ring[1], ring[2] = ring[2], ring[1]
    done = take(file(feature(ring, ma="24611")))
    assert notes(done) == [("Phường Bắc Gia Nghĩa (24611)", OutlineNote.REPAIRED)]


def test_heights_are_dropped(commune):
    ring = [[*point, 600.0] for point in square(commune)]
    take(file(feature(ring, ma="24611")))
    first = Boundary.objects.get().geometry["coordinates"][0][0][0]
    assert len(first) == 2


def test_extra_double_far_and_missing_units_are_named(commune):
    far = Unit.objects.get(code="24615", valid_to=None)
    twice = Unit.objects.get(code="24646", valid_to=None)
    moved = [[x + 1, y] for x, y in square(far)]
    done = take(
        file(
            feature(square(commune), ma="24611"),
            feature(moved, ma="24615"),
            feature(square(twice), ma="24646"),
            feature(square(twice), ma="24646"),
            feature(square(commune), ma="99999"),
        )
    )
    assert dict(notes(done)) == {
        "Phường Nam Gia Nghĩa (24615)": OutlineNote.FAR,
        "Xã Đắk Wil (24646)": OutlineNote.DOUBLE,
        "5: 99999": OutlineNote.UNKNOWN,
    }
    missing = [r.about for r in done.remarks if r.note == OutlineNote.MISSING]
    assert len(missing) == 124 - 2


@pytest.mark.parametrize(
    ("ring", "kind", "fault"),
    [
        ([107.7, 12.0], "Point", OutlineFault.NOT_AN_AREA),
        ([[450_000, 1_328_000], [451_000, 1_328_000], [451_000, 1_329_000]], "Polygon", None),
        ([[107.7, 12.0], [107.7, 12.0]], "Polygon", OutlineFault.BROKEN),
        ([], "Polygon", OutlineFault.BROKEN),
    ],
)
def test_an_outline_that_cant_be_drawn_is_refused_with_its_reason(commune, ring, kind, fault):
    if kind == "Polygon" and len(ring) > 2:
        ring, fault = [*ring, ring[0]], OutlineFault.OUTSIDE
    done = take(file(feature(ring, kind, ma="24611")))
    assert [(r.note, r.detail) for r in done.remarks] == [
        (OutlineNote.REFUSED, str(fault.label)),
    ]
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\x00\x01PK", OutlineFault.NOT_JSON),
        (b"", OutlineFault.NOT_JSON),
        (b"[1, 2]", OutlineFault.NOT_GEOJSON),
        (b'{"type": "FeatureCollection"}', OutlineFault.NOT_GEOJSON),
        (b'{"type": "FeatureCollection", "features": [3]}', OutlineFault.NOT_GEOJSON),
        (b'{"type": "FeatureCollection", "features": []}', OutlineFault.EMPTY),
        (file(feature([[1, 2]], ma="x", ten="y")), OutlineFault.NO_KEY),
        (
            file(feature([], ma="24611"), crs={"properties": {"name": "EPSG:3405"}}),
            OutlineFault.OTHER_CRS,
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content, fault):
    with pytest.raises(UnreadableFile) as refusal:
        take(content)
    assert refusal.value.fault == fault


def test_topojson_is_unpacked(commune):
    x, y = commune.lon, commune.lat
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [x - 0.05, y - 0.05]},
        "arcs": [[[0, 0], [100, 0], [0, 100]], [[0, 0], [0, 100], [100, 0]]],
        "objects": {
            "xa": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "properties": {"ma": "24611"}, "arcs": [[0, -2]]}
                ],
            }
        },
    }
    done = take(json.dumps(topology).encode())
    assert [b.unit for b in done.boundaries] == [commune]
    assert not notes(done)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared boundaries are not here")
@pytest.mark.parametrize(
    ("name", "count", "on"),
    [("pre", 71, date(2025, 6, 30)), ("post", 28, AT.date())],
)
def test_the_provinces_real_boundaries_go_in(name, count, on):
    content = (SHARED / f"daknong_communes_{name}2025.geojson").read_bytes()
    done = take(content)
    assert (len(done.boundaries), done.on) == (count, on)
    assert {note for _, note in notes(done)} <= {OutlineNote.REPAIRED, OutlineNote.FAR}


def test_a_unit_is_shown_by_code_and_by_name():
    shown = CliRunner().invoke(command, ["show", "xa dak wil", "--on", "2022-12-31"])
    assert "24643  Xã Đắk Wil" in shown.output
    assert "Việt Nam › Tỉnh Đắk Nông › Huyện Cư Jút" in shown.output
    unknown = CliRunner().invoke(command, ["show", "Xã Không Tồn Tại"])
    assert unknown.exit_code == 1 and "Không có" in unknown.output


def test_the_units_of_a_day_are_listed_one_a_line():
    listed = CliRunner().invoke(command, ["list", "--on", "2022-12-31", "--within", "67"])
    assert len(listed.output.splitlines()) == 71

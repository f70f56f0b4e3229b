"""The sample workbook against its truth, row by row and column by column."""

import csv
from datetime import date
from pathlib import Path

import pytest

from binhyen.intake.rules.catalogue import Catalogue, Known
from binhyen.intake.sources import places_of
from binhyen.intake.workbook import read_workbook

DATA = Path(__file__).parents[4] / "../shared/data/register"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="the shared data isn't here"),
]
LENGTHS = {"day": 10, "month": 7, "year": 4}


def test_every_row_is_as_its_truth_says():
    lines = csv.DictReader((DATA / "programmes.csv").read_text("utf-8").splitlines())
    catalogue = Catalogue(
        Known(n, line["name"], line["sector"], tuple(line["aliases"].split(";")))
        for n, line in enumerate(lines)
    )
    reading = read_workbook(
        (DATA / "so-theo-doi.xlsx").read_bytes(),
        name="so-theo-doi.xlsx",
        catalogue=catalogue,
        places=places_of(None),
        today=date(2026, 11, 24),
    )
    rows = {(r.sheet, r.row): r for r in reading.rows}
    truth = list(csv.DictReader((DATA / "truth.csv").read_text("utf-8").splitlines()))
    assert set(rows) == {(t["sheet"], int(t["row"])) for t in truth}
    for t in truth:
        r = rows[t["sheet"], int(t["row"])]
        if t["expect"] != "ok":
            assert r.status == "refused", t
            continue
        on = r.established.isoformat()[: LENGTHS[r.precision]]
        said = (r.status, r.programme, r.unit.code, r.village, on, r.decision)
        numbers = (r.teams, r.members, r.budget_vnd, r.social_vnd)
        columns = ("programme", "unit_code", "village", "established", "decision")
        assert said == ("ok", *(t[name] for name in columns))
        counts = ("teams", "members", "budget_vnd", "social_vnd")
        assert numbers == tuple(int(t[name]) for name in counts)

"""Populations from a file: whole lines go in with their source, others are named."""

from datetime import date

import pytest
from click.testing import CliRunner

from binhyen.kernel.models import Entry
from binhyen.units.commands import units as command
from binhyen.units.models import Unit

pytestmark = pytest.mark.django_db


def noted(tmp_path, text, *more):
    file = tmp_path / "dan-so.csv"
    file.write_text(text, encoding="utf-8")
    asked = ["population", str(file), "--source", "Niên giám 2025", *more]
    return CliRunner().invoke(command, asked)


def people(code, valid_to=None):
    return Unit.objects.get(code=code, valid_to=valid_to).population


def test_each_line_is_a_unit_and_its_people(tmp_path):
    done = noted(tmp_path, "Mã;Tên;Dân số\n24611;Phường Bắc Gia Nghĩa;41.250\n24640;;9800\n")
    assert done.output == "Đã ghi dân số của 2 đơn vị, 0 đơn vị không đổi.\n"
    assert (people("24611"), people("24640")) == (41_250, 9_800)
    entry = Entry.objects.order_by("-number").first()
    assert (entry.reason, entry.after) == ("Niên giám 2025", {"population": 9_800})


def test_what_cannot_be_taken_is_named_and_the_rest_goes_in(tmp_path):
    done = noted(tmp_path, "24611,41250\n99999,10\n24640,nhiều\n24611,7\n")
    assert people("24611") == 41_250
    assert people("24640") is None
    for said in ("dòng 2: 99999 10", "dòng 3: 24640 nhiều", "dòng 4: 24611 7"):
        assert said in done.output


def test_the_same_file_again_changes_nothing(tmp_path):
    noted(tmp_path, "24611,41250\n")
    before = Entry.objects.count()
    assert "1 đơn vị không đổi" in noted(tmp_path, "24611,41250\n").output
    assert Entry.objects.count() == before


def test_units_of_another_day_are_meant_where_a_day_is_named(tmp_path):
    noted(tmp_path, "24643,5100\n", "--on", "2025-06-30")
    assert people("24643", date(2025, 7, 1)) == 5_100

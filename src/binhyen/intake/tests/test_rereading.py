"""A row read again from what was stored of it says the same, whatever its cells were."""

import io
from datetime import date

import openpyxl
import pytest

from binhyen.intake.rules import packing
from binhyen.intake.rules.catalogue import Catalogue, Known
from binhyen.intake.rules.rows import reread_row
from binhyen.intake.rules.twins import untwinned
from binhyen.intake.sources import places_of
from binhyen.intake.workbook import read_workbook

pytestmark = pytest.mark.django_db
CATALOGUE = Catalogue([Known(1, "Tiếng kẻng an ninh", "Phòng, chống tội phạm")])
HEAD = ["TT", "Tên mô hình", "Huyện", "Xã", "Thôn", "Ngày ra mắt", "Quyết định", "Số tổ",
        "Số thành viên", "Ngân sách (triệu đồng)", "Ghi chú"]  # fmt: skip
PLACE = ["Tiếng kẻng an ninh", "Cư Jút", "Đắk Wil"]


@pytest.mark.parametrize(
    ("on", "teams", "members", "money"),
    [
        (date(2020, 5, 6), 2, 12, 1.125),
        ("tháng 9/2021", "06 tổ", "12 người", "1,5 triệu"),
        (44459, 2.0, "1.200", 0.5),
        (2021, "-", "Không", 1000),
        ("31/02/2022", -1, "hai mươi", "nhiều"),
        ("9.2021", 1.5, "#REF!", 12.345),
    ],
)
def test_reading_again_from_the_stored_text_says_the_same(on, teams, members, money):
    made = openpyxl.Workbook()
    for row in (HEAD, [1, *PLACE, "Thôn 1", on, "1/QĐ", teams, members, money, "gọi 0912345678"]):
        made.active.append(row)
    file, places = io.BytesIO(), places_of(None)
    made.save(file)
    reading = read_workbook(
        file.getvalue(), name="a.xlsx", catalogue=CATALOGUE, places=places, today=date(2026, 1, 1)
    ).rows[0]
    stored = packing.unpack(packing.pack(reading))
    again = reread_row(stored, stored.cells, catalogue=CATALOGUE, places=places)
    assert untwinned(again) == untwinned(reading)

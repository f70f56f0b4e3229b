"""A list leaves as Excel or CSV with what it shows, as real dates and numbers."""

import csv
import io
from datetime import date

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from binhyen.programmes import actions, exports
from binhyen.programmes.models import Programme, Site

from .factories import AT, SYSTEM, a_programme, a_site, old_unit, todays_unit

pytestmark = pytest.mark.django_db


def a_full_site(**fields):
    unit = old_unit("24643")
    hosts = actions.ensure_organisations([(unit, "Trường THCS Nguyễn Du")], by=SYSTEM, at=AT)
    known = {
        "village": "Thôn 3",
        "organisation": next(iter(hosts.values())),
        "established_on": date(2021, 9, 1),
        "established_precision": "month",
        "decision_number": "315/QĐ-UBND",
        "decision_on": date(2021, 8, 20),
        "team_count": 2,
        "member_count": 31,
        "state_vnd": 5_000_000,
        "lat": 12.5,
        "lon": 107.8,
        "rating": "Tốt",
        "note": "=HYPERLINK(1)",
    }
    return a_site(unit=unit, **(known | fields))


def sheet_of(write, query):
    file = io.BytesIO()
    write(query, file)
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return sheet, [row for row in rows if any(value is not None for value in row)]


def test_a_site_leaves_with_everything_the_register_knows_of_it():
    a_programme(code="P10")
    a_full_site()
    _, [_, header, row] = sheet_of(exports.sites_workbook, Site.objects.all())
    assert dict(zip(header, row, strict=True)) == {
        "TT": 1,
        "Mã điểm": "P10-24643-001",
        "Tên mô hình": "Tiếng kẻng an ninh",
        "Lĩnh vực": "Phòng, chống tội phạm",
        "Tỉnh, thành phố": "Tỉnh Đắk Nông",
        "Huyện": "Huyện Cư Jút",
        "Xã, phường, thị trấn": "Xã Đắk Wil",
        "Mã xã": "24643",
        "Thôn, bon, buôn, tổ dân phố": "Thôn 3",
        "Cơ quan, tổ chức": "Trường THCS Nguyễn Du",
        "Ngày ra mắt": "tháng 9/2021",
        "Quyết định thành lập": "315/QĐ-UBND",
        "Ngày quyết định": AT.replace(2021, 8, 20, 0, tzinfo=None),
        "Số tổ": 2,
        "Số thành viên": 31,
        "Ngân sách (đồng)": 5_000_000,
        "Xã hội hóa (đồng)": 0,
        "Tình trạng": "đang hoạt động",
        "Ngày kết thúc": None,
        "Nguồn gốc": None,
        "Nhân rộng từ điểm": None,
        "Kết thúc thế nào": None,
        "Nhập vào điểm": None,
        "Vĩ độ": 12.5,
        "Kinh độ": 107.8,
        "Xếp loại": "Tốt",
        "Ghi chú": "=HYPERLINK(1)",
    }


def test_text_is_never_a_formula():
    a_programme()
    a_full_site()
    sheet, _ = sheet_of(exports.sites_workbook, Site.objects.all())
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n", "d"}
    text = io.StringIO()
    exports.sites_csv(Site.objects.all(), text)
    [row] = csv.DictReader(io.StringIO(text.getvalue().removeprefix("\ufeff")))
    assert row["Ghi chú"] == "'=HYPERLINK(1)"
    assert row["Ngày quyết định"] == "20/08/2021"


def test_the_file_is_vietnamese_in_any_language():
    a_programme()
    a_full_site(village="Thôn 4")
    with override("en"):
        _, [_, header, row] = sheet_of(exports.sites_workbook, Site.objects.all())
    assert dict(zip(header, row, strict=True))["Tình trạng"] == "đang hoạt động"


def test_synthetic_rows_are_marked_and_said_to_be():
    a_programme()
    a_site(village="Thôn 1")
    a_site(village="Thôn 2", is_synthetic=True)
    _, [_, notice, header, real, made] = sheet_of(exports.sites_workbook, Site.objects.all())
    assert notice[0].startswith("Số liệu giả lập")
    assert (header[-1], real[-1], made[-1]) == ("Giả lập", None, "x")


def test_the_list_leaves_as_filtered_at_the_same_number_of_queries(django_assert_num_queries):
    a_programme()
    a_site(village="Thôn 1")
    for number in range(2, 6):
        a_site(village=f"Thôn {number}", unit=todays_unit("24646"))
    for village, count in [("Thôn 1", 1), ("Thôn", 5)]:
        query = Site.objects.filter(village__startswith=village)
        with django_assert_num_queries(2):
            _, rows = sheet_of(exports.sites_workbook, query)
        assert len(rows) == 2 + count


def test_the_catalogue_leaves_with_its_aliases():
    a_programme(code="P10", aliases=["Tiếng kẻng AN", "Kẻng an ninh"])
    _, [_, header, row] = sheet_of(exports.programmes_workbook, Programme.objects.all())
    assert dict(zip(header, row, strict=True)) | {"Mục đích": None} == {
        "TT": 1,
        "Mã": "P10",
        "Tên mô hình": "Tiếng kẻng an ninh",
        "Lĩnh vực": "Phòng, chống tội phạm",
        "Tên khác": "Kẻng an ninh; Tiếng kẻng AN",
        "Địa bàn ban hành": "Tỉnh Đắk Nông",
        "Mục đích": None,
        "Tình trạng": "đang hoạt động",
        "Ngày xây dựng": None,
        "Nguồn gốc": None,
        "Ngày kết thúc": None,
        "Kết thúc thế nào": None,
        "Nhập vào mô hình": None,
    }
    text = io.StringIO()
    exports.programmes_csv(Programme.objects.all(), text)
    [row] = csv.DictReader(io.StringIO(text.getvalue().removeprefix("\ufeff")))
    assert row["Tên khác"] == "Kẻng an ninh; Tiếng kẻng AN"


def test_the_empty_form_has_the_columns_an_officer_writes():
    file = io.BytesIO()
    exports.empty_workbook(file)
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    header = [cell.value for cell in sheet[exports.HEADER_ROW + 1]]
    assert header[:3] == ["TT", "Tên mô hình", "Lĩnh vực"]
    assert "Mã điểm" not in header

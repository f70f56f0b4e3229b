"""A file that can't be read is refused with a sentence; nothing of it runs, nothing hangs."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from binhyen.intake import wording
from binhyen.intake.rules.catalogue import Catalogue, Known
from binhyen.intake.rules.reading import PlaceMatch, WorkbookRefused
from binhyen.intake.workbook import read_workbook

CATALOGUE = Catalogue([Known(1, "Tiếng kẻng an ninh", "Phòng, chống tội phạm")])


class NoPlaces:
    def areas(self, text):
        return ()

    def match(self, text, *, reformed, district="", province=""):
        return PlaceMatch("unknown")

    def provinces_of(self, place):
        return ()


def read(content: bytes, name: str = "so.xlsx"):
    return read_workbook(
        content, name=name, catalogue=CATALOGUE, places=NoPlaces(), today=date(2026, 1, 1)
    )


def book(*rows, edit=None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def repacked(content: bytes, part: str, change) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return file.getvalue()


HEAD = ["TT", "Tên mô hình", "Xã", "Thôn", "Số tổ", "Số thành viên"]
GOOD = book(HEAD, [1, "Tiếng kẻng an ninh", "Xã A", "Thôn 1", 1, 2])
SHEET = "xl/worksheets/sheet1.xml"


def zip_of(**parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"hello, this is no workbook at all", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "image_only"),
        (b"%PDF-1.7 ...", "image_only"),
        (GOOD[: len(GOOD) // 2], "corrupt"),
        (zip_of(**{"word/document.xml": "<w/>"}), "not_a_workbook"),
        (repacked(GOOD, SHEET, lambda data: data[:200]), "corrupt"),
        (repacked(GOOD, SHEET, lambda data: data + b" " * (130 * 2**20)), "zip_bomb"),
        (
            repacked(
                GOOD,
                SHEET,
                lambda data: data.replace(
                    b"<sheetData>", b"<sheetData>" + b"<row>" + b"<c/>" * 2_100_000 + b"</row>"
                ),
            ),
            "too_many_cells",
        ),
        (book(), "empty_workbook"),
        (book(["Chỉ có chữ"], ["không có danh sách"]), "no_list"),
        (book(HEAD), "no_rows"),
        (
            book(["TT", "Tên mô hình", "Số tổ", "Số thành viên"], [1, "Tiếng kẻng an ninh", 1, 2]),
            "column_missing",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_is_refused_with_a_sentence(content, code):
    with pytest.raises(WorkbookRefused) as refused:
        read(content)
    assert refused.value.code == code
    assert wording.refusal(refused.value)


def with_far_cell(ref: str) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(GOOD))
    made.active[ref] = "x"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("ref", ["XFD1048576", "ZZ200000", "A1048576", "XFD3"])
def test_a_stray_cell_far_from_the_list_is_left_out_and_named(ref):
    reading = read(with_far_cell(ref))
    (sheet,) = reading.sheets
    assert [row.row for row in reading.rows] == [2]
    assert [(n.code, n.params["cells"]) for n in sheet.notices][:1] == [("far_cells", ref)]


def test_a_sheet_too_wide_to_lay_out_is_refused_before_it_is_laid_out():
    made = openpyxl.load_workbook(io.BytesIO(GOOD))
    for row in range(1_000, 200_000, 4_000):
        made.active.cell(row, 500, "x")
    file = io.BytesIO()
    made.save(file)
    with pytest.raises(WorkbookRefused, match="too_many_cells"):
        read(file.getvalue())


@pytest.mark.slow
def test_an_old_workbook_is_read_where_it_can_take_nothing_down(monkeypatch):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 2048
    with pytest.raises(WorkbookRefused, match="corrupt"):
        read(ole, "so.xls")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "cp1258"])
def test_a_table_of_text_is_read_in_any_encoding_and_under_any_name(encoding):
    lines = "TT\tTen mo hinh\tXa\tThon\r\n1\tTieng keng\tXa A\tThon 1\r\n2\ta\tb\tc\r\n"
    for name in ("so.csv", "so.xlsx"):
        assert len(read(lines.encode(encoding), name).rows) == 2


def test_what_a_failed_formula_came_to_is_said():
    def fail(data):
        return data.replace(b'<c r="E2" t="n"><v>1</v></c>', b'<c r="E2" t="e"><v>#N/A</v></c>')

    row = read(repacked(GOOD, SHEET, fail)).rows[0]
    assert ("formula_error", "teams", "#N/A") in {
        (r.code, r.field, r.params.get("text")) for r in row.reasons
    }


def test_an_encrypted_workbook_asks_for_one_without_password():
    office = pytest.importorskip("msoffcrypto.format.ooxml")
    file = io.BytesIO()
    office.OOXMLFile(io.BytesIO(GOOD)).encrypt("secret", file)
    with pytest.raises(WorkbookRefused, match="encrypted"):
        read(file.getvalue())


def test_a_formula_without_a_value_is_refused_in_its_row():
    row = read(book(HEAD, [1, "Tiếng kẻng an ninh", "Xã A", "Thôn 1", "=1+1", 2])).rows[0]
    assert ("formula_error", "teams") in {(reason.code, reason.field) for reason in row.reasons}


def test_a_telephone_number_in_a_remark_is_left_out_and_asked_about():
    head = [*HEAD, "Ghi chú"]
    row = read(
        book(head, [1, "Tiếng kẻng an ninh", "Xã A", "Thôn 1", 1, 2, "ông An, gọi 0912345678"])
    ).rows[0]
    assert "note_withheld" in {reason.code for reason in row.reasons}
    assert row.note == "ông An"
    assert "0912345678" not in repr(row)


def test_every_code_of_a_reading_has_its_sentence():
    from binhyen.intake.rules.rows import NOTICES, REFUSING

    assert (REFUSING | NOTICES) - set(wording.SENTENCES) <= {
        "unit_from_sheet",
        "programme_from_title",
    }

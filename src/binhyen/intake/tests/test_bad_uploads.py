"""What a tired officer is told about a bad file or a bad row, on the page itself."""

import io
import zipfile

import openpyxl
import pytest

from binhyen.intake import workbook
from binhyen.intake.models import Batch
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import a_programme

from .files import HEADER, a_line, a_workbook
from .test_bad_files import GOOD, HEAD, SHEET, book, repacked, zip_of
from .test_pages import desk, officer, page_of, put_in, text_of, upload

__all__ = ["desk", "officer"]
pytestmark = pytest.mark.django_db
CELLS = b"<sheetData>" + b"<row>" + b"<c/>" * 2_100_000 + b"</row>"
WITH_PICTURE = "xl/media/image1.png"


def encrypted():
    office = pytest.importorskip("msoffcrypto.format.ooxml")
    file = io.BytesIO()
    office.OOXMLFile(io.BytesIO(GOOD)).encrypt("secret", file)
    return file.getvalue()


def picture_only():
    file = io.BytesIO(book())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(WITH_PICTURE, b"\x89PNG")
    return file.getvalue()


BAD = {
    "rỗng": (lambda: b"", "so.xlsx", "Tệp trống, không có gì để đọc."),
    "văn bản": (lambda: b"hello", "so.docx", "Tệp này không phải là bảng tính"),
    "ảnh": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, "so.png", "là ảnh hoặc PDF"),
    "chỉ có ảnh": (picture_only, "so.xlsx", "Tệp chỉ có hình ảnh"),
    "hỏng": (lambda: GOOD[: len(GOOD) // 2], "so.xlsx", "Tệp bị hỏng, không đọc được."),
    "mật khẩu": (encrypted, "so.xlsx", "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại."),
    "bom nén": (
        lambda: repacked(GOOD, SHEET, lambda data: data + b" " * (130 * 2**20)),
        "so.xlsx",
        "mở ra sẽ quá lớn",
    ),
    "quá nhiều ô": (
        lambda: repacked(GOOD, SHEET, lambda data: data.replace(b"<sheetData>", CELLS)),
        "so.xlsx",
        "Tệp có quá nhiều ô (tối đa 2.000.000); hãy tách nhỏ.",
    ),
    "word": (lambda: zip_of(**{"word/document.xml": "<w/>"}), "so.xlsx", "không phải là bảng tính"),
    "không ô nào": (book, "so.xlsx", "Tệp không có dòng nào."),
    "không danh sách": (
        lambda: book(["Chỉ có chữ"]),
        "so.xlsx",
        "không trang nào có dòng tiêu đề cột. (“Sheet”)",
    ),
    "chỉ tiêu đề": (lambda: book(HEAD), "so.xlsx", "Danh sách chỉ có tiêu đề, không có dòng nào."),
    "thiếu cột": (
        lambda: book(
            ["TT", "Tên mô hình", "Số tổ", "Số thành viên"], [1, "Tiếng kẻng an ninh", 1, 2]
        ),
        "so.xlsx",
        "Thiếu cột “Xã, phường, thị trấn” ở dòng tiêu đề 1.",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_kept(desk, what):
    make, name, sentence = BAD[what]
    answer = upload(desk, make(), name=name)
    assert answer.status_code == 422
    (error,) = answer.context["form"].errors["file"]
    assert sentence in error
    assert not Batch.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(desk, monkeypatch):
    monkeypatch.setattr("binhyen.intake.forms.LARGEST_FILE", 100)
    monkeypatch.setattr(workbook, "read_sheets", None)
    answer = upload(desk, GOOD)
    assert answer.status_code == 422
    assert "Tệp lớn quá" in answer.context["form"].errors["file"][0]


def test_no_file_at_all_asks_for_one(desk):
    answer = desk.post("/import/", {"subject": "register"})
    assert answer.context["form"].errors["file"] == ["Hãy chọn một tệp."]


def test_a_file_that_is_no_catalogue_is_refused_as_one(desk):
    answer = upload(desk, book(["Chỉ", "chữ"]), subject="catalogue")
    assert "Không tìm thấy danh mục" in answer.context["form"].errors["file"][0]


def test_macros_stay_asleep_and_the_page_says_so(desk):
    a_programme()
    file = io.BytesIO(a_workbook(a_line("Thôn 1")))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\x00")
    upload(desk, file.getvalue(), name="so.xlsm")
    batch = Batch.objects.get()
    assert batch.rows.get().status == "ok"
    assert "Macro không được chạy" in text_of(page_of(desk, batch))


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"commune": "Xã Không Có Đâu"}, "refused", "Không có xã, phường, thị trấn nào tên là"),
        ({"on": "31/02/2020"}, "refused", "Ngày “31/02/2020” không có trên lịch."),
        ({"on": "01/01/2099"}, "refused", "Ngày “01/01/2099” ở tương lai."),
        ({"on": "hôm nọ"}, "refused", "“hôm nọ” không phải là ngày tháng."),
        ({"teams": -3}, "refused", "Số tổ: Số âm: “-3”."),
        ({"members": "hai mươi"}, "refused", "Số viết bằng chữ: “hai mươi”; hãy ghi bằng số."),
        ({"members": 2.5}, "refused", "“2.5” không phải là số nguyên."),
        ({"money": "nhiều lắm"}, "refused", "“nhiều lắm” không phải là số tiền."),
        ({"money": 5}, "doubtful", "có lẽ thiếu đơn vị tính"),
        ({"programme": "Chưa ai biết"}, "refused", "không có trong danh mục"),
        ({"programme": ""}, "refused", "Chưa ghi tên mô hình."),
        ({"village": "Thôn 1, 0912345678"}, "refused", "sổ không lưu loại dữ liệu đó"),
        ({"on": "#REF!"}, "refused", "Công thức trong ô bị lỗi: #REF!."),
    ],
)
def test_a_bad_row_is_kept_out_with_its_reason_and_the_rest_goes_in(
    desk, changed, status, sentence
):
    a_programme()
    batch = put_in(desk, a_line(**{"village": "Thôn 1", **changed}), a_line("Thôn 2"))
    assert [row.status for row in batch.rows.all()] == [status, "ok"]
    assert sentence in text_of(page_of(desk, batch, tab=status)).replace("&quot;", '"')
    desk.post(f"{batch.get_absolute_url()}commit/")
    assert [site.village for site in Site.objects.all()] == ["Thôn 2"]


def test_a_row_written_twice_names_the_first(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 1"))
    assert "Trùng dòng 2, trang “Sổ”." in text_of(page_of(desk, batch))


def test_a_formula_without_a_result_is_said_in_its_row(desk):
    a_programme()
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    made.active.append(a_line("Thôn 1", teams="=1+1"))
    file = io.BytesIO()
    made.save(file)
    upload(desk, file.getvalue())
    batch = Batch.objects.get()
    assert "Công thức" in text_of(page_of(desk, batch))

"""What the reading's codes say, to the officer: one sentence each."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from binhyen.ui.words import number_text

from .rules.reading import Reading, Reason, WorkbookRefused
from .rules.rows import NOTICES, REFUSING

MEANINGS: Mapping[str, Promise] = {
    "ordinal": _("Số thứ tự"),
    "programme": _("Tên mô hình"),
    "sector": _("Lĩnh vực"),
    "province": _("Tỉnh, thành phố"),
    "district": _("Huyện"),
    "unit": _("Xã, phường, thị trấn"),
    "unit_code": _("Mã xã"),
    "place": _("Địa bàn"),
    "village": _("Thôn, bon, buôn, tổ dân phố"),
    "organisation": _("Cơ quan, tổ chức"),
    "established": _("Ngày ra mắt"),
    "established_day": _("Ngày ra mắt: ngày"),
    "established_month": _("Ngày ra mắt: tháng"),
    "established_year": _("Ngày ra mắt: năm"),
    "decision": _("Quyết định thành lập"),
    "decision_on": _("Ngày quyết định"),
    "teams": _("Số tổ"),
    "members": _("Số thành viên"),
    "budget": _("Ngân sách"),
    "social": _("Xã hội hóa"),
    "total": _("Tổng kinh phí"),
    "size": _("Quy mô"),
    "source": _("Nguồn kinh phí"),
    "rating": _("Xếp loại"),
    "note": _("Ghi chú"),
    "state": _("Tình trạng"),
    "ended": _("Ngày kết thúc"),
    "origin": _("Nguồn gốc"),
    "parent": _("Nhân rộng từ điểm"),
    "ending": _("Kết thúc thế nào"),
    "merged_into": _("Nhập vào điểm"),
    "lat": _("Vĩ độ"),
    "lon": _("Kinh độ"),
    "coordinates": _("Tọa độ"),
    "site_code": _("Mã điểm"),
    "synthetic": _("Giả lập"),
    "programme_code": _("Mã mô hình"),
    "aliases": _("Tên khác"),
    "aim": _("Mục đích"),
    "leader": _("Người phụ trách (không đọc)"),
    "phone": _("Điện thoại (không đọc)"),
    "ignored": _("Không dùng"),
}

SENTENCES: Mapping[str, Promise] = {
    "missing_programme": _("Chưa ghi tên mô hình."),
    "unknown_programme": _("Mô hình “%(text)s” không có trong danh mục."),
    "near_programme": _("Mô hình “%(text)s”: có phải là “%(proposal)s” không?"),
    "ambiguous_programme": _("Tên “%(text)s” là tên chung của nhiều mô hình trong danh mục."),
    "missing_unit": _("Chưa ghi xã, phường, thị trấn."),
    "unknown_unit": _("Không có xã, phường, thị trấn nào tên là “%(text)s”."),
    "near_unit": _("“%(text)s”: có phải là %(proposal)s không?"),
    "ambiguous_unit": _("Có nhiều nơi tên là “%(text)s”: %(candidates)s."),
    "code_and_name": _("Mã %(code)s không phải là mã của “%(text)s”."),
    "impossible_date": _("Ngày “%(text)s” không có trên lịch."),
    "future_date": _("Ngày “%(text)s” ở tương lai."),
    "not_a_date": _("“%(text)s” không phải là ngày tháng."),
    "no_year": _("Ngày “%(text)s” thiếu năm."),
    "several_dates": _("Ô “%(text)s” có nhiều ngày."),
    "early_date": _("Ngày “%(text)s” sớm một cách khác thường."),
    "odd_date": _("Ngày “%(text)s” có thể hiểu theo nhiều cách."),
    "vague_date": _("“%(text)s” chỉ cho biết năm."),
    "quarter_only": _("“%(text)s” chỉ cho biết quý; chỉ giữ được năm."),
    "day_without_month": _("Ngày “%(text)s” thiếu tháng."),
    "day_and_month_swapped": _("Ngày “%(text)s” có lẽ viết tháng trước ngày."),
    "dates_reversed": _("Ngày kết thúc đứng trước ngày ra mắt."),
    "negative": _("Số âm: “%(text)s”."),
    "in_words": _("Số viết bằng chữ: “%(text)s”; hãy ghi bằng số."),
    "fraction": _("“%(text)s” không phải là số nguyên."),
    "not_a_number": _("“%(text)s” không phải là số."),
    "not_money": _("“%(text)s” không phải là số tiền."),
    "too_large": _("Số “%(text)s” quá lớn."),
    "approximate": _("“%(text)s” là số ước chừng."),
    "extra_words": _("“%(text)s” có thêm chữ; phần được đọc có thể chưa đủ ý."),
    "formula_error": _("Công thức trong ô bị lỗi: %(text)s."),
    "money_without_unit": _("Số tiền “%(text)s” có lẽ thiếu đơn vị tính (đồng, nghìn, triệu)."),
    "ambiguous_point": _("“%(text)s”: dấu chấm, phẩy có thể ngăn nghìn hoặc phần lẻ."),
    "unit_of_header": _("Số tiền “%(text)s” quá lớn so với đơn vị tính ở đầu cột."),
    "money_fraction": _("Số tiền “%(text)s” có phần lẻ của đồng."),
    "money_each": _("“%(text)s” là số tiền theo kỳ hoặc theo người, không phải tổng."),
    "colloquial_money": _("Số tiền “%(text)s” viết tắt; hãy xác nhận."),
    "money_not_split": _("Chỉ có tổng kinh phí “%(text)s”, không rõ nguồn nào bao nhiêu."),
    "total_unclear": _("Không hiểu tổng kinh phí “%(text)s”."),
    "total_mismatch": _("Tổng kinh phí “%(text)s” khác tổng hai nguồn."),
    "money_from_text": _("Số tiền được lấy từ chữ “%(text)s”; hãy xác nhận."),
    "several_sums": _("Nhiều cột cùng nguồn được cộng lại: %(text)s; hãy xác nhận."),
    "spent_not_planned": _("Có cả dự toán và thực hiện; lấy số thực hiện %(text)s."),
    "unlikely_count": _("Số “%(text)s” lớn khác thường."),
    "ditto_number": _("Ô ghi “như trên”; hiểu là %(text)s như dòng trên."),
    "from_above": _("Ô trống; hiểu là “%(text)s” như dòng trên."),
    "assumed_column": _("Tiêu đề cột không rõ; hiểu “%(text)s” theo nội dung các ô."),
    "unread_cell": _("Trang không có cột này, mà cột “%(header)s” có số chưa được đọc."),
    "from_decision": _("Trang không có cột này; lấy ngày quyết định %(text)s, hãy xác nhận."),
    "founded_by_decision": _("Ngày ra mắt lấy theo ngày quyết định thành lập %(text)s."),
    "decision_day_unclear": _("Không hiểu ngày ghi trong “%(text)s”."),
    "note_withheld": _(
        "Có số điện thoại, thư điện tử hoặc số giấy tờ: phần đó bị bỏ, phần còn lại được giữ."
    ),
    "unknown_state": _("Không hiểu tình trạng “%(text)s”."),
    "unknown_word": _("Không hiểu “%(text)s”."),
    "parent_of_new": _("Có điểm gốc “%(text)s” mà nguồn gốc không phải là nhân rộng."),
    "unknown_parent": _("Sổ không có điểm gốc mang mã “%(text)s”; điểm gốc để trống."),
    "being_prepared": _(
        "Điểm này đang chuẩn bị theo hồ sơ; ra mắt hoặc thôi chuẩn bị qua hồ sơ, không qua sổ nhập."
    ),
    "merged_into_what": _("Nhập vào nơi khác mà không ghi mã điểm nhận; cách kết thúc để trống."),
    "unknown_site": _("Sổ không có điểm nhận mang mã “%(text)s”; cách kết thúc để trống."),
    "not_merged": _("Có điểm nhận “%(text)s” mà cách kết thúc không phải là nhập vào."),
    "ending_of_running": _("Có ghi cách kết thúc mà tình trạng không phải là đã kết thúc."),
    "dropped_though_launched": _("Đã có ngày ra mắt thì không phải là thôi chuẩn bị."),
    "bad_coordinates": _("Tọa độ “%(text)s” không đúng."),
    "far_coordinates": _("Tọa độ “%(text)s” ở ngoài Việt Nam."),
    "personal_data": _(
        "Ô này có số điện thoại, thư điện tử hoặc số giấy tờ; sổ không lưu loại dữ liệu đó."
    ),
    "too_long": _("Ô này dài quá %(longest)s ký tự."),
    "outside_reach": _("Đơn vị này ở ngoài địa bàn bạn phụ trách."),
    "duplicate_row": _("Trùng dòng %(row)s, trang “%(sheet)s”."),
    "maybe_duplicate": _(
        "Cùng mô hình, cùng xã với dòng %(row)s, trang “%(sheet)s”: có phải là một?"
    ),
    "other_vintage": _(
        "%(text)s là đơn vị của thời kỳ khác với trang này (trước hoặc sau 01/7/2025)."
    ),
    "outside_sheet_area": _("Xã này ở ngoài %(area)s nêu ở đầu trang."),
    "province_assumed": _("Trang không ghi tỉnh; hiểu là %(province)s theo tên các xã."),
    "far_cells": _("Ô ở quá xa danh sách, không được đọc: %(cells)s."),
    "unread_columns": _("Cột không thuộc sổ này, không được đọc: %(columns)s."),
    "unknown_columns": _("Cột có số liệu nhưng chưa hiểu nghĩa, không được đọc: %(columns)s."),
    "name_taken": _("Tên “%(text)s” đã là tên của một mô hình khác trong danh mục."),
    "formula_without_value": _(
        "Ô có công thức nhưng tệp không lưu kết quả; hãy mở tệp rồi lưu lại."
    ),
    "sheet_empty": _("Trang trống."),
    "sheet_of_sums": _("Trang tổng hợp số liệu, không phải danh sách từng điểm mô hình."),
    "hidden_copy": _("Trang bị ẩn và mọi dòng đều trùng với trang khác."),
    "sheet_without_list": _("Trang không có danh sách mô hình."),
}

REFUSALS: Mapping[str, Promise] = {
    "no_file": _("Không có tệp này."),
    "empty_file": _("Tệp trống, không có gì để đọc."),
    "file_too_large": _("Tệp lớn quá %(limit)s MB."),
    "not_a_workbook": _("Tệp này không phải là bảng tính (.xlsx, .xls, .ods, .csv)."),
    "image_only": _("Tệp này là ảnh hoặc PDF; hãy gửi bảng tính gốc."),
    "pictures_only": _(
        "Tệp chỉ có hình ảnh, không có ô chữ nào để đọc; hãy gửi bảng tính có số liệu trong ô."
    ),
    "corrupt": _("Tệp bị hỏng, không đọc được."),
    "encrypted": _("Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại."),
    "zip_bomb": _("Tệp nén bất thường: mở ra sẽ quá lớn, nên không được mở."),
    "too_many_cells": _("Tệp có quá nhiều ô (tối đa %(limit)s); hãy tách nhỏ."),
    "too_many_sheets": _("Tệp có quá nhiều trang (tối đa %(limit)s)."),
    "empty_workbook": _("Tệp không có dòng nào."),
    "no_list": _("Không tìm thấy danh sách mô hình: không trang nào có dòng tiêu đề cột."),
    "no_catalogue": _(
        "Không tìm thấy danh mục: cần một dòng tiêu đề có cột tên mô hình và lĩnh vực."
    ),
    "no_rows": _("Danh sách chỉ có tiêu đề, không có dòng nào."),
    "column_missing": _(
        "Thiếu cột “%(column)s” ở dòng tiêu đề %(row)s. Các cột đọc được: %(headers)s."
    ),
}


OF_SHEETS = frozenset({"province_assumed", "far_cells", "unread_columns", "unknown_columns"})
KINDS: Mapping[str, Promise] = {
    "title": _("dòng tiêu đề trang"),
    "header": _("dòng tiêu đề cột"),
    "heading": _("dòng đề mục"),
    "total": _("dòng cộng"),
    "signature": _("dòng ký tên"),
    "note": _("dòng ghi chú"),
}
NOT_READ = _("không đọc")
BEFORE_REFORM = _("Đơn vị hành chính trước ngày 01/7/2025")
SINCE_REFORM = _("Đơn vị hành chính từ ngày 01/7/2025")
_SCALES: Mapping[int, Promise] = {
    10**3: _("nghìn đồng"),
    10**6: _("triệu đồng"),
    10**9: _("tỷ đồng"),
}
_SHORT: Mapping[str, Promise] = {
    "missing_programme": _("chưa ghi tên mô hình"),
    "unknown_programme": _("mô hình không có trong danh mục"),
    "near_programme": _("tên mô hình gần giống"),
    "ambiguous_programme": _("tên chung của nhiều mô hình"),
    "missing_unit": _("chưa ghi xã"),
    "unknown_unit": _("không rõ xã nào"),
    "near_unit": _("tên xã gần giống"),
    "ambiguous_unit": _("nhiều xã cùng tên"),
    "code_and_name": _("mã và tên xã không khớp"),
    "impossible_date": _("ngày không có thật"),
    "future_date": _("ngày ở tương lai"),
    "negative": _("số âm"),
    "in_words": _("số viết bằng chữ"),
    "personal_data": _("có dữ liệu cá nhân"),
    "outside_reach": _("ngoài địa bàn phụ trách"),
    "duplicate_row": _("trùng dòng khác"),
    "maybe_duplicate": _("có thể trùng dòng khác"),
    "money_without_unit": _("tiền thiếu đơn vị tính"),
    "approximate": _("số ước chừng"),
    "extra_words": _("ô có thêm chữ"),
}


def short(code: str) -> str:
    """A kind of reason in a few words, to choose the rows by."""
    return str(_SHORT.get(code) or SENTENCES[code] % _Params({}))


def scale_word(scale: int) -> str:
    return str(_SCALES.get(scale, scale))


def severity(code: str) -> str:
    """refuse, doubt or info."""
    if code in REFUSING:
        return "refuse"
    return "info" if code in NOTICES | OF_SHEETS else "doubt"


def sentence(reason: Reason) -> str:
    """The reason in the reader's language, with its column before it."""
    text = str(SENTENCES[reason.code]) % _Params(reason.params)
    label = MEANINGS.get(reason.field)
    return f"{label}: {text}" if label and severity(reason.code) != "info" else text


def bare(reason: Reason) -> str:
    """The reason without its column, for beside the field."""
    return str(SENTENCES[reason.code]) % _Params(reason.params)


def summary(reading: Reading) -> str:
    """Everything against a row in one line; empty for a row that is understood."""
    against = [r for r in reading.reasons if severity(r.code) != "info"]
    return " ".join(sentence(reason) for reason in against)


def taken_back(counts: Mapping[str, int], *, is_register: bool) -> str:
    """That an import was undone: what an officer counts, not the records behind it."""
    n = counts["site"] if is_register else counts["taken"]
    if is_register:
        said = ngettext(
            "Đã hoàn tác: %(n)s điểm trở lại như trước khi nhập.",
            "Đã hoàn tác: %(n)s điểm trở lại như trước khi nhập.",
            n,
        )
    else:
        said = ngettext(
            "Đã hoàn tác: %(n)s mô hình trở lại như trước khi nhập.",
            "Đã hoàn tác: %(n)s mô hình trở lại như trước khi nhập.",
            n,
        )
    return said % {"n": number_text(n)}


def refusal(fault: WorkbookRefused) -> str:
    """Why the file can't be read, and where."""
    params = dict(fault.params)
    if "column" in params:
        params["column"] = str(MEANINGS.get(params["column"], params["column"]))
    text = str(REFUSALS[fault.code]) % _Params(params)
    return f"{text} ({fault.where})" if fault.where else text


class _Params(dict):
    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given)

    def __missing__(self, key: str) -> str:
        return "…"

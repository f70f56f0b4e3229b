"""A kind of reason in a few words, without what one row says: to choose rows by."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import wording

GENERAL: Mapping[str, Promise] = {
    "not_a_date": _("không phải là ngày tháng"),
    "no_year": _("ngày thiếu năm"),
    "several_dates": _("ô có nhiều ngày"),
    "early_date": _("ngày sớm khác thường"),
    "odd_date": _("ngày hiểu được nhiều cách"),
    "vague_date": _("chỉ cho biết năm"),
    "quarter_only": _("chỉ cho biết quý"),
    "day_without_month": _("ngày thiếu tháng"),
    "day_and_month_swapped": _("ngày và tháng có lẽ đảo nhau"),
    "fraction": _("không phải là số nguyên"),
    "not_a_number": _("không phải là số"),
    "not_money": _("không phải là số tiền"),
    "too_large": _("số quá lớn"),
    "formula_error": _("công thức bị lỗi"),
    "ambiguous_point": _("dấu chấm, phẩy chưa rõ nghĩa"),
    "unit_of_header": _("tiền quá lớn so với đơn vị tính"),
    "money_fraction": _("tiền có phần lẻ của đồng"),
    "money_each": _("tiền theo kỳ hoặc theo người"),
    "colloquial_money": _("số tiền viết tắt"),
    "money_not_split": _("chỉ có tổng kinh phí"),
    "total_unclear": _("tổng kinh phí không rõ"),
    "total_mismatch": _("tổng kinh phí khác tổng hai nguồn"),
    "money_from_text": _("số tiền lấy từ chữ"),
    "several_sums": _("nhiều cột cùng nguồn được cộng lại"),
    "spent_not_planned": _("lấy số thực hiện, không lấy dự toán"),
    "unlikely_count": _("số lớn khác thường"),
    "ditto_number": _("số ghi “như trên”"),
    "from_above": _("ô trống, lấy theo dòng trên"),
    "assumed_column": _("cột hiểu theo nội dung"),
    "unread_cell": _("có số chưa được đọc"),
    "from_decision": _("ngày lấy theo quyết định"),
    "founded_by_decision": _("ngày lấy theo quyết định"),
    "decision_day_unclear": _("ngày trong quyết định không rõ"),
    "unknown_state": _("tình trạng không rõ"),
    "unknown_word": _("chữ không rõ nghĩa"),
    "parent_of_new": _("điểm gốc và nguồn gốc không khớp"),
    "unknown_site": _("sổ không có điểm nhận"),
    "not_merged": _("điểm nhận và cách kết thúc không khớp"),
    "bad_coordinates": _("tọa độ không đúng"),
    "far_coordinates": _("tọa độ ở ngoài Việt Nam"),
    "too_long": _("ô quá dài"),
    "other_vintage": _("đơn vị của thời kỳ khác"),
    "outside_sheet_area": _("xã ở ngoài địa bàn của trang"),
    "name_taken": _("tên đã là của mô hình khác"),
}


def general(code: str) -> str:
    """The kind by its code; a kind without words of its own says its sentence, no gaps in it."""
    if code in GENERAL:
        return str(GENERAL[code])
    return wording.short(code).rstrip(".")

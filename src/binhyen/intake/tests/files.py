"""Workbooks for tests."""

import io

import xlsxwriter

HEADER = ["TT", "Tên mô hình", "Huyện", "Xã, phường, thị trấn", "Thôn, bon, TDP",
          "Ngày ra mắt", "Quyết định thành lập", "Số tổ", "Số thành viên",
          "Ngân sách (đồng)"]  # fmt: skip


def a_workbook(*rows, header=HEADER, sheet="Sổ"):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([header, *rows]):
            page.write_row(number, 0, row)
    return file.getvalue()


def a_line(
    village,
    *,
    programme="Tiếng kẻng an ninh",
    commune="Xã Đắk Wil",
    on="01/12/2016",
    teams=2,
    members=12,
    money=5000000,
):
    return [1, programme, "Huyện Cư Jút", commune, village, on, "1/QĐ", teams, members, money]

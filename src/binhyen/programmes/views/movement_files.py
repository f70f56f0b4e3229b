"""The movements as a workbook: what the page shows, with its reservations."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .movements_shown import Line, Table

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "tang-giam"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HEADER_ROW = 3


def workbook(sites: Table, programmes: Table, asked: Sequence[str]) -> HttpResponse:
    """A sheet for sites and one for programmes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = book.add_format({"num_format": "#,##0"})
        for name, title, table in [
            (_("Điểm mô hình"), _("TĂNG, GIẢM ĐIỂM MÔ HÌNH"), sites),
            (_("Mô hình"), _("TĂNG, GIẢM MÔ HÌNH"), programmes),
        ]:
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
            sheet.write_string(1, 0, "; ".join(asked))
            _fill(sheet, table, bold, plain)
    response = HttpResponse(file.getvalue(), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.xlsx"'
    return response


def _fill(sheet: Worksheet, table: Table, bold: Format, plain: Format) -> None:
    heads = [_("Kỳ"), _("Từ ngày"), _("Đến ngày"), _("Đầu kỳ")]
    heads += [head.whole for head in table.heads] + [_("Cuối kỳ")]
    sheet.write_row(HEADER_ROW, 0, heads, bold)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(heads) - 1, 13)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    for row, line in enumerate(table.lines, start=HEADER_ROW + 1):
        _write(sheet, row, line.name, line, plain)
    below = HEADER_ROW + 1 + len(table.lines)
    if table.total:
        _write(sheet, below, _("Cả thời gian"), table.total, bold)
    for row, note in enumerate(table.notes, start=below + 2):
        sheet.write_string(row, 0, note)


def _write(sheet: Worksheet, row: int, name: str, line: Line, look: Format) -> None:
    period = line.movement.period
    days = [f"{day:%d/%m/%Y}" for day in (period.first, period.last)]
    figures = [line.opening.n, *(cell.n for cell in line.cells), line.closing.n]
    sheet.write_row(row, 0, [name, *days])
    sheet.write_row(row, 3, figures, look)

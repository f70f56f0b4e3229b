"""The log's list as a file: the same entries, the same filters."""

import csv as csv_module
import io
from collections.abc import Iterator
from itertools import islice

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.models import Entry
from binhyen.ui.trail import Line, lines

from ..choices import Kind

NAME = "nhat-ky"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_EXCEL = 50_000
TOGETHER = 1_000


def headings() -> list[str]:
    return [
        _("Số"),
        _("Lúc"),
        _("Ai"),
        _("Tên đăng nhập"),
        _("Việc"),
        _("Loại"),
        _("Bản ghi"),
        _("Thay đổi"),
        _("Lý do"),
        _("Đợt"),
        _("Dấu kiểm tra (SHA-256)"),
    ]


def rows(entries: QuerySet[Entry]) -> Iterator[list[str | int]]:
    """In parts, so that neither memory nor queries grow with each row."""
    walk = entries.iterator(chunk_size=TOGETHER)
    while part := list(islice(walk, TOGETHER)):
        for line in lines(part):
            yield _row(line)


def _row(line: Line) -> list[str | int]:
    entry = line.entry
    changes = [f"{c.name}: {c.before} → {c.after}" for c in line.changes]
    kind = str(Kind(entry.kind).label) if entry.kind in Kind.values else entry.kind
    return [
        entry.number,
        f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M:%S}",
        line.who,
        line.user,
        line.verb,
        kind,
        entry.label,
        "; ".join(changes),
        entry.reason,
        entry.batch,
        entry.digest,
    ]


def csv(entries: QuerySet[Entry]) -> StreamingHttpResponse:
    """As long as the log is. UTF-8 with a mark, so that Excel reads the Vietnamese."""
    response = StreamingHttpResponse(_csv_lines(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{NAME}.csv"'
    return response


def _csv_lines(entries: QuerySet[Entry]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv_module.writer(line)
    writer.writerow(headings())
    yield "\ufeff" + line.getvalue()
    for row in rows(entries):
        line.seek(0)
        line.truncate()
        writer.writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def _harmless(cell: str | int) -> str | int:
    """A spreadsheet would run a text that begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def workbook(entries: QuerySet[Entry]) -> HttpResponse:
    """The newest entries, as many as a workbook may have here; its last line says what is left."""
    file = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, bold = book.add_worksheet(_("Nhật ký")), book.add_format({"bold": True})
        for column, width in enumerate([9, 19, 26, 20, 18, 18, 50, 60, 40, 38, 66]):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings(), bold)
        number = 0
        for number, row in enumerate(rows(entries[:MOST_IN_EXCEL]), start=1):
            sheet.write_row(number, 0, row)
        if number == MOST_IN_EXCEL:
            sheet.write_string(number + 1, 0, _("Còn nữa: hãy thu hẹp bộ lọc hoặc tải CSV."), bold)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.xlsx"'
    return response

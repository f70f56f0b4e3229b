"""The map's table as a file: the same rows, the same filters, said in its heading."""

import csv as csv_module
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..choices import Standing
from ..queries.maps import Reading

NAME = "ban-do"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headings(reading: Reading) -> list[str]:
    return [
        _("Mã"),
        _("Đơn vị"),
        str(reading.filters.measure.label),
        _("Số điểm mô hình"),
        _("Số điểm chưa ghi"),
        _("Ghi chú"),
    ]


def rows(reading: Reading) -> Iterator[list[Any]]:
    """A row a drawn unit, then a row a figure that no drawn unit could be given."""
    for area in sorted(reading.areas, key=lambda a: a.unit.sort_key):
        seen = area.standing != Standing.BEYOND
        note = "" if area.value is not None else str(area.standing.label)
        note = _("ít nhất") if area.is_least else note
        counts = [area.sites, area.silent] if seen else ["", ""]
        value = "" if area.value is None else area.value
        yield [area.unit.code, area.unit.name, value, *counts, note]
    for aside in reading.asides:
        places = ", ".join(unit.name for unit in aside.candidates)
        note = " ".join(part for part in (str(aside.reason.label), places) if part)
        yield [aside.unit.code, aside.unit.name, aside.amount, aside.sites, "", note]


def title(reading: Reading) -> str:
    chosen = reading.filters
    return _("%(measure)s – %(unit)s, ranh giới ngày %(day)s") % {
        "measure": chosen.measure.label,
        "unit": chosen.scope.name,
        "day": date_format(chosen.on, "d/m/Y"),
    }


def total_row(reading: Reading) -> list[Any]:
    total = reading.total
    return ["", _("Tổng số"), reading.total_number, total.sites, total.silent, ""]


def csv(reading: Reading) -> HttpResponse:
    """UTF-8 with a mark, so that Excel reads the Vietnamese."""
    text = io.StringIO()
    writer = csv_module.writer(text)
    writer.writerows([headings(reading), *rows(reading), total_row(reading)])
    return _download("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", "csv")


def workbook(reading: Reading) -> HttpResponse:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet(_("Bản đồ")), book.add_format({"bold": True})
        sheet.write_string(0, 0, title(reading), bold)
        sheet.write_row(2, 0, headings(reading), bold)
        last = 2
        for last, row in enumerate(rows(reading), start=3):
            sheet.write_row(last, 0, row)
        sheet.write_row(last + 1, 0, total_row(reading), bold)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, 4, 18)
        sheet.set_column(5, 5, 60)
    return _download(file.getvalue(), XLSX, "xlsx")


def _download(content: str | bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.{ending}"'
    return response

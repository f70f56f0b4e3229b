"""The list of reports as a workbook: a row each, as the page shows them."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Report


def reports_workbook(rows: Iterable[tuple[Report, str]]) -> bytes:
    """rows: reports, each with the number of its last signed version."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        title = pgettext("định kỳ", "Báo cáo")
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "border": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        header = [title, _("Đơn vị"), _("Tình trạng"), _("Số, ký hiệu"), _("Bản"),
                  _("Hạn gửi"), _("Gửi lúc")]  # fmt: skip
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for at, (report, symbol) in enumerate(rows, start=1):
            texts = (report.called, report.unit.name, str(report.get_state_display()), symbol)
            for column, text in enumerate(texts):
                sheet.write_string(at, column, text)
            sheet.write_number(at, 4, report.version)
            for column, moment in ((5, report.due_on), (6, report.sent_on)):
                if moment is not None:
                    sheet.write_datetime(at, column, moment, day)
        sheet.set_column(0, 1, 34)
        sheet.set_column(2, 6, 18)
        sheet.freeze_panes(1, 1)
    return file.getvalue()

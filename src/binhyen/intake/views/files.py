"""Workbooks to take away: the empty form, and what of a file hasn't gone in."""

import io
from uuid import UUID

import xlsxwriter
from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.queries import SignedIn
from binhyen.programmes.queries import empty_workbook

from .. import queries, wording
from ..models import Batch, Row
from ..rules import packing
from ..rules.reading import Reason
from ..rules.rows import cells_again
from .scope import batch_of, demand_importer
from .shown import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@require_GET
def empty(request: SignedIn) -> HttpResponseBase:
    """The form to fill in, with the very headers that an export has."""
    demand_importer(request)
    file = io.BytesIO()
    empty_workbook(file)
    return _answer(file, "mau-so-theo-doi.xlsx")


@require_GET
def left_over(request: SignedIn, key: UUID) -> HttpResponseBase:
    """Rows that don't go in, with their reasons; put right in Excel, the file can be handed in."""
    batch = batch_of(request, key)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        _fill(book, batch)
    return _answer(file, "dong-chua-nhap.xlsx")


def _fill(book: xlsxwriter.Workbook, batch: Batch) -> None:
    lines = [(row, _cells(batch, row)) for row in queries.left_over(batch)]
    used = {meaning for _row, cells in lines for meaning in cells}
    meanings = [meaning for meaning in wording.MEANINGS if meaning in used]
    about = [_("Trang"), _("Dòng"), _("Cách hiểu"), _("Lý do")]
    page = book.add_worksheet(_("Chưa nhập"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    page.write_row(0, 0, [*(str(wording.MEANINGS[m]) for m in meanings), *about], bold)
    for number, (row, cells) in enumerate(lines, start=1):
        why = " ".join(sentence(Reason(**reason)) for reason in row.reasons)
        texts = [cells.get(meaning, "") for meaning in meanings]
        for column, text in enumerate([*texts, row.sheet, str(row.number), _status(row), why]):
            page.write_string(number, column, text)
    page.freeze_panes(1, 0)
    page.autofit(400)


def _cells(batch: Batch, row: Row) -> dict[str, str]:
    return cells_again(packing.unpack(row.reading)) if batch.is_register else row.cells


def _status(row: Row) -> str:
    return _("bỏ qua") if row.skipped else str(row.get_status_display())


def _answer(file: io.BytesIO, name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)

"""The register of outgoing papers as Excel, in the columns of Decree 30/2020 (not checked)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import override

from .choices import Elsewhere
from .models import Issued, IssuedQuerySet
from .queries import kinds
from .queries.registry import RELATED

HEAD = 2
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    width: int
    read: Callable[[Issued], str | date]


COLUMNS: Sequence[Column] = (
    Column("Số, ký hiệu văn bản", 18, lambda one: one.symbol),
    Column("Ngày, tháng văn bản", 13, lambda one: one.issued_on),
    Column("Tên loại và trích yếu nội dung", 60, lambda one: one.title),
    Column("Người ký", 24, lambda one: one.signatory),
    Column("Nơi nhận văn bản", 36, lambda one: one.recipients),
    Column("Cơ quan ban hành", 32, lambda one: one.series.issuer.name),
    Column("Loại văn bản", 26, lambda one: _kind_name(one.kind)),
    Column("Mã mô hình", 12, lambda one: one.programme.code if one.programme else ""),
    Column("Tên mô hình", 40, lambda one: one.programme.name if one.programme else ""),
    Column("Mã điểm mô hình", 20, lambda one: one.site.code if one.site else ""),
)


def _kind_name(code: str) -> str:
    kind = kinds().get(code)
    return kind.name if kind else str(Elsewhere(code).label)


def register_workbook(papers: IssuedQuerySet, file: BinaryIO) -> None:
    """The papers in the order of the query, in constant memory; text never acts as a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with override("vi"), xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet("Văn bản đi")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        page.set_column(0, 0, 6)
        for place, column in enumerate(COLUMNS, start=1):
            page.set_column(place, place, column.width)
        page.write_string(0, 0, "SỔ ĐĂNG KÝ VĂN BẢN ĐI", title)
        for place, header in enumerate(["TT", *(column.header for column in COLUMNS)]):
            page.write_string(HEAD, place, header, bold)
        page.freeze_panes(HEAD + 1, 2)
        row = HEAD
        rows = papers.select_related(*RELATED).iterator(chunk_size=AT_ONCE)
        for row, paper in enumerate(rows, start=HEAD + 1):
            page.write_number(row, 0, row - HEAD)
            for place, column in enumerate(COLUMNS, start=1):
                value = column.read(paper)
                if isinstance(value, date):
                    page.write_datetime(row, place, value, day)
                elif value:
                    page.write_string(row, place, value, wrapped)
        page.autofilter(HEAD, 0, max(row, HEAD + 1), len(COLUMNS))

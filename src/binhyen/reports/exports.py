"""A report as a workbook: its tables as sheets by name, sums and changes as live formulas.

Whoever corrects a figure in the workbook sees what follows from it; what was signed is the paper.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from .choices import TableKind
from .rules.content import Cell, Content
from .rules.drawing import Drawn, Grid, Row, Square
from .rules.numbers import NOT_KNOWN, PERCENT, POINTS, coverage_text
from .rules.standing import SYNTHETIC

COVER, ORIGIN = "Báo cáo", "Nguồn số liệu"
MARK = 2
HEAD = 3  # the row of a table's head, from 0
NAME, UNIT = 1, 2  # columns
_NAMES = re.compile(r"[a-z][a-z0-9_.]*")


@dataclass
class _Book:
    """The workbook being written. totals: the cell that holds the sum of a series, by series."""

    book: Any
    content: Content
    totals: dict[str, str] = field(default_factory=dict)
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, **look: Any) -> Any:
        name = repr(sorted(look.items()))
        if name not in self.formats:
            self.formats[name] = self.book.add_format(look)
        return self.formats[name]


def report_workbook(
    subject: str, facts: Mapping[str, str], parts: tuple[Drawn, ...], content: Content
) -> bytes:
    """facts: what the cover says, by its label, such as the unit, the period, the version."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    grids = [part.grid for part in parts if part.grid is not None]
    with xlsxwriter.Workbook(file, options) as made:
        book = _Book(made, content)
        made.set_properties({"title": subject, "author": facts.get("Cơ quan ban hành", "")})
        _cover(book, subject, facts, parts)
        sheets = {id(grid): made.add_worksheet(grid.of.sheet) for grid in grids}
        for grid in sorted(grids, key=lambda grid: grid.of.kind != TableKind.UNITS):
            _grid(book, sheets[id(grid)], grid)
        _origin(book)
    return file.getvalue()


def _cover(book: _Book, subject: str, facts: Mapping[str, str], parts: tuple[Drawn, ...]) -> None:
    sheet = book.book.add_worksheet(COVER)
    wrapped = book.format(text_wrap=True, valign="top")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "BÁO CÁO", book.format(bold=True, font_size=14))
    sheet.write_string(1, 0, subject, book.format(bold=True))
    _mark(book, sheet)
    row = 3
    for label, text in facts.items():
        sheet.write_string(row, 0, label, book.format(valign="top"))
        sheet.write_string(row, 1, text, wrapped)
        row += 1
    row += 1
    for part in parts:
        if part.heading and part.paragraphs:
            sheet.write_string(row, 1, part.heading, book.format(bold=True))
            row += 1
        for paragraph in part.paragraphs:
            sheet.write_string(row, 1, "".join(said.text for said in paragraph), wrapped)
            row += 1


def _mark(book: _Book, sheet: Any) -> None:
    """On every sheet that stands for itself, in the row that is left free for it."""
    if book.content.is_synthetic:
        sheet.write_string(MARK, 0, SYNTHETIC, book.format(bold=True, font_color="#9A3412"))


def _grid(book: _Book, sheet: Any, grid: Grid) -> None:
    head = book.format(bold=True, text_wrap=True, border=1, align="center", valign="vcenter")
    title = grid.of.title or grid.of.sheet
    sheet.write_string(0, 0, title, book.format(bold=True, font_size=13))
    sheet.write_string(1, 0, f"{book.content.unit_name}, {book.content.period.label}")
    _mark(book, sheet)
    for place, name in enumerate(("TT", *grid.header)):
        sheet.write_string(HEAD, place, name, head)
    write = {
        TableKind.COMPARE: _compared,
        TableKind.UNITS: _units,
        TableKind.MONTHS: _months,
    }[grid.of.kind]
    for number, row in enumerate(grid.rows):
        at = HEAD + 1 + number
        bordered = book.format(border=1, bold=row.is_total)
        if row.is_total:
            sheet.write_blank(at, 0, None, bordered)
        else:
            sheet.write_number(at, 0, number + 1, bordered)
        sheet.write_string(at, NAME, row.name, bordered)
        write(book, sheet, grid, row, at)
    sheet.set_column(0, 0, 5)
    sheet.set_column(NAME, NAME, 44)
    sheet.set_column(UNIT, len(grid.header), 14)
    sheet.freeze_panes(HEAD + 1, NAME + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)


def _compared(book: _Book, sheet: Any, grid: Grid, row: Row, at: int) -> None:
    """This period and a year before; change and percentage follow by formulas."""
    unit, now, before, change, share = row.cells
    _put(book, sheet, at, UNIT, unit)
    this, last = xl_rowcol_to_cell(at, 3), xl_rowcol_to_cell(at, 4)
    total = book.totals.get(row.key)
    _put(book, sheet, at, 3, now, formula=f"={total}" if total else "")
    _put(book, sheet, at, 4, before)
    if not change.is_number:  # not compared, so nothing to work out
        _put(book, sheet, at, 5, change)
        _put(book, sheet, at, 6, share)
        return
    is_known = f'IF(OR({this}="",{last}=""),"",'
    places = change.places
    by = f"ROUND({this},{places})-ROUND({last},{places})" if places else f"{this}-{last}"
    points = f' "{POINTS}"' if unit.text == PERCENT else ""
    _put(book, sheet, at, 5, change, formula=f"={is_known}{by})", after=points)
    if unit.text == PERCENT:
        _put(book, sheet, at, 6, share)
        return
    by_last = f'IF(N({last})=0,"",({this}-{last})/ABS({last})*100)'
    _put(book, sheet, at, 6, share, formula=f"={is_known}{by_last})")


def _units(book: _Book, sheet: Any, grid: Grid, row: Row, at: int) -> None:
    """The units' own figures; the last row adds them up, or works out the ratio of the sums."""
    for place, (key, cell) in enumerate(zip(grid.of.keys, row.cells, strict=True)):
        column = UNIT + place
        formula = ""
        if row.is_total:
            formula = _total(book, grid, key, column, at)
            if formula:
                book.totals[key] = f"'{grid.of.sheet}'!{xl_rowcol_to_cell(at, column)}"
        _put(book, sheet, at, column, cell, formula=formula, bold=row.is_total)


def _total(book: _Book, grid: Grid, key: str, column: int, at: int) -> str:
    label = book.content.labels[key]
    if label.adds_up:
        name = xl_col_to_name(column)
        return f"=SUM({name}{HEAD + 2}:{name}{at})"
    places = {each: xl_rowcol_to_cell(at, UNIT + n) for n, each in enumerate(grid.of.keys)}
    names = set(_NAMES.findall(label.formula))
    if not label.formula or not names <= places.keys():
        return ""
    worked_out = _NAMES.sub(lambda match: places[match[0]], label.formula)
    return f'=IFERROR({worked_out},"")'


def _months(book: _Book, sheet: Any, grid: Grid, row: Row, at: int) -> None:
    """The months; the whole period adds them up, or takes the last of what stands."""
    unit, *months, whole = row.cells
    _put(book, sheet, at, UNIT, unit)
    for place, month in enumerate(months, start=UNIT + 1):
        _put(book, sheet, at, place, month)
    first, last = xl_rowcol_to_cell(at, UNIT + 1), xl_rowcol_to_cell(at, UNIT + len(months))
    label, formula = book.content.labels[row.key], ""
    if whole.amount is not None and label.is_last:
        formula = f"={last}" if months[-1].amount is not None else ""
    elif whole.amount is not None and label.adds_up:
        formula = f"=SUM({first}:{last})"
    _put(book, sheet, at, UNIT + len(months) + 1, whole, formula=formula, bold=True)


def _put(
    book: _Book,
    sheet: Any,
    row: int,
    column: int,
    cell: Square,
    *,
    formula: str = "",
    bold: bool = False,
    after: str = "",
) -> None:
    """after: what the cell shows behind its number, as Excel writes patterns."""
    if not cell.is_number:
        sheet.write_string(row, column, cell.text, book.format(border=1))
        return
    look = book.format(border=1, num_format=_pattern(cell.places) + after, bold=bold)
    value = None if cell.amount is None else float(round(cell.amount, cell.places))
    if formula:
        sheet.write_formula(row, column, formula, look, "" if value is None else value)
    elif value is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, value, look)


def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _origin(book: _Book) -> None:
    """Every figure with its number: series, unit, period. The page of the report says more."""
    sheet, content = book.book.add_worksheet(ORIGIN), book.content
    head = book.format(bold=True, border=1)
    header = ("Số thứ tự", "Mã chỉ tiêu", "Chỉ tiêu", "Đơn vị", "Kỳ", "Số liệu", "Công thức",
              "Gồm số của")  # fmt: skip
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, head)
    names = {content.unit: content.unit_name, **dict(content.children)}
    plain = book.format()
    for at, (spot, cell) in enumerate(content.cells.items(), start=1):
        span, label = content.span_of(spot.period), content.labels[spot.key]
        texts = (spot.key, label.name, names.get(spot.unit, ""), span.label if span else "")
        sheet.write_number(at, 0, at, plain)
        for place, text in enumerate(texts, start=1):
            sheet.write_string(at, place, text, plain)
        if cell.amount is None:
            sheet.write_string(at, 5, NOT_KNOWN, plain)
        else:
            number = book.format(num_format=_pattern(label.decimals))
            sheet.write_number(at, 5, float(cell.amount), number)
        sheet.write_string(at, 6, label.in_names or label.formula, plain)
        sheet.write_string(at, 7, _ground(cell), plain)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 44)
    sheet.set_column(3, 4, 24)
    sheet.set_column(5, 7, 20)
    sheet.freeze_panes(1, 0)


def _ground(cell: Cell) -> str:
    """Whose figures a figure is made of."""
    if cell.is_register:
        return "sổ quản lý"
    return coverage_text(cell).strip("()")

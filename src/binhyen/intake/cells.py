"""The cells of every sheet as the spreadsheet last computed them. Nothing is ever run."""

import io
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError

import python_calamine as calamine

from .limits import LONGEST_CELL, MOST_COLUMNS, MOST_LAID_OUT, MOST_ROWS, MOST_SHEETS, refuse_size
from .rules.reading import Cell, Sheet, WorkbookRefused
from .zipped import Looked


def laid_out(content: bytes, seen: Mapping[str, Looked]) -> list[Sheet]:
    """Every sheet, row by row. seen: what is known of each by its name. Raises WorkbookRefused."""
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return list(_sheets(book, seen))
    except calamine.PasswordError as fault:
        raise WorkbookRefused("encrypted") from fault
    except WorkbookRefused:
        raise
    except (calamine.CalamineError, OSError, ValueError, ParseError) as fault:
        raise WorkbookRefused("corrupt") from fault
    except BaseException as fault:  # calamine panics on some broken files
        if type(fault).__name__ != "PanicException":
            raise
        raise WorkbookRefused("corrupt") from fault


def _sheets(book: calamine.CalamineWorkbook, seen: Mapping[str, Looked]) -> Iterator[Sheet]:
    cells = 0
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise WorkbookRefused("too_many_sheets", limit=str(MOST_SHEETS))
    for about in book.sheets_metadata:
        hidden = about.visible != calamine.SheetVisibleEnum.Visible
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            yield Sheet(about.name, (), hidden=hidden)
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS * 28:
            raise refuse_size(about.name)
        cells += sheet.height * sheet.width
        if cells > MOST_LAID_OUT:
            raise refuse_size(about.name)
        rows = sheet.to_python(skip_empty_area=False)
        looked = seen.get(about.name, Looked())
        yield Sheet(
            name=about.name,
            rows=[[cell_of(cell) for cell in row[:MOST_COLUMNS]] for row in rows],
            merges=tuple(sheet.merged_cell_ranges or ()),
            hidden=hidden,
            faults=looked.faults,
            strays=tuple(looked.strays),
        )


def cell_of(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell[:LONGEST_CELL] or None
    return cell

"""Every sheet read, every list told from summaries and copies, each row understood."""

from collections.abc import Sequence
from datetime import date

from ..catalogue import Catalogue
from ..columns import UNREAD
from ..reading import (
    Assumptions,
    Column,
    Places,
    Reading,
    Sheet,
    SheetReading,
    WorkbookReading,
    WorkbookRefused,
)
from ..rows import read_row
from ..sheets import Table, is_blank, tables
from ..twins import without_twins
from .era import give_contexts
from .page import Page, letter_of, names_of
from .taking import take_rows

_OF_SITES = frozenset({"village", "established", "decision", "organisation", "established_year"})


def understand(
    sheets: Sequence[Sheet],
    *,
    name: str,
    catalogue: Catalogue,
    places: Places,
    today: date,
    assume: Assumptions | None = None,
) -> WorkbookReading:
    """Read every list of the workbook.

    Raises WorkbookRefused if no sheet holds a list, or a list lacks a column it can't do without.
    """
    assume = assume or Assumptions()
    pages = [Page(sheet, tables(sheet)) for sheet in sheets]
    lists = [page for page in pages if page.tables]
    if not lists:
        empty = all(is_blank(c) for s in sheets for row in s.rows for c in row)
        raise WorkbookRefused("empty_workbook" if empty else "no_list", names_of(pages))
    for page in lists:
        take_rows(page, catalogue, places)
    if not any(page.raws for page in lists):
        raise WorkbookRefused("no_rows", names_of(lists))
    _demand_columns(lists)
    lists = _without_summaries(lists)
    for page in pages:
        if strays := page.sheet.strays:
            page.notice("far_cells", cells=", ".join(strays))
    marked = any("synthetic" in page.meanings for page in lists)
    told = any("giả lập" in line.lower() for page in pages for line in page.titles)
    synthetic = told and not marked  # a column of marks says it row by row
    give_contexts(lists, name, places, today, assume, synthetic=synthetic)
    readings = [
        read_row(raw, page.context, catalogue=catalogue, places=places)
        for page in lists
        for raw in page.raws
        if page.context
    ]
    return WorkbookReading(
        name=name,
        rows=tuple(_without_hidden_copies(without_twins(readings), lists)),
        sheets=tuple(_summary(page) for page in pages),
        is_synthetic=synthetic,
    )


def _lacking(page: Page, table: Table) -> str:
    """What a site can't be without and a list doesn't say, not even in headings and titles."""
    has = set(table.meanings.values())
    rows = [r for r in page.raws if table.top < r.number - 1 < table.end]
    if not rows:
        return ""
    if "programme" not in has and not any("programme" in r.section for r in rows):
        return "programme"
    if not {"unit", "place", "unit_code"} & has and not any("unit" in r.section for r in rows):
        return "unit"
    return ""


def _demand_columns(lists: Sequence[Page]) -> None:
    """Refuse a workbook none of whose lists says both programme and commune."""
    missing = [(page, table, _lacking(page, table)) for page in lists for table in page.tables]
    if all(lacks for _, _, lacks in missing):
        page, table, lacks = missing[0]
        seen = "; ".join(" > ".join(path) for path in list(table.paths.values())[:12])
        raise WorkbookRefused(
            "column_missing",
            f"“{page.sheet.name}”",
            column=lacks,
            row=str(table.header.start + 1),
            headers=seen[:300],
        )


def _without_summaries(lists: Sequence[Page]) -> list[Page]:
    """Sheets of totals by commune or by programme are left out and say so.

    A list of sites that merely lacks a column stays: each of its rows is refused by name.
    """
    for page in lists:
        if page.meanings & _OF_SITES or not all(_lacking(page, t) for t in page.tables):
            continue
        if any(raw.section.keys() & {"programme", "unit"} for raw in page.raws):
            continue
        page.left_out = "sheet_of_sums"
    return [page for page in lists if not page.left_out]


def _without_hidden_copies(readings: Sequence[Reading], lists: Sequence[Page]) -> list[Reading]:
    """A hidden sheet that only repeats a sheet in view is an old copy, not data."""
    for page in lists:
        rows = [r for r in readings if r.sheet == page.sheet.name]
        copied = [
            r
            for r in rows
            if any(x.code in {"duplicate_row", "maybe_duplicate"} for x in r.reasons)
        ]
        if page.sheet.hidden and rows and len(copied) == len(rows):
            page.left_out = "hidden_copy"
    out = {page.sheet.name for page in lists if page.left_out}
    return [r for r in readings if r.sheet not in out]


def _summary(page: Page) -> SheetReading:
    if not page.tables or page.left_out:
        blank = all(is_blank(cell) for row in page.sheet.rows for cell in row)
        return SheetReading(
            page.sheet.name,
            left_out=page.left_out or ("sheet_empty" if blank else "sheet_without_list"),
        )
    return SheetReading(
        name=page.sheet.name,
        header_rows=tuple(r + 1 for t in page.tables for r in t.header),
        columns=_columns(page.tables[0]),
        kinds={kind: tuple(numbers) for kind, numbers in page.kinds.items() if numbers},
        data_rows=len(page.raws),
        context=page.context,
        notices=tuple(page.notices),
    )


def _columns(table: Table) -> tuple[Column, ...]:
    shown = []
    for column, path in sorted(table.paths.items()):
        meaning = table.meanings.get(column, "")
        if meaning in UNREAD - {"leader", "phone"}:
            meaning = "ignored"
        scale = table.scales.get(meaning, 1)
        shown.append(Column(letter_of(column), " / ".join(path), meaning, scale))
    return tuple(shown)

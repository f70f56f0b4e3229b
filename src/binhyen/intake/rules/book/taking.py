"""The rows of data of a list, with what stands for them elsewhere: above, beside, in headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from binhyen.kernel.text import fold

from ..catalogue import Catalogue
from ..columns import UNREAD
from ..reading import Cell, Places, RawRow, Sheet
from ..rows import kept
from ..sheets import Table, filled, is_blank, text_of
from .contents import needed_of, settle, unread_columns
from .evidence import with_evidence
from .kinds import NUMERIC, kind_of
from .page import Page, letter_of
from .places import section_of_titles
from .sections import Section, heading_of

_DITTO = re.compile(
    r"""^[-–\s]*(?:["″”“„〃]+|'{2,}|’’|//|n\.?\s?t\.?|như\s+trên|nhu\s+tren)[-–\s.]*$""",
    re.IGNORECASE,
)
_LEFT_BLANK = ("programme", "unit", "place")


def take_rows(page: Page, catalogue: Catalogue, places: Places) -> None:
    """Sort the rows of a sheet into data and all other kinds."""
    if page.tables[0].top:
        page.kinds["title"] = [r + 1 for r in range(page.tables[0].top) if filled(page.sheet, r)]
    above = section_of_titles(page, catalogue, places)
    for table in page.tables:
        settle(page.sheet, table, catalogue, places)
        page.kinds["header"] += [r + 1 for r in table.header]
        raws = _take_table(page, table, catalogue, places, above)
        page.raws += with_evidence(_from_above(raws), table)
        _tell_unread(page, table)


def _take_table(
    page: Page, table: Table, catalogue: Catalogue, places: Places, above: Mapping[str, str]
) -> list[RawRow]:
    section = Section(dict(above))
    line = _Line(page.sheet, table)
    after_signature = False
    last_programme = ""
    raws = []
    for row in range(table.header.stop, table.end):
        cells, hints = line.cells(row)
        kind = kind_of(
            page.sheet, table, row, cells, catalogue, places, after_signature=after_signature
        )
        if kind == "heading":
            section.enter(heading_of(page.sheet, row, catalogue, places))
        after_signature = after_signature or kind == "signature"
        if kind != "data":
            if kind != "blank":
                page.kinds[kind].append(row + 1)
            continue
        line.remember(row)
        carried = dict(section.values)
        if is_blank(cells.get("programme")) and last_programme:
            carried["programme_above"] = last_programme
        last_programme = text_of(cells.get("programme")) or last_programme
        raws.append(RawRow(page.sheet.name, row + 1, cells, carried, table.scales, hints))
    return raws


class _Line:
    """The cells of one row after another, by column meaning."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self._sheet, self._table = sheet, table
        self._merged = _merged_down(sheet, table)
        self._last: dict[int, Cell] = {}
        self._columns = {c: m for c, m in table.meanings.items() if m not in UNREAD}
        have = set(table.meanings.values())
        self._needed = {
            column: needed
            for column, cells in unread_columns(sheet, table).items()
            if column not in table.meanings and (needed := needed_of(cells, have))
        }
        self._founding = "" if any(m.startswith("established") for m in have) else _founding(table)

    def cells(self, row: int) -> tuple[dict[str, Cell], dict[str, str]]:
        """The row's cells by meaning, and what to know about them besides (`RawRow.hints`)."""
        found: dict[str, list[Cell]] = {}
        hints: dict[str, str] = {}
        for column, meaning in self._columns.items():
            cell = self._cell(row, column, meaning)
            if isinstance(cell, str) and _DITTO.match(cell) and column in self._last:
                cell = self._last[column]
                if meaning in NUMERIC:
                    hints[f"ditto_number:{meaning}"] = kept(cell, meaning)
            if not is_blank(cell):
                found.setdefault(meaning, []).append(cell)
        cells = {meaning: _together(many, meaning) for meaning, many in found.items()}
        for meaning in self._table.unsure:
            if len(found.get(meaning, ())) > 1:
                hints[f"several_sums:{meaning}"] = kept(cells[meaning], meaning)
        for meaning in self._table.spent & cells.keys():
            hints[f"spent_not_planned:{meaning}"] = kept(cells[meaning], meaning)
        for meaning in self._table.assumed.keys() & cells.keys():
            hints[f"assumed_column:{meaning}"] = kept(cells[meaning], meaning)
        for column, meaning in self._needed.items():
            if not is_blank(self._value(row, column)):
                hints[f"unread_cell:{meaning}"] = self._header(column)
        if self._founding:
            hints["by_decision:established"] = self._founding
        return cells, hints

    def _header(self, column: int) -> str:
        return " / ".join(self._table.paths.get(column, ()))[:80] or letter_of(column)

    def remember(self, row: int) -> None:
        """The row is data: what ditto marks below it mean."""
        for column in self._columns:
            cell = self._value(row, column)
            if not is_blank(cell) and not (isinstance(cell, str) and _DITTO.match(cell)):
                self._last[column] = cell

    def _value(self, row: int, column: int) -> Cell:
        values = self._sheet.rows[row]
        return values[column] if column < len(values) else None

    def _cell(self, row: int, column: int, meaning: str) -> Cell:
        cell = self._value(row, column)
        if is_blank(cell) and (row, column) in self._merged and meaning not in NUMERIC:
            top, left = self._merged[row, column]
            cell = self._value(top, left)
        if is_blank(cell) and (row, column) in self._sheet.faults:
            cell = self._sheet.faults[row, column]
        return cell


def _together(cells: Sequence[Cell], meaning: str) -> Cell:
    """One cell, or the parts of a sum as "25 + 12"."""
    return cells[0] if len(cells) == 1 else " + ".join(kept(cell, meaning) for cell in cells)


def _founding(table: Table) -> str:
    """Whether the day of the decision is the founding's, in a list without a column for it."""
    paths = [table.paths[c] for c, m in table.meanings.items() if m.startswith("decision")]
    if not paths or any(m == "other_date" for m in table.meanings.values()):
        return "" if not paths else "likely"
    named = any(re.search(r"thanh lap|ra mat|cong nhan", fold(" ".join(p))) for p in paths)
    return "named" if named else "likely"


def _merged_down(sheet: Sheet, table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (top, left)
        for (top, left), (bottom, right) in sheet.merges
        if top >= table.header.stop and bottom > top and left == right
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1)
        for column in range(left, right + 1)
    }


def _from_above(raws: Sequence[RawRow]) -> list[RawRow]:
    """Where a list names a programme or commune only once for many rows, ask for it below.

    One blank cell in a full column is a cell left out, not a name meant again.
    """
    result = list(raws)
    for meaning in _LEFT_BLANK:
        blank = [n for n, raw in enumerate(result) if meaning not in raw.cells]
        is_habit = len(blank) >= 3 and len(blank) * 4 >= len(result) and 0 not in blank
        if not is_habit or len(blank) == len(result):
            continue
        for n in blank:
            raw, before = result[n], result[n - 1]
            cell = before.cells.get(meaning)
            if cell is None or meaning in raw.section or _sections(raw) != _sections(before):
                continue
            hints = {**raw.hints, f"from_above:{meaning}": kept(cell, meaning)}
            result[n] = replace(raw, cells={**raw.cells, meaning: cell}, hints=hints)
    return result


def _sections(raw: RawRow) -> dict[str, str]:
    return {name: text for name, text in raw.section.items() if name != "programme_above"}


def _tell_unread(page: Page, table: Table) -> None:
    """Name the columns that hold something and weren't read."""
    shown: dict[str, list[str]] = {"unread_columns": [], "unknown_columns": []}
    for column in sorted(unread_columns(page.sheet, table)):
        header = " / ".join(table.paths.get(column, ()))[:80]
        code = "unread_columns" if column in table.meanings else "unknown_columns"
        shown[code].append(f"{letter_of(column)} “{header}”" if header else letter_of(column))
    for code, columns in shown.items():
        if columns:
            page.notice(code, columns="; ".join(columns)[:600])

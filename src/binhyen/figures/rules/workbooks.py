"""How figures lie in a file: a row for each unit and month, or a month's form with a row each.

Wide: a heading "Mã đơn vị", "Kỳ", then codes of series. Tall: a heading "Mã chỉ tiêu", "Số liệu",
and above it lines "Mã đơn vị" and "Kỳ" with their values. Rows above the heading are read over.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from binhyen.kernel.text import fold

UNIT, PERIOD, SERIES, AMOUNT = "Mã đơn vị", "Kỳ", "Mã chỉ tiêu", "Số liệu"
UNIT_NAME = "Đơn vị"
MOST_CELLS = 200_000

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell of a file as it stands there; rows and columns as Excel counts them, from 1."""

    sheet: str
    row: int
    column: int
    unit: str
    period: str
    key: str
    typed: object


def rows_of_csv(text: str) -> list[list[object]]:
    """The rows of a CSV, whichever of comma, semicolon and tab parts its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text), delimiter=mark)]


def cells_in(sheet: str, rows: Sequence[Row]) -> Iterator[Typed]:
    """Every filled cell of a sheet; none where no heading is found."""
    for number, row in enumerate(rows):
        words = [_word(cell) for cell in row]
        if _word(UNIT) in words and _word(PERIOD) in words and len(words) > 2:
            yield from _wide(sheet, rows, number, words)
            return
        if _word(SERIES) in words and _word(AMOUNT) in words:
            yield from _tall(sheet, rows, number, words)
            return


def _wide(sheet: str, rows: Sequence[Row], heading: int, words: list[str]) -> Iterator[Typed]:
    unit, period = words.index(_word(UNIT)), words.index(_word(PERIOD))
    told = {unit, period, *(n for n, word in enumerate(words) if word == _word(UNIT_NAME))}
    width = max(len(row) for row in rows[heading:])
    keys = {n: _column_name(rows, heading, n) for n in range(width) if n not in told}
    for number, row in enumerate(rows[heading + 1 :], start=heading + 2):
        if not _text(_at(row, unit)):
            continue
        for column, key in keys.items():
            typed = _at(row, column)
            if _text(typed):
                yield Typed(sheet, number, column + 1, _code(_at(row, unit)),
                            _text(_at(row, period)), key, typed)  # fmt: skip


def _tall(sheet: str, rows: Sequence[Row], heading: int, words: list[str]) -> Iterator[Typed]:
    said = {_word(row[0]): row[1] for row in rows[:heading] if len(row) > 1}
    unit, period = _code(said.get(_word(UNIT))), _text(said.get(_word(PERIOD)))
    series, amount = words.index(_word(SERIES)), words.index(_word(AMOUNT))
    for number, row in enumerate(rows[heading + 1 :], start=heading + 2):
        key, typed = _text(_at(row, series)), _at(row, amount)
        if _text(typed):
            key = key or next(filter(None, map(_text, row)), "")
            yield Typed(sheet, number, amount + 1, unit, period, key, typed)


def _column_name(rows: Sequence[Row], heading: int, column: int) -> str:
    """A column's code; without one what stands above it or its letter, so that it is told of."""
    above = _text(_at(rows[heading - 1], column)) if heading else ""
    return _text(_at(rows[heading], column)) or above or letters(column + 1)


def letters(column: int) -> str:
    """A column as Excel names it: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _at(row: Row, column: int) -> object:
    return row[column] if column < len(row) else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _code(cell: object) -> str:
    """A unit's code: Excel makes a number of it, and drops the noughts before it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _text(cell)


def _word(cell: object) -> str:
    return fold(_text(cell))

"""Finding the lists in a sheet: header rows of one to three levels, and what lies below them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from binhyen.kernel.text import fold, squeeze

from .columns import MONEY, WHOLE, assign, best, scale_of, scale_of_caption, words_of
from .reading import Cell, Sheet

_NEEDED_COLUMNS = 3
_LEVELS = 3
_BELOW_A_GROUP = WHOLE | frozenset(
    "so|ngay|thang|nam|nu|ten|loai|cap|don vi|tien|tien mat|hien vat|hien vat quy tien|du toan"
    "|thuc hien|quyet toan|ke hoach|tinh|huyen|xa|trung uong|dang vien|doan vien|nha nuoc|nhan dan"
    "|doanh nghiep|dan toc|ho|diem|to|nguoi|dat|khong dat|ns|xhh|nsnn".split("|")
)
_NUMBERED = re.compile(r"^\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?(?:\s*=.*)?$")


@dataclass(slots=True)
class Table:
    """A header and the rows below it, up to the next header. Rows and columns count from 0."""

    top: int
    header: range
    end: int = 0
    meanings: dict[int, str] = field(default_factory=dict)
    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[int]] = field(default_factory=dict)  # columns that add up to a meaning
    unsure: frozenset[str] = frozenset()  # meanings whose columns don't simply add up
    spent: frozenset[str] = frozenset()  # meanings read from what was spent, not from the plan
    assumed: dict[str, int] = field(default_factory=dict)  # columns told by their cells alone
    numbered: frozenset[int] = frozenset()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A cell as one line of text, without control characters."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, str):
        return squeeze("".join(c if c.isprintable() else " " for c in cell))
    return str(cell)


def filled(sheet: Sheet, row: int) -> dict[int, Cell]:
    return {c: cell for c, cell in enumerate(sheet.rows[row]) if not is_blank(cell)}


def tables(sheet: Sheet) -> list[Table]:
    """Every table of the sheet, in its order."""
    found: list[Table] = []
    row, count = 0, len(sheet.rows)
    across = _merged_across(sheet)
    while row < count:
        if not _is_header(sheet, row, across):
            row += 1
            continue
        header = _extent(sheet, row, found[-1].header.stop if found else 0, across)
        table = _table(sheet, header, across)
        if not ({"programme", "unit", "place", "village"} & set(table.meanings.values())):
            row = header.stop
            continue
        if found:
            found[-1].end = header.start
        table.end = count
        found.append(table)
        row = header.stop
    return found


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    return {
        c: text_of(cell)
        for c, cell in filled(sheet, row).items()
        if isinstance(cell, str) and len(cell) < 120
    }


def _is_header(sheet: Sheet, row: int, across: Mapping[int, Mapping[int, int]]) -> bool:
    cells = filled(sheet, row)
    texts = _texts(sheet, row)
    if len(texts) < 2 or len(texts) < 0.7 * len(cells):
        return False
    meanings = {m for m, score in (best((t,)) for t in texts.values()) if score >= 75}
    sure = {m for m, score in (best((t,)) for t in texts.values()) if score >= 95}
    if len(meanings) >= _NEEDED_COLUMNS and len(sure) >= 2:
        return True
    # A top level with wide groups, or a small table: look at it together with what lies below.
    if not meanings or row + 1 >= len(sheet.rows):
        return False
    below = {m for m, s in (best((t,)) for t in _texts(sheet, row + 1).values()) if s >= 90}
    groups = across.get(row, {})
    return bool(groups) and len(meanings | below) >= _NEEDED_COLUMNS + 1 and len(below) >= 2


def _merged_across(sheet: Sheet) -> dict[int, dict[int, int]]:
    """Row → column → first column of the merge over it, for merges wider than a column."""
    wide: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merges:
        if right > left and bottom - top < 12:
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                for column in range(left, right + 1):
                    wide.setdefault(row, {})[column] = left
    return wide


def _extent(sheet: Sheet, row: int, floor: int, across: Mapping[int, Mapping[int, int]]) -> range:
    """The rows of a header of which `row` is one: by merges down, and by what stands in them."""
    start, stop = row, row + 1
    for (top, _), (bottom, _) in sheet.merges:
        if top < row <= bottom and top >= floor and row - top < _LEVELS:
            start = min(start, top)
        if start <= top <= row < bottom < row + _LEVELS + 1:
            stop = max(stop, bottom + 1)
    while row - start < _LEVELS - 1 and start - 1 >= floor and _is_upper(sheet, start - 1, start):
        start -= 1
    while stop - start < _LEVELS + 1 and stop < len(sheet.rows) and _is_lower(sheet, start, stop):
        stop += 1
    return range(start, min(stop, len(sheet.rows)))


def _is_upper(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether a row holds group headings over the row below it."""
    texts = _texts(sheet, upper)
    if len(texts) < 2 or len(texts) != len(filled(sheet, upper)):
        return False
    return sum(best((text,))[1] >= 75 for text in texts.values()) * 2 >= len(texts)


def _is_lower(sheet: Sheet, start: int, row: int) -> bool:
    """Whether a row goes on with the header: words for columns, under blanks or groups."""
    cells, texts = filled(sheet, row), _texts(sheet, row)
    if not texts or len(texts) != len(cells) or len(texts) < 2:
        return False
    above = filled(sheet, row - 1)
    if all(column in above for column in texts) and len(texts) >= len(above):
        return False  # a row as full as the one above it is another header or data
    if any(_NUMBERED.match(text) for text in texts.values()):
        return False
    known = sum(_is_word_of_header(sheet, start, row, c, t) for c, t in texts.items())
    return known * 3 >= len(texts) * 2


def _is_word_of_header(sheet: Sheet, start: int, row: int, column: int, text: str) -> bool:
    if best((text,))[1] >= 85:
        return True
    return words_of(text) in _BELOW_A_GROUP


def _table(sheet: Sheet, header: range, across: Mapping[int, Mapping[int, int]]) -> Table:
    width = max((len(sheet.rows[row]) for row in header), default=0)
    paths = {c: _path(sheet, header, c, across) for c in range(width)}
    paths = {c: path for c, path in paths.items() if path}
    paths = _divided(paths)
    assigned = assign(paths)
    table = Table(
        top=header.start,
        header=header,
        paths=paths,
        meanings=assigned.meanings,
        parts=assigned.parts,
        unsure=assigned.unsure,
        spent=assigned.spent,
    )
    table.scales = _scales(sheet, table)
    table.numbered = frozenset(_numbers_below(sheet, header))
    return table


def _path(
    sheet: Sheet, header: range, column: int, across: Mapping[int, Mapping[int, int]]
) -> tuple[str, ...]:
    words: list[str] = []
    for row in header:
        text = _word(sheet, row, column)
        if not text:
            left = across.get(row, {}).get(column)
            if left is not None:
                text = _word(sheet, row, left)
            elif row < header.stop - 1 and not words:
                text = _group_left(sheet, header, row, column, across)
        if text and (not words or words[-1] != text):
            words.append(text)
    return tuple(words)


def _word(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row]
    return text_of(cells[column]) if column < len(cells) else ""


def _group_left(
    sheet: Sheet, header: range, row: int, column: int, across: Mapping[int, Mapping[int, int]]
) -> str:
    """The group heading to the left, where merges weren't kept and both have words below."""
    below = range(row + 1, header.stop)
    if not any(_word(sheet, lower, column) for lower in below):
        return ""
    for left in range(column - 1, -1, -1):
        if left in across.get(row, {}) or not any(_word(sheet, lower, left) for lower in below):
            return ""
        if text := _word(sheet, row, left):
            return text
    return ""


def _divided(paths: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Headings under “Trong đó” divide the column before them and are read below its heading."""
    result: dict[int, tuple[str, ...]] = {}
    whole: tuple[str, ...] = ()
    for column, path in sorted(paths.items()):
        if re.match(r"(?:trong do|chia ra|bao gom|gom)\b", fold(path[0])) and whole:
            rest = re.sub(r"(?i)^\s*trong đó\s*(?:có)?\s*:?", "", path[0]).strip()
            result[column] = (*whole, *([rest] if rest else []), *path[1:])
        else:
            result[column] = whole = path
    return result


def _scales(sheet: Sheet, table: Table) -> dict[str, int]:
    """Multipliers of the money columns: of their headers, of their sum's, of a line above."""
    above = (
        scale_of_caption(text_of(cell))
        for row in range(table.top - 1, max(0, table.top - 5) - 1, -1)
        for cell in reversed(sheet.rows[row])
        if isinstance(cell, str)
    )
    own: dict[str, int | None] = {}
    for column, meaning in table.meanings.items():
        if meaning in MONEY:
            said = [scale_of(text) for text in reversed(table.paths[column])]
            own.setdefault(meaning, next((s for s in said if s), None))
    general = own.get("total") or next((scale for scale in above if scale), None) or 1
    return {meaning: scale or general for meaning, scale in own.items()}


def _numbers_below(sheet: Sheet, header: range) -> Iterator[int]:
    """The row "(1) (2) (3)" or "A B 1 2" that numbers the columns."""
    for row in range(header.stop, min(header.stop + 2, len(sheet.rows))):
        cells = [text_of(cell) for cell in filled(sheet, row).values()]
        if len(cells) >= 3 and all(_NUMBERED.match(cell) for cell in cells) and _runs(cells):
            yield row


def _runs(cells: Sequence[str]) -> bool:
    numbers = [int(n[0]) for cell in cells if (n := re.findall(r"\d+", cell))]
    steps = [b - a for a, b in pairwise(numbers)]
    return bool(numbers) and all(0 <= step <= 2 for step in steps) and sum(steps) > 0

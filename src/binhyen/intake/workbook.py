"""Opening a file that anyone may have made: what it is, how large it is, then its cells.

Nothing in the file is ever run: macros, links and formulas stay text; the values that the
spreadsheet last computed are read.
"""

import csv
import io
import re
from collections import Counter
from datetime import date

from .apart import read_apart
from .cells import cell_of, laid_out
from .limits import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, refuse_size
from .rules.book import understand
from .rules.catalogue import Catalogue
from .rules.reading import Assumptions, Cell, Places, Sheet, WorkbookReading, WorkbookRefused
from .zipped import look_over

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_workbook(
    content: bytes,
    *,
    name: str,
    catalogue: Catalogue,
    places: Places,
    today: date,
    assume: Assumptions | None = None,
) -> WorkbookReading:
    """A file understood. Raises WorkbookRefused where it can't be, with a reason to show."""
    sheets = read_sheets(content, name=name)
    try:
        return understand(
            sheets, name=name, catalogue=catalogue, places=places, today=today, assume=assume
        )
    except WorkbookRefused as fault:
        if fault.code in {"empty_workbook", "no_list"} and b"/media/image" in content:
            raise WorkbookRefused("pictures_only", fault.where) from fault
        raise


def read_sheets(content: bytes, *, name: str = "") -> list[Sheet]:
    """The cells of every sheet, within bounds of size. Raises WorkbookRefused."""
    kind = _kind(content, name)
    if kind == "csv":
        return [_csv(content, name)]
    if kind == "xls":
        return read_apart(content)
    content, seen = look_over(content)
    if any(one.part.endswith((".bin", "content.xml")) for one in seen.values()):
        return read_apart(content)
    return laid_out(content, seen)


def has_macros(content: bytes) -> bool:
    """Whether the file carries macros: they are left asleep, and the reader is told."""
    return b"vbaProject.bin" in content or "_VBA_PROJECT".encode("utf-16-le") in content


def _kind(content: bytes, name: str) -> str:
    if not content.strip(b"\x00 \r\n\t"):
        raise WorkbookRefused("empty_file")
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused("file_too_large", limit=str(LARGEST_FILE // 2**20))
    if content.startswith(b"PK"):
        return "zip"
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WorkbookRefused("encrypted")
        if "WordDocument".encode("utf-16-le") in content:
            raise WorkbookRefused("not_a_workbook")
        return "xls"
    if content.startswith(_IMAGES) or content[8:12] == b"WEBP" or content.startswith(b"%PDF"):
        raise WorkbookRefused("image_only")
    is_named = name.lower().endswith((".csv", ".tsv", ".txt"))
    is_text = content.startswith(_UTF_16) or b"\x00" not in content[:4096]
    if is_text and (is_named or _has_columns(content)):
        return "csv"
    raise WorkbookRefused("not_a_workbook")


def _has_columns(content: bytes) -> bool:
    """Whether a file of another name is a table of text: several lines parted in the same way."""
    lines = _decoded(content[:65_536] + b"\n").splitlines()[:20]
    if len(lines) < 3 or lines[0].lstrip().startswith("<"):
        return False
    parts = [Counter(mark for mark in line if mark in ",;\t") for line in lines[:-1]]
    return any(min(part[mark] for part in parts) >= 2 for mark in ",;\t")


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF_16):
        return content[: len(content) // 2 * 2].decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", "replace")


def _csv(content: bytes, name: str) -> Sheet:
    text = _decoded(content)
    if text.count("\ufffd") > len(text) // 100:
        raise WorkbookRefused("corrupt")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise refuse_size()
            rows.append([_typed(cell) for cell in row])
    except csv.Error as fault:
        raise WorkbookRefused("corrupt") from fault
    return Sheet(re.sub(r"^.*[/\\]", "", name) or "CSV", rows)


def _typed(cell: str) -> Cell:
    """A CSV has no types; the apostrophe that our own export puts before a sign is taken off."""
    if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t", "\r"}:
        cell = cell[1:]
    if re.fullmatch(r"\d{1,15}", cell) and not (cell.startswith("0") and len(cell) > 1):
        return int(cell)
    return cell_of(cell)

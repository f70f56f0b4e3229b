"""Opening a file that anyone may have made: what it is, how large it is, then its cells.

Nothing in the file is ever run: macros, links and formulas stay text; the values that the
spreadsheet last computed are read.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import ParseError

import python_calamine as calamine

from .rules.book import understand
from .rules.catalogue import Catalogue
from .rules.reading import Assumptions, Cell, Places, Sheet, WorkbookReading, WorkbookRefused

LARGEST_FILE = 25 * 2**20
LARGEST_UNPACKED = 200 * 2**20
LARGEST_PART = 120 * 2**20
LARGEST_RATIO = 200  # a part of some size that shrinks more than this isn't a list
MOST_PARTS, MOST_SHEETS = 5_000, 200
MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 2_000_000, 200_000, 600
LONGEST_CELL = 4_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


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
    blanks: dict[str, frozenset[tuple[int, int]]] = {}
    if kind == "zip":
        blanks = _inspect_zip(content)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return list(_sheets(book, blanks))
    except calamine.PasswordError as fault:
        raise WorkbookRefused("encrypted") from fault
    except WorkbookRefused:
        raise
    except (calamine.CalamineError, OSError, ValueError, ParseError, MemoryError) as fault:
        raise WorkbookRefused("corrupt") from fault
    except BaseException as fault:  # calamine panics on some broken files
        if type(fault).__name__ != "PanicException":
            raise
        raise WorkbookRefused("corrupt") from fault


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
    if name.lower().endswith((".csv", ".tsv", ".txt")) and b"\x00" not in content[:4096]:
        return "csv"
    raise WorkbookRefused("not_a_workbook")


def _inspect_zip(content: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """Unpack every part once, counting, before the real reader may.

    Answers with the formula cells without a value, by sheet name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _inspect_parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as fault:
        raise WorkbookRefused("corrupt") from fault
    except (RuntimeError, OSError, UnicodeDecodeError) as fault:  # a password on the zip itself
        code = "encrypted" if "password" in str(fault) else "corrupt"
        raise WorkbookRefused(code) from fault


def _inspect_parts(package: zipfile.ZipFile) -> dict[str, frozenset[tuple[int, int]]]:
    parts = package.infolist()
    names = {part.filename for part in parts}
    is_sheet = any(n.startswith("xl/") for n in names) or "content.xml" in names
    if not is_sheet:
        raise WorkbookRefused("not_a_workbook")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise WorkbookRefused("zip_bomb")
    unpacked, cells = 0, 0
    blanks: dict[str, frozenset[tuple[int, int]]] = {}
    titles = _titles(package, names)
    for part in parts:
        if not part.filename.endswith((".xml", ".rels", ".bin", ".vml")):
            continue
        sheet = titles.get(part.filename, "")
        counted, size, without = _scan(package, part, is_list=bool(sheet))
        cells, unpacked = cells + counted, unpacked + size
        if unpacked > LARGEST_UNPACKED:
            raise WorkbookRefused("zip_bomb")
        if cells > MOST_CELLS:
            raise WorkbookRefused("too_many_cells", limit=f"{MOST_CELLS:,}".replace(",", "."))
        if without:
            blanks[sheet] = without
    return blanks


_CELL_OPENS = re.compile(rb"<(?:[a-z]+:)?c[\s>/]")
_FORMULA = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def _scan(
    package: zipfile.ZipFile, part: zipfile.ZipInfo, *, is_list: bool
) -> tuple[int, int, frozenset[tuple[int, int]]]:
    """(cells, bytes, formulas without a value) of a part, read in pieces."""
    size, cells, tail = 0, 0, b""
    without: set[tuple[int, int]] = set()
    with package.open(part) as stream:
        while piece := stream.read(2**18):
            size += len(piece)
            too_dense = size > 2**24 and size > LARGEST_RATIO * max(part.compress_size, 1)
            if size > LARGEST_PART or too_dense:
                raise WorkbookRefused("zip_bomb")
            if b"<!ENTITY" in piece:
                raise WorkbookRefused("corrupt")
            if is_list:
                cells += len(_CELL_OPENS.findall(piece))
                if cells > MOST_CELLS:
                    raise WorkbookRefused(
                        "too_many_cells", limit=f"{MOST_CELLS:,}".replace(",", ".")
                    )
                text = tail + piece
                for found in _FORMULA.finditer(text):
                    without.add((int(found[2]) - 1, _column(found[1].decode())))
                tail = text[-2048:]
    return cells, size, frozenset(without)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _titles(package: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Part of the package → name of the sheet it holds."""
    if "content.xml" in names:
        return {"content.xml": "*"}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {name: "*" for name in names if name.startswith("xl/worksheets/")}
    book = _start(package, "xl/workbook.xml")
    rels = _start(package, "xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", rels):
        known = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[known.get("Id", "")] = known.get("Target", "").lstrip("/").removeprefix("xl/")
    titles = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name = re.search(r'\bname="([^"]*)"', tag)
        key = re.search(r'\w+:id="([^"]*)"', tag)
        if name and key and key[1] in targets:
            titles["xl/" + targets[key[1]]] = _unescaped(name[1])
    return titles


def _start(package: zipfile.ZipFile, name: str) -> str:
    with package.open(name) as stream:
        return stream.read(2**20).decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    for written, meant in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&#39;", "'"),
    ):
        text = text.replace(written, meant)
    return text.replace("&amp;", "&")


def _sheets(
    book: calamine.CalamineWorkbook, blanks: dict[str, frozenset[tuple[int, int]]]
) -> Iterator[Sheet]:
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
            raise WorkbookRefused(
                "too_many_cells", f"“{about.name}”", limit=f"{MOST_CELLS:,}".replace(",", ".")
            )
        cells += sheet.height * sheet.width
        if cells > MOST_CELLS * 2:
            raise WorkbookRefused(
                "too_many_cells", f"“{about.name}”", limit=f"{MOST_CELLS:,}".replace(",", ".")
            )
        rows = sheet.to_python(skip_empty_area=False)
        yield Sheet(
            name=about.name,
            rows=[[_cell(cell) for cell in row[:MOST_COLUMNS]] for row in rows],
            merges=tuple(sheet.merged_cell_ranges or ()),
            hidden=hidden,
            formulas_without_value=blanks.get(about.name, frozenset()),
        )


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        if not cell:
            return None
        return cell[:LONGEST_CELL] if len(cell) > LONGEST_CELL else cell
    return cell


def _csv(content: bytes, name: str) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode(
                "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "cp1258"
            )
        except UnicodeDecodeError as fault:
            raise WorkbookRefused("corrupt") from fault
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise WorkbookRefused("too_many_cells", limit=f"{MOST_CELLS:,}".replace(",", "."))
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
    return _cell(cell)

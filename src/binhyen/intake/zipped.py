"""The package of a modern spreadsheet looked over before the real reader may open it.

Every part is unpacked once in pieces, counting. The reader lays a sheet out from its first filled
cell to its last, so one stray value in the last corner would cost gigabytes: what counts is how
many cells are filled, and strays far from all others are taken out and named.
"""

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from .limits import (
    LARGEST_PART,
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LAID_OUT,
    MOST_PARTS,
    MOST_ROWS,
    refuse_size,
)
from .rules.reading import WorkbookRefused

_MOST_STRAYS, _GAP_OF_ROWS, _GAP_OF_COLUMNS = 20, 1_000, 50
_CELL_OPENS = re.compile(rb"<(?:[a-z]+:)?c[\s>/]")
_FILLED = re.compile(rb'<(?:[a-z]+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_FORMULA = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_ERROR = re.compile(
    rb'<c\s(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bt="e")[^>]*>'
    rb"(?:\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))?\s*<v>(#[^<]{1,20})</v>"
)
Spot = tuple[int, int]  # row and column from 0


@dataclass(slots=True)
class Looked:
    """What was seen of a sheet: its filled cells by row and column, formulas that went wrong."""

    name: str = ""
    part: str = ""
    cells: int = 0
    size: int = 0
    rows: Counter[int] = field(default_factory=Counter)
    columns: Counter[int] = field(default_factory=Counter)
    faults: dict[Spot, str] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)


def look_over(content: bytes) -> tuple[bytes, Mapping[str, Looked]]:
    """The package without stray cells, and what was seen of each sheet by its name.

    Raises WorkbookRefused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            seen = _look(package)
            strays = {one.part: limits for one in seen if (limits := _beyond(one))}
            if strays:
                content = _without(package, strays, {one.part: one for one in seen})
            return content, {one.name: one for one in seen}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as fault:
        raise WorkbookRefused("corrupt") from fault
    except (RuntimeError, OSError, UnicodeDecodeError) as fault:  # a password on the zip itself
        code = "encrypted" if "password" in str(fault) else "corrupt"
        raise WorkbookRefused(code) from fault


def _look(package: zipfile.ZipFile) -> list[Looked]:
    parts = package.infolist()
    names = {part.filename for part in parts}
    is_sheet = any(n.startswith("xl/") for n in names) or "content.xml" in names
    if not is_sheet:
        raise WorkbookRefused("not_a_workbook")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise WorkbookRefused("zip_bomb")
    unpacked, cells = 0, 0
    sheets = []
    titles = _titles(package, names)
    for part in parts:
        if not part.filename.endswith((".xml", ".rels", ".bin", ".vml")):
            continue
        seen = Looked(titles.get(part.filename, ""), part.filename)
        _scan(package, part, seen)
        cells, unpacked = cells + seen.cells, unpacked + seen.size
        if unpacked > LARGEST_UNPACKED:
            raise WorkbookRefused("zip_bomb")
        if cells > MOST_CELLS:
            raise refuse_size()
        if seen.name:
            sheets.append(seen)
    return sheets


def _scan(package: zipfile.ZipFile, part: zipfile.ZipInfo, seen: Looked) -> None:
    """Count a part in pieces; of a list also which cells are filled."""
    rest = b""
    with package.open(part) as stream:
        while piece := stream.read(2**18):
            seen.size += len(piece)
            too_dense = seen.size > 2**24 and seen.size > LARGEST_RATIO * max(part.compress_size, 1)
            if seen.size > LARGEST_PART or too_dense:
                raise WorkbookRefused("zip_bomb")
            if b"<!ENTITY" in piece:
                raise WorkbookRefused("corrupt")
            if seen.name:
                rest = _count(rest + piece, seen)
    if rest:
        _count(rest + b"</row>", seen)


def _count(text: bytes, seen: Looked) -> bytes:
    """Count the cells up to the last row that ends in the text; the rest is for the next piece."""
    cut = text.rfind(b"</row>")
    if cut < 0 and len(text) < 2**22:
        return text
    text, rest = (text[:cut], text[cut:]) if cut >= 0 else (text, b"")
    seen.cells += len(_CELL_OPENS.findall(text))
    for letters, number in _FILLED.findall(text):
        seen.rows[int(number) - 1] += 1
        seen.columns[column_of(letters)] += 1
    if seen.cells > MOST_CELLS or len(seen.rows) > MOST_ROWS:
        raise refuse_size(seen.name)
    for found in _FORMULA.finditer(text):
        seen.faults[int(found[2]) - 1, column_of(found[1])] = "#VALUE!"
    for found in _ERROR.finditer(text):
        seen.faults[int(found[2]) - 1, column_of(found[1])] = found[3].decode("ascii", "replace")
    return rest


def column_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# --- stray cells ---


def _beyond(seen: Looked) -> tuple[int, int] | None:
    """The last row and column that belong to the list, if strays stand far from it.

    Raises WorkbookRefused if the sheet is too large even without its strays.
    """
    if not seen.rows or _fits(max(seen.rows), max(seen.columns)):
        return None
    bottom = _last(seen.rows, _GAP_OF_ROWS)
    right = _last(seen.columns, _GAP_OF_COLUMNS)
    if not _fits(bottom, right):
        raise refuse_size(seen.name)
    return bottom, right


def _fits(bottom: int, right: int) -> bool:
    is_small = (bottom + 1) * (right + 1) <= MOST_LAID_OUT
    return is_small and bottom < MOST_ROWS and right < MOST_COLUMNS


def _last(filled: Counter[int], gap: int) -> int:
    """Where the cells end, but for a few behind a wide gap."""
    places = sorted(filled)
    last, behind = places[-1], 0
    for before, after in reversed(list(pairwise(places))):
        behind += filled[after]
        if behind > _MOST_STRAYS:
            break
        if after - before > gap:
            last = before
    return last


def _without(
    package: zipfile.ZipFile, strays: Mapping[str, tuple[int, int]], seen: Mapping[str, Looked]
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in package.infolist():
            data = package.read(part)
            if limits := strays.get(part.filename):
                data = _stripped(data, limits, seen[part.filename])
            copy.writestr(part.filename, data)
    return file.getvalue()


def _stripped(data: bytes, limits: tuple[int, int], seen: Looked) -> bytes:
    bottom, right = limits
    refs = {
        letters + number
        for letters, number in _FILLED.findall(data)
        if int(number) - 1 > bottom or column_of(letters) > right
    }
    for ref in sorted(refs):
        cell = rb'<((?:[a-z]+:)?)c\s[^>]*?\br="' + ref + rb'"[^>]*(?<!/)>.*?</\1c>'
        data = re.sub(cell, b"", data, count=1, flags=re.DOTALL)
        seen.strays.append(ref.decode())
    return data


# --- which part is which sheet ---


def _titles(package: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Part of the package → name of the sheet it holds."""
    if "content.xml" in names:
        return {"content.xml": "*"}
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {name: name for name in names if name.startswith("xl/worksheets/")}
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

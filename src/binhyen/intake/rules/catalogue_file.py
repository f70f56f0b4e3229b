"""A catalogue of programmes as a table: name, sector, other names, code, in any order."""

import re
import unicodedata
from collections.abc import Hashable, Mapping, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from binhyen.kernel.log.contacts import screened
from binhyen.kernel.text import fold

from .reading import Sheet, WorkbookRefused
from .sheets import filled, text_of

_HEADERS = {
    "name": {
        "ten mo hinh",
        "mo hinh",
        "ten",
        "name",
        "programme",
        "program",
        "ten goi",
        "ten chuong trinh",
    },
    "sector": {"linh vuc", "sector", "mang", "field", "thuoc linh vuc", "nhom"},
    "aliases": {
        *(
            "ten khac",
            "aliases",
            "alias",
            "ten viet tat",
            "viet tat",
            "ten goi khac",
            "other names",
        ),
        *("ten thuong goi", "cac ten khac", "also known as"),
    },
    "code": {"ma", "code", "ma mo hinh", "ma so", "ky hieu"},
    "aim": {"muc dich", "aim", "muc tieu", "noi dung"},
}
_UNKNOWN_SECTOR = "Chưa phân lĩnh vực"


@dataclass(frozen=True, slots=True)
class Line:
    """A programme as the file has it; `row` of the sheet, from 1."""

    sheet: str
    row: int
    name: str
    sector: str
    aliases: tuple[str, ...] = ()
    code: str = ""
    aim: str = ""


def read_catalogue(sheets: Sequence[Sheet]) -> list[Line]:
    """Every programme of the file, once. Raises WorkbookRefused if no sheet lists any."""
    lines = [line for sheet in sheets for line in _lines(sheet)]
    if not lines:
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets[:6])
        raise WorkbookRefused("no_catalogue", names)
    once: dict[str, Line] = {}
    for line in lines:
        once.setdefault(fold(line.name), line)
    return list(once.values())


def _lines(sheet: Sheet) -> list[Line]:
    columns: dict[str, int] = {}
    lines: list[Line] = []
    section = ""
    for row in range(len(sheet.rows)):
        cells = {c: text_of(cell) for c, cell in filled(sheet, row).items()}
        if found := _header(cells):
            columns = found
            continue
        if not columns:
            continue
        said = {meaning: cells.get(column, "") for meaning, column in columns.items()}
        others = [c for c in cells if c != columns["name"] and not cells[c].isdigit()]
        if (
            said["name"]
            and not others
            and "sector" in columns
            and not any(text.isdigit() for text in cells.values())
        ):
            section = said["name"]  # a heading names the sector of what follows
            continue
        if not fold(said["name"]):
            continue
        lines.append(_line(sheet.name, row + 1, said, section))
    return lines


def _header(cells: dict[int, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in cells.items():
        plain = fold(re.sub(r"\([^)]*\)", "", text))
        for meaning, words in _HEADERS.items():
            if plain in words:
                found.setdefault(meaning, column)
    return found if "name" in found and len(found) > 1 else {}


def _line(sheet: str, row: int, said: dict[str, str], section: str) -> Line:
    aliases = tuple(a.strip() for a in re.split(r"[;\n|]", said.get("aliases", "")) if a.strip())
    return Line(
        sheet=sheet,
        row=row,
        name=said["name"],
        sector=said.get("sector") or section or _UNKNOWN_SECTOR,
        aliases=aliases,
        code=code_of(said.get("code", "")),
        aim=said.get("aim", ""),
    )


def code_of(text: str) -> str:
    """A code as addresses can hold it: "MH 01" is MH-01, "Đ1" is D1."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "-".join(re.findall(r"[A-Za-z0-9_]+", re.sub(r"[\u0300-\u036f]", "", plain)))[:40]


def faults_of(
    line: Line, owners: MutableMapping[str, Hashable], own: Hashable
) -> list[dict[str, Any]]:
    """Every reason against a line, as stored; its names are its own from then on.

    owners: folded name → whose it is, the catalogue's and those of the lines above.
    """
    faults = []
    texts = {"programme": (line.name,), "aliases": line.aliases, "sector": (line.sector,)}
    longest = {"programme": 255, "aliases": 255, "sector": 120}
    for meaning, names in texts.items():
        if any(len(name) > longest[meaning] for name in names):
            faults.append(_fault("too_long", meaning, longest=str(longest[meaning])))
        if any(screened(name) != name for name in names):
            faults.append(_fault("personal_data", meaning))
    if screened(line.aim) != line.aim:
        faults.append(_fault("personal_data", "aim"))
    for meaning in ("programme", "aliases"):
        taken = [name for name in texts[meaning] if owners.get(fold(name), own) != own]
        faults += [_fault("name_taken", meaning, text=screened(name)) for name in taken]
    if not faults:
        owners.update({fold(name): own for name in (line.name, *line.aliases)})
    return faults


def _fault(code: str, meaning: str, **params: str) -> dict[str, Any]:
    return {"code": code, "field": meaning, "params": params}


def pack(line: Line) -> dict[str, Any]:
    return {**asdict(line), "aliases": list(line.aliases)}


def unpack(packed: Mapping[str, Any]) -> Line:
    return Line(**{**packed, "aliases": tuple(packed["aliases"])})


def cells_of(line: Line) -> dict[str, str]:
    """A line by column meaning, personal data covered."""
    cells = {
        "programme_code": line.code,
        "programme": line.name,
        "sector": line.sector,
        "aliases": "; ".join(line.aliases),
        "aim": line.aim,
    }
    return {meaning: screened(text)[:2000] for meaning, text in cells.items() if text}

"""What the cells of a column say of its meaning, where its heading doesn't."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from binhyen.kernel.numbers import bare
from binhyen.kernel.written_dates import read_date

from ..catalogue import Catalogue
from ..columns import FOREIGN, words_of
from ..reading import Cell, Places, Sheet
from ..rows import names_village
from ..sheets import Table, filled, text_of
from .places import is_place

_EITHER = frozenset({"to", "to nhom", "nhom", "doi", "khoi", "cum", "to doi", "so to nhom"})
_ENOUGH = 0.55
_SEVERAL = frozenset({"programme", "unit", "village"})


def settle(sheet: Sheet, table: Table, catalogue: Catalogue, places: Places) -> None:
    """Give meanings by what the cells look like, where headings leave them open."""
    cells = _cells_of(sheet, table)
    _settle_teams(table, cells)
    _name_columns(table, cells, catalogue, places)
    _settle_places(table, cells, places)


def _cells_of(sheet: Sheet, table: Table) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = defaultdict(list)
    for row in range(table.header.stop, min(table.end, table.header.stop + 80)):
        for column, cell in filled(sheet, row).items():
            found[column].append(cell)
    return found


def _settle_teams(table: Table, cells: Mapping[int, Sequence[Cell]]) -> None:
    """“Tổ” counts teams where it holds numbers, and names the village where it holds names."""
    for column, path in table.paths.items():
        if words_of(path[-1]) not in _EITHER or not cells.get(column):
            continue
        others = {m for c, m in table.meanings.items() if c != column}
        is_count = _share(cells[column], _is_small_number) >= 0.6
        meaning = "teams" if is_count and "teams" not in others else "village"
        if meaning in others:
            continue
        table.meanings[column] = meaning
        if meaning == "teams" and not others & {"village", "place"}:
            table.assumed["teams"] = column


def _name_columns(
    table: Table, cells: Mapping[int, Sequence[Cell]], catalogue: Catalogue, places: Places
) -> None:
    have = set(table.meanings.values())
    unnamed = {
        c: many
        for c, many in cells.items()
        if len(many) >= 2 and table.meanings.get(c, "ignored") in {"ignored", "sector", "place"}
    }
    tests: Mapping[str, Callable[[Cell], bool]] = {
        "programme": lambda cell: catalogue.match(text_of(cell)).how in {"found", "near"},
        "unit": lambda cell: is_place(text_of(cell), places),
        "village": lambda cell: names_village(text_of(cell)) and len(text_of(cell)) < 60,
        "established": _is_date,
        "decision": lambda cell: bool(re.match(r"\D{0,20}\d+\s*/\s*[A-ZĐ]", text_of(cell))),
    }
    for meaning, looks_like in tests.items():
        if meaning in have or (meaning in {"unit", "village"} and have & {"place", "unit_code"}):
            continue
        if meaning == "established" and any(m.startswith("established") for m in have):
            continue
        shares = {
            c: _share(many, looks_like)
            for c, many in unnamed.items()
            if meaning == "programme" or table.meanings.get(c) != "sector"
        }
        likeliest = max(shares, key=lambda c: shares[c], default=None)
        if likeliest is not None and shares[likeliest] >= _ENOUGH:
            table.meanings[likeliest] = meaning
            have.add(meaning)
            unnamed.pop(likeliest)
            if meaning not in _SEVERAL and table.paths.get(likeliest):
                table.assumed[meaning] = likeliest


def _share(cells: Sequence[Cell], looks_like: Callable[[Cell], bool]) -> float:
    fitting = (isinstance(x, str | date | int | float) and looks_like(x) for x in cells)
    return sum(fitting) / len(cells)


def _settle_places(table: Table, cells: Mapping[int, Sequence[Cell]], places: Places) -> None:
    """“Đơn vị” or “Địa phương” may hold districts; the cells tell."""
    for column, meaning in list(table.meanings.items()):
        texts = [text_of(cell) for cell in cells.get(column, ())][:40]
        if meaning != "place" or not texts:
            continue
        areas = sum(bool(places.areas(t)) and not is_place(t, places) for t in texts)
        if areas * 2 > len(texts) and "district" not in table.meanings.values():
            table.meanings[column] = "district"


def unread_columns(sheet: Sheet, table: Table) -> dict[int, list[Cell]]:
    """Columns that hold something and were given no meaning, or one that isn't ours."""
    cells = _cells_of(sheet, table)
    named = FOREIGN | {"ignored"}
    most = max((len(many) for many in cells.values()), default=0)
    return {
        c: many
        for c, many in sorted(cells.items())
        if (c in table.paths or len(many) * 2 >= most)
        and (c not in table.meanings or table.meanings[c] in named)
    }


def needed_of(cells: Sequence[Cell], have: set[str]) -> str:
    """The meaning that a column of numbers not understood may hold, if the list lacks it."""
    numbers = [float(n) for cell in cells if (n := _number(cell)) is not None]
    if len(numbers) * 3 < len(cells) * 2:
        return ""
    large = sorted(numbers)[len(numbers) // 2] >= 10_000
    wanted = ("budget", "social") if large else ("members", "teams")
    if large and "total" in have:
        return ""
    return next((meaning for meaning in wanted if meaning not in have), "")


def _number(cell: Cell) -> float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str) and re.fullmatch(r"\d[\d.,]*(?: ?(?:nguoi|to|d|dong))?", bare(cell)):
        return float(re.sub(r"\D", "", cell))
    return None


def _is_small_number(cell: Cell) -> bool:
    number = _number(cell)
    return number is not None and 0 <= number < 1_000


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, datetime | date):
        return True
    if isinstance(cell, str):
        return read_date(cell, today=date(2100, 1, 1)).on is not None
    return False

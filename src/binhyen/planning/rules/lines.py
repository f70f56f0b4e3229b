"""Communes and wishes as lines that can be pasted from a worksheet."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from binhyen.kernel.money import read_money
from binhyen.kernel.numbers import bare, whole

HEADS = ("mã xã", "tên", "dân số", "sức triển khai", "xã nghèo", "xã hội hóa", "% chi phí")
EXTRA = "thừa"
YES, NO = {"x", "co", "ngheo", "yes", "1"}, {"", "-", "khong", "no", "0"}
CAPACITY, COST_PERCENT = 3, 100


@dataclass(frozen=True, slots=True)
class LineFault:
    """What can't be read. number: of the line, from 1; column: its heading."""

    number: int
    column: str
    cell: str


def communes_of(text: str) -> tuple[list[dict[str, Any]], list[LineFault]]:
    """Rows of the communes' table, and every cell that can't be read.

    Of a row with such a cell the rest is told, as if it were empty; without a code there is none.
    """
    rows: list[dict[str, Any]] = []
    faults: list[LineFault] = []
    for number, cells in _lines(text):
        if bare(cells[0]).startswith("ma"):
            continue
        faults += [LineFault(number, EXTRA, cell) for cell in cells[len(HEADS) :] if cell]
        cells = [*cells, *[""] * (len(HEADS) - len(cells))]
        code, name, *rest = cells[: len(HEADS)]
        read = dict(zip(_NAMES, map(_read, _NAMES, rest), strict=True))
        faults += [
            LineFault(number, HEADS[place], cells[place])
            for place, column in enumerate(_NAMES, 2)
            if read[column] is BAD
        ]
        if not re.fullmatch(r"[0-9]{2,8}", code):
            faults.append(LineFault(number, HEADS[0], code))
            continue
        told = {column: _read(column, "") if one is BAD else one for column, one in read.items()}
        rows.append({"code": code, "name": name, **told})
    return rows, faults


def is_name_of(name: str, code: str, known: Mapping[str, str]) -> bool:
    """Whether a name typed beside a code is its commune's, with or without the word for its kind.

    No name, or the code once more, says nothing against it.
    """
    typed, right = bare(name), bare(known[code])
    return typed in ("", code) or typed == right or f" {typed}" == right[-len(typed) - 1 :]


def communes_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The table as lines, to be typed into and pasted elsewhere."""
    lines = ["\t".join(HEADS)]
    for row in rows:
        money = row["community_vnd"]
        lines.append(
            "\t".join(
                [
                    row["code"],
                    row["name"],
                    str(row["population"] or ""),
                    str(row["capacity"]),
                    "x" if row["is_poor"] else "",
                    "" if money is None else str(money),
                    str(row["cost_percent"]),
                ]
            )
        )
    return "\n".join(lines)


def pairs_of(
    text: str,
    *,
    communes: Iterable[tuple[str, str]] = (),
    programmes: Iterable[tuple[str, str]] = (),
) -> tuple[list[list[str]], list[LineFault]]:
    """A commune and a programme on each line, by code or by name; a name may follow either code.

    communes, programmes: code and name of those that may be named. A name of two is none.
    """
    places, models = _by_name(communes), _by_name(programmes)
    pairs, faults = [], []
    for number, cells in _lines(text):
        first, *more = cells if len(cells) > 1 else cells[0].split()
        commune = first if re.fullmatch(r"[0-9]{2,8}", first) else places.get(bare(first))
        if not more or commune is None:
            faults.append(LineFault(number, HEADS[0], " ".join(cells)))
            continue
        pairs.append([commune, models.get(bare(more[0])) or more[0].upper()])
    return pairs, faults


def _by_name(rows: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for code, name in rows:
        found[bare(name)] = None if bare(name) in found else code
    return found


def pairs_text(pairs: Iterable[Sequence[str]]) -> str:
    return "\n".join("; ".join(pair) for pair in pairs)


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip(" \t;,"):
            yield number, [cell.strip() for cell in re.split(r"\t|;", line)]


BAD = object()
_NAMES = ("population", "capacity", "is_poor", "community_vnd", "cost_percent")


def _read(column: str, cell: str) -> Any:
    if column == "is_poor":
        return _yes(cell)
    if column == "community_vnd":
        return _money(cell)
    if not cell:
        return {"population": None, "capacity": CAPACITY}.get(column, COST_PERCENT)
    number = whole(cell.rstrip("% "))
    return BAD if number is None else number


def _yes(cell: str) -> Any:
    word = bare(cell)
    return True if word in YES else False if word in NO else BAD


def _money(cell: str) -> Any:
    """đồng; empty where only the sum of all communes is bounded."""
    if not cell:
        return None
    figure = read_money(cell)
    return BAD if figure.value is None or figure.fault or figure.doubt else figure.value

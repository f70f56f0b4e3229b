"""What the other cells of its column say of how a cell is meant."""

import re
from collections.abc import Sequence
from dataclasses import replace

from binhyen.kernel.numbers import bare

from ..columns import MONEY
from ..reading import RawRow
from ..rows import kept
from ..sheets import Table

_DAYS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})")
_COMMA = re.compile(r"\d+,\d{1,2}(?!\d)")
_POINT = re.compile(r"\d+\.\d{1,2}(?!\d)")


def with_evidence(raws: Sequence[RawRow], table: Table) -> list[RawRow]:
    """The rows with hints: a column of month/day/year, commas for fractions of millions."""
    result = list(raws)
    for meaning in ("established", "decision_on", "ended"):
        result = _month_first(result, meaning)
    for meaning in MONEY:
        if table.scales.get(meaning, 1) >= 10**6:
            result = _commas(result, meaning)
    return result


def _month_first(raws: list[RawRow], meaning: str) -> list[RawRow]:
    days = {n: _day_and_month(raw, meaning) for n, raw in enumerate(raws)}
    pairs = [pair for pair in days.values() if pair]
    swapped = sum(first <= 12 < second for first, second in pairs)
    if swapped < 2 or any(first > 12 >= second for first, second in pairs):
        return raws
    unsure = {n for n, pair in days.items() if pair and max(pair) <= 12 and pair[0] != pair[1]}
    return [_hinted(r, "month_first", meaning) if n in unsure else r for n, r in enumerate(raws)]


def _day_and_month(raw: RawRow, meaning: str) -> tuple[int, int] | None:
    cell = raw.cells.get(meaning)
    found = _DAYS.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None


def _commas(raws: list[RawRow], meaning: str) -> list[RawRow]:
    """A column that writes 35,5 means twelve hundred by 1.200."""
    texts = [bare(c) for raw in raws if isinstance(c := raw.cells.get(meaning), str)]
    if not any(_COMMA.search(t) for t in texts) or any(_POINT.search(t) for t in texts):
        return raws
    return [
        _hinted(raw, "decimal_comma", meaning)
        if isinstance(c := raw.cells.get(meaning), str) and re.search(r"\.\d{3}(?!\d)", c)
        else raw
        for raw in raws
    ]


def _hinted(raw: RawRow, code: str, meaning: str) -> RawRow:
    hints = {**raw.hints, f"{code}:{meaning}": kept(raw.cells[meaning], meaning)}
    return replace(raw, hints=hints)

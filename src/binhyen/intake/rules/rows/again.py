"""A reading's cells: read again after a repair, and written out for another file."""

import re
from collections.abc import Mapping

from ..catalogue import Catalogue
from ..reading import Places, RawRow, Reading
from .row import read_row

_SCALE_WORDS = {10**3: "nghìn", 10**6: "triệu", 10**9: "tỷ"}


def reread_row(
    reading: Reading, cells: Mapping[str, str], *, catalogue: Catalogue, places: Places
) -> Reading:
    """The row again with cells put right in the page, in the context it was first read in."""
    if reading.context is None:
        raise ValueError("a reading without its context can't be read again")
    raw = RawRow(
        reading.sheet, reading.row, dict(cells), reading.section, reading.scale, reading.hints
    )
    return read_row(raw, reading.context, catalogue=catalogue, places=places)


def written(reading: Reading, meaning: str) -> str:
    """What the row says there: its own cell, else what a heading above it says."""
    if meaning == "unit":
        return reading.unit_text
    return reading.cells.get(meaning) or reading.section.get(meaning, "")


def cells_again(reading: Reading) -> dict[str, str]:
    """The cells as a row of another file: what headings and header units said stands in them."""
    cells = {name: text for name, text in reading.cells.items() if name != "ordinal"}
    for meaning in ("programme", "unit", "district"):
        if meaning not in cells and (carried := reading.section.get(meaning)):
            cells[meaning] = carried
    context = reading.context
    if context and context.district and "unit" in cells:
        cells.setdefault("district", context.district)
    for meaning, scale in reading.scale.items():
        word = _SCALE_WORDS.get(scale)
        if word and re.fullmatch(r"[\d.,]+", cells.get(meaning, "")):
            cells[meaning] += f" {word}"
    return cells

"""The text of a kind of paper: lines with fields, read once, filled in for each paper.

A line begins with what it is, and is a paragraph of the body otherwise:

    # heading      ## subheading      > a legal basis      = centred, bold      ~ centred
    [bảng: ma_truong]        the rows of a field as a table
    [phụ lục: Tên phụ lục]   what follows stands behind the signature, on a page of its own

Within a line {{ ma_truong }} stands for a value and **…** is bold. A line that names a field
left empty is left out, so that "Kinh phí: {{ kinh_phi }}" vanishes without money. What is typed
into a field never acts as markup.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .layout import Style
from .paper import Paragraph, Run

PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_TABLE = re.compile(r"\[bảng:\s*([a-z][a-z0-9_]*)\s*\]")
_ANNEX = re.compile(r"\[phụ lục:\s*(.+?)\s*\]")
_PREFIXES = {
    "## ": Style.SUBHEADING,
    "# ": Style.HEADING,
    "> ": Style.BASIS,
    "= ": Style.TITLE,
    "~ ": Style.CENTRED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph to be filled in: pieces of text, each bold or not."""

    style: Style
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _bold in self.pieces)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for text, _bold in self.pieces for name in PLACE.findall(text))


@dataclass(frozen=True, slots=True)
class TableOf:
    """Where the rows of a field stand as a table."""

    field: str


@dataclass(frozen=True, slots=True)
class AnnexOf:
    """From here on an annex, under this title."""

    title: str

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(PLACE.findall(self.title))


Part = Line | TableOf | AnnexOf


def read(text: str) -> tuple[Part, ...]:
    """The parts of a kind's text; blank lines only make it readable."""
    return tuple(_part(line.strip()) for line in text.splitlines() if line.strip())


def _part(line: str) -> Part:
    if match := _TABLE.fullmatch(line):
        return TableOf(match[1])
    if match := _ANNEX.fullmatch(line):
        return AnnexOf(match[1])
    for prefix, style in _PREFIXES.items():
        if line.startswith(prefix):
            return Line(style, _pieces(line.removeprefix(prefix)))
    return Line(Style.BODY, _pieces(line))


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """Split at "**": what stands between two of them is bold."""
    parts = text.split("**")
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)


def fields_of(parts: Iterable[Part]) -> set[str]:
    """Every field that a text names."""
    found: set[str] = set()
    for part in parts:
        found |= {part.field} if isinstance(part, TableOf) else set(part.fields)
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """A piece of text with its values in place."""
    return PLACE.sub(lambda match: values.get(match[1], ""), text)


def paragraphs(line: Line, values: Mapping[str, str]) -> Iterator[Paragraph]:
    """The paragraphs of one line: none if a field is empty, several if a value has several."""
    if any(not values.get(name, "").strip() for name in line.fields):
        return
    runs: list[Run] = []
    for text, bold in line.pieces:
        first, *more = filled(text, values).split("\n")
        if first:
            runs.append(Run(first, bold=bold))
        for further in more:
            if runs:
                yield Paragraph(tuple(runs), line.style)
            runs = [Run(further, bold=bold)] if further.strip() else []
    if runs:
        yield Paragraph(tuple(runs), line.style)

"""A form of report from its TOML text, or everything that is wrong with it, by line.

    [frame]      code, name, kind (of period), subject, issuer, recipients
    [[field]]    what the officer writes: code, name, default, required
    [[part]]     heading, lines, and a table: table, title, indicators, sheet, annex

In a line {{ theft }} is the period's figure, {{ theft|cung_ky }} that of a year before,
{{ theft|so_sanh }} the change in words; {{ ky }} and the other WORDS, {{ danh_gia }} a field of
the form, and **…** is bold. A line that names a field left empty is left out.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from binhyen.figures.choices import DefinitionFault, SeenBy
from binhyen.figures.queries import Catalogue, Fault, TextReader, TextTable, split

from ..choices import FigureForm, ReportIssuer, TableKind
from .shapes import WORDS, Bound, Field, Frame, Line, Part, Piece, TableOf, Typed, Word, Words

D = DefinitionFault
LONGEST_LINE, MOST_LINES, MOST_COLUMNS = 2_000, 60, 14
_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"([a-z][a-z0-9_.]*)(?:\s*\|\s*([a-z_]+))?")
_NOT_IN_SHEETS = re.compile(r"[\[\]:*?/\\']")


def read_frame(
    text: str, *, known: Catalogue | None = None, kinds: Collection[str] | None = None
) -> Frame:
    """The form that a text describes.

    known: the indicators that may stand in it; None for a text that was checked before. kinds:
    the kinds of periods that are made of months. Raises DefinitionFaulty with every fault at once.
    """
    reading = _Reading(text, known, kinds)
    return reading.frame()


class _Reading:
    """One text on its way to a form."""

    def __init__(self, text: str, known: Catalogue | None, kinds: Collection[str] | None) -> None:
        self.reader = TextReader(text)
        self.known, self.kinds = known, kinds
        self.fields: dict[str, Field] = {}

    def frame(self) -> Frame:
        content = self.reader.content()
        head = self.reader.table(content, "frame")
        self.fields = {one.code: one for one in self._fields(content)}
        parts = tuple(self._part(table) for table in self.reader.tables(content, "part"))
        if head is None:
            self.reader.blame("frame", -1, "", D.MISSING, "frame")
        if not parts:
            self.reader.blame("part", -1, "", D.EMPTY)
        frame = self._head(head, parts) if head is not None else None
        self.reader.finish(content)
        assert frame is not None  # noqa: S101  # finish has raised
        return frame

    def _head(self, table: TextTable, parts: tuple[Part, ...]) -> Frame:
        code, name = table.code(), table.text("name")
        name_en = table.text("name_en", needed=False, default=name)
        kind = table.text("kind")
        if kind and self.kinds is not None and kind not in self.kinds:
            table.blame("kind", D.NO_SUCH_CHOICE, kind)
        frame = Frame(
            code=code,
            name=name,
            name_en=name_en,
            kind=kind,
            subject=self._line(table, "subject", table.text("subject")),
            parts=_with_sheets(parts),
            fields=tuple(self.fields.values()),
            recipients="\n".join(table.texts("recipients")),
            issuer=table.one_of("issuer", ReportIssuer, ReportIssuer.POLICE) or ReportIssuer.POLICE,
            note=table.text("note", needed=False),
            verified=table.flag("verified"),
        )
        table.end()
        return frame

    def _fields(self, content: dict[str, object]) -> Iterator[Field]:
        met: set[str] = set()
        for table in self.reader.tables(content, "field"):
            code, name = table.code(), table.text("name")
            one = Field(
                code,
                name,
                table.text("name_en", needed=False, default=name),
                table.flag("required"),
                "\n".join(table.texts("default")),
            )
            table.end()
            if code in met or code in WORDS:
                table.blame("code", D.TWICE, code)
            met.add(code)
            yield one

    def _part(self, table: TextTable) -> Part:
        heading = table.text("heading", needed=False)
        texts = table.texts("lines")
        if len(texts) > MOST_LINES or any(len(text) > LONGEST_LINE for text in texts):
            table.blame("lines", D.WRONG_TYPE, "lines")
            texts = ()
        lines = tuple(self._line(table, "lines", text) for text in texts)
        part = Part(heading, lines, self._table(table))
        table.end()
        return part

    def _table(self, table: TextTable) -> TableOf | None:
        kind = table.text("table", needed=False)
        title, keys = table.text("title", needed=False), table.texts("indicators")
        sheet, is_annex = table.text("sheet", needed=False), table.flag("annex")
        if not kind:
            if keys:
                table.blame("table", D.MISSING, "table")
            return None
        if kind not in TableKind.values:
            table.blame("table", D.NO_SUCH_CHOICE, kind)
            return None
        if not keys:
            table.blame("indicators", D.MISSING, "indicators")
        if kind == TableKind.UNITS and len(keys) > MOST_COLUMNS:
            table.blame("indicators", D.OUT_OF_RANGE, len(keys))
        for key in keys:
            self._check(table, "indicators", key, f'"{key}"')
        return TableOf(TableKind(kind), title, tuple(dict.fromkeys(keys)), sheet, is_annex)

    def _line(self, table: TextTable, key: str, text: str) -> Line:
        """The pieces of a line, what stands between two ** bold."""
        return tuple(
            piece
            for place, part in enumerate(text.split("**"))
            for piece in self._pieces(table, key, part, bold=place % 2 == 1)
        )

    def _pieces(self, table: TextTable, key: str, text: str, *, bold: bool) -> Iterator[Piece]:
        end = 0
        for match in _PLACE.finditer(text):
            if match.start() > end:
                yield Words(text[end : match.start()], bold)
            end = match.end()
            if piece := self._piece(table, key, match[1], match[0]):
                yield replace(piece, bold=bold)
        if end < len(text):
            yield Words(text[end:], bold)

    def _piece(self, table: TextTable, key: str, inside: str, written: str) -> Piece | None:
        match = _NAME.fullmatch(inside)
        if match is None:
            self._blame(table, key, D.UNKNOWN_INDICATOR, inside, written)
            return None
        name, form = match[1], match[2] or ""
        if not form and name in WORDS:
            return Word(name)
        if not form and name in self.fields:
            return Typed(name)
        if form not in FigureForm.values:
            self._blame(table, key, D.NO_SUCH_CHOICE, form, written)
            return None
        self._check(table, key, name, written)
        return Bound(name, FigureForm(form))

    def _check(self, table: TextTable, key: str, name: str, written: str) -> None:
        if self.known is None:
            return
        one = self.known.by_code.get(split(name)[0])
        is_there = name in self.known.by_key or name in self.known.by_code
        if one is None or not is_there or one.seen_by != SeenBy.ALL:
            self._blame(table, key, D.UNKNOWN_INDICATOR, name, written)

    def _blame(self, table: TextTable, key: str, code: D, found: str, written: str) -> None:
        """A fault at the very line where it is written, from the table's own first line on."""
        table.blame(key, code, found)
        fault = self.reader.faults[-1]
        lines = self.reader.text.splitlines()
        for at in range(fault.line, len(lines) + 1):
            if written in lines[at - 1]:
                self.reader.faults[-1] = Fault(at, fault.table, key, code, fault.found)
                return


def _with_sheets(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Every table with a name for its sheet that Excel takes and that no other has."""
    taken: set[str] = set()
    named = []
    for number, part in enumerate(parts, start=1):
        if part.table is None:
            named.append(part)
            continue
        wanted = _NOT_IN_SHEETS.sub(" ", part.table.sheet or part.table.title)[:28].strip()
        name = wanted or f"Bảng {number}"
        if name.lower() in taken:
            name = f"{name} {number}"
        taken.add(name.lower())
        named.append(replace(part, table=replace(part.table, sheet=name)))
    return tuple(named)

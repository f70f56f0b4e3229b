"""A form filled in: headings, sentences and tables, each figure with the number of its origin.

Pages and papers draw the same parts, so that what is signed is what was seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..choices import FigureForm, TableKind
from .content import NONE, Cell, Content, Spot
from .numbers import (
    DOTS,
    PERCENT,
    POINTS,
    are_comparable,
    change_in_words,
    coverage_text,
    difference,
    moved_in_words,
    number_text,
    percent,
    signed_text,
)
from .numbers import (
    NOT_COMPARED as NOT_COMPARABLE,
)
from .shapes import Bound, Frame, Line, Part, Piece, TableOf, Typed, Word, Words

NO_NUMBER = 0
LONG = 50
REST = "Ghi ở cấp trên hoặc không tách được"
TOTAL = "Tổng cộng"
NOT_COMPARED = "không so được"
NOT_ENOUGH = "(chưa đủ số liệu)"


@dataclass(frozen=True, slots=True)
class Said:
    """Letters of a sentence. figure: the number of the figure that they are; 0 for none."""

    text: str
    bold: bool = False
    figure: int = NO_NUMBER
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a table. amount: for a workbook, where the cell is a number."""

    text: str
    figure: int = NO_NUMBER
    amount: Fraction | None = None
    places: int = 0
    is_number: bool = True
    is_missing: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """key: of the series that the row is about, or the unit; is_total: set apart at the end."""

    name: str
    cells: tuple[Square, ...]
    key: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table drawn. header: without the column that counts the rows."""

    of: TableOf
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def is_long(self) -> bool:
        """Whether a page shows it in a window of its own."""
        return len(self.rows) > LONG

    @property
    def has_part(self) -> bool:
        """Whether a figure in it lacks some of what it should hold."""
        return any(cell.is_part for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of the report: its heading, its paragraphs, its table."""

    heading: str
    paragraphs: tuple[tuple[Said, ...], ...]
    grid: Grid | None = None


def subject_of(frame: Frame, content: Content) -> str:
    """The line under BÁO CÁO."""
    return "".join(said.text for said in _sentence(frame.subject, content, {}))


def drawn(frame: Frame, content: Content, texts: Mapping[str, str]) -> tuple[Drawn, ...]:
    """The parts that have anything to say. texts: what the officer wrote, by field."""
    parts = (_part(frame, part, content, texts) for part in frame.parts)
    return tuple(_said_once(part for part in parts if part.paragraphs or part.grid))


def _said_once(parts: Iterable[Drawn]) -> Iterator[Drawn]:
    """Why a figure isn't compared is said where it is first met: after that nothing of it."""
    met: set[str] = set()
    for part in parts:
        yield replace(part, paragraphs=tuple(_thinned(each, met) for each in part.paragraphs))


def _thinned(paragraph: tuple[Said, ...], met: set[str]) -> tuple[Said, ...]:
    kept: list[Said] = []
    for one in paragraph:
        is_reason = one.text.startswith(f"{NOT_COMPARABLE}: ")
        if is_reason and one.text in met and kept and kept[-1].text.endswith(", "):
            kept[-1] = replace(kept[-1], text=kept[-1].text.removesuffix(", "))
            continue
        if is_reason:
            met.add(one.text)
        kept.append(one)
    return tuple(kept)


def _part(frame: Frame, part: Part, content: Content, texts: Mapping[str, str]) -> Drawn:
    paragraphs = tuple(
        paragraph for line in part.lines for paragraph in _paragraphs(frame, line, content, texts)
    )
    return Drawn(part.heading, paragraphs, _grid(part.table, content) if part.table else None)


def _paragraphs(
    frame: Frame, line: Line, content: Content, texts: Mapping[str, str]
) -> Iterator[tuple[Said, ...]]:
    """One of each line, several where several were written; none for a field left empty, or where
    a word has nothing to say, such as how many communes a commune has."""
    if any(not content.words.get(p.name, DOTS) for p in line if isinstance(p, Word)):
        return
    fields = [frame.by_code[piece.code] for piece in line if isinstance(piece, Typed)]
    empty = [one for one in fields if not texts.get(one.code, "").strip()]
    if any(not one.is_required for one in empty):
        return
    said: list[Said] = []
    for one in _sentence(line, content, texts):
        first, *more = one.text.split("\n")
        if first:
            said.append(Said(first, one.bold, one.figure, one.is_missing))
        for further in more:
            if said:
                yield tuple(said)
            said = [Said(further, one.bold)] if further.strip() else []
    if said:
        yield tuple(said)


def _sentence(line: Line, content: Content, texts: Mapping[str, str]) -> Iterator[Said]:
    for piece in line:
        yield _said(piece, content, texts)


def _said(piece: Piece, content: Content, texts: Mapping[str, str]) -> Said:
    match piece:
        case Words(text, bold):
            return Said(text, bold)
        case Word(name, bold):
            return Said(content.words.get(name, DOTS), bold)
        case Typed(code, bold):
            text = texts.get(code, "").strip()
            return Said(text or DOTS, bold, is_missing=not text)
    return _figure(piece, content)


def _figure(piece: Bound, content: Content) -> Said:
    label, now = content.labels[piece.key], content.in_period(piece.key)
    before = content.a_year_before(piece.key)
    spot = Spot(piece.key, content.unit, content.period.code)
    if piece.form == FigureForm.CHANGE:
        text = change_in_words(now, before, label)
        return Said(text, piece.bold, content.number_of.get(spot, NO_NUMBER))
    if piece.form == FigureForm.MOVED:
        number = content.number_of.get(spot, NO_NUMBER)
        text = moved_in_words(now, label)
        return Said(text, piece.bold, number, is_missing=now.amount is None)
    if piece.form == FigureForm.BEFORE:
        spot, now = Spot(piece.key, content.unit, content.before.code), before
    text = number_text(now.amount, label.decimals, missing=DOTS)
    if piece.form == FigureForm.BEFORE and now.amount is not None and not now.is_enough:
        text = f"{text} {NOT_ENOUGH}"
    if piece.form == FigureForm.NOW:
        text = f"{text} {_covered(piece.key, content)}".rstrip()
    number = content.number_of.get(spot, NO_NUMBER)
    return Said(text, piece.bold, number, is_missing=now.amount is None)


def _covered(key: str, content: Content) -> str:
    """On how many units a figure of the period rests, where the title tells of others."""
    cell = content.in_period(key)
    return coverage_text(cell) if content.is_told_apart(cell) else ""


# --- tables ---


def _titled(key: str, content: Content) -> str:
    return f"{content.labels[key].name} {_covered(key, content)}".rstrip()


def _grid(table: TableOf, content: Content) -> Grid | None:
    match table.kind:
        case TableKind.COMPARE:
            return _compared(table, content)
        case TableKind.UNITS:
            return _by_unit(table, content) if content.children else None
        case TableKind.MONTHS:
            return _by_month(table, content) if len(content.months) > 1 else None


def _compared(table: TableOf, content: Content) -> Grid:
    header = ("Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm",
              "Tỷ lệ (%)")  # fmt: skip
    return Grid(table, header, tuple(_comparison(key, content) for key in table.keys))


def _comparison(key: str, content: Content) -> Row:
    label, name = content.labels[key], _titled(key, content)
    now, before = content.in_period(key), content.a_year_before(key)
    figures = (
        _word(label.unit),
        _square(key, content.unit, content.period.code, content),
        _square(key, content.unit, content.before.code, content),
    )
    change = difference(now, before, label.decimals)
    number = content.number_of.get(Spot(key, content.unit, content.period.code), NO_NUMBER)
    if change is not None and not are_comparable(now, before):
        return Row(name, (*figures, _word(NOT_COMPARED), _word("")), key)
    points = label.unit == PERCENT
    share = None if points else percent(now, before, label.decimals)
    said = signed_text(change, label.decimals)
    if points and change is not None:
        said = f"{said} {POINTS}"
    changes = (
        Square(said, number, change, label.decimals),
        Square(signed_text(share, 1), number, share, 1),
    )
    return Row(name, (*figures, *changes), key)


def _by_unit(table: TableOf, content: Content) -> Grid:
    header = ("Đơn vị", *(_titled(key, content) for key in table.keys))
    rows = [
        Row(
            name,
            tuple(_square(key, unit, content.period.code, content) for key in table.keys),
            str(unit),
        )
        for unit, name in content.children
    ]
    rests = [_rest(key, content) for key in table.keys]
    if any(rest.amount for rest in rests):
        rows.append(Row(REST, tuple(rests), "rest"))
    total = tuple(_square(key, content.unit, content.period.code, content) for key in table.keys)
    return Grid(table, header, (*rows, Row(TOTAL, total, "total", is_total=True)))


def _rest(key: str, content: Content) -> Square:
    """What the whole has beyond its parts; nothing for a ratio, whose parts don't add up."""
    label, whole = content.labels[key], content.in_period(key).amount
    if not label.adds_up or whole is None:
        return Square("", places=label.decimals)
    parts = (content.cell(key, unit, content.period.code) for unit, _name in content.children)
    rest = whole - sum((part.amount for part in parts if part.amount is not None), Fraction(0))
    return Square(number_text(rest, label.decimals), NO_NUMBER, rest, label.decimals)


def _by_month(table: TableOf, content: Content) -> Grid:
    header = ("Chỉ tiêu", "Đơn vị tính", *(month.label for month in content.months), "Cả kỳ")
    codes = (*(month.code for month in content.months), content.period.code)
    return Grid(
        table,
        header,
        tuple(
            Row(
                content.labels[key].name,
                (
                    _word(content.labels[key].unit),
                    *(_square(key, content.unit, code, content) for code in codes),
                ),
                key,
            )
            for key in table.keys
        ),
    )


def _square(key: str, unit: int, period: str, content: Content) -> Square:
    spot, label = Spot(key, unit, period), content.labels[key]
    cell: Cell = content.cells.get(spot, NONE)
    return Square(
        number_text(cell.amount, label.decimals),
        content.number_of.get(spot, NO_NUMBER),
        cell.amount,
        label.decimals,
        is_missing=cell.amount is None,
        is_part=not cell.is_whole and cell.amount is not None,
    )


def _word(text: str) -> Square:
    return Square(text, is_number=False)

"""A form of report as a value: its texts, the figures bound into them, its tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..choices import FigureForm, ReportIssuer, TableKind

# What a sentence can name besides figures and what the officer types.
WORDS = ("don_vi", "co_quan", "ky", "tu_ngay", "den_ngay", "cung_ky", "so_xa", "so_xa_da_duyet",
         "so_xa_dung_han")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Letters as they stand in the form."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One of WORDS."""

    name: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What the officer writes into a field of the form."""

    code: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of the report's unit and period within a sentence."""

    key: str
    form: FigureForm = FigureForm.NOW
    bold: bool = False


Piece = Words | Word | Typed | Bound
Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A text that the officer writes; `default` is what it begins with."""

    code: str
    name: str
    name_en: str
    is_required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of figures; is_annex: behind the signature, on a page on its side."""

    kind: TableKind
    title: str
    keys: tuple[str, ...]
    sheet: str
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its paragraphs, and a table below them."""

    heading: str
    lines: tuple[Line, ...]
    table: TableOf | None = None


@dataclass(frozen=True)
class Frame:
    """A form of report. kind: of the periods that it is for; subject: the line under BÁO CÁO."""

    code: str
    name: str
    name_en: str
    kind: str
    subject: Line
    parts: tuple[Part, ...]
    fields: tuple[Field, ...] = ()
    recipients: str = ""
    issuer: ReportIssuer = ReportIssuer.POLICE
    note: str = ""
    verified: bool = False
    by_code: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one.code: one for one in self.fields})

    @cached_property
    def tables(self) -> tuple[TableOf, ...]:
        return tuple(part.table for part in self.parts if part.table is not None)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every series of the form, in the order in which it is first met."""
        return tuple(dict.fromkeys(self._keys()))

    def keys_of(self, kind: TableKind) -> tuple[str, ...]:
        """The series that stand in tables of a kind."""
        met = (key for table in self.tables if table.kind == kind for key in table.keys)
        return tuple(dict.fromkeys(met))

    def _keys(self) -> Iterator[str]:
        for line in (self.subject, *(line for part in self.parts for line in part.lines)):
            yield from (piece.key for piece in line if isinstance(piece, Bound))
        for table in self.tables:
            yield from table.keys

"""A table of movements as its page and its workbook show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from binhyen.ui.words import read_number

from ..rules import Bars, Movement


@dataclass(frozen=True, slots=True)
class Head:
    """A column. label: in a few words; whole: with its side, for a narrow screen and a file."""

    move: str
    is_in: bool
    how: str
    label: str
    whole: str

    @property
    def is_hatched(self) -> bool:
        return self.how == "recounted"


STOOD = Head("", is_in=True, how="", label="", whole="")  # at the opening and the closing


@dataclass(frozen=True, slots=True)
class Cell:
    head: Head
    n: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A period in words with its figures; `until_today` if it isn't over."""

    name: str
    days: str
    until_today: bool
    opening: Cell
    cells: tuple[Cell, ...]
    closing: Cell
    movement: Movement


@dataclass(frozen=True, slots=True)
class Table:
    """Lines oldest first. undated, lost: records without a day of coming, or of leaving."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line | None
    undated: int
    lost: int
    inexact: int
    picture: "Picture | None"

    @property
    def ins(self) -> int:
        return sum(head.is_in for head in self.heads)

    @property
    def outs(self) -> int:
        return len(self.heads) - self.ins

    @property
    def notes(self) -> list[str]:
        """What the figures can't say."""
        return list(_notes(self))

    @property
    def is_empty(self) -> bool:
        return not any(line.movement.closing or line.movement.opening or line.movement.came
                       for line in self.lines)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """The bars of a table, each column with a name short enough to stand under it."""

    drawn: Bars
    names: tuple[str, ...]

    @property
    def named(self) -> list[tuple[Any, str]]:
        return list(zip(self.drawn.columns, self.names, strict=True))

    @property
    def bars(self) -> list[Any]:
        return [bar for column in self.drawn.columns for bar in column.bars]


def _notes(table: Table) -> Iterator[str]:
    """What the figures can't say, in the words of the page."""
    if n := table.undated:
        said = ngettext(
            "%(n)s mục không ghi ngày bắt đầu: được tính như đã có từ trước.",
            "%(n)s mục không ghi ngày bắt đầu: được tính như đã có từ trước.",
            n,
        )
        yield said % {"n": read_number(n)}
    if n := table.lost:
        said = ngettext(
            "%(n)s mục đã kết thúc mà không ghi ngày: không tính vào kỳ nào.",
            "%(n)s mục đã kết thúc mà không ghi ngày: không tính vào kỳ nào.",
            n,
        )
        yield said % {"n": read_number(n)}
    if n := table.inexact:
        said = ngettext(
            "%(n)s lần tăng, giảm chỉ ghi tháng hoặc năm: xếp vào kỳ có ngày đầu của tháng, năm.",
            "%(n)s lần tăng, giảm chỉ ghi tháng hoặc năm: xếp vào kỳ có ngày đầu của tháng, năm.",
            n,
        )
        yield said % {"n": read_number(n)}

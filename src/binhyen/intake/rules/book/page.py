"""A sheet while it is being read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..reading import Context, RawRow, Reason, Sheet
from ..sheets import Table, text_of


@dataclass(slots=True)
class Page:
    """A sheet with its lists, the rows of data found in them, and the rows of other kinds."""

    sheet: Sheet
    tables: list[Table]
    raws: list[RawRow] = field(default_factory=list)
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    notices: list[Reason] = field(default_factory=list)
    context: Context | None = None
    left_out: str = ""

    @property
    def meanings(self) -> set[str]:
        return {meaning for table in self.tables for meaning in table.meanings.values()}

    @property
    def titles(self) -> list[str]:
        """The lines above the first list; of a sheet without one its first lines."""
        stop = self.tables[0].top if self.tables else min(len(self.sheet.rows), 15)
        rows = self.sheet.rows[:stop]
        return [text_of(cell) for row in rows for cell in row if isinstance(cell, str)]

    def notice(self, code: str, field: str = "", **params: str) -> None:
        self.notices.append(Reason(code, field, params))


def names_of(pages: Iterable[Page]) -> str:
    return ", ".join([f"“{page.sheet.name}”" for page in pages][:6])


def letter_of(column: int) -> str:
    """How a spreadsheet names the column: 27 is AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""What has been understood of a row so far."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from binhyen.kernel.log.contacts import screened
from binhyen.kernel.numbers import is_nothing

from ..reading import Cell, Context, Proposal, RawRow, Reason
from ..sheets import is_blank, text_of

SUMS = frozenset({"teams", "members", "budget", "social", "total"})


def kept(cell: Cell, meaning: str = "") -> str:
    """The cell as stored for the preview: bounded, personal data covered.

    Reading it again says the same: 1.125 million must not become 1,125 of them, nor a sum typed
    by hand an identity number.
    """
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y") if cell.year >= 1900 else str(cell)
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    text = text_of(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
    is_sum = meaning in SUMS and re.fullmatch(r"[1-9][\d.,+\s]*", text)
    return text[:2000] if is_sum else screened(text)[:2000]


@dataclass(slots=True)
class Draft:
    """A row, what it is read against, and what is known, doubted and proposed."""

    raw: RawRow
    context: Context
    reasons: list[Reason] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    known: dict[str, object] = field(default_factory=dict)

    def cell(self, meaning: str) -> Cell:
        return self.raw.cells.get(meaning)

    def text(self, meaning: str) -> str:
        text = text_of(self.cell(meaning))
        return "" if is_nothing(text) and not text.isdigit() else text

    def say(self, code: str, meaning: str = "", /, **params: object) -> None:
        said = Reason(code, meaning, {key: str(value)[:200] for key, value in params.items()})
        if said not in self.reasons:
            self.reasons.append(said)

    def propose(self, meaning: str, text: str, value: str = "") -> None:
        self.proposals.append(Proposal(meaning, text, value))

    def hinted(self, code: str, meaning: str) -> bool:
        """Whether the list as a whole says so of this cell, and the cell is still as it was."""
        text = self.raw.hints.get(f"{code}:{meaning}")
        return text is not None and text == kept(self.cell(meaning), meaning)

    def hints(self) -> Iterator[tuple[str, str, str]]:
        """(code, meaning, text) of everything the list as a whole says of the row."""
        for key, text in self.raw.hints.items():
            code, _, meaning = key.partition(":")
            yield code, meaning, text

    def is_blank(self, meaning: str) -> bool:
        return is_blank(self.cell(meaning))

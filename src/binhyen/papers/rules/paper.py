"""A paper as a value: what both renderers draw."""

from dataclasses import dataclass

from .layout import Style


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one kind within a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    style: Style = Style.BODY

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head; the first column counts the rows. `weights` share out the width.

    numbers_from: columns from there on are figures, to the right; 0 for none. totals: how many
    rows at the end are bold. is_small: in smaller letters, for what has many columns.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]
    numbers_from: int = 0
    totals: int = 0
    is_small: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Capital lines over the room to sign, and the name under it; empty where written by hand."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signature on a page of its own, such as the list of a board.

    is_wide: the page lies on its side.
    """

    title: str
    reference: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything on the paper, from the top: the order of Decree 30/2020.

    `number` is the whole line, "Số: 04/KH-UBND"; `recipients` have dash and stop.
    `authority` names who decides, above the bases of a decision; empty for other types.
    """

    parent: str
    issuer: str
    number: str
    place_and_day: str
    type: str
    subject: str
    authority: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper that another room has written: all but its issuer, its number and its day.

    symbol: of its type, "BC"; recipients: a line each; is_deputy: a deputy signs for the head.
    """

    kind: str
    type: str
    symbol: str
    subject: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    recipients: str = ""
    signatory: str = ""
    is_deputy: bool = False

    @property
    def title(self) -> str:
        """How it is called in the register of papers."""
        return f"{self.type.capitalize()} {self.subject[:1].lower()}{self.subject[1:]}"

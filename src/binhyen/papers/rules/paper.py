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
    """A table with its head; the first column counts the rows. `weights` share out the width."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """Capital lines over the room to sign, and the name under it; empty where written by hand."""

    lines: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signature on a page of its own, such as the list of a board."""

    title: str
    reference: str
    blocks: tuple[Block, ...]


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

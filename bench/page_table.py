"""A table of a page in docs/ that a measurement writes between its marks."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from .ground import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """`lines` of Markdown for the marks named `mark` in docs/`page`."""

    page: str
    mark: str
    lines: list[str]


class MarksMissing(Exception):
    """The page has no such pair of marks."""


def written(tables: Iterable[PageTable]) -> str:
    """One table a line, for a child process to hand to its parent."""
    return "\n".join(json.dumps({"table": asdict(table)}, ensure_ascii=False) for table in tables)


def read(text: str) -> list[PageTable]:
    """Tables among whatever else a child printed."""
    lines = [line for line in text.splitlines() if line.startswith('{"table"')]
    return [PageTable(**json.loads(line)["table"]) for line in lines]


def write_down(table: PageTable) -> None:
    path = ROOT / "docs" / table.page
    opening, closing = f"<!-- table: {table.mark} -->", f"<!-- end of table: {table.mark} -->"
    head, opened, rest = path.read_text(encoding="utf-8").partition(opening)
    _, closed, tail = rest.partition(closing)
    if not (opened and closed):
        raise MarksMissing(f"{path}: {opening} and {closing} expected")
    text = "\n".join([opening, "", *table.lines, "", closing])
    path.write_text(head + text + tail, encoding="utf-8")


def markdown(heads: list[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table, its first column words and the others numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return [f"| {' | '.join(line)} |" for line in lines]

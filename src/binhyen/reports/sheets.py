"""A report as a paper: its parts become the blocks of Decree 30, its long tables annexes."""

from collections.abc import Iterator, Sequence

from binhyen.papers.choices import Elsewhere
from binhyen.papers.queries import Annex, Block, Paragraph, Run, Sheet, Style
from binhyen.papers.queries import Table as PaperTable

from .choices import TableKind
from .rules.drawing import Drawn, Grid, Said
from .rules.standing import SYNTHETIC

TYPE, SYMBOL = "BÁO CÁO", "BC"
MOST_COLUMNS = 6  # that stand in larger letters
NARROW_NAME = 5  # upright there is less room
NAME_WEIGHTS = {TableKind.COMPARE: 8, TableKind.UNITS: 7, TableKind.MONTHS: 8}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NOTE = "Số có dấu * chưa đủ mọi tháng hoặc mọi đơn vị của kỳ."


def sheet_of(
    subject: str,
    parts: Sequence[Drawn],
    *,
    standing: str = "",
    is_synthetic: bool = False,
    recipients: str,
    signatory: str,
    is_deputy: bool,
) -> Sheet:
    """What papers need to draw and number it."""
    inside = [part for part in parts if not _is_annex(part)]
    behind = [part for part in parts if _is_annex(part)]
    return Sheet(
        kind=Elsewhere.PERIODIC_REPORT,
        type=TYPE,
        symbol=SYMBOL,
        subject=subject,
        blocks=(
            *_marked(is_synthetic),
            *_italic(standing),
            *(block for part in inside for block in _blocks(part)),
        ),
        annexes=tuple(
            _annex(part, number, len(behind), is_synthetic) for number, part in enumerate(behind)
        ),
        recipients=recipients,
        signatory=signatory,
        is_deputy=is_deputy,
    )


def _marked(is_synthetic: bool) -> Iterator[Block]:
    """At the top of the paper and of every annex, so that nobody takes it for a real one."""
    if is_synthetic:
        yield Paragraph((Run(SYNTHETIC, bold=True),), Style.TITLE)


def _italic(standing: str) -> Iterator[Block]:
    """How complete the figures are, between the title and the text."""
    if standing:
        yield Paragraph((Run(standing, italic=True),), Style.TITLE)


def _is_annex(part: Drawn) -> bool:
    return part.grid is not None and part.grid.of.is_annex


def _blocks(part: Drawn) -> Iterator[Block]:
    if part.heading:
        yield Paragraph((Run(part.heading),), Style.HEADING)
    for paragraph in part.paragraphs:
        yield Paragraph(tuple(_run(said) for said in paragraph))
    if part.grid is not None:
        if part.grid.of.title:
            yield Paragraph((Run(part.grid.of.title),), Style.TITLE)
        yield from _table(part.grid)


def _annex(part: Drawn, number: int, of: int, is_synthetic: bool) -> Annex:
    name = f"PHỤ LỤC {ROMAN[number]}" if of > 1 and number < len(ROMAN) else "PHỤ LỤC"
    title = part.grid.of.title if part.grid else part.heading
    paragraphs = [Paragraph(tuple(_run(said) for said in each)) for each in part.paragraphs]
    table = _table(part.grid) if part.grid else ()
    return Annex(
        f"{name}. {title.upper()}", "", (*_marked(is_synthetic), *paragraphs, *table), is_wide=True
    )


def _run(said: Said) -> Run:
    return Run(said.text, bold=said.bold)


def _table(grid: Grid) -> Iterator[Block]:
    """The rows counted, figures to the right from the first column that holds any."""
    words = 0 if grid.of.kind == TableKind.UNITS else 1  # columns of words after the name
    is_wide = len(grid.header) > MOST_COLUMNS
    totals = sum(row.is_total for row in grid.rows)
    rows = tuple(
        (
            "" if row.is_total else str(place),
            row.name,
            *(f"{cell.text}*" if cell.is_part else cell.text for cell in row.cells),
        )
        for place, row in enumerate(grid.rows, start=1)
    )
    figures = len(grid.header) - 1 - words
    name = NAME_WEIGHTS[grid.of.kind] if grid.of.is_annex else NARROW_NAME
    yield PaperTable(
        header=("TT", *grid.header),
        rows=rows,
        weights=(1, name, *(2,) * (words + figures)),
        numbers_from=2 + words,
        totals=totals,
        is_small=is_wide or grid.of.is_annex,
    )
    if grid.has_part:
        yield Paragraph((Run(NOTE, italic=True),))

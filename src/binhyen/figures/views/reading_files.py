"""A reading as a file: its table as CSV, its picture as SVG and PNG."""

import csv as csv_module
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from binhyen.papers.queries.pictures import png_of

from ..rules.charts.styles import plain_style
from .reading_pictures import Picture
from .reading_tables import Table

SHEETS = ("figures/charts.css", "ui/map.css")
WIDTH, EDGE, LINE = 752, 16, 20
COLUMNS, WIDE, HIGH = 3, 240, 92  # of many small charts on one sheet
LINES = frozenset({"line"})


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    y: float
    x: float = EDGE
    look: str = "chart__note"


@dataclass(frozen=True, slots=True)
class Piece:
    drawing: SafeString
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FileKey:
    look: str
    text: str
    y: float
    is_line: bool

    @property
    def top(self) -> float:
        return self.y - 6


def table_csv(table: Table) -> str:
    """UTF-8 with a mark, so that Excel reads the Vietnamese; plain numbers, notes in words."""
    text = io.StringIO()
    writer = csv_module.writer(text)
    writer.writerow([table.title])
    writer.writerow([table.first, *table.columns, _("Ghi chú")])
    for row in table.rows:
        cells = [cell.text if cell.number is None else cell.number for cell in row.cells]
        notes = [
            f"{column}: {cell.note}"
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell.note
        ]
        writer.writerow([row.name, *cells, "; ".join(notes)])
    return "\ufeff" + text.getvalue()


def picture_svg(picture: Picture) -> str:
    """The picture with its title, legend and colours in one file."""
    pieces, names, bottom = _small_pieces(picture) if picture.kind == "small" else _one(picture)
    keys = list(_keys(picture, bottom))
    end = (keys[-1].y if keys else bottom) + LINE
    heading = [
        Written(text, 24 + LINE * n, look="chart__title")
        for n, text in enumerate(_lines(picture.title, 78))
    ]
    said = [
        Written(text, 24 + LINE * (len(heading) + n))
        for n, text in enumerate(_lines(picture.said, 105))
    ]
    context = {
        "picture": picture,
        "width": WIDTH,
        "height": end,
        "style": mark_safe(f"<style>{_style()}</style>"),  # noqa: S308  # our own sheets
        "heading": [*heading, *said],
        "pieces": pieces,
        "names": names,
        "keys": keys,
    }
    return render_to_string("figures/charts/file.svg", context)


def picture_png(picture: Picture) -> bytes:
    return png_of(picture_svg(picture))


@cache
def _style() -> str:
    found = [finders.find(name) for name in SHEETS]
    sheets = [Path(str(path)).read_text(encoding="utf-8") for path in found if path]
    return 'text{font-family:"Be Vietnam Pro","Tinos",sans-serif}\n' + plain_style(
        "\n".join(sheets)
    )


def _top(picture: Picture) -> float:
    return 24 + LINE * (len(_lines(picture.title, 78)) + len(_lines(picture.said, 105)))


def _one(picture: Picture) -> tuple[list[Piece], list[Written], float]:
    wide = WIDTH - 2 * EDGE
    chart = picture.lines or picture.funnel
    if chart is not None:
        high = wide * chart.height / chart.width
    else:
        assert picture.map is not None  # noqa: S101
        high = wide * picture.map.sheet.frame.height / 1000
    context = {"picture": picture, "chart": chart or picture.map, "is_file": True}
    drawing = render_to_string(f"figures/charts/{picture.kind}.svg", context)
    top = _top(picture)
    return [Piece(drawing, EDGE, top, wide, round(high))], [], top + round(high) + LINE


def _small_pieces(picture: Picture) -> tuple[list[Piece], list[Written], float]:
    pieces, names, top = [], [], _top(picture) + LINE
    for n, small in enumerate(picture.smalls):
        x, y = EDGE + n % COLUMNS * WIDE, top + n // COLUMNS * HIGH
        pieces.append(Piece(small.drawing, x, y, small.spark.width, small.spark.height))
        names.append(Written(f"{small.name}: {small.text}", y - 4, x))
    rows = -(-len(picture.smalls) // COLUMNS)
    return pieces, names, top + rows * HIGH


def _keys(picture: Picture, bottom: float) -> Iterator[FileKey]:
    for n, key in enumerate(picture.keys):
        text = f"{key.text} {key.note}".strip()
        yield FileKey(key.look, text, bottom + n * LINE, picture.kind in LINES)


def _lines(text: str, letters: int) -> list[str]:
    """A text in lines of so many letters; a drawing's text doesn't break by itself."""
    found = [""]
    for word in text.split():
        if len(found[-1]) + len(word) + 1 > letters and found[-1]:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    return found

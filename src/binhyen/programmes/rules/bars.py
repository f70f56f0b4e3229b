"""A small picture of movements: what came stands above the line, what left hangs below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .movements import Movement

STEP, BAR, HIGH = 64, 34, 132
TOP, FOOT, SIDE = 18, 36, 8
LEAST = 2  # pixels, so that one site among thousands is still seen


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column, in pixels from the upper left corner. kind: "in-new", "out-merged"."""

    kind: str
    x: int
    y: int
    height: int
    n: int

    @property
    def is_hatched(self) -> bool:
        """Recounting looks apart without its colour too."""
        return self.kind.endswith("recounted")


@dataclass(frozen=True, slots=True)
class Column:
    """One period: its pieces, the middle of its column and where its two sums are written."""

    middle: int
    bars: tuple[Bar, ...]
    came: int
    came_y: int
    went: int
    went_y: int


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    height: int
    line_y: int
    columns: tuple[Column, ...]
    bar: int = BAR

    @property
    def name_y(self) -> int:
        """Where the names of the periods stand."""
        return self.height - 4


def bars(rows: Sequence[Movement], *, ins: Sequence[str], outs: Sequence[str]) -> Bars | None:
    """The picture, pieces in the order given from the line outwards; None where nothing moves."""
    most_in = max((row.came for row in rows), default=0)
    most_out = max((row.went for row in rows), default=0)
    if not most_in + most_out:
        return None
    scale = HIGH / (most_in + most_out)
    line = TOP + round(most_in * scale)
    columns = []
    for place, row in enumerate(rows):
        left = SIDE + place * STEP
        above = _pile(row.ins, ins, "in", x=left, line=line, scale=scale, up=True)
        below = _pile(row.outs, outs, "out", x=left, line=line, scale=scale, up=False)
        columns.append(
            Column(
                middle=left + BAR // 2,
                bars=(*above, *below),
                came=row.came,
                came_y=min((bar.y for bar in above), default=line) - 4,
                went=row.went,
                went_y=max((bar.y + bar.height for bar in below), default=line) + 13,
            )
        )
    return Bars(2 * SIDE + STEP * len(rows), TOP + HIGH + FOOT, line, tuple(columns))


def _pile(
    amounts: Mapping[str, int],
    order: Sequence[str],
    side: str,
    *,
    x: int,
    line: int,
    scale: float,
    up: bool,
) -> list[Bar]:
    pile, at = [], 0
    for how in order:
        if n := amounts.get(how, 0):
            height = max(LEAST, round(n * scale))
            y = line - at - height if up else line + at
            pile.append(Bar(f"{side}-{how or 'unknown'}", x, y, height, n))
            at += height
    return pile

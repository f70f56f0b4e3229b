"""What a drawing is made of: steps and ways as given, boxes, arrows and words as placed."""

from dataclasses import dataclass

BOX_WIDTH = 232
LINE = 18
LETTER = 7.4  # an average letter of the interface's type, generously
PAD = 11
TRACK = 9  # between two lines that run side by side
STUB = 16  # of an arrow before and after it turns
PORT = 20  # from a box's right corner to the first way that leaves out layers
END_WIDTH = 128
SIDE = 104  # left of the boxes, for the names of ways back
MARGIN = 6

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A step to be drawn. is_end: the case rests there."""

    code: str
    name: str
    note: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from a step. target: a step's code, or "" where the case is given up."""

    source: str
    target: str
    name: str
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of words; y is the first one's base line."""

    lines: tuple[str, ...]
    x: int
    y: int
    anchor: str = "start"

    @property
    def placed(self) -> list[tuple[int, str]]:
        return [(self.y + LINE * number, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Box:
    """A step, or an end. kind: step, start, end, dropped."""

    code: str
    kind: str
    x: int
    y: int
    width: int
    height: int
    name: Text
    note: Text | None = None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from box to box. kind: on, back, dropped."""

    source: str
    target: str
    kind: str
    points: tuple[Point, ...]
    name: Text | None

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x},{y}" for x, y in self.points)

    @property
    def tip(self) -> str:
        """The arrow head as a small triangle."""
        (x0, y0), (x1, y1) = self.points[-2:]
        along = ((x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0))
        back = (x1 - 8 * along[0], y1 - 8 * along[1])
        across = (4 * along[1], 4 * along[0])
        sides = [(back[0] + way * across[0], back[1] + way * across[1]) for way in (1, -1)]
        return "M" + "L".join(f"{x},{y}" for x, y in [(x1, y1), *sides]) + "Z"


@dataclass(frozen=True, slots=True)
class Diagram:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def wrapped(text: str, width: int, *, most: int = 4) -> tuple[str, ...]:
    """Words in lines no longer than the width; what exceeds `most` lines ends in "…"."""
    room = max(int(width / LETTER), 6)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word[:room])
    lines = [line for line in lines if line]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: room - 1].rstrip() + "…"]
    return tuple(lines)

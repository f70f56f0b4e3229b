"""One drawing while it is being laid out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from .ranking import lanes, ranks
from .shapes import (
    BOX_WIDTH,
    END_WIDTH,
    LINE,
    MARGIN,
    PAD,
    PORT,
    SIDE,
    STUB,
    TRACK,
    Arrow,
    Box,
    Diagram,
    Edge,
    Node,
    Point,
    Text,
    wrapped,
)


class Sheet:
    """The places of a drawing's boxes and ways, as they are decided one after the other."""

    def __init__(self, nodes: Sequence[Node], edges: list[Edge], start: str) -> None:
        self.start = start
        self.rank = ranks(nodes, edges, start=start)
        self.dropping = {edge.source: edge for edge in edges if not edge.target}
        going = [edge for edge in edges if edge.target]
        self.onward = [e for e in going if self.rank[e.target] == self.rank[e.source] + 1]
        self.skipping = [e for e in going if self.rank[e.target] > self.rank[e.source] + 1]
        self.rising = [e for e in going if self.rank[e.target] <= self.rank[e.source]]
        self.layers = self._layers(nodes)
        self.lanes_left = lanes(self.rising, self.rank)
        self.lanes_right = lanes(self.skipping, self.rank)
        self.tracks = self._tracks()
        self.labels: dict[Edge, tuple[str, ...]] = {}
        self.boxes: dict[str, Box] = {}
        self.below: dict[int, int] = {}  # where the gap under a layer begins

    def drawn(self) -> Diagram:
        self._name_ways()
        bottom = self._place()
        ends = list(self._ends())
        arrows = [*self._onward_arrows(), *self._skips(), *self._rises()]
        arrows += [arrow for _, arrow in ends]
        many = max(self.lanes_right.values(), default=-1) + 1
        room = END_WIDTH + 2 * STUB if self.dropping else 0
        right = max(box.x + box.width for box in self.boxes.values()) + room
        if self.skipping:
            right = max(right, self._right_edge() + many * TRACK)
        boxes = (*self.boxes.values(), *(box for box, _ in ends))
        return Diagram(right + MARGIN, bottom + MARGIN, boxes, tuple(arrows))

    # --- what stands where ---

    def _layers(self, nodes: Sequence[Node]) -> list[list[Node]]:
        """Nodes by layer; in each, those that hang together stand under each other."""
        by_rank = sorted(nodes, key=lambda node: self.rank[node.code])
        layers = [list(same) for _, same in groupby(by_rank, lambda n: self.rank[n.code])]
        place: dict[str, int] = {}
        for layer in layers:
            layer.sort(key=lambda node: self._under(node.code, place))
            place.update({node.code: number for number, node in enumerate(layer)})
        return layers

    def _under(self, code: str, place: Mapping[str, int]) -> float:
        """How far right what leads to a step stands, on average."""
        above = [place[e.source] for e in self.onward if e.target == code and e.source in place]
        return sum(above) / len(above) if above else 0.0

    def _tracks(self) -> dict[int, int]:
        """How many lines run sideways in the gap under each layer."""
        count: dict[int, int] = defaultdict(int)
        for edge in self.onward:
            count[self.rank[edge.source]] += 1
        for edge in self.skipping:
            count[self.rank[edge.source]] += 1
            count[self.rank[edge.target] - 1] += 1
        for edge in self.rising:
            for code in (edge.source, edge.target):
                if self._place_in_layer(code):
                    count[self.rank[code] - 1] += 1
        return count

    def _place_in_layer(self, code: str) -> int:
        layer = self.layers[self.rank[code]]
        return [node.code for node in layer].index(code)

    def _name_ways(self) -> None:
        """The lines of each way's name, by the room that it has."""
        for edge in self.onward:
            siblings = sum(other.source == edge.source for other in self.onward)
            crowded = any(other.source == edge.source for other in self.skipping)
            room = BOX_WIDTH // (siblings + 1) if siblings > 1 else BOX_WIDTH - PAD
            room = min(room, BOX_WIDTH // 2 - PORT - PAD) if crowded else room
            self.labels[edge] = wrapped(edge.name, room, most=3)
        for edge in self.skipping:
            self.labels[edge] = wrapped(edge.name, END_WIDTH + STUB, most=3)
        for edge in self.rising:
            self.labels[edge] = wrapped(edge.name, SIDE - STUB, most=3)

    def _place(self) -> int:
        """Every box; returns where the lowest ends."""
        many = max(self.lanes_left.values(), default=-1) + 1
        left = MARGIN + (SIDE + many * TRACK + STUB if self.rising else 0)
        between = END_WIDTH + 3 * STUB if self.dropping else 2 * STUB
        widest = max(len(layer) for layer in self.layers)
        whole = widest * BOX_WIDTH + (widest - 1) * between
        y = MARGIN + self._gap(-1)
        for number, layer in enumerate(self.layers):
            own = len(layer) * BOX_WIDTH + (len(layer) - 1) * between
            x = left + (whole - own) // 2
            texts = [wrapped(node.name, BOX_WIDTH - 2 * PAD) for node in layer]
            notes = [wrapped(node.note, BOX_WIDTH - 2 * PAD, most=2) for node in layer]
            lines = max(len(t) + len(n) for t, n in zip(texts, notes, strict=True))
            ends = [
                len(_end_lines(self.dropping[n.code])) for n in layer if n.code in self.dropping
            ]
            height = max(2 * PAD + LINE * max(lines, 1), LINE * max(ends, default=0) + PAD)
            for node, text, note in zip(layer, texts, notes, strict=True):
                self.boxes[node.code] = self._box(node, text, note, x, y, height)
                x += BOX_WIDTH + between
            y += height
            self.below[number] = y
            if number < len(self.layers) - 1:
                y += self._gap(number)
        return y

    def _box(
        self, node: Node, text: Sequence[str], note: Sequence[str], x: int, y: int, height: int
    ) -> Box:
        kind = "end" if node.is_end else "start" if node.code == self.start else "step"
        middle = x + BOX_WIDTH // 2
        first = y + (height - LINE * (len(text) + len(note))) // 2 + LINE - 5
        name = Text(tuple(text), middle, first, "middle")
        more = Text(tuple(note), middle, first + LINE * len(text), "middle") if note else None
        return Box(node.code, kind, x, y, BOX_WIDTH, height, name, more)

    def _gap(self, layer: int) -> int:
        """The height of the gap under a layer; above the first there is one for ways back."""
        if layer < 0:
            tracks = self.tracks[-1]
            return STUB + tracks * TRACK if tracks else 0
        leaving = [e for e in (*self.onward, *self.skipping) if self.rank[e.source] == layer]
        lines = max((len(self.labels[edge]) for edge in leaving), default=1)
        return 2 * STUB + LINE * lines + TRACK * self.tracks[layer]

    def _right_edge(self) -> int:
        """Left of the first lane on the right side."""
        right = max(box.x + box.width for box in self.boxes.values())
        return right + (END_WIDTH + 2 * STUB if self.dropping else END_WIDTH // 2) + STUB

    # --- the ways ---

    def _ends(self) -> Iterator[tuple[Box, Arrow]]:
        """The small ends of cases given up, right of their steps."""
        for code, edge in self.dropping.items():
            box = self.boxes[code]
            lines = _end_lines(edge)
            height = LINE * len(lines) + PAD
            y = box.y + (box.height - height) // 2
            x = box.x + box.width + STUB + PAD
            name = Text(lines, x + END_WIDTH // 2, y + PAD // 2 + LINE - 5, "middle")
            end = Box("", "dropped", x, y, END_WIDTH, height, name)
            middle = y + height // 2
            points = ((box.x + box.width, middle), (x, middle))
            yield end, Arrow(code, "", "dropped", points, None)

    def _onward_arrows(self) -> Iterator[Arrow]:
        for number in range(len(self.layers) - 1):
            here = [edge for edge in self.onward if self.rank[edge.source] == number]
            here.sort(key=lambda e: (self.boxes[e.source].x, self.boxes[e.target].x))
            for track, edge in enumerate(here):
                yield self._onward_arrow(edge, here, track)

    def _onward_arrow(self, edge: Edge, here: Sequence[Edge], track: int) -> Arrow:
        source, target = self.boxes[edge.source], self.boxes[edge.target]
        x0 = _port(source, [e for e in here if e.source == edge.source].index(edge), here, "source")
        x1 = _port(target, [e for e in here if e.target == edge.target].index(edge), here, "target")
        y0, y1 = self.below[self.rank[edge.source]], target.y
        points: tuple[Point, ...] = ((x0, y0), (x0, y1))
        if x0 != x1:
            turn = y1 - STUB - TRACK * track
            points = ((x0, y0), (x0, turn), (x1, turn), (x1, y1))
        name = Text(self.labels[edge], x0 + 7, y0 + LINE)
        return Arrow(edge.source, edge.target, "on", points, name)

    def _skips(self) -> Iterator[Arrow]:
        """Down the right side, past the layers that are left out."""
        leaving: dict[int, int] = defaultdict(int)
        entering: dict[int, int] = defaultdict(int)
        for edge in self.skipping:
            source, target = self.boxes[edge.source], self.boxes[edge.target]
            lane = self._right_edge() + TRACK * self.lanes_right[edge]
            below, above = self.rank[edge.source], self.rank[edge.target] - 1
            others = len([e for e in self.onward if self.rank[e.source] == above])
            x0 = source.x + source.width - PORT - TRACK * leaving[below]
            x1 = target.x + target.width - PORT - TRACK * entering[above]
            lines = LINE * len(self.labels[edge]) + STUB // 2
            out = self.below[below] + lines + TRACK * leaving[below]
            into = target.y - STUB - TRACK * (others + entering[above])
            leaving[below] += 1
            entering[above] += 1
            y0 = source.y + source.height
            points = ((x0, y0), (x0, out), (lane, out), (lane, into), (x1, into), (x1, target.y))
            name = Text(self.labels[edge], x0 + 7, y0 + LINE)
            yield Arrow(edge.source, edge.target, "on", points, name)

    def _rises(self) -> Iterator[Arrow]:
        """Up the left side, back to an earlier step."""
        leaving: dict[str, int] = defaultdict(int)
        entering: dict[str, int] = defaultdict(int)
        many = max(self.lanes_left.values(), default=0)
        for edge in sorted(self.rising, key=lambda e: self.lanes_left[e]):
            source, target = self.boxes[edge.source], self.boxes[edge.target]
            lane = MARGIN + SIDE + TRACK * (many - self.lanes_left[edge])
            y0 = source.y + source.height // 2 - PAD + LINE * leaving[edge.source]
            y1 = target.y + target.height // 2 + PAD - TRACK * entering[edge.target]
            lines = self.labels[edge]
            above = LINE * (len(lines) - 1) + 5
            first = y0 + LINE - 4 if leaving[edge.source] else y0 - above
            leaving[edge.source] += 1
            entering[edge.target] += 1
            start = self._to_lane(source, y0)
            end = self._to_lane(target, y1)
            points = (*start, (lane, start[-1][1]), (lane, end[-1][1]), *end[::-1])
            label = Text(lines, MARGIN + SIDE - 7, first, "end")
            yield Arrow(edge.source, edge.target, "back", points, label)

    def _to_lane(self, box: Box, y: int) -> tuple[Point, ...]:
        """From a box's left side to where nothing stands between it and the lanes."""
        if not self._place_in_layer(box.code):
            return ((box.x, y),)
        above = box.y - PAD
        return ((box.x, y), (box.x - PAD, y), (box.x - PAD, above))


def _end_lines(edge: Edge) -> tuple[str, ...]:
    return wrapped(edge.name, END_WIDTH - PAD, most=3)


def _port(box: Box, number: int, here: Sequence[Edge], end: str) -> int:
    """Where on a box's edge one of its ways leaves or arrives."""
    count = sum(getattr(edge, end) == box.code for edge in here)
    return box.x + box.width * (number + 1) // (count + 1)

"""The public draw: who begins in which wave where need is equal, recomputable by anyone.

Before: the list, the sizes of the waves, the SHA-256 of a secret seed, and where a public number
will come from that nobody knows yet. After: the seed, the number and the waves. Whoever holds the
seed can't choose the outcome, for the number comes later; who knows the number can't, for the seed
is fixed. `recompute` is the rule itself, published with the text.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .recompute import HEADS, TITLE, read, sha256, waves

SHORTEST_SEED = 32
# Stands where the published program passes over it: it decides nothing, and must be seen.
EARLIER = "Lần bốc thăm trước có cùng xã"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A commune in the draw. need: its class, 1 for the greatest."""

    code: str
    name: str
    need: int


@dataclass(frozen=True, slots=True)
class Place:
    """What a commune drew. wave: from 1."""

    wave: int
    code: str
    name: str
    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw as published beforehand.

    commitment: SHA-256 of the seed, in hex. source: which public number will be taken, from whom
    and of which day, such as a lottery's first prize: later than this, and nobody's to choose.
    sizes: communes of each wave. earlier: draws before it that had some of its communes, a line
    each.

    Raises ValueError where it could be read in two ways, or has other than one place for each.
    """

    code: str
    commitment: str
    source: str
    sizes: tuple[int, ...]
    entrants: tuple[Entrant, ...]
    earlier: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        twice = [code for code, n in Counter(e.code for e in self.entrants).items() if n > 1]
        if twice:
            raise ValueError(f"{twice[0]} is in the draw twice")
        if not self.entrants or sum(self.sizes) != len(self.entrants) or min(self.sizes) < 1:
            raise ValueError(f"{len(self.entrants)} places expected, waves have {self.sizes}")
        if len(self.commitment) != 64 or set(self.commitment) - set("0123456789abcdef"):
            raise ValueError("commitment: SHA-256 in 64 hex digits expected")
        for text in (self.code, self.source, *(t for e in self.entrants for t in (e.code, e.name))):
            _plain(text)
        for line in self.earlier:
            _plain(line)
        for code in (self.code, *(e.code for e in self.entrants)):
            if not code.isascii() or "|" in code:
                raise ValueError(f"{code!r}: ASCII without | expected")


def commitment(seed: str) -> str:
    """What is published before the draw. The seed: 32 letters or more that nobody can guess."""
    if len(seed) < SHORTEST_SEED or not seed.isascii() or not seed.isalnum():
        raise ValueError(f"seed: at least {SHORTEST_SEED} ASCII letters and digits expected")
    return sha256(seed)


def deal(draw: Draw, *, seed: str, number: str) -> tuple[Place, ...]:
    """The waves, in the order drawn. Raises ValueError where the seed isn't the one committed to.

    Within a class of need every order is equally likely, as far as SHA-256 is random.
    """
    if commitment(seed) != draw.commitment:
        raise ValueError("the seed isn't the one whose SHA-256 was published")
    if not _plain(number).isascii() or "|" in number:
        raise ValueError(f"number: {number!r}: ASCII without | expected")
    names = {one.code: one.name for one in draw.entrants}
    communes = [(one.need, one.code) for one in draw.entrants]
    drawn = waves(seed, number, draw.code, draw.sizes, communes)
    return tuple(Place(wave, code, names[code], ticket) for wave, code, ticket in drawn)


def announcement(draw: Draw) -> str:
    """The text to publish before the draw. Its language is that of the office: Vietnamese."""
    entrants = sorted(draw.entrants, key=lambda one: (one.need, one.code))
    return "\n".join(
        [
            TITLE,
            "",
            f"{HEADS['draw']}: {draw.code}",
            f"{HEADS['commitment']}: {draw.commitment}",
            f"{HEADS['source']}: {draw.source}",
            *(f"{EARLIER}: {line}" for line in draw.earlier),
            f"{HEADS['sizes']}: {' '.join(map(str, draw.sizes))}",
            f"{HEADS['communes']}:",
            *(f"{one.need}\t{one.code}\t{one.name}" for one in entrants),
            "",
        ]
    )


def outcome(draw: Draw, *, seed: str, number: str) -> str:
    """The text to publish after the draw: the announcement, unchanged, and what decides it."""
    places = deal(draw, seed=seed, number=number)
    return announcement(draw) + "\n".join(
        [
            f"{HEADS['number']}: {number}",
            f"{HEADS['seed']}: {seed}",
            f"{HEADS['waves']}:",
            *(f"{one.wave}\t{one.code}\t{one.name}\t{one.ticket}" for one in places),
            "",
        ]
    )


def read_announcement(text: str) -> Draw:
    """The draw of a published text. Raises ValueError with what is missing or can't be read."""
    told = read(text)
    names = ("draw", "commitment", "source", "sizes", "communes")
    if missing := [HEADS[name] for name in names if not told.get(name)]:
        raise ValueError(f"missing: {', '.join(missing)}")
    try:
        entrants = tuple(Entrant(code, name, int(need)) for need, code, name in told["communes"])
    except ValueError as error:
        raise ValueError(f"{HEADS['communes']}: three cells in each row expected") from error
    return Draw(
        code=told["draw"],
        commitment=told["commitment"],
        source=told["source"],
        sizes=tuple(int(size) for size in told["sizes"].split()),
        entrants=entrants,
        earlier=earlier_in(text),
    )


def earlier_in(text: str) -> tuple[str, ...]:
    """The earlier draws that a published text names, a line each."""
    told = (line.removeprefix(f"{EARLIER}: ") for line in text.splitlines() if _is_earlier(line))
    return tuple(line.strip() for line in told)


def _is_earlier(line: str) -> bool:
    return line.startswith(f"{EARLIER}: ")


def even_sizes(entrants: int, count: int) -> tuple[int, ...]:
    """So many waves of nearly one size, the larger first."""
    if not 1 <= count <= entrants:
        raise ValueError(f"1 to {entrants} waves expected, got {count}")
    return tuple(entrants // count + (wave < entrants % count) for wave in range(count))


def by_wave(places: Sequence[Place]) -> tuple[tuple[str, ...], ...]:
    """Codes of each wave, in the order drawn."""
    last = max((one.wave for one in places), default=0)
    return tuple(
        tuple(one.code for one in places if one.wave == wave) for wave in range(1, last + 1)
    )


def _plain(text: str) -> str:
    """One line that reads the same to everybody. Raises ValueError."""
    if not text or text != text.strip() or not text.isprintable():
        raise ValueError(f"{text!r}: one line without space around it expected")
    if text != unicodedata.normalize("NFC", text):
        raise ValueError(f"{text!r}: composed letters (NFC) expected")
    return text

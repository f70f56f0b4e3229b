"""Looking a typed name up among the units of one day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from binhyen.kernel.text import squash

from ...choices import Kind
from .keys import exact_key, has_marks, loose_key, other_numbering
from .reading import Phrase, Reading, phrases, readings

_ALIKE, _CLEARLY = 80, 6  # A proposal is at least this alike, and by this much the best.
_SUGGESTIONS, _WORTH_SHOWING = 5, 50
_CODE_DIGITS = (4, 5)  # Excel takes the leading zero away.


class How(StrEnum):
    """How sure the spelling makes a find."""

    EXACT = "exact"
    FOLDED = "folded"
    SPELLING = "spelling"
    CODE = "code"


class Why(StrEnum):
    """What keeps a proposal from being a find."""

    KIND = "kind"
    PLACE = "place"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Home:
    """Something a unit lies in, today or in its predecessors' day."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as the index knows it; `unit` is its primary key."""

    unit: int
    code: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    homes: frozenset[Home] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    unit: int
    how: How


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several fit what was typed; more words (kind, district) would decide."""

    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """One unit is proposed but something contradicts it; a person has to say."""

    proposal: int
    why: Why
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    suggestions: tuple[int, ...] = ()


Match = Found | Ambiguous | Near | Unknown


class Index:
    """The names of one day, looked up in a microsecond's table rather than by comparing.

    Candidates are all units whose name is the typed one by the loosest key. What was typed in
    full, marks and all, and is exactly one of them means that one; otherwise several
    candidates stay ambiguous.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.unit: entry for entry in entries}
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._by_code: dict[str, list[int]] = defaultdict(list)
        for entry in self._entries.values():
            self._by_code[entry.code].append(entry.unit)
            for name in (entry.name, *entry.aliases):
                self._add(name, entry.unit)
        self._homes: dict[str, set[Home]] = defaultdict(set)
        for entry in self._entries.values():
            for home in entry.homes:
                self._homes[home.key].add(home)

    def match(self, text: str, *, district: str = "", province: str = "") -> Match:
        """What a typed name means.

        text: with or without kind, district, province; or a code. district, province: from
        columns of their own; an empty one says nothing.
        """
        if code := self._code(text):
            return code
        said = tuple(readings(t) for t in (district, province) if t.strip())
        tried = [Phrase(phrase.readings, (*phrase.whereabouts, *said)) for phrase in phrases(text)]
        answers = [self._look_up(phrase, marked=has_marks(text)) for phrase in tried]
        known = [answer for answer in answers if answer is not None]
        found = [answer for answer in known if isinstance(answer, Found)]
        return next(iter((*found, *known)), None) or self._proposals(tried[-1])

    def _add(self, name: str, unit: int) -> None:
        self._by_key[loose_key(name)].add(unit)
        if other := other_numbering(name):
            self._by_key[loose_key(other)].add(unit)

    def _code(self, text: str) -> Match | None:
        code = text.strip()
        if not (code.isascii() and code.isdigit() and len(code) in _CODE_DIGITS):
            return None
        units = self._by_code.get(code.zfill(5), [])
        if len(units) > 1:
            return Ambiguous(tuple(units))
        return Found(units[0], How.CODE) if units else Unknown()

    def _look_up(self, phrase: Phrase, *, marked: bool) -> Match | None:
        """What the phrase finds; None where no unit has such a name."""
        by_reading = [(r, self._by_key.get(loose_key(r.name), set())) for r in phrase.readings]
        named = {unit for _, units in by_reading for unit in units}
        if not named:
            return None
        there = self._there(named, phrase.whereabouts)
        right = {u for r, units in by_reading for u in units if self._is_kind(u, r.kind)}
        if fitting := there & right:
            return self._decide(fitting, phrase.readings, marked=marked)
        if len(there) == 1:
            return Near(next(iter(there)), Why.KIND)
        elsewhere = right or named
        if not there and len(elsewhere) == 1:
            return Near(next(iter(elsewhere)), Why.PLACE)
        return self._ambiguous(there or elsewhere)

    def _decide(self, fitting: set[int], read: Sequence[Reading], *, marked: bool) -> Match:
        keys = {exact_key(reading.name) for reading in read}
        exact = {u for u in fitting if exact_key(self._entries[u].name) in keys}
        chosen = exact if exact and (marked or exact == fitting) else fitting
        if len(chosen) > 1:
            return self._ambiguous(chosen)
        unit = next(iter(chosen))
        return Found(unit, How.EXACT if unit in exact else self._how(unit, read))

    def _how(self, unit: int, read: Sequence[Reading]) -> How:
        bare = squash(self._entries[unit].name)
        return How.FOLDED if any(squash(r.name) == bare for r in read) else How.SPELLING

    def _is_kind(self, unit: int, kind: Kind | None) -> bool:
        return kind is None or self._entries[unit].kind == kind

    def _there(self, units: set[int], whereabouts: Sequence[Sequence[Reading]]) -> set[int]:
        """Those of the units that lie in everything that was said."""
        for said in whereabouts:
            homes = self._said_homes(said)
            units = {unit for unit in units if homes & self._entries[unit].homes}
        return units

    def _said_homes(self, said: Sequence[Reading]) -> set[Home]:
        """Districts and provinces that the words name; the typed kind decides between two."""
        named = [(r.kind, home) for r in said for home in self._homes.get(loose_key(r.name), ())]
        typed = {home for kind, home in named if kind and _same_kind(home.kind, kind)}
        return typed or {home for _, home in named}

    def _proposals(self, phrase: Phrase) -> Match:
        """Names that look alike, best first; the best is proposed if it clearly is the best."""
        within = self._there(set(self._entries), phrase.whereabouts) or set(self._entries)
        keys = [key for key, units in self._by_key.items() if units & within]
        scores: dict[int, float] = defaultdict(float)
        for reading in phrase.readings:
            for unit, score in self._alike(reading, keys):
                if unit in within:
                    scores[unit] = max(scores[unit], score)
        best = sorted(scores, key=lambda u: (-scores[u], self._entries[u].code))[:_SUGGESTIONS]
        if not best or scores[best[0]] < _ALIKE:
            return Unknown(tuple(best))
        if len(best) > 1 and scores[best[0]] - scores[best[1]] < _CLEARLY:
            return Unknown(tuple(best))
        return Near(best[0], Why.LETTERS, tuple(best[1:]))

    def _alike(self, reading: Reading, keys: Sequence[str]) -> Iterable[tuple[int, float]]:
        key = loose_key(reading.name)
        if not key:
            return
        alike = process.extract(
            key, keys, scorer=ratio, score_cutoff=_WORTH_SHOWING, limit=_SUGGESTIONS * 4
        )
        for other, score, _ in alike:
            for unit in self._by_key[other]:
                yield unit, score - (0 if self._is_kind(unit, reading.kind) else 10)

    def _ambiguous(self, units: set[int]) -> Ambiguous:
        return Ambiguous(tuple(sorted(units, key=lambda u: (self._entries[u].code, u))))


def _same_kind(home: str, typed: Kind) -> bool:
    return home == typed or (home, typed) == (Kind.CENTRAL_CITY, Kind.CITY)

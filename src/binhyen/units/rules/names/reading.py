"""Taking apart what was typed: the kind, the name, and the district or province behind it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from binhyen.kernel.text import fold, squeeze

from ...choices import Kind

COMMUNE_KINDS = frozenset({Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE})

# (written in full with its marks, without marks, shortened). "T." is left to provinces alone.
_WRITTEN = {
    Kind.COMMUNE: ("xã", "xa", "x"),
    Kind.WARD: ("phường", "phuong", "ph|p"),
    Kind.TOWNSHIP: ("thị trấn", "thi tran", r"t\.\s?tr|ttr|t\.\s?t|tt"),
    Kind.SPECIAL_ZONE: ("đặc khu", "dac khu", "đk|dk"),
    Kind.DISTRICT: ("huyện", "huyen", "h"),
    Kind.URBAN_DISTRICT: ("quận", "quan", "q"),
    Kind.TOWN: ("thị xã", "thi xa", r"t\.\s?x|tx"),
    Kind.CITY: ("thành phố", "thanh pho", r"t\.\s?p|tp"),
    Kind.PROVINCE: ("tỉnh", "tinh", "t"),
}
_FULL = re.compile(
    "^(?:"
    + "|".join(f"(?P<k{n}>{full})" for n, (full, _, _) in enumerate(_WRITTEN.values()))
    + r")(?![^\W\d_])[\s.:]*",
    re.IGNORECASE,
)
_DOUBTFUL = [
    (
        kind,
        re.compile(rf"^(?:(?:{bare})(?![^\W\d_])|(?:{short})(?=[\s.:\d]))[\s.:]*", re.IGNORECASE),
    )
    for kind, (_, bare, short) in _WRITTEN.items()
]
_KINDS = list(_WRITTEN)
_PARTS = re.compile(r"\s*[,;/()\[\]\n\t|]\s*")
_PARTS_OR_DASHES = re.compile(rf"{_PARTS.pattern}|\s+[-–—]\s*|\s*[-–—]\s+")
_BEFORE_KIND = re.compile(
    r"(?<!thị)(?<!thi) (?=(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh"
    r"|huyen|thi xa|thanh pho|tinh"
    r"|tp\.?|tx\.?|h\.|q\.)\s?[^\W_])",
    re.IGNORECASE,
)
_VILLAGE = re.compile(
    r"^(?:thôn|bon|buôn|bản|ấp|khóm|khu phố|kp|tổ|tdp|tổ dân phố|xóm|làng|thon|buon|ban|ap)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a piece of text: a kind, if it names one, and a name."""

    kind: Kind | None
    name: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A unit as typed, read in one or two ways, and what was said about where it lies."""

    readings: tuple[Reading, ...]
    whereabouts: tuple[tuple[Reading, ...], ...] = ()


@lru_cache(maxsize=16_384)
def readings(text: str) -> tuple[Reading, ...]:
    """One reading where the kind is written in full; two where it could be part of the name.

    "Xã Phiên" is the commune Phiên, but "Xa Phien" may be Phiên or Xà Phiên, "P Rao" Rao or Prao.
    """
    text = squeeze(text).strip(" .:,;-")
    if found := _FULL.match(text):
        kind = next(k for n, k in enumerate(_KINDS) if found[f"k{n}"])
        return (Reading(kind, text[found.end() :]),)
    doubtful = [
        Reading(kind, text[found.end() :])
        for kind, pattern in _DOUBTFUL
        if (found := pattern.match(text))
    ]
    return (*doubtful, Reading(None, text))


@lru_cache(maxsize=16_384)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The ways to read the whole: as one name first, then with its parts told from each other.

    Dashes part last: "Phường Văn Miếu - Quốc Tử Giám, Hà Nội" has one within the name.

    "Thôn 2, xã Đắk Wil, huyện Cư Jút" and "Quảng Sơn (Đắk Glong)" have the commune in one part
    and its whereabouts in the others; a village says nothing about either.
    """
    text = squeeze(text)
    ways = [Phrase(readings(text))]
    for between in (_PARTS, _PARTS_OR_DASHES):
        if (way := _taken_apart(text, between)) and way not in ways:
            ways.append(way)
    return tuple(ways)


def _taken_apart(text: str, between: re.Pattern[str]) -> Phrase | None:
    """None where there is but one part, or nothing but kinds."""
    parts = [p for chunk in between.split(text) for p in _BEFORE_KIND.split(chunk) if fold(p)]
    parts = [p for p in parts if not _VILLAGE.match(p)] or parts
    if parts == [text]:
        return None
    read = [readings(part) for part in parts]
    kind_alone = [r for r in read if len(r) == 1 and r[0].kind and not r[0].name]
    read = [r for r in read if r not in kind_alone]
    if not read:
        return None
    at = next((n for n, r in enumerate(read) if r[0].kind in COMMUNE_KINDS), 0)
    named = read[at]
    if kind_alone:
        named = tuple(Reading(r.kind or kind_alone[0][0].kind, r.name) for r in named)
    return Phrase(named, tuple(r for n, r in enumerate(read) if n != at))

"""Vietnamese text: folding for search and matching, and a key that sorts as a dictionary does."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032\u0027]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")

# Letters in the order of a Vietnamese dictionary, then the five tone marks.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# One capital each up to S; from T on "Z" and another, so that no code begins another.
_CODES = {
    letter: chr(ord("A") + place) if place < 25 else "Z" + chr(ord("A") + place - 25)
    for place, letter in enumerate(_ALPHABET)
}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def squeeze(text: str) -> str:
    """One line, NFC, single spaces, straight apostrophes: how a name is stored."""
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("'", text))
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case without marks, đ as d, punctuation as one space: "Đắk R'Măng" is "dak r mang".

    The same on SQLite and PostgreSQL because it is done here; both columns and queries go
    through it.
    """
    marks_off = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in marks_off if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.replace("đ", "d")).strip()


def squash(text: str) -> str:
    """`fold` without spaces, so that "Đắk R'Măng", "Dak Rmang" and "ĐĂKR MĂNG" are one."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=65_536)
def sort_key(text: str) -> str:
    """ASCII key that orders as a Vietnamese dictionary: base letters first, then tones.

    Numbers sort by value ("Thôn 2" before "Thôn 10"), a name before those that go on after it
    ("Cát Tiên" before "Cát Tiên 2"): two spaces end the letters, below every word that could
    follow. Stored beside the text because neither SQLite nor a PostgreSQL without ICU sorts
    Vietnamese.
    """
    letters: list[str] = []
    tones: list[str] = []
    for token in re.findall(r"\d+|\D", unicodedata.normalize("NFC", text.lower())):
        if token.isdigit():
            letters.append(f"0{len(token.lstrip('0') or '0'):02d}{token.lstrip('0') or '0'}")
            continue
        marks = unicodedata.normalize("NFD", token)
        tone = next((_TONES[m] for m in marks if m in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        if base in _CODES:
            letters.append(_CODES[base])
            tones.append(str(tone))
        elif base.isspace() or base in "-'":
            letters.append(" ")
    return (_SPACES.sub(" ", "".join(letters)) + "  " + "".join(tones))[:400]

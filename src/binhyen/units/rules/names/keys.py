"""When two spellings are the same name: exactly, without marks, or by a known difference."""

import re
import unicodedata
from functools import lru_cache

from binhyen.kernel.text import fold, squeeze

_TONES = dict(zip("\u0300\u0301\u0303\u0309\u0323", "12345", strict=True))
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_FROM_ROMAN = {roman: str(number) for number, roman in enumerate(_ROMANS, start=1)}
_TO_ROMAN = {number: roman for roman, number in _FROM_ROMAN.items()}
_SHORTENED = re.compile(r"^n ?t ")
_NUMBERED = re.compile(r"^so(?=\d)")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def has_marks(text: str) -> bool:
    """Whether the writer uses Vietnamese letters, so that a missing mark means something."""
    return any(c in "đĐ" or unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


@lru_cache(maxsize=65_536)
def exact_key(name: str) -> str:
    """Equal for spellings that a Vietnamese reader takes as the same letters and tones.

    Case, spaces, apostrophes, composed or decomposed marks and the place of the tone mark
    (hòa, hoà) don't matter; every letter and every tone does.
    """
    letters: list[str] = []
    tones: list[str] = []
    for c in unicodedata.normalize("NFD", squeeze(name).lower()):
        if c in _TONES:
            tones.append(_TONES[c])
        elif c.isalnum() or unicodedata.combining(c):
            letters.append(c)
    return _plain_numbers("".join(letters)) + "|" + "".join(tones)


@lru_cache(maxsize=65_536)
def loose_key(name: str) -> str:
    """Equal for all spellings taken as one name: marks off, and the known differences evened.

    Đắk, Đăk, Dak, Đắc and Đác are one; i and y; 01 and 1; "số 1" and "1"; NT and Nông trường.
    """
    words = fold(_SHORTENED.sub("nong truong ", fold(name))).split()
    return _NUMBERED.sub("", "".join(map(_even, words))).replace("y", "i")


def other_numbering(name: str) -> str | None:
    """The name with its last numeral written the other way: Phường I as Phường 1."""
    *words, last = name.split() or [""]
    other = _TO_ROMAN.get(last.lstrip("0")) or _FROM_ROMAN.get(last)
    return " ".join([*words, other]) if other else None


def _even(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    return "dak" if word == "dac" else word


def _plain_numbers(text: str) -> str:
    return _LEADING_ZEROS.sub("", text)

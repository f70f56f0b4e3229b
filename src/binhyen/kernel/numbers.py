"""Counts as officers write them: 12, "12 người", "06 tổ", "1.200". Never guesses silently."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from .text import fold

LARGEST_COUNT = 1_000_000

NOTHING = frozenset(
    "|khong|khong co|chua co|chua|ko|k|khong ap dung|n a|na|none|nil|chua ro|khong ro".split("|")
)
ERRORS = frozenset(
    ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"]
)
_UNIT_WORDS = frozenset(
    "nguoi to thanh vien tv hoi ho gia dinh nhom doi vien chi em hoc sinh cap camera cai cot diem "
    "mo hinh d c dong cum lien hoi ban can bo chien sy doan xe members people teams team group "
    "person persons groups khu tuyen cong dan tu quan mat bong den thiet bi bo chiec so luong "
    "tong cong co gom".split()
)
_ABOUT = re.compile(r"^(?:khoang|hon|gan|tren|duoi|chung|uoc|tu|du kien|~|≈|>|<|≥|≤)+\s*")
_SCALE_WORDS = re.compile(r"\b(?:trieu|tr|nghin|ngan|ty|ti|tram|van|chuc|dong|vnd)\b")
_NUMBER = r"\d+(?:[.,  ]\d+)*"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as read. At most one of `fault` (refuse) and `doubt` (ask) is set."""

    value: int | None = None
    fault: str = ""
    doubt: str = ""


def bare(text: str) -> str:
    """Lower case without marks, punctuation kept: "1,5 Triệu Đ" is "1,5 trieu d"."""
    marks_off = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in marks_off if not unicodedata.combining(c))
    for dash in "−–—‐‑":
        plain = plain.replace(dash, "-")
    return re.sub(r"\s+", " ", plain).strip()


def is_nothing(text: str) -> bool:
    """Whether the cell says that there is nothing: "", "-", "Không", "Chưa có"."""
    folded = fold(text)
    return folded in NOTHING and not (folded == "" and re.search(r"[^\W_]|[~#?]", text))


def is_error(cell: object) -> bool:
    """Whether a spreadsheet's formula failed: #REF!, #N/A …"""
    return isinstance(cell, str) and cell.strip().upper() in ERRORS


def read_count(cell: object) -> Figure:
    """A whole number of teams or people. "Không" is 0; blank and "-" say nothing."""
    if cell is None:
        return Figure()
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return Figure(fault="not_a_number")
    if isinstance(cell, int | float | Decimal):
        return _checked(cell)
    text = str(cell)
    if is_error(text):
        return Figure(fault="formula_error")
    if is_nothing(text):
        return Figure(0) if fold(text) in {"khong", "khong co", "ko", "k"} else Figure()
    if " + " in text:
        return added([read_count(term) for term in text.split(" + ")], fault="not_a_number")
    return _read_words(bare(text))


def added(terms: Sequence[Figure], *, fault: str) -> Figure:
    """The sum of "25 + 12": every term must say a number; the first doubt is the sum's."""
    for term in terms:
        if term.fault or term.value is None:
            return Figure(fault=term.fault or fault)
    doubt = next((term.doubt for term in terms if term.doubt), "")
    return Figure(sum(term.value or 0 for term in terms), doubt=doubt)


def _checked(number: int | float | Decimal) -> Figure:
    if not isfinite(number):
        return Figure(fault="not_a_number")
    if number < 0:
        return Figure(fault="negative")
    if number != int(number):
        return Figure(fault="fraction")
    if number > LARGEST_COUNT:
        return Figure(fault="too_large")
    return Figure(int(number))


def _read_words(text: str) -> Figure:
    doubt = ""
    if about := _ABOUT.match(text):
        text, doubt = text[about.end() :], "approximate"
    if re.match(rf"^-\s*{_NUMBER}|^\(\s*{_NUMBER}\s*\)$", text):  # as accountants write it
        return Figure(fault="negative")
    found = re.fullmatch(rf"(?P<before>\D*?)(?P<number>{_NUMBER})(?P<after>.*)", text, re.DOTALL)
    if not found:
        return Figure(fault="in_words" if _is_spelt(text) else "not_a_number")
    if _SCALE_WORDS.search(found["after"]) and "dong chi" not in found["after"]:
        return Figure(fault="not_a_number")
    if re.match(r"\s*[-/:*x+]\s*\d", found["after"]):
        if re.match(r"\s*-\s*\d", found["after"]):
            doubt = "approximate"
        else:
            return Figure(fault="not_a_number")
    number = whole(found["number"])
    if number is None:
        return Figure(fault="fraction")
    figure = _checked(number)
    if figure.fault:
        return figure
    words = fold(found["before"] + " " + found["after"]).split()
    if not doubt and (set(words) - _UNIT_WORDS or re.search(r"[?*]", text)):
        doubt = "extra_words"
    return Figure(figure.value, doubt=doubt)


def whole(text: str) -> int | None:
    """A whole number with or without thousands: "1.200", "1,200", "1 200"; None for "12,5"."""
    if not re.fullmatch(r"[0-9]+(?:[., \u00a0\u202f][0-9]+)*", text):
        return None
    groups = re.split(r"[., \u00a0\u202f]", text)
    if len(text) > 40:
        return None
    if len(groups) == 1:
        return int(groups[0])
    if all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3:
        return int("".join(groups))
    if len(groups) == 2 and set(groups[1]) == {"0"} and len(groups[1]) < 3:
        return int(groups[0])
    return None


_SPELT = frozenset(
    "mot hai ba bon nam sau bay tam chin muoi mười linh le tram nghin ngan chuc lam tu".split()
)


def _is_spelt(text: str) -> bool:
    words = fold(text).split()
    return bool(words) and words[0] in _SPELT and sum(w in _SPELT for w in words) * 2 >= len(words)

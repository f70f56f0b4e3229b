"""Sums of money as officers write them, in whole đồng: "1,5 triệu", "50.000.000 đ".

A sum that could be meant a thousand times larger or smaller is doubtful, never silently one.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from .numbers import Figure, added, bare, is_error, is_nothing

LARGEST_VND = 10**13
SMALLEST_LIKELY = 1_000  # a sum below that without a unit is likely thousands or millions
_UNITS = {
    "ty": 10**9,
    "ti": 10**9,
    "ty dong": 10**9,
    "ti dong": 10**9,
    "trieu": 10**6,
    "trieu dong": 10**6,
    "trieu vnd": 10**6,
    "tr": 10**6,
    "trd": 10**6,
    "tr d": 10**6,
    "tr dong": 10**6,
    "trieu d": 10**6,
    "nghin": 10**3,
    "ngan": 10**3,
    "nghin dong": 10**3,
    "ngan dong": 10**3,
    "ngan d": 10**3,
    "nghin d": 10**3,
    "k": 10**3,
    "ngd": 10**3,
    "1000d": 10**3,
    "dong": 1,
    "d": 1,
    "vnd": 1,
    "vn d": 1,
    "vn dong": 1,
    "dong vn": 1,
    "viet nam dong": 1,
}
_WORDS = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = r"\d+(?:[.,]\d+)*(?: \d{3}(?!\d))*"
_TERM = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{_WORDS})?(?![a-z])\.?\s*")
_SHORT = re.compile(r"^(\d+)\s*(tr|ty|trieu|ti)\s*(\d{1,3})$")  # 1tr5
_ABOUT = re.compile(r"^(?:khoang|hon|gan|tren|duoi|uoc(?: tinh)?|du kien|~|≈|>|<)\s*")
_EACH = re.compile(
    r"(?:/|\bmoi\b|\bmot\b|\bhang\b)\s*(?:nam|thang|quy|nguoi|ho|to|lan|tuan|dot|km)\b"
)


def read_money(cell: object, *, scale: int = 1, decimal_comma: bool = False) -> Figure:
    """A sum in đồng; blank, "-" and "Không" are 0; "5 + 3" adds up.

    scale: what a number without a unit of its own counts, from the header ("triệu đồng": 10**6).
    decimal_comma: the list is known to write 35,5, so that its 1.200 is twelve hundred.
    """
    if cell is None:
        return Figure(0)
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return Figure(fault="not_money")
    if isinstance(cell, int | float | Decimal):
        if not isfinite(cell):
            return Figure(fault="not_money")
        return _plain(Decimal(str(cell)), scale)
    text = str(cell)
    if is_error(text):
        return Figure(fault="formula_error")
    if is_nothing(text):
        return Figure(0)
    if " + " in text:
        terms = [
            read_money(term, scale=scale, decimal_comma=decimal_comma) for term in text.split(" + ")
        ]
        return added(terms, fault="not_money")
    figure = _read(bare(text), scale)
    if decimal_comma and figure.doubt == "ambiguous_point":
        return Figure(figure.value)
    return figure


def _plain(number: Decimal, scale: int) -> Figure:
    """A number without a unit: the header's counts, if that gives a sum one would expect."""
    if number < 0:
        return Figure(fault="negative")
    value = number * scale
    if scale > 1 and number >= 10**6 and value > 10**11:
        return _whole(number, doubt="unit_of_header")  # the whole sum typed under "triệu đồng"
    figure = _whole(value)
    if not figure.fault and 0 < value < SMALLEST_LIKELY:
        return Figure(figure.value, doubt="money_without_unit")
    return figure


def _whole(value: Decimal, *, doubt: str = "") -> Figure:
    if value > LARGEST_VND:
        return Figure(fault="too_large")
    rounded = int(value.to_integral_value())
    if abs(value - rounded) > Decimal("0.001"):
        doubt = doubt or "money_fraction"
    return Figure(rounded, doubt=doubt)


def _read(text: str, scale: int) -> Figure:
    text, doubt = text.strip(" .:;"), ""
    if about := _ABOUT.match(text):
        text, doubt = text[about.end() :], "approximate"
    if re.match(r"^-\s*\d|^\(\s*\d[\d.,]*\s*\)$", text):
        return Figure(fault="negative")
    if each := _EACH.search(text):
        text, doubt = text[: each.start()].strip(), "money_each"
    if short := _SHORT.match(text):
        number = Decimal(f"{short[1]}.{short[3]}")
        return _whole(number * _UNITS[short[2]], doubt=doubt or "colloquial_money")
    remark = re.sub(r"\((?:bang chu|bang)[^)]*\)?$", "", text).strip()
    return _sum_of_terms(remark, scale, doubt)


def _sum_of_terms(text: str, scale: int, doubt: str) -> Figure:
    total, position, last = Decimal(0), 0, None
    if len(text) > 120:
        return Figure(fault="not_money")
    while position < len(text):
        term = _TERM.match(text, position)
        if not term:
            break
        factor = _UNITS[term["unit"]] if term["unit"] else None
        if last is not None and (factor is None or last is False or factor >= last):
            return Figure(fault="not_money")
        number, unsure = _number(term["number"], factor, scale)
        if number is None:
            return Figure(fault="not_money")
        doubt = doubt or unsure
        if factor is None:
            if text[term.end() :].strip():
                return Figure(fault="not_money")
            return _with_doubt(_unmarked(term["number"], number, scale), doubt)
        total += number * factor
        last, position = factor, term.end()
        while position < len(text) and text[position] in " ,;+":
            position += 1
    if last is None:
        return Figure(fault="not_money")
    if text[position:].strip(" .;,"):
        doubt = doubt or "extra_words"
    return _whole(total, doubt=doubt)


def _with_doubt(figure: Figure, doubt: str) -> Figure:
    return figure if figure.fault or figure.doubt else Figure(figure.value, doubt=doubt)


def _unmarked(written: str, number: Decimal, scale: int) -> Figure:
    if scale == 1 and number != int(number) and number < SMALLEST_LIKELY:
        return Figure(int(number), doubt="money_without_unit")
    if scale == 1 and re.fullmatch(r"\d{1,3}[.,]\d{3}", written) and number < 10_000:
        return Figure(int(number), doubt="money_without_unit")
    return _plain(number, scale)


def _number(text: str, factor: int | None, scale: int) -> tuple[Decimal | None, str]:
    """The number and a doubt where a point could mark thousands or a fraction."""
    text = text.replace(" ", "")
    marks = re.findall(r"[.,]", text)
    if not marks:
        return Decimal(text), ""
    groups = re.split(r"[.,]", text)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:  # 1.234.567,50
        if any(len(group) != 3 for group in groups[1:-1]):
            return None, ""
        return Decimal("".join(groups[:-1]) + "." + groups[-1]), ""
    if len(set(marks)) == 2:
        return None, ""
    if len(marks) > 1:
        return (Decimal("".join(groups)), "") if _thousands(groups) else (None, "")
    if _thousands(groups):
        # "1.500 triệu": 1,5 or 1500 million? With đồng, and in a column of nghìn đồng, only
        # thousands make sense.
        is_clear = (factor or scale) == 1 or (factor is None and scale == 10**3)
        return Decimal("".join(groups)), "" if is_clear else "ambiguous_point"
    return Decimal(f"{groups[0]}.{groups[1]}"), ""


def _thousands(groups: list[str]) -> bool:
    is_grouped = all(len(group) == 3 for group in groups[1:])
    return is_grouped and 1 <= len(groups[0]) <= 3 and groups[0] != "0"

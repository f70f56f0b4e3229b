"""One cell as typed or pasted: an amount, "unknown", nothing, or why it can't be any of them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from binhyen.kernel.numbers import bare, is_error

from ..choices import CellFault
from .indicators import Indicator

LARGEST = 10**15
LONGEST = 60
UNKNOWN_WORDS = frozenset({"?", "chua ro", "khong ro", "unknown"})
NONE_WORDS = frozenset({"khong", "khong co"})
_ABOUT = re.compile(r"^(?:khoang|hon|gan|tren|duoi|chung|uoc|~|≈|>|<|≥|≤)")
_SPACED = re.compile(r"-? ?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_GROUPED = re.compile(r"(-?)(\d{1,3}(?:([.,])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?")
_PLAIN = re.compile(r"(-?)(\d+)(?:[.,](\d+))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """What is stored of a series at a unit in a period; None and unknown: said to be unknown."""

    amount: int | None
    is_unknown: bool = False
    recorded: int = 1

    @property
    def stored(self) -> int | None:
        return self.amount


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as read: with neither amount, unknown nor fault it is empty."""

    amount: int | None = None
    is_unknown: bool = False
    fault: CellFault | None = None
    about: str = ""

    @property
    def is_empty(self) -> bool:
        return self.amount is None and not self.is_unknown and self.fault is None


def read_cell(typed: object, indicator: Indicator) -> Read:
    """A cell for an indicator. "Không" is 0, blank is nothing, "?" is unknown; never a guess.

    An int is taken as the stored amount; text and floats are in the indicator's own unit.
    """
    if typed is None or typed == "":
        return Read()
    if isinstance(typed, bool):
        return _no(CellFault.NOT_A_NUMBER, typed)
    if isinstance(typed, int):
        return _fitted(typed, typed, indicator)
    if isinstance(typed, float | Decimal):
        return _of_number(typed, indicator)
    return _of_text(str(typed), indicator)


def shown(amount: int, decimals: int) -> str:
    """An amount in its own unit as it can be typed again: 1234 of one decimal is 123,4."""
    if not decimals:
        return str(amount)
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{whole // 10**decimals},{whole % 10**decimals:0{decimals}}"


def _of_text(text: str, indicator: Indicator) -> Read:
    plain = bare(text)
    if not plain or plain in ("-", "–", "…", "..."):
        return Read()
    if len(text) > LONGEST:
        return _no(CellFault.NOT_A_NUMBER, text)
    if is_error(text):
        return _no(CellFault.FORMULA_ERROR, text)
    if plain in UNKNOWN_WORDS:
        return Read(is_unknown=True)
    if plain in NONE_WORDS:
        return Read(0)
    if _ABOUT.match(plain):
        return _no(CellFault.APPROXIMATE, text)
    number = _number(plain.replace(" ", "") if _SPACED.fullmatch(plain) else plain)
    if number is None:
        is_words = not any(c.isdigit() for c in plain) and any(c.isalpha() for c in plain)
        return _no(CellFault.IN_WORDS if is_words else CellFault.NOT_A_NUMBER, text)
    return _scaled(number, text, indicator)


def _number(text: str) -> Fraction | None:
    """1.234, 1,234,567, 12,5 or 12.5; "1.234" is a thousand as Vietnam writes it."""
    if found := _GROUPED.fullmatch(text):
        sign, whole, mark, rest = found.groups()
        if rest is None or text[len(sign) + len(whole)] != mark:
            digits = re.sub(r"\D", "", whole)
            return Fraction(f"{sign}{digits}.{rest or 0}")
    if found := _PLAIN.fullmatch(text):
        sign, whole, rest = found.groups()
        return Fraction(f"{sign}{whole}.{rest or 0}")
    return None


def _of_number(number: float | Decimal, indicator: Indicator) -> Read:
    if number != number or number in (float("inf"), float("-inf")):
        return _no(CellFault.NOT_A_NUMBER, number)
    return _scaled(Fraction(str(number)), str(number), indicator)


def _scaled(number: Fraction, text: str, indicator: Indicator) -> Read:
    scaled = number * 10**indicator.decimals
    if scaled.denominator != 1:
        code = CellFault.TOO_MANY_DECIMALS if indicator.decimals else CellFault.FRACTION
        return _no(code, text)
    return _fitted(scaled.numerator, text, indicator)


def _fitted(amount: int, text: object, indicator: Indicator) -> Read:
    if amount < 0 and indicator.least >= 0:
        return _no(CellFault.NEGATIVE, text)
    if abs(amount) > LARGEST:
        return _no(CellFault.TOO_LARGE, text)
    return Read(amount)


def _no(code: CellFault, typed: object) -> Read:
    return Read(fault=code, about=str(typed)[:60])

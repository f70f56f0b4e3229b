"""Numbers, symbols and days as they stand on a paper."""

import re
from datetime import date

SYMBOL = re.compile(r"[A-ZÀ-ỸĐ][A-ZÀ-Ỹa-zĐđ]*(?:-[A-ZÀ-ỸĐ][A-ZÀ-Ỹa-zĐđ]*)*")


def padded(number: int) -> str:
    """ "04" below ten, then as it is."""
    return f"{number:02d}"


def symbol_of(number: int | None, type_symbol: str, issuer_symbol: str) -> str:
    """ "04/KH-UBND": number, "/", then the groups joined by "-". Without a number room for it."""
    place = "      " if number is None else padded(number)
    return f"{place}/{type_symbol}-{issuer_symbol}"


def number_of(symbol: str) -> int:
    """The number of "71/QĐ-UBND"; 0 where none stands before the stroke."""
    number = symbol.partition("/")[0].strip()
    return int(number) if re.fullmatch(r"[0-9]{1,6}", number) else 0


def is_symbol(text: str) -> bool:
    """Whether an issuer's symbol can stand behind a number: letters that begin as capitals."""
    return SYMBOL.fullmatch(text) is not None


def day_in_words(on: date | None) -> str:
    """ "ngày 08 tháng 02 năm 2023": days below ten and the first two months with their nought.

    Without a day, room to write it.
    """
    if on is None:
        return "ngày      tháng      năm"
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"

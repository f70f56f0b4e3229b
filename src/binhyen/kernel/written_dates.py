"""Dates as officers write them, with the precision they are written with; day before month."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from .dates import Precision
from .numbers import bare, is_error, is_nothing

EARLIEST, EARLIEST_LIKELY = 1900, 1975
_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_SEP = r"\s*[/.\-,\s]\s*"
_DAY = re.compile(rf"(?:ngay\s*)?(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})(?!\d)")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?z?"
)
_WORDS = re.compile(
    r"(?:ngay|mung|mong)?\s*(?:mung|mong)?\s*(\d{1,2})\s*[,/]?\s*thang\s*(\d{1,2})\s*[,/-]?\s*(?:nam)?\s*(\d{4}|\d{2})(?!\d)"
)
_MONTH = re.compile(
    r"(?:thang|thg|t)\s*\.?\s*(\d{1,2})\s*(?:[/.,-]|nam|\s)\s*(?:nam)?\s*(\d{4}|\d{2})(?!\d)"
)
_BARE_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_QUARTER = re.compile(r"(?:quy|q)\s*(iv|iii|ii|i|[1-4])\s*(?:[/.,-]|nam|\s)\s*(?:nam)?\s*(\d{4})")
_YEAR = re.compile(r"(?:nam\s*)?(\d{4})(?:\.0+)?")
_VAGUE = re.compile(
    r"(?:dau|giua|cuoi|khoang|tu|trong|truoc|sau|dau nam|6 thang dau|6 thang cuoi)[\s\w]*?(\d{4})"
)
_TIME = re.compile(r"\s+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_EN_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ROMANS = "i ii iii iv v vi vii viii ix x xi xii".split()
_ROMAN_MONTH = re.compile(r"^(\d{1,2}\s*[/.-]\s*)(i{1,3}|iv|vi{0,3}|ix|xi{0,2})(\s*[/.-]\s*\d{4})$")
_EN = re.compile(r"(?:(\d{1,2})\s*[-\s]\s*)?([a-z]{3})[a-z]*\.?\s*[-\s,]\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as read: the first day it can mean. At most one of fault and doubt is set."""

    on: date | None = None
    precision: Precision | None = None
    fault: str = ""
    doubt: str = ""


def read_date(cell: object, *, today: date) -> WrittenDate:
    """What a cell says; nothing where it is blank, "-" or "Chưa có"."""
    if cell is None:
        return WrittenDate()
    if isinstance(cell, date):
        serial = cell.toordinal() - _SERIAL_ORIGIN.toordinal()
        if EARLIEST_LIKELY <= serial <= today.year:  # the year 2022 in a cell shown as a date
            return _checked(serial, None, None, today=today)
        return _checked(cell.year, cell.month, cell.day, today=today)
    if isinstance(cell, bool | time | timedelta):
        return WrittenDate(fault="not_a_date")
    if isinstance(cell, int | float):
        return _from_number(cell, today)
    text = str(cell)
    if is_error(text):
        return WrittenDate(fault="formula_error")
    if is_nothing(text):
        return WrittenDate()
    return _from_text(_TIME.sub("", bare(text)).strip(" .,;:()'"), today)


def from_parts(day: int | None, month: int | None, year: int | None, *, today: date) -> WrittenDate:
    """A date whose day, month and year stand in cells of their own."""
    if year is None:
        return WrittenDate() if day is None and month is None else WrittenDate(fault="no_year")
    if month is None:
        doubt = "day_without_month" if day is not None else ""
        return _checked(_century(year, today), None, None, today=today, doubt=doubt)
    return _checked(_century(year, today), month, day, today=today)


def find_dates(text: str, *, today: date) -> list[WrittenDate]:
    """Every full date in a running text, in its order; what can't be a date is left out."""
    found: list[tuple[int, WrittenDate]] = []
    plain = bare(text)
    for pattern in (_WORDS, _DAY):
        for match in pattern.finditer(plain):
            day, month, year = map(int, match.groups())
            read = _checked(_century(year, today, match[3]), month, day, today=today)
            if read.on:
                found.append((match.start(), read))
    return [read for _, read in sorted(found, key=lambda pair: pair[0])]


def _from_number(number: int | float, today: date) -> WrittenDate:
    if number != number or abs(number) > 10**7:
        return WrittenDate(fault="not_a_date")
    if number == int(number) and EARLIEST <= number <= 2100:
        return _checked(int(number), None, None, today=today)
    if int(number) in _SERIALS:
        on = _SERIAL_ORIGIN + timedelta(days=int(number))
        return _checked(on.year, on.month, on.day, today=today)
    month, _, year = f"{number:.4f}".partition(".")
    if month.isdigit() and 1 <= int(month) <= 12 and EARLIEST <= int(year) <= 2100:  # 9.2021
        is_short = len(repr(float(number)).split(".")[1]) < 4  # 9.202 was 9.2020, or not
        return _checked(
            int(year), int(month), None, today=today, doubt="odd_date" if is_short else ""
        )
    return WrittenDate(fault="not_a_date")


def _from_text(text: str, today: date) -> WrittenDate:
    if len(text) > 200:
        return WrittenDate(fault="not_a_date")
    text = _ROMAN_MONTH.sub(lambda m: f"{m[1]}{_ROMANS.index(m[2]) + 1}{m[3]}", text)
    if found := re.fullmatch(r"([0-3]\d)([01]\d)(\d{4})", text):  # 05092021
        year = int(found[3])
        return _checked(year, int(found[2]), int(found[1]), today=today, doubt="odd_date")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and text.isascii():
        return _from_number(float(text), today)
    if found := _ISO.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), today=today)
    for pattern in (_DAY, _WORDS):
        if found := pattern.fullmatch(text):
            year = _century(int(found[3]), today, found[3])
            return _checked(year, int(found[2]), int(found[1]), today=today)
    if found := _QUARTER.fullmatch(text):
        return _checked(int(found[2]), None, None, today=today, doubt="quarter_only")
    for pattern in (_MONTH, _BARE_MONTH):
        if found := pattern.fullmatch(text):
            return _checked(
                _century(int(found[2]), today, found[2]), int(found[1]), None, today=today
            )
    if found := _ISO_MONTH.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), None, today=today)
    if found := _YEAR.fullmatch(text):
        return _checked(int(found[1]), None, None, today=today)
    if (found := _EN.fullmatch(text)) and found[2] in _EN_MONTHS:
        day = int(found[1]) if found[1] else None
        return _checked(int(found[3]), _EN_MONTHS.index(found[2]) + 1, day, today=today)
    return _vaguely(text, today)


def _vaguely(text: str, today: date) -> WrittenDate:
    """Part of a text that says more or less than a date: a doubt, or not a date at all."""
    if re.fullmatch(r"\d{1,2}[/.-]\d{2}", text):  # 9/21: September 2021, or a day of some year?
        month, year = map(int, re.split(r"[/.-]", text))
        if 1 <= month <= 12:
            return _checked(_century(year, today), month, None, today=today, doubt="odd_date")
        return WrittenDate(fault="not_a_date")
    dates = find_dates(text, today=today)
    if len(dates) == 1:
        only = dates[0]
        return only if only.doubt else WrittenDate(only.on, only.precision, doubt="extra_words")
    if dates:
        return WrittenDate(fault="several_dates")
    if re.search(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text):
        return WrittenDate(fault="impossible_date")
    if found := _VAGUE.search(text):
        return _checked(int(found[1]), None, None, today=today, doubt="vague_date")
    return WrittenDate(fault="not_a_date")


def _century(year: int, today: date, written: str = "") -> int:
    """A two-digit year is the last such year that isn't in the future."""
    if year >= 100 or len(written) > 2:
        return year
    return 2000 + year if 2000 + year <= today.year else 1900 + year


def _checked(
    year: int, month: int | None, day: int | None, *, today: date, doubt: str = ""
) -> WrittenDate:
    if month is not None and day is not None and month > 12 and day <= 12:
        month, day, doubt = day, month, "day_and_month_swapped"
    precision = Precision.DAY if day else Precision.MONTH if month is not None else Precision.YEAR
    try:
        on = date(year, 1 if month is None else month, 1 if day is None else day)
    except (ValueError, OverflowError):
        return WrittenDate(fault="impossible_date")
    if year < EARLIEST:
        return WrittenDate(fault="impossible_date")
    if on > today:
        return WrittenDate(fault="future_date")
    if year < EARLIEST_LIKELY:
        doubt = doubt or "early_date"
    return WrittenDate(on, precision, doubt=doubt)

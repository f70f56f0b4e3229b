"""Panels and neighbours from CSV files, with every fault named by its line, in two languages."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import TypeVar

import numpy as np

from whatworks.panel import Floats, Ints, Panel

T = TypeVar("T")

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(-01)?")
_NUMBER = re.compile(r"\d{1,15}(\.\d*)?([eE]\+?\d{1,2})?")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_WHOLE = re.compile(r"\d+")
_QUOTED = re.compile(r'"[^"]*"')
_MOST_MONTHS = 2400
_MOST_FAULTS = 100
_NEVER = -1
_YEARS = 10_000

_SAID = {
    "unopened": ("{why}", "không mở được tệp: {why}"),
    "encoding": (
        "not UTF-8 text: byte {byte}; save it as CSV UTF-8",
        "không phải văn bản UTF-8: byte {byte}; hãy lưu lại thành CSV UTF-8",
    ),
    "empty": ("the file is empty", "tệp trống"),
    "binary": ("not a text file", "không phải tệp văn bản"),
    "header_only": ("no line but the header", "ngoài dòng tiêu đề không có dòng nào"),
    "csv": ("not CSV from here on: {why}", "từ đây không đọc được theo CSV: {why}"),
    "no_column": (
        "column '{name}' isn't there; there are: {there}",
        "không có cột '{name}'; tệp có: {there}",
    ),
    "two_columns": ("column '{name}' is there twice", "cột '{name}' có hai lần"),
    "fields": (
        "{found} fields where the header has {wanted}",
        "có {found} ô trong khi dòng tiêu đề có {wanted}",
    ),
    "no_unit": ("no unit in column '{column}'", "cột '{column}' không ghi đơn vị nào"),
    "month": (
        "'{value}' in column '{column}' isn't a month (YYYY-MM)",
        "'{value}' ở cột '{column}' không phải một tháng (YYYY-MM)",
    ),
    "start": (
        "'{value}' in column '{column}' is neither a month (YYYY-MM) nor empty",
        "'{value}' ở cột '{column}' không phải một tháng (YYYY-MM); nơi không áp dụng thì để trống",
    ),
    "count": (
        "'{value}' in column '{column}' isn't a whole number, 0 or more",
        "'{value}' ở cột '{column}' không phải số nguyên từ 0 trở lên",
    ),
    "thousands": (
        "'{value}' in column '{column}' can be read in two ways; write it without separators",
        "'{value}' ở cột '{column}' có thể hiểu hai cách; hãy ghi không có dấu ngăn cách",
    ),
    "people": (
        "'{value}' in column '{column}' isn't a number above 0",
        "'{value}' ở cột '{column}' không phải số lớn hơn 0",
    ),
    "twice": (
        "'{unit}' has {month} already, in line {before}",
        "'{unit}' đã có tháng {month} ở dòng {before}",
    ),
    "two_starts": (
        "'{unit}' is treated from {here} here, but from {there} in line {before}",
        "'{unit}' ở đây bắt đầu từ {here}, nhưng ở dòng {before} từ {there}",
    ),
    "long": (
        "{months} months from first to last; is a year wrong?",
        "{months} tháng từ đầu đến cuối; có năm nào ghi sai không?",
    ),
    "more": ("{more} more faults", "còn {more} lỗi nữa"),
    "pair": (
        "two unit names expected, one pair a line",
        "mỗi dòng phải có tên hai đơn vị giáp nhau",
    ),
    "list": (
        "more than two units; write one pair a line",
        "có hơn hai đơn vị; mỗi dòng chỉ ghi một cặp",
    ),
    "no_pair": ("no pair of units of the panel", "không có cặp đơn vị nào thuộc bảng số liệu"),
    "no_treated": (
        "no treated unit of the panel has a neighbour here",
        "không đơn vị áp dụng nào trong bảng số liệu có đơn vị giáp ranh ở đây",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which line of a file (0: in the whole of it), in English and Vietnamese."""

    line: int
    reason: str
    reason_vi: str = ""

    @classmethod
    def of(cls, line: int, code: str, **parts: object) -> Fault:
        english, vietnamese = (said.format(**parts) for said in _SAID[code])
        return cls(line, english, vietnamese)

    def sentence(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason

    def sentence_vi(self) -> str:
        return f"dòng {self.line}: {self.reason_vi}" if self.line else self.reason_vi


class Unreadable(Exception):
    """A file that can't be read, with its faults; of more than a hundred, the first."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        if more := len(faults[_MOST_FAULTS:]):
            faults = [*faults[:_MOST_FAULTS], Fault.of(0, "more", more=more)]
        self.path, self.faults = path, tuple(faults)
        super().__init__(
            "\n".join(f"{path}: {one.sentence()} / {one.sentence_vi()}" for one in faults)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a panel are called."""

    unit: str
    time: str
    count: str
    treated_from: str
    population: str | None = None

    def named(self) -> dict[str, str]:
        """Column name by what it holds, of those given."""
        names = {
            "unit": self.unit,
            "time": self.time,
            "count": self.count,
            "treated_from": self.treated_from,
            "population": self.population,
        }
        return {what: name for what, name in names.items() if name is not None}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of a file of neighbours, and what was left aside.

    pairs: indices of units. unknown: names that aren't in the panel; left_aside: lines with one.
    """

    pairs: tuple[tuple[int, int], ...]
    unknown: tuple[str, ...]
    left_aside: int


def read_panel(path: Path, columns: Columns, *, neighbours: Path | None = None) -> Panel:
    """The panel in a CSV file: one line for each unit and month.

    Times are YYYY-MM, or the first of a month as YYYY-MM-01; treated-from is the same or empty for
    never, alike in all lines of a unit. Months run from the first to the last of the file; a unit
    without a line, count or population for one of them has nan there. Counts are whole numbers.
    Comma, semicolon or tab. Names are the same whatever their blanks and composed or not.

    Raises Unreadable with the line and reason of each fault: a column that isn't there, text where
    a number should be, a month that isn't one, the same unit and month twice, two starts, a line
    of more or fewer fields than the header, a number that thousands separators may have cut.
    """
    table = _Table(path, columns)
    panel = table.panel()
    if neighbours is None:
        return panel
    near = read_neighbours(neighbours, {name: i for i, name in enumerate(panel.units)})
    return with_neighbours(panel, near, neighbours)


def with_neighbours(panel: Panel, near: Neighbours, path: Path) -> Panel:
    """The panel with these neighbours. Raises Unreadable where no treated unit has any."""
    touched = {i for pair in near.pairs for i in pair}
    treated = np.flatnonzero(panel.ever_treated)
    if len(treated) and touched.isdisjoint(treated.tolist()):
        raise Unreadable(path, [Fault.of(0, "no_treated")])
    return Panel(
        panel.counts,
        panel.treated_from,
        exposure=panel.exposure,
        neighbours=near.pairs,
        units=panel.units,
        periods=panel.periods,
    )


def read_neighbours(path: Path, at: dict[str, int]) -> Neighbours:
    """Pairs of neighbours in a CSV file, two unit names a line, with or without a header.

    at: index of each unit. Pairs with a unit that isn't in the panel are left aside, and counted: a
    map may be larger than a study. Fields after the second are of no concern, unless they name
    units. Raises Unreadable where no pair at all is of this panel, or a line isn't a pair.
    """
    pairs, faults, unknown, aside = [], [], dict[str, None](), 0
    for number, (line, fields) in enumerate(_lines(path)):
        names = [_name(field) for field in fields]
        missing = [name for name in names[:2] if name not in at]
        if any(name in at for name in names[2:]):
            faults.append(Fault.of(line, "list"))
        elif len(names) < 2 or not all(names[:2]):
            faults.append(Fault.of(line, "pair"))
        elif not missing:
            if names[0] != names[1]:  # nobody is a neighbour of itself
                pairs.append((at[names[0]], at[names[1]]))
        elif number or len(missing) == 1:  # else the first line is a header
            unknown |= dict.fromkeys(missing)
            aside += 1
    if not pairs and not faults:
        faults.append(Fault.of(0, "no_pair"))
    if faults:
        raise Unreadable(path, faults)
    return Neighbours(tuple(pairs), tuple(unknown), aside)


# ------------------------------------------------------------------------------------------- lines


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of each line that isn't empty."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        raise Unreadable(path, [Fault.of(0, "unopened", why=why)]) from None
    except UnicodeDecodeError as error:
        raise Unreadable(path, [Fault.of(0, "encoding", byte=error.start)]) from None
    if not text.strip():
        raise Unreadable(path, [Fault.of(0, "empty")])
    if "\0" in text:
        raise Unreadable(path, [Fault.of(0, "binary")])
    head = _QUOTED.sub("", text[:100_000].lstrip().splitlines()[0])
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    del text
    try:
        for fields in reader:
            if any(fields) and (fields[0].strip() or any(field.strip() for field in fields)):
                yield reader.line_num, fields
    except csv.Error as error:
        raise Unreadable(path, [Fault.of(reader.line_num, "csv", why=error)]) from None


def _name(text: str) -> str:
    """Composed, with single blanks, without marks that nobody sees."""
    seen = (one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    return " ".join("".join(seen).split())


class _Known(dict[str, T]):
    """What a text means, worked out once."""

    def __init__(self, meaning: Callable[[str], T]) -> None:
        super().__init__()
        self.meaning = meaning

    def __missing__(self, text: str) -> T:
        value = self[text] = self.meaning(text)
        return value


def _month(text: str) -> int | None:
    """Months since year 0."""
    found = _MONTH.fullmatch(text.strip())
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def _start(text: str) -> int | None:
    return _month(text) if text.strip() else _NEVER


def _count(text: str) -> float | None:
    """nan where empty, None for what isn't a whole number."""
    text = text.strip()
    if not text:
        return nan
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return None
    value = float(text)
    return value if value.is_integer() and value < 1e15 else None


def _people(text: str) -> float | None:
    """nan where empty, None for what isn't a number above 0."""
    text = text.strip()
    if not text:
        return nan
    value = float(text) if _NUMBER.fullmatch(text) else 0.0
    return value if value > 0 else None


def _written(month: int) -> str:
    return "never" if month == _NEVER else f"{month // 12:04d}-{month % 12 + 1:02d}"


def _cut_by_thousands(texts: list[str]) -> str | None:
    """A number among these of which nobody can tell whether its point sets thousands apart.

    Where others have one, two or more than three places, points are decimal; where all have three,
    it is of no consequence, since only the ratios of populations count.
    """
    texts = [text.strip() for text in texts if text.strip()]
    cut = [text for text in texts if _THOUSANDS.fullmatch(text)]
    if not cut or len(cut) == len(texts):
        return None
    others = [text for text in texts if not _THOUSANDS.fullmatch(text)]
    return cut[0] if all(_WHOLE.fullmatch(text) for text in others) else None


# ------------------------------------------------------------------------------------------- panel


class _Table:
    """The columns of a panel's file, read once from top to bottom."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path, self.names = path, columns.named()
        self.faults: list[Fault] = []
        self.index: dict[str, int] = {}
        self.starts: dict[int, tuple[int, int]] = {}  # by unit: start, and the line that says so
        self.unit, self.month, self.line = array("q"), array("q"), array("q")
        self.count, self.people = array("d"), array("d")
        self.populations = _Known(_people)
        self._read()
        self._twice()
        if cut := _cut_by_thousands(list(self.populations)):
            self._fault(0, "thousands", "population", cut)
        if not self.unit and not self.faults:
            self.faults.append(Fault.of(0, "header_only"))
        self._raise()

    def _read(self) -> None:
        lines = _lines(self.path)
        line, header = next(lines)
        place = self._places(line, [_name(heading) for heading in header])
        at_unit, at_month, at_count, at_start = (
            place[what] for what in ("unit", "time", "count", "treated_from")
        )
        at_people = place.get("population")
        units, months = _Known(self._unit), _Known(_month)
        counts, starts = _Known(_count), _Known(_start)
        width = len(header)
        people: float | None = 1.0
        for line, fields in lines:
            if len(fields) != width and (len(fields) < width or any(fields[width:])):
                self.faults.append(Fault.of(line, "fields", found=len(fields), wanted=width))
                continue
            unit, month = units[fields[at_unit]], months[fields[at_month]]
            count, start = counts[fields[at_count]], starts[fields[at_start]]
            if at_people is not None:
                people = self.populations[fields[at_people]]
            if unit is None or month is None or count is None or start is None or people is None:
                self._wrong(line, {what: fields[i].strip() for what, i in place.items()})
                continue
            if self.starts.setdefault(unit, (start, line))[0] != start:
                self._two_starts(line, unit, start)
            self.unit.append(unit)
            self.month.append(month)
            self.line.append(line)
            self.count.append(count)
            self.people.append(people)

    def _places(self, line: int, header: list[str]) -> dict[str, int]:
        place = {}
        for what, name in self.names.items():
            found = [i for i, heading in enumerate(header) if heading == _name(name)]
            if len(found) == 1:
                place[what] = found[0]
            elif found:
                self.faults.append(Fault.of(line, "two_columns", name=name))
            else:
                there = ", ".join(header)
                self.faults.append(Fault.of(line, "no_column", name=name, there=there))
        self._raise()
        return place

    def _unit(self, text: str) -> int | None:
        name = _name(text)
        return self.index.setdefault(name, len(self.index)) if name else None

    def _wrong(self, line: int, given: dict[str, str]) -> None:
        if not given["unit"]:
            self._fault(line, "no_unit", "unit")
        if _month(given["time"]) is None:
            self._fault(line, "month", "time", given["time"])
        if _start(given["treated_from"]) is None:
            self._fault(line, "start", "treated_from", given["treated_from"])
        if _count(count := given["count"]) is None:
            self._fault(
                line, "thousands" if _THOUSANDS.fullmatch(count) else "count", "count", count
            )
        if _people(people := given.get("population", "")) is None:
            self._fault(line, "people", "population", people)

    def _fault(self, line: int, code: str, what: str, value: str = "") -> None:
        self.faults.append(Fault.of(line, code, column=self.names[what], value=value))

    def _two_starts(self, line: int, unit: int, start: int) -> None:
        there, first = self.starts[unit]
        name = list(self.index)[unit]
        here = _written(start)
        self.faults.append(
            Fault.of(line, "two_starts", unit=name, here=here, there=_written(there), before=first)
        )

    def _raise(self) -> None:
        if self.faults:
            raise Unreadable(self.path, sorted(self.faults, key=lambda fault: fault.line))

    def panel(self) -> Panel:
        """Units by name, months from the first to the last."""
        unit, month = np.array(self.unit), np.array(self.month)
        first, last = int(month.min()), int(month.max())
        if (periods := last - first + 1) > _MOST_MONTHS:
            raise Unreadable(self.path, [Fault.of(0, "long", months=periods)])
        names = list(self.index)
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), dtype=np.int64)
        rank[order] = np.arange(len(names))
        place = rank[unit], month - first
        per_head = "population" in self.names
        counts: Floats = np.full((len(names), periods), np.nan)
        people: Floats = np.ones((len(names), periods))
        count, heads = np.array(self.count), np.array(self.people)
        counts[place] = np.where(np.isnan(heads), np.nan, count)
        people[place] = np.nan_to_num(heads, nan=1.0)
        given = np.array([self.starts[i][0] for i in order])
        starts: Ints = np.where(given == _NEVER, periods, np.clip(given - first, 0, periods))
        return Panel(
            counts,
            starts,
            exposure=people if per_head else None,
            units=tuple(names[i] for i in order),
            periods=tuple(_written(first + period) for period in range(periods)),
        )

    def _twice(self) -> None:
        """The same unit and month in two lines."""
        cells = np.array(self.unit) * _YEARS * 12 + np.array(self.month)
        order = np.argsort(cells, kind="stable")
        in_order = cells[order]
        again = np.flatnonzero(np.diff(in_order) == 0) + 1
        first = np.searchsorted(in_order, in_order[again])
        names = list(self.index)
        for one, other in zip(order[again], order[first], strict=True):
            name, month = names[self.unit[one]], _written(self.month[one])
            self.faults.append(
                Fault.of(self.line[one], "twice", unit=name, month=month, before=self.line[other])
            )

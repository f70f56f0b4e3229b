"""Panels and neighbours from CSV files, with every fault named by its line."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whatworks.panel import Panel

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_WHOLE = re.compile(r"\d{1,15}(\.0*)?")
_NUMBER = re.compile(r"\d{1,15}(\.\d+)?([eE]\+?\d{1,2})?")
_MOST_MONTHS = 2400


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which line of a file (0: in the file as a whole)."""

    line: int
    reason: str

    def sentence(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


class Unreadable(Exception):
    """A file that can't be read, with all its faults."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path, self.faults = path, tuple(faults)
        super().__init__("\n".join(f"{path}: {fault.sentence()}" for fault in faults))


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
class Cell:
    """One line of the panel; count and population are None where blank."""

    line: int
    unit: str
    month: int
    count: float | None
    treated_from: int | None
    population: float | None


def read_panel(path: Path, columns: Columns, *, neighbours: Path | None = None) -> Panel:
    """The panel in a CSV file: one line for each unit and month.

    Times are YYYY-MM; treated-from is YYYY-MM or empty for never, the same in all lines of a unit.
    Months run from the first to the last of the file; a unit without a line, count or population
    for one of them has nan there. Counts are whole numbers. Comma, semicolon or tab.

    Raises Unreadable with the line and reason of each fault: a column that isn't there, text where
    a number should be, a month that isn't one, the same unit and month twice, two starts.
    """
    lines = _lines(path)
    faults: list[Fault] = []
    cells = list(_cells(path, lines, columns, faults))
    faults += _contradictions(cells)
    if not cells and not faults:
        faults.append(Fault(0, "no line but the header"))
    if faults:
        raise Unreadable(path, sorted(faults, key=lambda fault: fault.line))
    return _panel(path, cells, columns.population is not None, neighbours)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of each line that isn't blank."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(path, [Fault(0, error.strerror or str(error))]) from None
    except UnicodeDecodeError as error:
        raise Unreadable(path, [Fault(0, f"not UTF-8 text: byte {error.start}")]) from None
    if not text.strip():
        raise Unreadable(path, [Fault(0, "the file is empty")])
    if "\0" in text:
        raise Unreadable(path, [Fault(0, "not a text file")])
    text = unicodedata.normalize("NFC", text)
    head = text.lstrip().splitlines()[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield reader.line_num, [field.strip() for field in fields]
    except csv.Error as error:
        raise Unreadable(path, [Fault(reader.line_num, str(error))]) from None


def _cells(
    path: Path, lines: Iterator[tuple[int, list[str]]], columns: Columns, faults: list[Fault]
) -> Iterator[Cell]:
    line, header = next(lines)
    place: dict[str, int] = {}
    for what, name in columns.named().items():
        name = unicodedata.normalize("NFC", name).strip()
        found = [i for i, heading in enumerate(header) if heading == name]
        if len(found) != 1:
            wrong = "is there twice" if found else f"isn't there; there are: {', '.join(header)}"
            faults.append(Fault(line, f"column '{name}' {wrong}"))
        else:
            place[what] = found[0]
    if faults:
        raise Unreadable(path, faults)
    for line, fields in lines:
        if len(fields) <= max(place.values()):
            faults.append(Fault(line, f"{len(fields)} fields where the header has {len(header)}"))
            continue
        cell = _cell(line, {what: fields[i] for what, i in place.items()}, columns, faults)
        if cell is not None:
            yield cell


def _cell(line: int, given: dict[str, str], columns: Columns, faults: list[Fault]) -> Cell | None:
    wrong: list[str] = []
    names = columns.named()
    if not given["unit"]:
        wrong.append(f"no unit in column '{names['unit']}'")
    month = _month(given["time"])
    if month is None:
        wrong.append(f"'{given['time']}' in column '{names['time']}' isn't a month (YYYY-MM)")
    start = _month(given["treated_from"])
    if start is None and given["treated_from"]:
        wrong.append(
            f"'{given['treated_from']}' in column '{names['treated_from']}' "
            "is neither a month (YYYY-MM) nor empty"
        )
    count = given["count"]
    if count and not _WHOLE.fullmatch(count):
        wrong.append(f"'{count}' in column '{names['count']}' isn't a whole number, 0 or more")
    people = given.get("population", "")
    if people and not (_NUMBER.fullmatch(people) and float(people) > 0):
        wrong.append(f"'{people}' in column '{names['population']}' isn't a number above 0")
    faults += [Fault(line, reason) for reason in wrong]
    if wrong or month is None:
        return None
    return Cell(
        line,
        given["unit"],
        month,
        float(count) if count else None,
        start,
        float(people) if people else None,
    )


def _month(text: str) -> int | None:
    """Months since year 0."""
    found = _MONTH.fullmatch(text)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def _contradictions(cells: list[Cell]) -> Iterator[Fault]:
    """The same unit and month twice; a unit with two starts."""
    seen: dict[tuple[str, int], int] = {}
    starts: dict[str, Cell] = {}
    for cell in cells:
        before = seen.setdefault((cell.unit, cell.month), cell.line)
        if before != cell.line:
            month = _written(cell.month)
            yield Fault(cell.line, f"'{cell.unit}' has {month} already, in line {before}")
        first = starts.setdefault(cell.unit, cell)
        if first.treated_from != cell.treated_from:
            yield Fault(
                cell.line,
                f"'{cell.unit}' is treated from {_written(cell.treated_from)} here, "
                f"but from {_written(first.treated_from)} in line {first.line}",
            )


def _written(month: int | None) -> str:
    return "never" if month is None else f"{month // 12:04d}-{month % 12 + 1:02d}"


def _panel(path: Path, cells: list[Cell], per_head: bool, neighbours: Path | None) -> Panel:
    first = min(cell.month for cell in cells)
    periods = max(cell.month for cell in cells) - first + 1
    if periods > _MOST_MONTHS:
        raise Unreadable(path, [Fault(0, f"{periods} months from first to last; is a year wrong?")])
    names = sorted({cell.unit for cell in cells})
    at = {name: i for i, name in enumerate(names)}
    counts = np.full((len(names), periods), np.nan)
    people = np.ones((len(names), periods))
    starts = np.full(len(names), periods)
    for cell in cells:
        unit, period = at[cell.unit], cell.month - first
        if cell.treated_from is not None:
            starts[unit] = min(max(cell.treated_from - first, 0), periods)
        if per_head and cell.population is None:
            continue
        counts[unit, period] = np.nan if cell.count is None else cell.count
        people[unit, period] = cell.population or 1.0
    return Panel(
        counts,
        starts,
        exposure=people if per_head else None,
        neighbours=None if neighbours is None else read_neighbours(neighbours, at),
        units=tuple(names),
        periods=tuple(_written(first + period) for period in range(periods)),
    )


def read_neighbours(path: Path, at: dict[str, int]) -> tuple[tuple[int, int], ...]:
    """Pairs of neighbours in a CSV file, two unit names a line, with or without a header.

    at: index of each unit. Pairs with a unit that isn't in the panel are left aside: a map may be
    larger than a study. Raises Unreadable where no pair at all is of this panel, or a line has
    fewer than two names.
    """
    pairs, faults = [], []
    for line, fields in _lines(path):
        names = fields[:2]
        if len(names) < 2 or not all(names):
            faults.append(Fault(line, "two unit names expected"))
        elif all(name in at for name in names):
            pairs.append((at[names[0]], at[names[1]]))
    if not pairs and not faults:
        faults.append(Fault(0, "no pair of units of the panel"))
    if faults:
        raise Unreadable(path, faults)
    return tuple(pairs)

"""The tables of a TOML text, taken key by key; what is wrong is noted with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from ..choices import SheetProblem
from .lines import Lines
from .shapes import MonthDay

P = SheetProblem
E = TypeVar("E", bound=Enum)
LONGEST = {"code": 40, "name": 200, "basis": 300, "note": 1_000, "group": 120, "evidence": 300}
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One thing wrong with a sheet: on which line, in which table and key, and what stands there.

    place: "criterion 3: points" and the like, in the file's own words.
    """

    line: int
    place: str
    code: SheetProblem
    found: str = ""

    @property
    def label(self) -> str:
        return str(self.code.label)


class SheetFaulty(Exception):
    """The sheet can't be used: `faults` holds everything wrong, by line."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        said = (f"line {f.line}, {f.place}: {f.code.value} {f.found}".rstrip() for f in faults)
        super().__init__("; ".join(said))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Complaints:
    """What has been found wrong so far, and the lines to point at."""

    lines: Lines
    faults: list[SheetFault] = field(default_factory=list)


class Table:
    """One table of the file; takes its keys one by one and complains of what is left over."""

    def __init__(self, said: Complaints, name: str, index: int, content: Mapping[str, Any]):
        self.said, self.name, self.index = said, name, index
        self.rest = dict(content)

    def blame(self, key: str, code: SheetProblem, found: object = "") -> None:
        number = f" {self.index + 1}" if self.name in ("class", "criterion") else ""
        place = f"{self.name}{number}: {key}" if self.name and key else self.name + number or key
        line = self.said.lines.of(self.name, self.index, key)
        self.said.faults.append(SheetFault(line, place, code, str(found)[:60]))

    def text(self, key: str, *, needed: bool = True, longest: int = 0) -> str:
        value = self.rest.pop(key, None)
        if value is None or value == "":
            if needed:
                self.blame(key, P.MISSING)
            return ""
        if not isinstance(value, str):
            self.blame(key, P.NOT_TEXT, value)
            return ""
        if len(value) > (longest or LONGEST.get(key, 200)):
            self.blame(key, P.TOO_LONG, value)
        return value.strip()

    def code(self, key: str = "code") -> str:
        value = self.text(key)
        if value and not _CODE.fullmatch(value):
            self.blame(key, P.CODE_UNFIT, value)
        return value

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """None where nothing or nothing fit is said; only the latter is a fault."""
        value = self.rest.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.blame(key, P.NOT_WHOLE, value)
            return None
        if not least <= value <= most:
            self.blame(key, P.OUT_OF_RANGE, value)
        return value

    def flag(self, key: str) -> bool:
        value = self.rest.pop(key, False)
        if not isinstance(value, bool):
            self.blame(key, P.NOT_A_FLAG, value)
            return False
        return value

    def one_of(self, key: str, choices: type[E], *, needed: bool = True) -> E | None:
        value = self.text(key, needed=needed)
        if not value:
            return None
        try:
            return choices(value)
        except ValueError:
            self.blame(key, P.NO_SUCH_CHOICE, value)
            return None

    def day(self, key: str) -> MonthDay | None:
        value = self.text(key)
        if not value:
            return None
        found = _DAY.fullmatch(value)
        try:
            on = date(2001, int(found[1]), int(found[2])) if found else None
        except ValueError:
            on = None
        if on is None:
            self.blame(key, P.NOT_A_DAY, value)
            return None
        return MonthDay(on.month, on.day)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.rest.pop(key, None)
        if value is None:
            self.blame(key, P.MISSING)
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.blame(key, P.NOT_A_LIST, value)
            return ()
        return tuple(value)

    def end(self) -> None:
        for key in self.rest:
            self.blame(key, P.UNKNOWN)

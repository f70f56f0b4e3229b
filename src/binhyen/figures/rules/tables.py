"""The tables of a TOML text, taken key by key; whatever is wrong is noted with its table."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from ..choices import DefinitionFault

D = DefinitionFault
E = TypeVar("E", bound=Enum)
LONGEST_TEXT, LONGEST_FILE = 400, 400_000
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_-]+)\s*\]\]?")
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a text: its line, its table ("indicator 3 (theft)") and key."""

    line: int
    table: str
    key: str
    code: DefinitionFault
    found: str = ""

    @property
    def sentence(self) -> str:
        return str(self.code.label) % {"value": self.found or self.key}


class DefinitionFaulty(Exception):
    """The text can't be used: `faults` holds everything wrong, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        said = (f"line {f.line}, {f.table} {f.key}: {f.code.value} {f.found}" for f in faults)
        super().__init__("; ".join(said))
        self.faults = tuple(faults)


@dataclass
class Reader:
    """A whole text, and what was found wrong with it so far."""

    text: str
    faults: list[Fault] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """Raises DefinitionFaulty at once where it isn't TOML."""
        try:
            if len(self.text) > LONGEST_FILE:
                raise tomllib.TOMLDecodeError("too long")
            return tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = _AT_LINE.search(str(error))
            line = int(found[1]) if found else 1
            raise DefinitionFaulty([Fault(line, "", "", D.NOT_TOML, str(error)[:120])]) from None

    def tables(self, content: dict[str, Any], name: str) -> "list[Table]":
        """The tables of an array, and a complaint where it is something else."""
        rows = content.pop(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.blame(name, -1, "", D.WRONG_TYPE, name)
            return []
        return [Table(self, name, number, dict(row)) for number, row in enumerate(rows)]

    def table(self, content: dict[str, Any], name: str) -> "Table | None":
        row = content.pop(name, None)
        if row is not None and not isinstance(row, dict):
            self.blame(name, -1, "", D.WRONG_TYPE, name)
            return None
        return None if row is None else Table(self, name, -1, dict(row))

    def blame(self, name: str, number: int, key: str, code: D, found: object = "") -> None:
        line = self._line_of(name, max(number, 0), key)
        place = f"{name} {number + 1}" if number >= 0 else name
        self.faults.append(Fault(line, place, key, code, str(found)[:120]))

    def finish(self, rest: Mapping[str, Any]) -> None:
        """Complain of what is left over, and raise DefinitionFaulty if anything was wrong."""
        for name in rest:
            self.blame(name, -1, "", D.UNKNOWN_KEY, name)
        if self.faults:
            raise DefinitionFaulty(sorted(self.faults, key=lambda fault: fault.line))

    def _line_of(self, name: str, number: int, key: str) -> int:
        found, seen, inside = 1, -1, False
        for at, line in enumerate(self.text.splitlines(), start=1):
            if header := _HEADER.match(line):
                seen += header[1] == name
                inside = header[1] == name and seen == number
                found = at if inside else found
            elif inside and key and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return at
        return found


@dataclass
class Table:
    """One table; takes its keys one by one and complains of what is left over."""

    reader: Reader
    name: str
    number: int
    rest: dict[str, Any]

    def blame(self, key: str, code: D, found: object = "") -> None:
        self.reader.blame(self.name, self.number, key, code, found)

    def text(self, key: str, *, needed: bool = True, default: str = "") -> str:
        value = self.rest.pop(key, None)
        if value is None or value == "":
            if needed:
                self.blame(key, D.MISSING, key)
            return default
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            self.blame(key, D.WRONG_TYPE, key)
            return default
        return value.strip()

    def code(self, *, kind: bool = False) -> str:
        value = self.text("code")
        if value and (len(value) > 60 or not (_KIND if kind else _CODE).fullmatch(value)):
            self.blame("code", D.BAD_CODE, value)
        return value

    def number_of(self, key: str, *, least: int, most: int, default: int) -> int:
        value = self.rest.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.blame(key, D.WRONG_TYPE, key)
            return default
        if not least <= value <= most:
            self.blame(key, D.OUT_OF_RANGE, value)
            return default
        return value

    def quantity(self, key: str, *, least: float, most: float, default: float) -> float:
        value = self.rest.pop(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.blame(key, D.WRONG_TYPE, key)
            return default
        if not least <= value <= most:
            self.blame(key, D.OUT_OF_RANGE, value)
            return default
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.rest.pop(key, default)
        if not isinstance(value, bool):
            self.blame(key, D.WRONG_TYPE, key)
            return default
        return value

    def one_of(self, key: str, choices: type[E], default: E | None = None) -> E | None:
        """The choice; the default (None: it is needed) where nothing is said."""
        value = self.text(key, needed=default is None)
        if not value:
            return default
        try:
            return choices(value)
        except ValueError:
            self.blame(key, D.NO_SUCH_CHOICE, value)
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.rest.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.blame(key, D.WRONG_TYPE, key)
            return ()
        return tuple(value)

    def rows(self, key: str) -> "Iterator[Table]":
        """Inline tables within this one: parts = [{code = …}, …]."""
        value = self.rest.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.blame(key, D.WRONG_TYPE, key)
            return
        for row in value:
            yield Table(self.reader, self.name, self.number, dict(row))

    def end(self) -> None:
        for key in self.rest:
            self.blame(key, D.UNKNOWN_KEY, key)

"""On which line of a TOML text something stands: the parser of the library doesn't tell."""

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(?:#.*)?$")


class Lines:
    """Tables and keys of a text by line, counted from 1."""

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        table, count, seen = "", 0, dict[str, int]()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                table = header[1]
                count = seen[table] = seen.get(table, -1) + 1
                self._tables[table, count] = number
            elif key := re.match(r"^\s*([A-Za-z0-9_-]+)\s*=", line):
                self._keys.setdefault((table, count, key[1]), number)

    def of(self, table: str, index: int, key: str = "") -> int:
        """The key's line, else its table's, else the first."""
        found = self._keys.get((table, index, key)) if key else None
        return found or self._tables.get((table, index), 1)

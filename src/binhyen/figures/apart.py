"""Reading an Excel file in a process of its own, within bounds of memory and time.

    python -m binhyen.figures.apart        content on standard input, rows as JSON on the other

A stray cell in the last corner of a sheet makes its reader ask for all that lies between; then
only this process goes.
"""

import io
import json
import os
import resource
import subprocess
import sys
from datetime import date, datetime

MOST_MEMORY = 1024 * 2**20
LONGEST_WAIT_S = 30
MOST_ROWS, MOST_COLUMNS = 20_000, 400

Sheets = list[tuple[str, list[list[object]]]]


class Unreadable(Exception):
    """No spreadsheet, or one too large to be one of ours."""


def sheets_apart(content: bytes) -> Sheets:
    """The sheets of a workbook as rows of cells. Raises Unreadable."""
    command = [sys.executable, "-m", __name__]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT_S,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise Unreadable from fault
    if done.returncode:
        raise Unreadable
    return [(name, rows) for name, rows in json.loads(done.stdout)]


# --- in the other process ---


def answer(content: bytes) -> str:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS)
        found.append((name, [[_plain(cell) for cell in row[:MOST_COLUMNS]] for row in rows]))
    return json.dumps(found)


def _plain(cell: object) -> object:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_WAIT_S, LONGEST_WAIT_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.write(answer(sys.stdin.buffer.read()))
    except Exception:  # whatever the reader says of a broken file, it is none of ours
        sys.exit(1)

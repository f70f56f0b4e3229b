"""How large a file may be."""

from .rules.reading import WorkbookRefused

LARGEST_FILE = 25 * 2**20
LARGEST_UNPACKED = 200 * 2**20
LARGEST_PART = 120 * 2**20
LARGEST_RATIO = 200  # a part of some size that shrinks more than this isn't a list
MOST_PARTS, MOST_SHEETS = 5_000, 200
MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 2_000_000, 200_000, 600
MOST_LAID_OUT = 2 * MOST_CELLS  # from the first filled cell to the last, blanks included
LONGEST_CELL = 4_000
MOST_MEMORY = 768 * 2**20  # of the process that reads a binary or OpenDocument file
LONGEST_WAIT_S = 60


def refuse_size(sheet: str = "") -> WorkbookRefused:
    limit = f"{MOST_CELLS:,}".replace(",", ".")
    where = f"“{sheet}”" if sheet and sheet != "*" else ""
    return WorkbookRefused("too_many_cells", where, limit=limit)

"""What the committee's room can be asked.

rounds: which are at the table · table: a round's programmes side by side · one: a programme alone.
"""

from .absent import Absent, absent_from
from .one import Sheet, history, sheet_of
from .rounds import RoundRow, is_for_committee, rounds_at_table, rounds_readable
from .table import Papers, Row, Sites, Table, deliberations_of, table_of

__all__ = [
    "Absent",
    "Papers",
    "RoundRow",
    "Row",
    "Sheet",
    "Sites",
    "Table",
    "absent_from",
    "deliberations_of",
    "history",
    "is_for_committee",
    "rounds_at_table",
    "rounds_readable",
    "sheet_of",
    "table_of",
]

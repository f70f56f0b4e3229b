"""Whether a return is in time. The counts of a territory put the same into a query."""

from datetime import date
from enum import Enum


class Punctuality(Enum):
    ON_TIME = "on time"
    LATE = "late"
    OVERDUE = "overdue"
    NOT_YET = "not yet"


def punctuality(due_on: date | None, first_sent_on: date | None, on: date) -> Punctuality:
    """How a return stands to its last day.

    The day it was first sent decides: one given back to be put right stays in time, or late.
    Never sent, it is overdue from the day after its last one.
    """
    if first_sent_on is not None:
        is_late = due_on is not None and first_sent_on > due_on
        return Punctuality.LATE if is_late else Punctuality.ON_TIME
    is_over = due_on is not None and on > due_on
    return Punctuality.OVERDUE if is_over else Punctuality.NOT_YET

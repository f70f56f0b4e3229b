"""Who has sent a month's figures, when, and with which slips."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

import numpy as np

LATE = 0.06
LATEST_DAYS = 6
SLIPS = 3


class Stage(Enum):
    """How far a return of the month just over has got."""

    NOTHING = "nothing"
    PARTLY = "partly"
    SENT = "sent"
    GIVEN_BACK = "given back"
    ACCEPTED = "accepted"


# Of the communes of the province, a week after the month's end.
SHARES = {
    Stage.ACCEPTED: 0.3,
    Stage.SENT: 0.42,
    Stage.GIVEN_BACK: 0.04,
    Stage.PARTLY: 0.14,
    Stage.NOTHING: 0.1,
}


@dataclass(frozen=True, slots=True)
class Sending:
    """The moments of a return that went all its way."""

    sent_at: datetime
    accepted_at: datetime
    locked_at: datetime


def sending(until: date, due: date, rng: np.random.Generator) -> Sending:
    """A month that is over: sent by its last day, sometimes late, accepted, locked."""
    late = rng.random() < LATE
    day = due + timedelta(days=int(rng.integers(1, LATEST_DAYS + 1))) if late else due
    if not late:
        day = until + timedelta(days=int(rng.integers(1, max((due - until).days, 1) + 1)))
    sent = moment(day, rng)
    accepted = sent + timedelta(days=int(rng.integers(1, 4)))
    return Sending(sent, accepted, moment(due + timedelta(days=12), rng))


def stages(n: int, rng: np.random.Generator) -> list[Stage]:
    """One for each of n returns of the month just over."""
    drawn = rng.choice(len(SHARES), n, p=list(SHARES.values()))
    return [list(SHARES)[number] for number in drawn]


def moment(day: date, rng: np.random.Generator) -> datetime:
    """In office hours of that day in Vietnam, as UTC."""
    minutes = int(rng.integers(75, 570))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)

"""What came into the count and what left it: opening + in − out = closing, in every period.

Growth is kept apart from recounting on both sides. A record without a day of its own is taken to
have been there from the start, as everywhere else; one that is known only by month or year comes
on the first day that it can mean, and is counted as inexact where that could be another period.
"""

import calendar
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from .periods import Period


@dataclass(frozen=True, slots=True)
class Step:
    """`n` records that came in, or left, on a day. how: their origin, or their ending.

    on: None for those that came on no recorded day; precision: as in `kernel.dates`.
    """

    is_in: bool
    on: date | None
    precision: str
    how: str
    n: int


@dataclass(frozen=True, slots=True)
class Movement:
    """A period's figures. ins, outs: by origin and by ending; those not there are none."""

    period: Period
    opening: int
    ins: Mapping[str, int]
    outs: Mapping[str, int]
    closing: int
    inexact: int

    @property
    def came(self) -> int:
        return sum(self.ins.values())

    @property
    def went(self) -> int:
        return sum(self.outs.values())


def movements(steps: Iterable[Step], periods: Sequence[Period]) -> list[Movement]:
    """The figures of each period, in the order given."""
    steps = list(steps)
    undated = sum(step.n for step in steps if step.on is None)
    dated = sorted((step for step in steps if step.on), key=lambda step: step.on or date.min)
    days = [step.on for step in dated if step.on]
    there = list(accumulate((s.n if s.is_in else -s.n for s in dated), initial=undated))
    found = []
    for period in periods:
        low, high = bisect_left(days, period.first), bisect_right(days, period.last)
        inside = dated[low:high]
        found.append(
            Movement(
                period=period,
                opening=there[low],
                ins=_by_how(step for step in inside if step.is_in),
                outs=_by_how(step for step in inside if not step.is_in),
                closing=there[high],
                inexact=sum(step.n for step in inside if _could_be_elsewhere(step, period)),
            )
        )
    return found


def summed(rows: Sequence[Movement]) -> Movement:
    """Periods that follow one another as one. Raises IndexError for none."""
    ins: Counter[str] = Counter()
    outs: Counter[str] = Counter()
    for row in rows:
        ins.update(row.ins)
        outs.update(row.outs)
    first, last = rows[0], rows[-1]
    whole = Period("custom", first.period.year, 0, first.period.first, last.period.last)
    inexact = sum(row.inexact for row in rows)
    return Movement(whole, first.opening, dict(ins), dict(outs), last.closing, inexact)


def _by_how(steps: Iterable[Step]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for step in steps:
        sums[step.how] += step.n
    return dict(sums)


def _could_be_elsewhere(step: Step, period: Period) -> bool:
    """Whether the last day that a date can mean is outside the period."""
    on = step.on
    if on is None or step.precision == "day":
        return False
    if step.precision == "year":
        return date(on.year, 12, 31) > period.last
    return date(on.year, on.month, calendar.monthrange(on.year, on.month)[1]) > period.last

"""What each limit costs: the plan made once more without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..choices import Limit
from .ground import Ground, Wishes
from .model import Row, build
from .planner import GAP_PERCENT, SECONDS, Plan
from .solving import Answer, Outcome, best

SUMS = (Limit.STATE_BUDGET, Limit.COMMUNITY_BUDGET, Limit.CAPACITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a limit costs: how much more value the best plan would have without it.

    more_percent: None asks without the limit, 10 with a tenth more of it. costs: by the plans
    found; at_least, at_most: what is proven, both plans' gaps counted. at_most is None where time
    ran out before anything was proven.
    """

    limit: Limit
    more_percent: int | None
    costs: float
    at_least: float
    at_most: float | None


def prices(
    ground: Ground,
    wishes: Wishes,
    first: Plan,
    *,
    gap_percent: float = GAP_PERCENT,
    seconds: float = SECONDS,
) -> tuple[Price, ...]:
    """Every limit that binds anything, solved once more without it, and sums with a tenth more.

    The dearest first. seconds: for each. A limit that costs nothing is told as such.
    """
    model = build(ground, wishes)
    found = []
    for limit in model.limits:
        for more in (None, 10) if limit in SUMS else (None,):
            rows = _eased(model.rows, limit, more)
            answer = best(model, seconds=seconds, gap_percent=gap_percent, rows=rows)
            if answer.outcome is Outcome.FOUND:
                found.append(_price(limit, more, first, answer))
    return tuple(sorted(found, key=lambda price: (price.more_percent or 0, -price.costs)))


def _eased(rows: Sequence[Row], limit: Limit, more: int | None) -> list[Row]:
    eased = []
    for row in rows:
        if row.breach is None or row.breach.limit != limit:
            eased.append(row)
        elif more is not None:
            most = np.floor(row.most * (100 + more) / 100)
            eased.append(replace(row, most=float(most)))
    return eased


def _price(limit: Limit, more: int | None, first: Plan, answer: Answer) -> Price:
    value = first.account.value
    most = answer.bound - value
    return Price(
        limit=limit,
        more_percent=more,
        costs=max(answer.objective - value, 0.0),
        at_least=max(answer.objective - first.bound, 0.0),
        at_most=max(most, 0.0) if np.isfinite(most) else None,
    )

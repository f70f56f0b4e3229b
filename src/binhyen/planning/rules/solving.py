"""The mixed-integer program given to HiGHS, through SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .ground import Floats
from .model import Model, Row

LARGE = 1000  # sums above this may be overdrawn by whole units within HiGHS's tolerance of 1e-6


class Outcome(Enum):
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    OUT_OF_TIME = "out of time"


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """taken: [pairs], whether each is chosen. objective: what the chosen reach; bound: what no
    choice can exceed. Both have the sign of what was to be made large."""

    outcome: Outcome
    taken: NDArray[np.bool_] | None = None
    objective: float = 0.0
    bound: float = np.inf


def best(
    model: Model,
    *,
    seconds: float,
    gap_percent: float = 1.0,
    worth: Floats | None = None,
    rows: Sequence[Row] | None = None,
    whole: bool = True,
) -> Answer:
    """The choice that makes `worth` (the model's own, if None) large under rows (all, if None).

    seconds: after which the best found so far is taken. whole: False lets pairs be taken in part,
    so that only `outcome` and `bound` mean anything.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    worth = model.worth if worth is None else worth
    rows = model.rows if rows is None else rows
    if any(not len(row.columns) and not row.least <= 0 <= row.most for row in rows):
        return Answer(Outcome.IMPOSSIBLE)
    rows = [row for row in rows if len(row.columns)]
    pairs = len(model.pairs)
    if not pairs:
        return Answer(Outcome.FOUND, np.zeros(0, dtype=bool), 0.0, 0.0)
    scale = float(np.abs(worth).max()) or 1.0
    integral = np.zeros(len(worth))
    integral[:pairs] = whole
    said = milp(
        -worth / scale,
        integrality=integral,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(*_matrix(rows, len(worth))) if rows else None,
        options={"mip_rel_gap": gap_percent / 100, "time_limit": seconds},
    )
    return _answer(said, scale, pairs)


def _answer(said: Any, scale: float, pairs: int) -> Answer:
    if said.status == 2:
        return Answer(Outcome.IMPOSSIBLE)
    bound = said.mip_dual_bound if said.mip_dual_bound is not None else said.fun
    most = np.inf if bound is None else -float(bound) * scale
    if said.x is None:
        return Answer(Outcome.OUT_OF_TIME, bound=most)
    taken = said.x[:pairs] > 0.5
    return Answer(Outcome.FOUND, taken, -float(said.fun) * scale, most)


def _matrix(rows: Sequence[Row], columns: int) -> tuple[Any, Floats, Floats]:
    from scipy.sparse import csr_array

    sizes = np.array([len(row.columns) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    where = np.concatenate([row.columns for row in rows])
    values = np.concatenate([row.coefficients for row in rows])
    least, most = (np.array([getattr(row, end) for row in rows]) for end in ("least", "most"))
    matrix = csr_array((values, where, starts), shape=(len(rows), columns))
    return matrix, least, most


def tightened(rows: Sequence[Row], by: float) -> tuple[Row, ...]:
    """Rows of large sums less a share: what HiGHS takes for 0 or 1 and isn't quite then fits in."""
    return tuple(
        replace(row, most=row.most * (1 - by)) if row.breach and LARGE < row.most < np.inf else row
        for row in rows
    )


def possible(model: Model, rows: Sequence[Row], *, seconds: float) -> bool | None:
    """Whether any choice keeps these rows; None where time ran out. Asks in part first: quicker."""
    nothing = np.zeros_like(model.worth)
    for whole in (False, True):
        answer = best(model, seconds=seconds, worth=nothing, rows=rows, whole=whole)
        if answer.outcome is Outcome.IMPOSSIBLE:
            return False
    return None if answer.outcome is Outcome.OUT_OF_TIME else True

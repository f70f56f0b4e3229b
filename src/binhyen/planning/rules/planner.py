"""Which programme in which commune: the plan that averts the most within what was wished for.

A mixed-integer program, solved by HiGHS (Huangfu and Hall 2018, Mathematical Programming
Computation 10, 119-142), with the distance to what no plan can exceed said beside it.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from ..choices import Way
from .conflicts import Infeasible, clash
from .ground import Ground, Pair, Wishes
from .keeping import Account, account, breaches
from .model import MANY, Model, Row, build
from .solving import Answer, Outcome, best, tightened

GAP_PERCENT, SECONDS = 1.0, 120.0
HAIR_PERCENT = 0.001  # HiGHS stops within 1e-6 of the most that one pair is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """chosen: pairs in the order of the ground. bound: a value that no plan can exceed.

    is_proven: whether `gap_percent`, how far the plan's value may lie under the best, is as small
    as was asked for; otherwise time ran out before.
    """

    chosen: tuple[Pair, ...]
    account: Account
    bound: float
    is_proven: bool

    @property
    def gap_percent(self) -> float | None:
        """Per cent of the plan's value; None where its value is 0 but something might be had."""
        apart = max(self.bound - self.account.value, 0.0)
        if apart <= 1e-9 * max(abs(self.bound), 1.0):
            return 0.0
        value = abs(self.account.value)
        return 100 * apart / value if value else None


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """Neither a plan nor a proof that there is none was found in time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Other:
    """A plan beside the best, its gap measured to the same bound.

    changed: pairs that are in one of the two only.
    """

    way: Way
    plan: Plan
    changed: tuple[Pair, ...]


Answered: TypeAlias = Plan | Infeasible | OutOfTime


def plan(
    ground: Ground, wishes: Wishes, *, gap_percent: float = GAP_PERCENT, seconds: float = SECONDS
) -> Answered:
    """The best plan within gap_percent, or which wishes clash.

    seconds: after which the best plan so far is given, with its gap. Every plan is counted again
    without the solver before it is given.
    """
    model = build(ground, wishes)
    answer = best(model, seconds=seconds, gap_percent=gap_percent)
    if answer.outcome is Outcome.IMPOSSIBLE:
        return clash(model, seconds=max(2.0, seconds / 20))
    return _counted(ground, wishes, model, answer, gap_percent, seconds) or OutOfTime(seconds)


def _counted(
    ground: Ground,
    wishes: Wishes,
    model: Model,
    answer: Answer,
    gap_percent: float,
    seconds: float,
) -> Plan | None:
    """The plan of an answer; where rounding broke a limit by a hair, one with a hair less money."""
    bound = answer.bound
    for hair in (2e-6, 1e-4):
        chosen = _pairs(model, answer)
        if chosen is None or not breaches(ground, wishes, chosen):
            break
        rows = tightened(model.rows, hair)
        answer = best(model, seconds=seconds, gap_percent=gap_percent, rows=rows)
    return _told(ground, wishes, _pairs(model, answer), bound, gap_percent)


def _told(
    ground: Ground,
    wishes: Wishes,
    chosen: tuple[Pair, ...] | None,
    bound: float,
    gap_percent: float,
) -> Plan | None:
    """A choice with its account; None where there is none or it breaks a limit."""
    if chosen is None or breaches(ground, wishes, chosen):
        return None
    counted = account(ground, wishes, chosen)
    found = Plan(chosen=chosen, account=counted, bound=bound, is_proven=False)
    gap = found.gap_percent
    return replace(found, is_proven=gap is not None and gap <= gap_percent + HAIR_PERCENT)


def _pairs(model: Model, answer: Answer) -> tuple[Pair, ...] | None:
    if answer.taken is None:
        return None
    return tuple(model.pairs[i] for i in np.flatnonzero(answer.taken))


# --------------------------------------------------------------------------------- other plans


def others(
    ground: Ground,
    wishes: Wishes,
    first: Plan,
    *,
    give_percent: float = 3.0,
    gap_percent: float = GAP_PERCENT,
    seconds: float = SECONDS,
) -> tuple[Other, ...]:
    """Plans beside the best: the most unlike and the cheapest that give up at most give_percent of
    its value, and the one that is cautious by a standard deviation more.

    Each keeps every wish; one that turns out the same as the first is left out. seconds: for each.
    """
    model = build(ground, wishes)
    value = first.account.value
    enough = Row(
        np.arange(len(model.worth)),
        model.worth,
        value - abs(value) * give_percent / 100,
        MANY,
        None,
    )
    taken = set(first.chosen)
    same = np.array([float(pair in taken) for pair in model.pairs])
    state = np.array([float(ground.state_vnd[ground.at(pair)]) for pair in model.pairs])
    found = []
    for way, cost in ((Way.UNLIKE, same), (Way.CHEAPER, state)):
        answer = best(
            model,
            seconds=seconds,
            gap_percent=gap_percent,
            worth=np.concatenate([-cost, np.zeros(len(model.worth) - len(cost))]),
            rows=[*model.rows, enough],
        )
        other = _told(ground, wishes, _pairs(model, answer), first.bound, gap_percent)
        if other and (way is not Way.CHEAPER or _costs_less(other, first)):
            found.append((way, other))
    careful = replace(wishes, caution=wishes.caution + 1)
    cautious = plan(ground, careful, gap_percent=gap_percent, seconds=seconds)
    if isinstance(cautious, Plan) and (
        other := _told(ground, wishes, cautious.chosen, first.bound, gap_percent)
    ):
        found.append((Way.CAUTIOUS, other))
    return tuple(
        Other(way, other, tuple(sorted(taken ^ set(other.chosen))))
        for way, other in found
        if set(other.chosen) != taken
    )


def _costs_less(other: Plan, first: Plan) -> bool:
    return other.account.state_vnd < first.account.state_vnd

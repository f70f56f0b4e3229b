"""Which wishes can't be met together: few enough that each is needed for the clash, and by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..choices import Limit
from .keeping import Breach
from .model import Model, Row
from .solving import Outcome, best, possible

MONEY_AND_WORK = (Limit.STATE_BUDGET, Limit.COMMUNITY_BUDGET, Limit.COMMUNE_MONEY, Limit.CAPACITY)
MANY_ROWS = 30
FEWEST_QUESTIONS, MANY_COLUMNS = 16, 2_000_000  # a question's work grows with the columns


@dataclass(frozen=True, slots=True)
class Need:
    """What would be enough of a limit in the clash, all else kept: đồng, or points of capacity."""

    breach: Breach
    allowed: int
    needed: int


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan keeps all wishes.

    clash: limits, with whom they concern, that can't be kept together. is_least: whether without
    any one of them the rest can be kept. needs: for each sum of money or work in the clash, what
    would do; empty where no sum alone would.
    """

    clash: tuple[Breach, ...]
    is_least: bool
    needs: tuple[Need, ...] = ()


def clash(model: Model, *, seconds: float = 2.0) -> Infeasible:
    """Why a model that has no choice has none.

    seconds: for each question put to the solver. First whole limits are left out, then single rows
    of those that are left (QuickXplain: Junker 2004, AAAI, 167-172). Where the model is too large
    to ask about every row, or answers took too long, and much is left, only the limits are named.
    """
    meanings = [row for row in model.rows if row.breach is None]
    named = [row for row in model.rows if row.breach is not None]
    left, unanswered = max(FEWEST_QUESTIONS, MANY_COLUMNS // max(len(model.worth), 1)), 0

    def fails(rows: Sequence[Row]) -> bool:
        nonlocal left, unanswered
        left -= 1
        if left < 0:
            unanswered += 1
            return False
        answer = possible(model, [*meanings, *rows], seconds=seconds)
        unanswered += answer is None
        return answer is False

    groups = [[row for row in named if _limit(row) == limit] for limit in model.limits]
    kept = [row for group in _least(fails, groups) for row in group]
    rows = [row for [row] in _least(fails, [[row] for row in kept])]
    if unanswered and len(rows) > MANY_ROWS:
        limits = dict.fromkeys(row.breach.limit for row in rows if row.breach)
        sums = [row for row in rows if row.breach and not row.breach.about]
        return Infeasible(
            tuple(Breach(limit) for limit in limits), False, _needs(model, sums, seconds)
        )
    breaches = [row.breach for row in rows if row.breach]
    if any(len(row.columns) < row.least for row in rows):
        breaches.append(Breach(Limit.USEFUL))
    return Infeasible(tuple(breaches), not unanswered, _needs(model, rows, seconds))


def _limit(row: Row) -> Limit | None:
    return row.breach.limit if row.breach else None


def _least(fails: Callable[[Sequence[Row]], bool], groups: Sequence[list[Row]]) -> list[list[Row]]:
    """Groups that fail together, and wouldn't with any one left out."""

    def search(given: list[Row], news: bool, asked: Sequence[list[Row]]) -> list[list[Row]]:
        if news and fails(given):
            return []
        if len(asked) == 1:
            return list(asked)
        half = len(asked) // 2
        first, second = asked[:half], asked[half:]
        of_second = search([*given, *_flat(first)], True, second)
        of_first = search([*given, *_flat(of_second)], bool(of_second), first)
        return [*of_first, *of_second]

    return search([], False, groups)


def _flat(groups: Sequence[list[Row]]) -> list[Row]:
    return [row for group in groups for row in group]


def _needs(model: Model, clashing: Sequence[Row], seconds: float) -> tuple[Need, ...]:
    """For each sum in the clash, the least that would do with every other row kept."""
    needs = []
    for row in clashing:
        if row.breach is None or row.breach.limit not in MONEY_AND_WORK:
            continue
        spent = model.worth * 0
        spent[row.columns] = -row.coefficients
        others = [other for other in model.rows if other is not row]
        answer = best(model, seconds=seconds, gap_percent=0.0, worth=spent, rows=others)
        if answer.outcome is Outcome.FOUND and answer.taken is not None:
            chosen = row.coefficients[answer.taken[row.columns]]
            needed = round(float(chosen.sum())) * row.unit
            needs.append(Need(row.breach, int(row.most) * row.unit, needed))
    return tuple(needs)

"""Which wishes can't be met together: few enough that each is needed for the clash, and by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..choices import Limit
from .keeping import Breach
from .model import Model, Row
from .solving import Outcome, best, possible

MONEY_AND_WORK = (Limit.STATE_BUDGET, Limit.COMMUNITY_BUDGET, Limit.COMMUNE_MONEY, Limit.CAPACITY)
WHOLE_SUMS = (Limit.STATE_BUDGET, Limit.COMMUNITY_BUDGET)
MANY_ROWS = 30
MOST_FURTHER = 3
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
    any one of them the rest of them can be kept. freeing: those without which every other wish can
    be kept, not only these; None where that wasn't asked. further: where there are none, clashes
    that stay when one wish of each before is given up. needs: for each sum of money or work in the
    clash, what would do; empty where no sum alone would. together: what the sums over the whole
    plan must then come to; empty where no money would do.
    """

    clash: tuple[Breach, ...]
    is_least: bool
    needs: tuple[Need, ...] = ()
    freeing: tuple[Breach, ...] | None = None
    further: tuple[tuple[Breach, ...], ...] = ()
    together: tuple[Need, ...] = ()


def clash(model: Model, *, seconds: float = 2.0) -> Infeasible:
    """Why a model that has no choice has none.

    seconds: for each question put to the solver. First whole limits are left out, then single rows
    of those that are left (QuickXplain: Junker 2004, AAAI, 167-172). Where the model is too large
    to ask about every row, or answers took too long, and much is left, only the limits are named.
    """
    named = [row for row in model.rows if row.breach is not None]
    rows, unanswered = _clashing(model, named, seconds)
    if unanswered and len(rows) > MANY_ROWS:
        limits = dict.fromkeys(row.breach.limit for row in rows if row.breach)
        sums = [row for row in rows if row.breach and not row.breach.about]
        needs = _needs(model, sums, seconds)
        together = () if needs else _together(model, seconds)
        return Infeasible(tuple(map(Breach, limits)), False, needs, together=together)
    freeing = _freeing(model, rows, seconds) if len(rows) <= MANY_ROWS else None
    needs = _needs(model, rows, seconds)
    return Infeasible(
        _breaches(rows),
        not unanswered,
        needs,
        freeing=freeing,
        further=_further(model, named, rows, seconds) if freeing == () else (),
        together=() if needs else _together(model, seconds),
    )


def _clashing(model: Model, named: Sequence[Row], seconds: float) -> tuple[list[Row], int]:
    """Rows that can't be kept together, and how many questions stayed without an answer."""
    meanings = [row for row in model.rows if row.breach is None]
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
    groups = [group for group in groups if group]
    kept = [row for group in _least(fails, groups) for row in group]
    return [row for [row] in _least(fails, [[row] for row in kept])], unanswered


def _breaches(rows: Sequence[Row]) -> tuple[Breach, ...]:
    found = [row.breach for row in rows if row.breach]
    if any(len(row.columns) < row.least for row in rows):
        found.append(Breach(Limit.USEFUL))
    return tuple(found)


def _freeing(model: Model, rows: Sequence[Row], seconds: float) -> tuple[Breach, ...]:
    """Those without which everything else can be kept."""
    return tuple(
        row.breach
        for row in rows
        if row.breach
        and possible(model, [one for one in model.rows if one is not row], seconds=seconds)
    )


def _further(
    model: Model, named: Sequence[Row], rows: Sequence[Row], seconds: float
) -> tuple[tuple[Breach, ...], ...]:
    """Clashes left when a wish of each before is given up, a sum where there is one."""
    found: list[tuple[Breach, ...]] = []
    meanings = [row for row in model.rows if row.breach is None]
    left = list(named)
    while rows and len(found) < MOST_FURTHER:
        given_up = next((row for row in rows if _limit(row) in MONEY_AND_WORK), rows[0])
        left = [row for row in left if row is not given_up]
        if possible(model, [*meanings, *left], seconds=seconds) is not False:
            break
        rows, unanswered = _clashing(model, left, seconds)
        if unanswered and len(rows) > MANY_ROWS:
            break
        found.append(_breaches(rows))
    return tuple(found)


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


def _together(model: Model, seconds: float) -> tuple[Need, ...]:
    """The least that the sums over the whole plan must come to where no sum alone would do.

    In their order: each the least that does with what those before it need, the later ones free.
    """
    sums = [row for row in model.rows if row.breach and row.breach.limit in WHOLE_SUMS]
    rows = [row for row in model.rows if not any(row is one for one in sums)]
    needs = []
    for row in sums:
        spent = model.worth * 0
        spent[row.columns] = -row.coefficients
        answer = best(model, seconds=seconds, gap_percent=0.0, worth=spent, rows=rows)
        if answer.outcome is not Outcome.FOUND or answer.taken is None or row.breach is None:
            return ()
        least = round(float(row.coefficients[answer.taken[row.columns]].sum()))
        rows.append(replace(row, most=float(max(least, row.most))))
        if least > row.most:
            needs.append(Need(row.breach, int(row.most) * row.unit, least * row.unit))
    return tuple(needs)

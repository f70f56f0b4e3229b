"""What the values of a sheet add up to, what the register says of them, and what is refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..choices import Known, Measure, Method, ScoreProblem
from .shapes import Criterion, Fact, Sheet, Value

LARGEST = 10_000_000
S = ScoreProblem


@dataclass(frozen=True, slots=True)
class ScoreFault:
    """One criterion whose value can't be taken, and why."""

    criterion: str
    code: ScoreProblem

    @property
    def label(self) -> str:
        return str(self.code.label)


def holds(criterion: Criterion, value: Value) -> bool:
    """Whether a criterion is met; one that brings points, whether it brings all of them."""
    number = value.number or 0
    match criterion.measure:
        case Measure.POINTS:
            return number >= criterion.points
        case Measure.YES:
            return number >= 1
        case Measure.COUNT:
            return number >= criterion.at_least
        case Measure.SHARE:
            whole = value.whole or 0
            return whole > 0 and number * 100 >= criterion.at_least * whole
    raise TypeError(criterion.measure)


def points_of(criterion: Criterion, value: Value) -> int:
    """The points that a value brings: those given, else all of them or none."""
    if criterion.measure == Measure.POINTS:
        return value.number or 0
    return criterion.points if holds(criterion, value) else 0


def score_of(sheet: Sheet, values: Mapping[str, Value]) -> int:
    """The sum of points; where all must hold, how many criteria do."""
    nothing = Value(None)
    pairs = [(one, values.get(one.code, nothing)) for one in sheet.criteria]
    if sheet.method == Method.SUM:
        return sum(points_of(criterion, value) for criterion, value in pairs)
    return sum(holds(criterion, value) for criterion, value in pairs)


def known_value(criterion: Criterion, facts: Mapping[Known, Fact]) -> Value | None:
    """What the register says for a criterion; None where it says nothing."""
    fact = facts.get(criterion.known) if criterion.known else None
    if fact is None or fact.whole == 0:
        return None
    match criterion.measure:
        case Measure.SHARE:
            return Value(fact.number, fact.whole)
        case Measure.COUNT:
            return Value(fact.number)
        case Measure.YES:
            return Value(int(_is_full(fact)))
        case Measure.POINTS if fact.whole is not None:
            return Value(criterion.points * min(fact.number, fact.whole) // fact.whole)
        case _:
            return Value(criterion.points if fact.number >= 1 else 0)


def _is_full(fact: Fact) -> bool:
    return fact.number >= (1 if fact.whole is None else fact.whole)


def score_faults(
    sheet: Sheet,
    values: Mapping[str, Value],
    *,
    known: Mapping[str, Value],
    own: Mapping[str, Value] | None = None,
) -> list[ScoreFault]:
    """Every reason against these values, in the sheet's order.

    known: what the register says, by criterion. own: the self-score that an appraisal answers.
    Whatever differs from either needs its reason.
    """
    faults = []
    for criterion in sheet.criteria:
        value = values.get(criterion.code, Value(None))
        wrong = [*_number_faults(criterion, value)]
        if not wrong and not value.reason:
            wrong = [*_unexplained(criterion, value, known, own)]
        faults += [ScoreFault(criterion.code, code) for code in wrong]
    return faults


def _number_faults(criterion: Criterion, value: Value) -> Iterator[ScoreProblem]:
    number, is_share = value.number, criterion.measure == Measure.SHARE
    if number is None or (is_share and value.whole is None):
        yield S.BLANK
        return
    most = {Measure.POINTS: criterion.points, Measure.YES: 1}.get(criterion.measure, LARGEST)
    if number < 0 or (value.whole or 0) < 0:
        yield S.NEGATIVE
    elif number > most:
        yield S.ABOVE_POINTS if criterion.measure == Measure.POINTS else S.TOO_LARGE
    elif is_share and value.whole is not None:
        if value.whole == 0:
            yield S.WHOLE_ZERO
        elif value.whole > LARGEST:
            yield S.TOO_LARGE
        elif number > value.whole:
            yield S.PART_ABOVE_WHOLE


def _unexplained(
    criterion: Criterion,
    value: Value,
    known: Mapping[str, Value],
    own: Mapping[str, Value] | None,
) -> Iterator[ScoreProblem]:
    said = known.get(criterion.code)
    if said is not None and not value.says_the_same(said):
        yield S.AGAINST_REGISTER
    elif own is not None and criterion.code in own and not value.says_the_same(own[criterion.code]):
        yield S.AGAINST_SELF

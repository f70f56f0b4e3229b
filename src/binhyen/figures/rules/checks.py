"""What looks wrong with a return: sums, ranges, jumps against its own past, what is missing.

A jump is judged on log(1 + amount): the centre is the median of the past months, the season the
median departure of the same month of the year (shrunk towards none by how few there are), the
spread 1.4826 × the median absolute deviation, never below 0.15. Median and MAD so that one odd
month in the past neither hides nor makes an alarm (Leys et al. 2013, J. Exp. Soc. Psychol. 49(4),
764–766). And never an alarm within what counting alone scatters: √amount has a standard deviation
of ½ for a Poisson count, whatever its mean (Bartlett 1936). Where months without any are usual,
none is no news, and the months that had some are what another such month is held against; a low
one of them lies between two usual things, and is told only where it may be a slip of a unit. What
was seen in a quarter of the months is no news either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, expm1, log1p, sqrt
from statistics import median

from ..choices import Finding, Grade, IndicatorKind
from .indicators import Catalogue, Check, Indicator, Jumps

MAD_TO_SD, LEAST_SPREAD, ROOT_SPREAD, SEASON_SHRINK = 1.4826, 0.15, 0.5, 1.0
USUAL_ZEROS = 3  # so many months without any, and one more is usual
ABSURD = 10  # a usual range beyond so many times the largest ever seen says nothing
SEEN_OFTEN = 4  # as high or as low in one of so many months: not odd
RANGE, JUMP, MISSING = "range", "jump", "missing"

History = Sequence[int | None]  # the same series in earlier months, the last one last


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: of which rule, about which series, how grave, with the values it speaks of."""

    rule: str
    key: str
    grade: Grade
    code: Finding
    takes_reason: bool
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    keys: tuple[str, ...] = ()  # every series that a check is about


@dataclass(frozen=True, slots=True)
class Usual:
    """What the past leads one to expect: from low to high, from so many months."""

    expected: float
    low: int
    high: int
    spread: float
    months: int

    def distance(self, amount: int) -> float:
        """How far off an amount is, in standard deviations of whichever scatter is the wider."""
        on_log = (log1p(max(amount, 0)) - log1p(self.expected)) / self.spread
        on_root = (sqrt(max(amount, 0)) - sqrt(self.expected)) / ROOT_SPREAD
        return min(on_log, on_root, key=abs)


def checks(
    amounts: Mapping[str, int | None],
    history: Mapping[str, History],
    catalogue: Catalogue,
    *,
    unknown: frozenset[str] = frozenset(),
    may_miss: frozenset[str] = frozenset(),
) -> list[Found]:
    """Every finding of one return, in the order of the form.

    amounts: what stands there by series; history: months before it, oldest first. unknown: said
    to be unknown, so not missing. may_miss: nothing is asked for these.
    """
    found = list(_missing(amounts, catalogue, unknown | may_miss))
    for key, indicator in catalogue.by_key.items():
        amount = amounts.get(key)
        if amount is not None:
            found += _ranges(key, amount, indicator)
            found += jumps(key, amount, history.get(key, ()), indicator, catalogue.jumps)
    found += [one for check in catalogue.checks for one in _relations(check, amounts)]
    order = {key: place for place, key in enumerate(catalogue.by_key)}
    return sorted(found, key=lambda one: order.get(one.key, len(order)))


def usual(history: History, *, threshold: float, needs: int) -> Usual | None:
    """What is usual for the month after these; None with too few months to say."""
    known = [(place, log1p(max(x, 0))) for place, x in enumerate(history) if x is not None]
    if len(known) < needs:
        return None
    centre = median(x for _place, x in known)
    seasons = {month: _season(month, known, centre, len(history)) for month in range(12)}
    expected = centre + seasons[0]
    rest = [abs(x - centre - seasons[(len(history) - place) % 12]) for place, x in known]
    mean = max(expm1(expected), 0.0)
    spread = max(MAD_TO_SD * median(rest), LEAST_SPREAD)
    reach, root = threshold * spread, threshold * ROOT_SPREAD
    low = min(expm1(expected - reach), max(sqrt(mean) - root, 0) ** 2)
    high = max(expm1(expected + reach), (sqrt(mean) + root) ** 2)
    return Usual(mean, ceil(max(low, 0)), int(high), spread, len(known))


def jumps(
    key: str, amount: int, history: History, indicator: Indicator, rule: Jumps
) -> Iterator[Found]:
    """Whether an amount is out of line with its past, and how unusual that is."""
    past = history[-rule.months :]
    known = [x for x in past if x is not None]
    some = [x for x in known if x]
    has_usual_zeros = len(known) - len(some) >= USUAL_ZEROS
    if has_usual_zeros and amount == 0:
        return
    is_of_some = has_usual_zeros and len(some) >= rule.needs
    judged = [x or None for x in past] if is_of_some else past
    normal = usual(judged, threshold=rule.threshold, needs=rule.needs)
    if normal is None or normal.low <= amount <= normal.high:
        return
    least, most = min(known), max(known)
    is_absurd = normal.high > ABSURD * most
    if least <= amount <= most and (is_absurd or (has_usual_zeros and not is_of_some)):
        return
    is_high = amount > normal.high
    told = some if is_of_some else known
    alike = sum(x >= amount if is_high else x <= amount for x in told)
    is_between = is_of_some and not is_high and amount * ABSURD >= min(some)
    if is_between or alike * SEEN_OFTEN >= len(told):
        return
    distance = normal.distance(amount)
    params = {
        "amount": amount,
        "low": least if is_absurd else normal.low,
        "high": most if is_absurd else normal.high,
        "alike": alike,
        "months": len(told),
        "of_some": is_of_some,
        "distance": round(abs(distance), 1),
        "expected": round(normal.expected, 1),
    }
    code = Finding.HIGH_JUMP if is_high else Finding.LOW_JUMP
    yield Found(JUMP, key, rule.grade, code, rule.takes_reason, params, (key,))


def _season(month: int, known: Sequence[tuple[int, float]], centre: float, length: int) -> float:
    """How far the same month of the year lies from the centre, shrunk for being seen seldom."""
    same = [x - centre for place, x in known if (length - place) % 12 == month]
    if len(same) < 2:
        return 0.0
    return median(same) * len(same) / (len(same) + SEASON_SHRINK)


def _ranges(key: str, amount: int, indicator: Indicator) -> Iterator[Found]:
    if amount < indicator.least:
        params = {"amount": amount, "least": indicator.least}
        yield Found(RANGE, key, Grade.BLOCKS, Finding.TOO_LOW, False, params, (key,))
    if amount > indicator.most:
        params = {"amount": amount, "most": indicator.most}
        yield Found(RANGE, key, Grade.WARNS, Finding.TOO_HIGH, True, params, (key,))


def _relations(check: Check, amounts: Mapping[str, int | None]) -> Iterator[Found]:
    """A broken rule, told at the first figure of it; silent while one of its figures is missing."""
    rule = check.comparison
    left, right = rule.left.compute(amounts), rule.right.compute(amounts)
    if left.amount is None or right.amount is None or rule.holds(left.amount, right.amount):
        return
    code = {"=": Finding.UNEQUAL, "<=": Finding.ABOVE, ">=": Finding.BELOW}[rule.symbol]
    params = {
        "check": check.name,
        "check_en": check.name_en,
        "fault": check.fault,
        "fault_en": check.fault_en,
        "left": _plain(left.amount),
        "right": _plain(right.amount),
    }
    names = rule.names
    yield Found(check.code, names[0], check.grade, code, check.takes_reason, params, names)


def _missing(
    amounts: Mapping[str, int | None], catalogue: Catalogue, fine: frozenset[str]
) -> Iterator[Found]:
    rule = catalogue.missing
    for key, indicator in catalogue.by_key.items():
        is_part = key != indicator.code
        if is_part or key in fine or amounts.get(key) is not None:
            continue
        if indicator.kind == IndicatorKind.ENTERED:
            yield Found(MISSING, key, rule.grade, Finding.MISSING, rule.takes_reason, {}, (key,))


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else round(float(number), 2)

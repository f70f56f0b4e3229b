"""Figures as they are read: of a unit over time, of the units below it, against chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import Min

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, posts_granting, reach
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit, UnitQuerySet

from ..choices import NoChange, NoFigure, NoFunnel, Over, SeenBy
from ..models import Period as StoredPeriod
from ..rules.charts.funnels import FEWEST, Funnel, Seen, of_counts, of_shares
from ..rules.formulas import Formula, share_of
from ..rules.indicators import Catalogue, Indicator, split
from ..rules.periods import Period, PeriodKind, a_year_before, following, made_of
from ..rules.periods import period as nth_period
from .catalogue import calendar
from .values import PER, Change, Figure, change, figures, per_people

SOME_YEAR = 2025
YEARS_BACK, FEWEST_YEARS = 3, 2
UNASKED, NO_CHANGE = Figure(None, NoFigure.EMPTY), Change(None)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader wants to see. `period` is the last of `span` periods of its kind.

    today: a period that isn't over by then is held against none.
    """

    known: Catalogue
    key: str
    unit: Unit
    period: Period
    span: int
    as_then: bool = False
    per_people: bool = False
    in_parts: bool = False
    today: date | None = None

    @property
    def indicator(self) -> Indicator:
        return self.known.by_code[split(self.key)[0]]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The series asked for, and its parts where these are wanted too."""
        parts = self.indicator.keys[1:] if self.key == self.indicator.code else ()
        return (self.key, *parts) if self.in_parts else (self.key,)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Oldest first."""
        return tuple(following(self.period, -back) for back in range(self.span - 1, -1, -1))


@dataclass(frozen=True, slots=True)
class Read:
    """One figure with the same a year before and what changed; per 10,000 people where asked."""

    key: str
    unit: Unit
    period: Period
    figure: Figure
    before: Figure
    change: Change


@dataclass(frozen=True, slots=True)
class AgainstChance:
    """The funnel of some units, or why there is none.

    by_people: whether the expected counts go by people, or by the units' own past. times: from
    the funnel's values to those that are shown.
    """

    funnel: Funnel | None
    why: NoFunnel | None = None
    by_people: bool = False
    is_share: bool = False
    times: float = 1.0


# --- who reads what ---


def units_read(person: Person) -> UnitQuerySet:
    """Every unit, of any day, whose figures a person may look at."""
    return Unit.objects.filter(reach(person, Permission.REGISTER_VIEW, unit="pk"))


def home_of(person: Person) -> Unit | None:
    """The unit that a page opens with: that of one's highest post."""
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    return min((post.unit for post in posts), key=lambda u: (u.level, u.path), default=None)


def keys_read(person: Person, known: Catalogue) -> list[str]:
    """The series and computed indicators that a person may look at, in the order of the form."""
    is_officer = may(person, Permission.FIGURES_ENTER) or may(person, Permission.FIGURES_ACCEPT)
    return [
        key
        for one in known.indicators
        if is_officer or one.seen_by == SeenBy.ALL
        for key in (one.keys or (one.code,))
    ]


# --- which units and periods there are ---


def kinds_read() -> list[PeriodKind]:
    """The kinds of periods that reporting months make up."""
    found = calendar()
    return [k for k in found.kinds if made_of(nth_period(k, SOME_YEAR), found.returned)]


def first_day() -> date | None:
    """The first day for which anything is stored."""
    found: date | None = StoredPeriod.objects.aggregate(first=Min("start"))["first"]
    return found


def units_below(unit: Unit, on: date, *, as_then: bool) -> list[Unit]:
    """The units next below: today's, or those that were there on a day.

    Of a nation its provinces, of all others the communes. A unit that wasn't there yet or no
    longer on the day is read from the communes that it came from, or that were its last.
    """
    level = Level.PROVINCE if unit.level == Level.NATION else Level.COMMUNE
    if unit.level >= level:
        return []
    inside = Unit.objects.filter(level=level, path__startswith=unit.path)
    if not as_then:
        last_day = unit.last_day
        return list(inside.at(last_day) if last_day else inside.filter(valid_to=None))
    there = list(inside.at(on))
    if there or unit.valid_to is not None:
        return there
    came = Reach.objects.filter(over=unit, in_part=False)
    return list(Unit.objects.at(on).filter(level=level, pk__in=came.values("unit")))


# --- figures ---


def read(
    asked: Asked, units: Sequence[Unit], periods: Sequence[Period], *, beside: bool = True
) -> dict[tuple[str, int, str], Read]:
    """Figures of units and periods, each beside that of a year before unless nobody asks for it."""
    all_periods = {one.code: one for one in periods}
    if beside:
        all_periods |= {one.code: one for one in map(a_year_before, periods)}
    found = figures(
        asked.keys, units, all_periods.values(), as_then=asked.as_then, known=asked.known
    )

    codes = [(period, period.code, a_year_before(period).code) for period in periods]

    def one(key: str, unit: Unit, pk: int, period: Period, code: str, code_before: str) -> Read:
        now = found[key, pk, code]
        before = found[key, pk, code_before] if beside else UNASKED
        if asked.per_people:
            now, before = per_people(now, unit), per_people(before, unit)
        moved = _moved(asked, period, now, before) if beside else NO_CHANGE
        return Read(key, unit, period, now, before, moved)

    numbered = [(unit.pk, unit) for unit in units]
    return {
        (key, pk, code): one(key, unit, pk, period, code, code_before)
        for key in asked.keys
        for pk, unit in numbered
        for period, code, code_before in codes
    }


def _moved(asked: Asked, period: Period, now: Figure, before: Figure) -> Change:
    if now.amount is not None and asked.today is not None and period.until >= asked.today:
        return Change(None, why=NoChange.RUNNING)
    return change(now, before, asked.indicator)


def newest_enough(
    key: str, unit: Unit, periods: Sequence[Period], known: Catalogue
) -> Period | None:
    """The newest of some periods in which nearly every unit has its figure; None for none.

    periods: the newest first.
    """
    found = figures([key], [unit], periods, known=known)
    return next((one for one in periods if found[key, unit.pk, one.code].is_enough), None)


def recounts(asked: Asked) -> Mapping[str, tuple[Figure, Figure]]:
    """For what the register keeps count of: by period what really changed, and what recounting did.

    Empty for every other indicator.
    """
    what = asked.indicator.source.removesuffix("_kept")
    names = [f"{what}_{how}" for how in ("real_change", "recounted_in", "recounted_out")]
    if not asked.indicator.source.endswith("_kept") or not set(names) <= set(asked.known.by_code):
        return {}
    found = figures(names, [asked.unit], asked.periods, as_then=asked.as_then, known=asked.known)
    real, came, went = (
        {p.code: found[name, asked.unit.pk, p.code] for p in asked.periods} for name in names
    )
    return {code: (real[code], _less(came[code], went[code])) for code in real}


def against_chance(asked: Asked, units: Sequence[Unit]) -> AgainstChance:
    """Units of one period held against what chance alone would do."""
    indicator = asked.indicator
    if shared := share_of(indicator.formula) if indicator.formula else None:
        return _of_shares(asked, units, *shared)
    if indicator.rate and indicator.over == Over.SUM and _is_count(indicator):
        return _of_counts(asked, units)
    return AgainstChance(None, NoFunnel.NO_COUNT)


def _of_shares(asked: Asked, units: Sequence[Unit], part: Formula, whole: Formula) -> AgainstChance:
    names, code = (*part.names, *whole.names), asked.period.code
    found = figures(names, units, [asked.period], as_then=asked.as_then, known=asked.known)
    seen = []
    for unit in units:
        amounts = {name: found[name, unit.pk, code].amount for name in names}
        count, size = part.compute(amounts).amount, whole.compute(amounts).amount
        if count is not None and size is not None:
            seen.append(Seen(unit.pk, float(count), float(size)))
    funnel = of_shares(seen)
    why = None if funnel else NoFunnel.NO_UNITS
    return AgainstChance(funnel, why, is_share=True, times=100)


def _of_counts(asked: Asked, units: Sequence[Unit]) -> AgainstChance:
    """Expected by people where everybody's are known, else by each unit's own past: of a single
    year nothing can be told of what is usual there, nor of periods that lack units or months."""
    past = [asked.period]
    for _year in range(YEARS_BACK):
        past.append(a_year_before(past[-1]))
    found = figures([asked.key], units, past, as_then=asked.as_then, known=asked.known)
    whole = {place: one.number for place, one in found.items() if one.is_enough}
    now = {u.pk: whole.get((asked.key, u.pk, asked.period.code)) for u in units}
    known = [u for u in units if now[u.pk] is not None]
    if len(known) < FEWEST:
        return AgainstChance(None, NoFunnel.NO_UNITS)
    by_people = all(unit.population for unit in known)
    sizes = {
        u.pk: float(u.population or 0)
        if by_people
        else _mean([whole.get((asked.key, u.pk, p.code)) for p in past[1:]])
        for u in known
    }
    together = sum(sizes.values())
    if not together:
        return AgainstChance(None, NoFunnel.NO_PAST)
    rate = sum(now[u.pk] or 0 for u in known if sizes[u.pk]) / together
    seen = [Seen(u.pk, now[u.pk] or 0, sizes[u.pk] * rate) for u in known]
    funnel = of_counts(seen)
    times = rate * PER if by_people else 100.0
    return AgainstChance(funnel, None if funnel else NoFunnel.NO_PAST, by_people, False, times)


def _is_count(indicator: Indicator) -> bool:
    """Whether it counts cases, itself or as a sum of counts."""
    text = indicator.formula.text if indicator.formula else ""
    return not any(sign in text for sign in "-*/")


def _mean(amounts: Sequence[float | None]) -> float:
    """The middle of what some years had; nought for too few years."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) / len(known) if len(known) >= FEWEST_YEARS else 0.0


def _less(one: Figure, other: Figure) -> Figure:
    if one.amount is None or other.amount is None:
        return one if one.amount is None else other
    return Figure(Fraction(one.amount - other.amount), known=one.known)

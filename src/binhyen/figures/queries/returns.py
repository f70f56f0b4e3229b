"""Returns: who owes one, what stands in it, what looks wrong, and what it said in each version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import get_language, gettext, ngettext

from binhyen.ui.words import number_text
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit, UnitQuerySet

from ..choices import Finding, IndicatorKind
from ..models import Excuse, Note, Return, Revision, StandIn, Value
from ..rules.cells import Amount
from ..rules.checks import JUMP, MISSING, Found, checks
from ..rules.indicators import Catalogue
from ..rules.periods import Period, a_year_before, following
from .catalogue import calendar, catalogue, catalogues, period_named, series_ids
from .values import values

HISTORY_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far the returns of a territory are in a period.

    expected: communes that existed on its last day; sent: submitted, accepted or locked. on_time,
    late: by the rule of `rules.punctuality`, those given back as well.
    """

    period: Period
    expected: int
    begun: int = 0
    sent: int = 0
    accepted: int = 0
    locked: int = 0
    returned: int = 0
    on_time: int = 0
    late: int = 0

    @property
    def missing(self) -> int:
        return self.expected - self.sent

    @property
    def owed(self) -> int:
        """Never sent, or not even begun; what came back is apart."""
        return self.missing - self.returned

    @property
    def waiting(self) -> int:
        return self.sent - self.accepted

    @property
    def unlocked(self) -> int:
        return self.accepted - self.locked

    @property
    def ever_sent(self) -> int:
        """Sent, what came back to be put right as well; of these some are in time."""
        return self.sent + self.returned

    @property
    def share_sent(self) -> float | None:
        return self.ever_sent / self.expected if self.expected else None

    @property
    def share_on_time(self) -> float | None:
        return self.on_time / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the entry form: a stored series with all that helps to fill it in."""

    key: str
    indicator: str
    is_part: bool
    amount: Amount | None
    last: Amount | None
    year_ago: Amount | None
    found: tuple[Found, ...] = ()
    notes: tuple[Note, ...] = ()
    excuses: tuple[Excuse, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A return as its page shows it."""

    of: Return | None
    catalogue: Catalogue
    period: Period
    lines: Mapping[str, Line] = field(default_factory=dict)
    found: tuple[Found, ...] = ()


def existed(unit: Unit, period: Period) -> bool:
    """Whether a unit was there on the last day of a period, and so reports it."""
    begun = unit.valid_from is None or unit.valid_from <= period.until
    return begun and (unit.valid_to is None or unit.valid_to > period.until)


def return_of(unit: Unit, period: Period) -> Return | None:
    """The unit's return of a period; None where nobody has begun it."""
    found = Return.objects.filter(unit=unit, period__code=period.code)
    return found.select_related("unit__parent", "period").first()


def period_of(one: Return) -> Period:
    """A return's period by the rules; by its own days where its kind has gone since."""
    found = period_named(one.period.code)
    kind = calendar().returned
    days = one.period.start, one.period.until
    return found or Period(kind, one.period.until.year, one.period.until.month, *days)


def expected_units(over: Unit, period: Period) -> UnitQuerySet:
    """The communes that owe a return: there on the last day, and within the unit as it is now."""
    communes = Unit.objects.at(period.until).filter(level=Level.COMMUNE)
    if over.level == Level.NATION:
        return communes
    if over.valid_to is not None:
        return communes.filter(path__startswith=over.path)
    return communes.filter(pk__in=Reach.objects.filter(over=over, in_part=False).values("unit"))


def owed_units(over: Unit, period: Period) -> UnitQuerySet:
    """`expected_units`, and units above the communes that have begun a return of their own.

    Those hold figures of their own only where they have some; once begun, a return is owed.
    """
    begun = Return.objects.filter(above_communes(over), period__code=period.code).values("unit")
    communes = expected_units(over, period).order_by().values("pk")
    return Unit.objects.filter(Q(pk__in=communes) | Q(pk__in=begun))


def above_communes(over: Unit) -> Q:
    """The returns of a unit and of those within it that are above the communes."""
    return Q(unit__level__lt=Level.COMMUNE, unit__path__startswith=over.path)


def states(units: Sequence[Unit], periods: Sequence[Period]) -> dict[tuple[int, str], Return]:
    """The returns of some units in some periods, by unit and period."""
    codes = [one.code for one in periods]
    rows = Return.objects.filter(unit__in=units, period__code__in=codes).select_related("period")
    return {(one.unit_id, one.period.code): one for one in rows}


def cells_of(one: Return) -> dict[str, Amount]:
    """Everything that stands in a return now, by series."""
    rows = Value.objects.filter(
        series__in=series_ids(_keys(one)).values(), period=one.period, unit=one.unit
    )
    return {
        row.series.key: Amount(row.amount, row.amount is None, row.recorded)
        for row in rows.select_related("series")
    }


def form(one: Return) -> Form:
    """A return with last month, the same month last year, findings, notes and excuses."""
    period, known = period_of(one), catalogue(one.unit, one.period.until)
    past = _past(one, period, list(known.by_key))
    found = checked(known, past, period)
    by_key: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        by_key[each.key].append(each)
    notes, excuses = _beside(Note, one), _beside(Excuse, one)
    year_ago, last = a_year_before(period), following(period, -1)
    lines = {
        key: Line(
            key,
            indicator.code,
            key != indicator.code,
            past.get((key, period.code)),
            past.get((key, last.code)),
            past.get((key, year_ago.code)),
            tuple(by_key[key]),
            tuple(notes[key]),
            tuple(excuses[key]),
        )
        for key, indicator in known.by_key.items()
    }
    return Form(one, known, period, lines, tuple(found))


def findings_of(one: Return) -> list[Found]:
    """What the checks find about a return as it stands now."""
    period, known = period_of(one), catalogue(one.unit, one.period.until)
    return checked(known, _past(one, period, list(known.by_key)), period)


def missing_of(one: Return) -> int:
    """How many figures that are typed by hand are still blank in a return."""
    return sum(found.rule == MISSING for found in findings_of(one))


def blanks_in(returns: Sequence[Return]) -> dict[int, int]:
    """`missing_of` of many returns of one period, by their numbers. Four queries."""
    if not returns:
        return {}
    period = period_of(returns[0])
    known = catalogues([(one.unit, period) for one in returns])
    asked = {
        one.pk: [
            indicator.code
            for indicator in known[one.unit_id, period.code].indicators
            if indicator.kind == IndicatorKind.ENTERED
        ]
        for one in returns
    }
    keys = {key for some in asked.values() for key in some}
    stored = values(keys, [one.unit_id for one in returns], [period])
    return {
        one.pk: sum((key, one.unit_id, period.code) not in stored for key in asked[one.pk])
        for one in returns
    }


def stand_ins_of(one: Return) -> list[StandIn]:
    """Who of a level above fills it in for the unit, and why."""
    return list(StandIn.objects.filter(of=one).select_related("by")) if one.is_begun else []


def is_excused(found: Found, one: Return, excuses: Sequence[Excuse]) -> bool:
    """Whether a reason was given for it, and for the very figure that stands there."""
    amount = found.params.get("amount", found.params.get("left"))
    return any(
        each.rule == found.rule
        and (each.series.key if each.series else "") == found.key
        and (each.amount is None or each.amount == amount)
        for each in excuses
    )


def excuses_of(one: Return) -> list[Excuse]:
    return list(Excuse.objects.filter(of=one).select_related("series", "by"))


def notes_of(one: Return) -> list[Note]:
    return list(Note.objects.filter(of=one).select_related("series", "by"))


def revisions_of(one: Return) -> list[Revision]:
    return list(Revision.objects.filter(of=one).select_related("series", "by"))


def at_version(one: Return, version: int) -> dict[str, Amount]:
    """What a return said in an earlier version: corrections made since taken back, newest first."""
    found = cells_of(one)
    later = Revision.objects.filter(of=one, version__gt=version).select_related("series")
    for row in later.order_by("-version", "-pk"):
        if row.had_value:
            found[row.series.key] = Amount(row.before, row.before is None)
        else:
            found.pop(row.series.key, None)
    return found


def sentence_of(found: Found) -> str:
    """A finding in words of the reader's language, numbers as they are written there."""
    is_english = (get_language() or "vi").startswith("en")
    params = {
        name: number_text(value) if isinstance(value, int | float) else value
        for name, value in found.params.items()
    }
    if fault := str(params.get("fault_en" if is_english else "fault", "")):
        return fault.replace("{left}", str(params["left"])).replace("{right}", str(params["right"]))
    if is_english and "check_en" in params:
        params["check"] = params["check_en"]
    if found.rule == JUMP:
        params["seldom"] = _seldom(found)
    return str(Finding(found.code).label) % params


def _seldom(found: Found) -> str:
    """How unusual: in how many of the months before it was as high, or as low."""
    alike, n = int(str(found.params["alike"])), int(str(found.params["months"]))
    months = (
        ngettext("%(n)s tháng trước có phát sinh", "%(n)s tháng trước có phát sinh", n)
        if found.params.get("of_some")
        else ngettext("%(n)s tháng trước", "%(n)s tháng trước", n)
    )
    is_high = found.code == Finding.HIGH_JUMP
    if not alike:
        words = (
            gettext("chưa tháng nào trong %(months)s cao bằng")
            if is_high
            else gettext("chưa tháng nào trong %(months)s thấp bằng")
        )
    elif is_high:
        words = ngettext(
            "%(alike)s trong %(months)s cao bằng", "%(alike)s trong %(months)s cao bằng", alike
        )
    else:
        words = ngettext(
            "%(alike)s trong %(months)s thấp bằng", "%(alike)s trong %(months)s thấp bằng", alike
        )
    return words % {"months": months % {"n": n}, "alike": alike}


def _past(one: Return, period: Period, keys: list[str]) -> dict[tuple[str, str], Amount]:
    """Two years and this month of a unit, by series and period.

    A new unit's past is that of what went wholly into it, as far as it can be added up.
    """
    months = [following(period, -n) for n in range(HISTORY_MONTHS + 1)]
    own = {
        (key, code): amount for (key, _u, code), amount in values(keys, [one.unit], months).items()
    }
    first = one.unit.valid_from
    if first is None or first <= months[-1].until:
        return own
    earlier = [month for month in months if month.until < first]
    return _inherited(one.unit, keys, earlier) | own


def _inherited(
    unit: Unit, keys: list[str], months: Sequence[Period]
) -> dict[tuple[str, str], Amount]:
    """Months before a unit began: sums over what went wholly into it, unless a part did too."""
    covered = Reach.objects.filter(over=unit).exclude(unit=unit)
    origins = dict(covered.values_list("unit", "in_part"))
    if not origins or any(origins.values()):
        return {}
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (key, _unit, code), amount in values(keys, origins, months).items():
        found[key, code] += amount.amount or 0
    return {place: Amount(total) for place, total in found.items()}


def checked(
    known: Catalogue, past: Mapping[tuple[str, str], Amount], period: Period
) -> list[Found]:
    """What the checks find about a period, given what stood there by series and period."""
    months = [following(period, -n) for n in range(HISTORY_MONTHS, 0, -1)]
    history = {
        key: [_number(past.get((key, month.code))) for month in months] for key in known.by_key
    }
    now = {key: past[key, period.code] for key in known.by_key if (key, period.code) in past}
    unknown = frozenset(key for key, amount in now.items() if amount.is_unknown)
    amounts = {key: amount.amount for key, amount in now.items()}
    return checks(amounts, history, known, unknown=unknown)


def _number(amount: Amount | None) -> int | None:
    return None if amount is None else amount.amount


def _beside(table: type[Note] | type[Excuse], one: Return) -> dict[str, list]:
    found: dict[str, list] = defaultdict(list)
    if not one.is_begun:
        return found
    for row in table.objects.filter(of=one).select_related("series", "by"):
        found[row.series.key if row.series else ""].append(row)
    return found


def _keys(one: Return) -> list[str]:
    return list(catalogue(one.unit, one.period.until).by_key)

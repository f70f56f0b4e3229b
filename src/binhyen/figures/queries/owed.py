"""Who owes which return: a unit's months, a territory's units of a month, and what waits today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit, UnitQuerySet

from ..choices import GOOD_STATES, SENT_STATES, ReturnState
from ..models import Period as StoredPeriod
from ..models import Return
from ..rules.periods import Period, containing, following
from ..rules.punctuality import Punctuality, punctuality
from .catalogue import calendar, period_named
from .returns import (
    Completeness,
    above_communes,
    existed,
    expected_units,
    owed_units,
    states,
)

LATELY = 12  # months over which punctuality is told
OWED, RETURNED, WAITING, ACCEPTED, LOCKED = "owed", "returned", "waiting", "accepted", "locked"
SENT = "sent"
NEWEST, UNPUNCTUAL = "newest", "unpunctual"
_IN_STATE = {
    RETURNED: ReturnState.RETURNED,
    WAITING: ReturnState.SUBMITTED,
    ACCEPTED: ReturnState.ACCEPTED,
    LOCKED: ReturnState.LOCKED,
}


Tally = tuple[str, int, str]  # what, how many, of which month


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a month, and how it did over the months before: sent and on time, of so many."""

    unit: Unit
    one: Return | None
    sent: int
    on_time: int
    of: int


@dataclass(frozen=True, slots=True)
class Waits:
    """What of a month waits for a person. unit: whose own it is; none: of the units below.

    n: how many; comment: why it was given back.
    """

    what: str
    period: Period
    n: int = 1
    due_on: date | None = None
    is_late: bool = False
    unit: Unit | None = None
    comment: str = ""


def month_to_send(on: date) -> Period:
    """The last month that is over: the one whose figures are sent now."""
    running = containing(calendar().returned, on)
    assert running is not None  # noqa: S101  # months leave no day out
    return following(running, -1)


def months_until(last: Period, n: int = LATELY) -> list[Period]:
    """So many months, the newest first."""
    return [following(last, -step) for step in range(n)]


def blank_return(unit: Unit, period: Period) -> Return:
    """A return that nobody has begun, as a page shows it; not stored."""
    days = {"start": period.start, "until": period.until}
    stored = StoredPeriod(code=period.code, kind=period.kind.code, **days)
    due_on = period.deadline(Level(unit.level).name.lower())
    return Return(unit=unit, period=stored, due_on=due_on)


def places_of(person: Person) -> list[Unit]:
    """The units whose returns a person looks at, the highest first; the nation's provinces too."""
    found = {post.unit_id: post.unit for post in posts_granting(person, Permission.REGISTER_VIEW)}
    places = sorted(found.values(), key=lambda unit: (unit.level, unit.sort_key))
    if places and places[0].level == Level.NATION:
        provinces = Unit.objects.filter(level=Level.PROVINCE, valid_to=None).order_by("sort_key")
        places += [unit for unit in provinces if unit.pk not in found]
    return places


def place_named(person: Person, code: str, on: date | None = None) -> Unit | None:
    """The unit that bears a code on a day (today), if the person looks at it."""
    within = reach(person, Permission.REGISTER_VIEW, unit="pk")
    there = Unit.objects.filter(valid_to=None) if on is None else Unit.objects.at(on)
    return there.filter(within, code=code).select_related("parent").first()


def standing(over: Unit, period: Period, on: date) -> Completeness:
    """How complete and how punctual the returns of a period are on a day. Two queries."""
    return standings(over, [period], on)[0]


def standings(
    over: Unit, periods: Sequence[Period], on: date, *, with_own: bool = False
) -> list[Completeness]:
    """`standing` of some periods, in two queries.

    with_own: also the returns of units above the communes, where they have begun one.
    """
    communes = _communes_ever(over)
    expected = communes.aggregate(
        **{f"p{place}": Count("pk", filter=_there(one.until)) for place, one in enumerate(periods)}
    )
    codes = [one.code for one in periods]
    whose = Q(unit__in=communes)
    if with_own:
        whose |= above_communes(over)
    rows = Return.objects.filter(whose, period__code__in=codes).order_by()
    counts = {row.pop("code"): row for row in _counted(rows, on)}
    return [
        _standing(one, expected[f"p{place}"], counts.get(one.code, {}), on)
        for place, one in enumerate(periods)
    ]


def owing(over: Unit, period: Period, state: str = "", sort: str = "") -> UnitQuerySet:
    """The units that owe a period's return, or those of them whose return is in a state.

    sort: by name; NEWEST: sent last first; UNPUNCTUAL: seldomest in time over the year first.
    """
    units = _sorted(owed_units(over, period), period, sort)
    begun = Return.objects.filter(period__code=period.code).values("unit")
    if state == OWED:
        return units.exclude(pk__in=begun.exclude(state=ReturnState.DRAFT))
    if state in _IN_STATE:
        return units.filter(pk__in=begun.filter(state=_IN_STATE[state]))
    return units


def _sorted(units: UnitQuerySet, period: Period, sort: str) -> UnitQuerySet:
    by_name = ("level", "sort_key", "pk")
    returns = Return.objects.filter(unit=OuterRef("pk"))
    if sort == NEWEST:
        sent = returns.filter(period__code=period.code).values("submitted_at")[:1]
        return units.annotate(sent_at=Subquery(sent)).order_by(
            F("sent_at").desc(nulls_last=True), *by_name
        )
    if sort == UNPUNCTUAL:
        year = [one.code for one in months_until(period)]
        in_time = Q(first_submitted_at__isnull=False) & (
            Q(due_on=None) | Q(first_submitted_at__date__lte=F("due_on"))
        )
        kept = returns.filter(in_time, period__code__in=year).order_by().values("unit")
        counted = kept.annotate(n=Count("pk")).values("n")
        return units.annotate(in_time=Coalesce(Subquery(counted), 0)).order_by("in_time", *by_name)
    return units.order_by(*by_name)


def unit_rows(units: Iterable[Unit], period: Period, on: date) -> list[UnitRow]:
    """Units with their return of a period and how they did over the year up to it. One query."""
    units = list(units)
    lately = [one for one in months_until(period) if one.until < on]
    found = states(units, [period, *lately])
    return [_unit_row(unit, period, lately, found) for unit in units]


def accepted_in(person: Person, over: Unit, period: Period) -> list[Return]:
    """Accepted returns of a period that the person may lock."""
    mine = Return.objects.visible_to(person, Permission.FIGURES_ACCEPT)
    found = mine.filter(period__code=period.code, state=ReturnState.ACCEPTED)
    found = found.filter(unit__in=owed_units(over, period)).order_by("unit__sort_key")
    return list(found.select_related("unit", "period"))


def next_waiting(person: Person, one: Return) -> Return | None:
    """The sent return after this one that the person may accept, or the first of all; one query."""
    mine = Return.objects.visible_to(person, Permission.FIGURES_ACCEPT).exclude(pk=one.pk)
    sent = mine.filter(
        state=ReturnState.SUBMITTED, period__code=one.period.code, unit__level=one.unit.level
    )
    waits = sent.exclude(submitted_by=person).exclude(stand_ins__by=person)
    after = Q(unit__sort_key__gt=one.unit.sort_key)
    ranked = waits.annotate(rank=Case(When(after, then=0), default=1))
    return ranked.order_by("rank", "unit__sort_key", "unit").select_related("unit").first()


def unaccepted(over: Unit, period: Period) -> tuple[int, list[tuple[Unit, Return | None]]]:
    """How many returns are locked already, and the units whose return nobody has accepted yet."""
    units = list(owing(over, period))
    found = states(units, [period])
    pairs = [(unit, found.get((unit.pk, period.code))) for unit in units]
    locked = sum(one is not None and one.is_locked for _unit, one in pairs)
    return locked, [(u, one) for u, one in pairs if one is None or one.state not in GOOD_STATES]


def waits(person: Person, *, on: date, tallies: Iterable[Tally] | None = None) -> list[Waits]:
    """What of figures waits for a person: to be sent by them, or by others and accepted by them.

    A query for whoever enters figures of communes, and one for whoever accepts them, unless
    somebody has asked `tallies_asked` already.
    """
    last = month_to_send(on)
    enters = posts_granting(person, Permission.FIGURES_ENTER)
    own = [post.unit for post in enters if post.unit.level == Level.COMMUNE]
    found = _to_send(own, last, on) if own else []
    if tallies is None and (asked := tallies_asked(person, on=on)):
        tallies = [row[:3] for row in asked[0].union(*asked[1:], all=True)]
    return found + _to_accept(tallies or (), last, on)


def tallies_asked(person: Person, *, on: date) -> list[QuerySet[Any, Any]]:
    """What `waits` counts for whoever accepts figures; nothing to ask for who accepts none.

    Rows of (what, how many, of which month, nothing), to be asked together with others'.
    """
    posts = posts_granting(person, Permission.FIGURES_ACCEPT)
    over = [post.unit for post in posts if post.unit.level < Level.COMMUNE]
    if not over:
        return []
    last = month_to_send(on)
    within = reach(person, Permission.FIGURES_ACCEPT, unit="unit")
    top = min(over, key=_level)
    below = Return.objects.filter(within, unit__level__gt=top.level).order_by()
    rows = below.filter(unit__level=Level.COMMUNE)
    parts: list[tuple[str, QuerySet[Any, Any]]] = [
        (WAITING, below.filter(state=ReturnState.SUBMITTED)),
        (SENT, rows.exclude(state=ReturnState.DRAFT).filter(period__code=last.code)),
    ]
    owing_it: QuerySet[Any, Any] = expected_units(top, last).order_by()
    expected = owing_it.values("level").annotate(n=Count("pk"))
    return [
        *(
            part.values(code=F("period__code"))
            .annotate(n=Count("pk"))
            .values_list(Value(what), "n", "code", Value(""))
            for what, part in parts
        ),
        expected.values_list(Value(OWED), "n", Value(last.code), Value("")),
    ]


def _to_send(units: Sequence[Unit], last: Period, on: date) -> list[Waits]:
    asked = Q(period__code=last.code) | Q(state=ReturnState.RETURNED)
    begun = Return.objects.filter(asked, unit__in=units).select_related("unit", "period")
    rows = {(one.unit_id, one.period.code): one for one in begun}
    found = []
    for unit in units:
        one = rows.pop((unit.pk, last.code), None) or blank_return(unit, last)
        if existed(unit, last) and one.is_open:
            found.append(_own(one, last, on))
    for one in rows.values():
        period = period_named(one.period.code)
        if period is not None and one.is_open:
            found.append(_own(one, period, on))
    return found


def _own(one: Return, period: Period, on: date) -> Waits:
    what = RETURNED if one.state == ReturnState.RETURNED else OWED
    return Waits(what, period, 1, one.due_on, one.is_late(on), one.unit, one.comment)


def _to_accept(tallies: Iterable[Tally], last: Period, on: date) -> list[Waits]:
    owed, found = 0, []
    for what, n, code in tallies:
        period = period_named(code)
        if what == WAITING and period is not None:
            found.append(Waits(WAITING, period, n))
        else:
            owed += n if what == OWED else -n
    found.sort(key=lambda one: one.period.start)
    due_on = last.deadline("commune")
    is_late = due_on is not None and on > due_on
    return [*found, Waits(OWED, last, owed, due_on, is_late)] if owed > 0 else found


def _level(unit: Unit) -> int:
    return unit.level


def _communes_ever(over: Unit) -> UnitQuerySet:
    """Every commune within a unit, of any day."""
    communes = Unit.objects.filter(level=Level.COMMUNE)
    if over.level == Level.NATION:
        return communes
    if over.valid_to is not None:
        return communes.filter(path__startswith=over.path)
    return communes.filter(pk__in=Reach.objects.filter(over=over, in_part=False).values("unit"))


def _there(on: date) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return begun & (Q(valid_to=None) | Q(valid_to__gt=on))


def _counted(rows: QuerySet[Any], on: date) -> QuerySet[Any, Any]:
    """By the rule of `rules.punctuality`."""
    first, due = "first_submitted_at__date", F("due_on")
    is_sent, is_late = Q(first_submitted_at__isnull=False), Q(**{f"{first}__gt": due})
    return rows.values(code=F("period__code")).annotate(
        begun=Count("pk"),
        sent=Count("pk", filter=Q(state__in=SENT_STATES)),
        accepted=Count("pk", filter=Q(state__in=GOOD_STATES)),
        locked=Count("pk", filter=Q(state=ReturnState.LOCKED)),
        returned=Count("pk", filter=Q(state=ReturnState.RETURNED)),
        above=Count("pk", filter=Q(unit__level__lt=Level.COMMUNE)),
        on_time=Count("pk", filter=is_sent & (Q(due_on=None) | Q(**{f"{first}__lte": due}))),
        late=Count("pk", filter=is_late | (~is_sent & Q(due_on__lt=on))),
    )


def _standing(period: Period, expected: int, counts: dict[str, Any], on: date) -> Completeness:
    counts = dict(counts)
    expected += counts.pop("above", 0)
    not_begun = punctuality(period.deadline("commune"), None, on)
    late = counts.pop("late", 0)
    if not_begun == Punctuality.OVERDUE:
        late += expected - counts.get("begun", 0)
    return Completeness(period, expected, late=late, **counts)


def _unit_row(
    unit: Unit, period: Period, lately: Sequence[Period], found: dict[tuple[int, str], Return]
) -> UnitRow:
    is_commune = unit.level == Level.COMMUNE
    owed = [
        one for one in lately if existed(unit, one) and (is_commune or (unit.pk, one.code) in found)
    ]
    returns = [found[unit.pk, one.code] for one in owed if (unit.pk, one.code) in found]
    sent = [one for one in returns if one.first_submitted_at]
    on_time = sum(one.punctuality(period.until) == Punctuality.ON_TIME for one in sent)
    return UnitRow(unit, found.get((unit.pk, period.code)), len(sent), on_time, len(owed))

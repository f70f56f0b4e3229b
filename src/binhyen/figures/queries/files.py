"""What a file of figures holds: rows to give out, and the cells of one taken in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import permissions_at
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import CellFault, CellState, SeenBy
from ..models import Batch, Cell
from ..rules.cells import Amount
from ..rules.checks import MISSING, Found
from ..rules.indicators import Catalogue
from ..rules.periods import Period, following
from .catalogue import catalogues, period_named
from .returns import HISTORY_MONTHS, checked, existed
from .values import values

MOST_WEIGHED = 150  # returns of a file that are also held against their own past

Stored = dict[tuple[str, int, str], Amount]


@dataclass(frozen=True, slots=True)
class Warned:
    """What the form of a unit and a period would say, were a file taken in."""

    unit: Unit
    period: Period
    found: Found


def catalogue_seen(person: Person, unit: Unit, known: Catalogue) -> Catalogue:
    """The indicators of a catalogue that a person may see at a unit."""
    if all(one.seen_by == SeenBy.ALL for one in known.indicators):
        return known
    rights = permissions_at(person, unit)
    if Permission.FIGURES_ENTER in rights or Permission.FIGURES_ACCEPT in rights:
        return known
    open_to_all = tuple(one for one in known.indicators if one.seen_by == SeenBy.ALL)
    return replace(known, indicators=open_to_all)


def months_within(
    over: Unit, periods: Sequence[Period], known: Catalogue
) -> tuple[list[tuple[Unit, Period]], Stored]:
    """The units and months of a file, and what is stored for them.

    Every commune of a month's last day on the unit's ground has a row; a unit above the communes
    only where something was counted for it. Five queries.
    """
    units = _on_ground(over)
    stored = values(known.by_key, units, periods)
    told = {(unit, code) for _key, unit, code in stored}
    rows = [
        (unit, period)
        for period in periods
        for unit in units
        if existed(unit, period) and (unit.level == Level.COMMUNE or (unit.pk, period.code) in told)
    ]
    return rows, stored


def cell_counts(batches: Iterable[Batch]) -> dict[int, Counter[str]]:
    """How many cells of each state every batch has. One query."""
    found: dict[int, Counter[str]] = {batch.pk: Counter() for batch in batches}
    rows = Cell.objects.filter(batch__in=found).order_by().values_list("batch", "state")
    for batch, state, n in rows.annotate(n=Count("pk")):
        found[batch][state] = n
    return found


def fault_counts(batch: Batch) -> list[tuple[str, int]]:
    """Why cells are refused and how many for each reason, the commonest first."""
    refused = batch.cells.filter(state=CellState.REFUSED).order_by().values_list("fault")
    return sorted(refused.annotate(n=Count("pk")), key=lambda pair: (-pair[1], pair[0]))


def names_unknown(batch: Batch) -> list[str]:
    """What stands in a file where an indicator's code should, and is none."""
    unknown = batch.cells.filter(state=CellState.REFUSED, fault=CellFault.NO_SUCH_INDICATOR)
    return sorted(set(unknown.order_by().values_list("key", flat=True)))


def warned_in(batch: Batch) -> tuple[list[Warned], bool]:
    """What looks wrong about the figures as a file would leave them; of those it changes only.

    Also whether they were held against earlier months: not those of a file of very many returns.
    Seven queries.
    """
    taken = batch.cells.filter(state__in=(CellState.NEW, CellState.CHANGE), unit__isnull=False)
    changed: dict[tuple[int, str], dict[str, Amount]] = defaultdict(dict)
    columns = ("unit", "period", "key", "amount", "is_unknown")
    for unit, code, key, amount, is_unknown in taken.order_by().values_list(*columns):
        changed[unit, code][key] = Amount(amount, is_unknown)
    units = Unit.objects.in_bulk({unit for unit, _code in changed})
    periods = {code: one for _unit, code in changed if (one := period_named(code))}
    has_past = len(changed) <= MOST_WEIGHED
    back = range(1, HISTORY_MONTHS + 1) if has_past else ()
    months = {
        one.code: one for p in periods.values() for one in (p, *(following(p, -n) for n in back))
    }
    known = catalogues([(units[unit], periods[code]) for unit, code in changed])
    keys = {key for some in known.values() for key in some.by_key}
    stored: dict[int, dict[tuple[str, str], Amount]] = defaultdict(dict)
    for (key, unit, code), amount in values(keys, units, months.values()).items():
        stored[unit][key, code] = amount
    found = [
        Warned(units[unit], periods[code], one)
        for (unit, code), cells in changed.items()
        for one in checked(
            known[unit, code],
            stored[unit] | {(key, code): amount for key, amount in cells.items()},
            periods[code],
        )
        if one.rule != MISSING and not cells.keys().isdisjoint(one.keys)
    ]
    return sorted(found, key=_gravest_first), has_past


def _gravest_first(one: Warned) -> tuple[str, date, str]:
    return one.found.grade.value, one.period.start, str(one.unit.sort_key)


def returns_touched(batch: Batch) -> list[tuple[Unit, str]]:
    """The units and periods that a batch wrote to."""
    taken = batch.cells.filter(state__in=(CellState.NEW, CellState.CHANGE), unit__isnull=False)
    pairs = taken.order_by().values_list("unit", "period").distinct()
    units = Unit.objects.in_bulk({unit for unit, _period in pairs})
    return sorted(
        ((units[unit], period) for unit, period in pairs),
        key=lambda pair: (pair[1], pair[0].sort_key),
    )


def _on_ground(over: Unit) -> list[Unit]:
    """The unit, and all that lie or lay on its ground, from the top down."""
    if over.level == Level.NATION:
        inside = Q(level__in=(Level.PROVINCE, Level.COMMUNE))
    elif over.valid_to is not None:
        inside = Q(path__startswith=over.path)
    else:
        inside = Q(pk__in=Reach.objects.filter(over=over, in_part=False).values("unit"))
    return list(Unit.objects.filter(inside | Q(pk=over.pk)).order_by("level", "sort_key", "pk"))

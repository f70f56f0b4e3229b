"""What a file of figures holds: rows to give out, and the cells of one taken in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Count, Q

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import permissions_at
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import CellState, SeenBy
from ..models import Batch, Cell
from ..rules.cells import Amount
from ..rules.indicators import Catalogue
from ..rules.periods import Period
from .returns import existed
from .values import values

Stored = dict[tuple[str, int, str], Amount]


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

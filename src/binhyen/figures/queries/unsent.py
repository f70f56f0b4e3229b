"""Returns that nobody has sent: being filled in, or given back to be put right.

What stands in them is their unit's own business until it is sent: no figure, chart, file or report
counts it, and each says of how many units that holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import OPEN_STATES
from ..models import Return
from ..rules.periods import Period

FEW_UNITS, FEW_PATHS = 1_500, 20
Opened = Mapping[tuple[int, int], str]  # (unit, stored period): the unit's path


def unsent_among(unit: Unit, months: Sequence[Period]) -> list[Return]:
    """The returns on a unit's ground that are begun and not sent: nothing in them is counted.

    In the order of units and months. For reports: who is to be reminded before one is signed, and
    of how many units a figure lacks what they have begun to enter.
    """
    codes = [month.code for month in months]
    rows = Return.objects.filter(state__in=OPEN_STATES, period__code__in=codes)
    if unit.level != Level.NATION:
        on_ground = Reach.objects.filter(over=unit, in_part=False).order_by()
        rows = rows.filter(Q(unit=unit) | Q(unit__in=on_ground.values("unit")))
    return list(rows.select_related("unit", "period").order_by("unit__sort_key", "period__start"))


def opened(periods: Iterable[int], units: Collection[int], paths: Collection[str]) -> Opened:
    """The unsent returns of some units, or of those within some paths. One query."""
    rows = Return.objects.filter(state__in=OPEN_STATES, period__in=list(periods)).order_by()
    if len(units) <= FEW_UNITS and len(paths) <= FEW_PATHS:
        inside = [Q(unit__path__startswith=path) for path in paths]
        rows = rows.filter(reduce(or_, inside, Q(unit__in=units)))
    found = rows.values_list("unit", "period", "unit__path")
    return {(unit, period): path for unit, period, path in found}

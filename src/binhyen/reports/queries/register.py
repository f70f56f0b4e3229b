"""Sites as the register itself has them: for figures that not every unit has told in a return."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, Sum

from binhyen.figures.choices import IndicatorKind
from binhyen.figures.queries import Catalogue, Period, split
from binhyen.figures.queries.counting import SUMMED, link_to, movement
from binhyen.programmes.models import Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..rules.content import Spot

SITES, KEPT = "sites_", "sites_kept"
REVIEWED = "sites_reviewed"  # of a review, not of the site
_COLUMNS = {"teams": "team_count", "members": "member_count"}

Amounts = dict[Spot, int]


def in_register(key: str, known: Catalogue) -> bool:
    """Whether it counts sites, or adds up what stands at them."""
    source = source_of(key, known)
    return source in SUMMED or (source.startswith(SITES) and source != REVIEWED)


def source_of(key: str, known: Catalogue) -> str:
    indicator = known.by_code.get(split(key)[0])
    if indicator is None or indicator.kind != IndicatorKind.COUNTED or key != indicator.code:
        return ""
    return indicator.source


def register_of(
    keys: Iterable[str],
    unit: Unit,
    below: Sequence[Unit],
    periods: Sequence[Period],
    *,
    within: Q,
    known: Catalogue,
) -> Amounts:
    """What the register counts by series, unit and period; nothing of a period by whose end it
    had no site of the unit yet.

    within: the sites of the unit. Of units below only for the first of the periods. Two queries,
    one more where there are units below.
    """
    sources = {key: source_of(key, known) for key in keys if in_register(key, known)}
    if not sources:
        return {}
    sites = Site.objects.filter(within)
    found: Amounts = {}
    for one in periods:
        told = sites.aggregate(**_asked(sources.values(), one))
        found |= _spots(sources, unit.pk, one, told)
    if below and found:
        found |= _below(sources, below, periods[0], sites)
    return found


def records_of(key: str, unit: Unit, period: Period, known: Catalogue) -> str:
    """The page that lists just the sites that the register counted; empty where none does."""
    source = source_of(key, known)
    if not source or unit.valid_to is not None or unit.level == Level.NATION:
        return ""
    has_parts = Reach.objects.filter(over=unit, in_part=True).exists()
    return "" if has_parts else link_to(source, unit, period)


def _below(
    sources: Mapping[str, str], below: Sequence[Unit], period: Period, sites: Any
) -> Amounts:
    """By unit below: a unit of today also has what went wholly into it."""
    takers = _takers(below)
    sums: dict[int, dict[str, int]] = {unit.pk: defaultdict(int) for unit in below}
    rows = sites.order_by().values("unit").annotate(**_asked(sources.values(), period))
    for row in rows:
        for taker in takers.get(row.pop("unit"), ()):
            for name, n in row.items():
                sums[taker][name] += n or 0
    return {
        Spot(key, pk, period.code): told[source]
        for pk, told in sums.items()
        for key, source in sources.items()
    }


def _takers(below: Sequence[Unit]) -> Mapping[int, list[int]]:
    takers: dict[int, list[int]] = defaultdict(list)
    for unit in below:
        if unit.valid_to is not None:
            takers[unit.pk].append(unit.pk)
    today = [unit.pk for unit in below if unit.valid_to is None]
    whole = Reach.objects.filter(over__in=today, in_part=False)
    if any(unit.level == Level.PROVINCE for unit in below):
        whole = whole.exclude(unit__level=Level.NATION)
    for taker, pk in whole.order_by().values_list("over", "unit"):
        takers[pk].append(taker)
    return takers


def _asked(sources: Iterable[str], period: Period) -> dict[str, Any]:
    there = movement("kept", period)
    asked: dict[str, Any] = {KEPT: Count("pk", filter=there)}
    for source in sources:
        if column := _COLUMNS.get(source):
            asked[source] = Sum(column, filter=there, default=0)
        else:
            how = movement(source.removeprefix(SITES), period)
            asked[source] = Count("pk", filter=how)
    return asked


def _spots(sources: Mapping[str, str], pk: int, period: Period, told: Mapping[str, int]) -> Amounts:
    if not told[KEPT]:
        return {}
    return {Spot(key, pk, period.code): told[source] for key, source in sources.items()}

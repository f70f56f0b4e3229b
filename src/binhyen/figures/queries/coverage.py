"""How many units could have given a figure, so that a sum says of how many it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Protocol

from django.db.models import Count, Q

from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..rules.periods import Period

FEW_UNITS, FEW_PATHS = 1_500, 20
Span = tuple[date | None, date | None]  # there from, no longer there from


class OnGround(Protocol):
    @property
    def tops(self) -> tuple[tuple[int, int], ...]: ...


@dataclass(frozen=True, slots=True)
class Tops:
    """The units that figures are read from: of communes the days they are there, of all above
    them where they lie."""

    communes: Mapping[int, Span]
    paths: Mapping[str, int]


def tops_of(grounds: Mapping[int, OnGround]) -> Tops:
    """One query."""
    ids = {pk for ground in grounds.values() for pk, _level in ground.tops}
    if not ids:
        return Tops({}, {})
    rows = Unit.objects.order_by()
    rows = rows.filter(pk__in=ids) if len(ids) <= FEW_UNITS else rows
    communes, paths = {}, {}
    for pk, path, level, begun, ended in rows.values_list(
        "pk", "path", "level", "valid_from", "valid_to"
    ):
        if pk in ids and level == Level.COMMUNE:
            communes[pk] = (begun, ended)
        elif pk in ids:
            paths[path] = pk
    return Tops(communes, paths)


def expected(
    grounds: Mapping[int, OnGround], tops: Tops, months: Sequence[Period]
) -> dict[tuple[int, str], int]:
    """By unit and month: the communes there on its last day on the unit's ground. One query."""
    if not months:
        return {}
    spans = _spans(tops)
    codes = [month.code for month in months]
    alike: dict[frozenset[tuple[Span, int]], list[int]] = {}  # most communes began on one day
    found: dict[tuple[int, str], int] = {}
    for unit, ground in grounds.items():
        inside = Counter[Span]()
        for top, _level in ground.tops:
            inside.update(spans.get(top, {}))
        kind = frozenset(inside.items())
        if kind not in alike:
            alike[kind] = [sum(n for span, n in kind if _has(span, month)) for month in months]
        found |= zip([(unit, code) for code in codes], alike[kind], strict=True)
    return found


def _has(span: Span, month: Period) -> bool:
    begun, ended = span
    return (begun is None or begun <= month.until) and (ended is None or ended > month.until)


def _spans(tops: Tops) -> dict[int, Counter[Span]]:
    """How many communes each of these units has, by the days between which they are there."""
    found: dict[int, Counter[Span]] = defaultdict(Counter)
    for pk, span in tops.communes.items():
        found[pk][span] = 1
    for path, begun, ended, n in _communes(tops.paths):
        for over in paths_over(path):
            if over in tops.paths:
                found[tops.paths[over]][begun, ended] += n
    return found


def _communes(above: Mapping[str, int]) -> Iterable[tuple[str, date | None, date | None, int]]:
    """Those within some units, counted by the unit over them."""
    if not above:
        return ()
    rows = Unit.objects.filter(level=Level.COMMUNE, parent__isnull=False)
    if len(above) <= FEW_PATHS:
        rows = rows.filter(reduce(or_, (Q(path__startswith=path) for path in above)))
    counted = rows.order_by().values("parent__path", "valid_from", "valid_to")
    return counted.annotate(n=Count("pk")).values_list(
        "parent__path", "valid_from", "valid_to", "n"
    )


def paths_over(path: str) -> Iterable[str]:
    """A path and those above it: VN/68/, VN/."""
    steps = path.split("/")[:-1]
    return ("/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1))

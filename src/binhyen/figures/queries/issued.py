"""Programmes as they are counted where they were issued, which is mostly at a province.

No return of a commune holds these: they are read from the register.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db.models import Count

from binhyen.programmes.models import Programme
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..models import Value
from ..rules.indicators import Catalogue, split
from ..rules.periods import Period
from .catalogue import period_ids, series_ids
from .counting import PROGRAMMES, movement

Place = tuple[str, int, str]  # (series, unit, period)


class OnGround(Protocol):
    @property
    def tops(self) -> tuple[tuple[int, int], ...]: ...


def issued(
    keys: set[str], known: Catalogue, grounds: Mapping[int, OnGround], months: Sequence[Period]
) -> dict[Place, int]:
    """How many programmes units above the communes issued, by series, unit and month.

    Nothing for a unit that never issued one, nor where its own figure is stored. Three queries
    and one for each series.
    """
    how = {key: known.by_code[split(key)[0]].source.removeprefix(PROGRAMMES) for key in keys}
    takers = _takers(grounds) if keys and months else {}
    if not takers:
        return {}
    told = _told(keys, months)
    found: dict[Place, int] = defaultdict(int)
    for key, what in how.items():
        counts = {f"n{n}": Count("pk", filter=movement(what, m)) for n, m in enumerate(months)}
        rows = Programme.objects.filter(unit__in=takers).order_by().values("unit")
        for issuer, *amounts in rows.annotate(**counts).values_list("unit", *counts):
            for month, amount in zip(months, amounts, strict=True):
                if (key, issuer, month.code) not in told:
                    for unit in takers[issuer]:
                        found[key, unit, month.code] += amount
    return dict(found)


def _takers(grounds: Mapping[int, OnGround]) -> dict[int, list[int]]:
    """The units in whose figures stands what each unit above the communes issued."""
    over: dict[int, list[int]] = defaultdict(list)
    for unit, ground in grounds.items():
        for top, level in ground.tops:
            if level < Level.COMMUNE:
                over[top].append(unit)
    if not over:
        return {}
    issuers = Unit.objects.filter(level__lt=Level.COMMUNE, pk__in=Programme.objects.values("unit"))
    paths = dict(issuers.order_by().values_list("pk", "path"))
    steps = {step for path in paths.values() for step in _up(path)}
    above = dict(Unit.objects.filter(path__in=steps).order_by().values_list("path", "pk"))
    return {
        pk: takers
        for pk, path in paths.items()
        if (takers := [u for step in _up(path) for u in over.get(above.get(step, 0), ())])
    }


def _told(keys: set[str], months: Sequence[Period]) -> set[Place]:
    """What units above the communes told themselves."""
    series, stored = series_ids(keys), period_ids(months)
    names, codes = ({pk: name for name, pk in ids.items()} for ids in (series, stored))
    rows = Value.objects.filter(series__in=names, period__in=codes, unit__level__lt=Level.COMMUNE)
    found = rows.order_by().values_list("series", "unit", "period")
    return {(names[s], unit, codes[p]) for s, unit, p in found}


def _up(path: str) -> list[str]:
    """A path and those above it: VN/68/, VN/."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]

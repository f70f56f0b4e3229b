"""Indicators and periods in force: those of the package, and a unit's own beside them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from django.db.models import Q, Value

from binhyen.units.models import Unit

from ..models import Definition, Series
from ..models import Period as StoredPeriod
from ..rules import periods
from ..rules.defining import read_indicators, read_periods
from ..rules.indicators import Catalogue, Indicator, split
from ..rules.periods import Calendar, Period
from .counting import SOURCES

_ROOM = Path(__file__).resolve().parent.parent


@cache
def shipped_texts() -> Mapping[str, str]:
    """The two texts that come with the package, as an editor shows them."""
    return {
        name: (_ROOM / f"{name}.toml").read_text(encoding="utf-8")
        for name in ("indicators", "periods")
    }


@cache
def own_text() -> str:
    """A text of own indicators to begin with."""
    return (_ROOM / "own.toml").read_text(encoding="utf-8")


@cache
def calendar() -> Calendar:
    return read_periods(shipped_texts()["periods"])


@cache
def shipped() -> Catalogue:
    return read_indicators(shipped_texts()["indicators"], sources=SOURCES)


def catalogue(unit: Unit | None = None, on: date | None = None) -> Catalogue:
    """The indicators in force at a unit on a day (the newest): shipped, then from the nation down.

    One query; a definition of a unit above a commune holds for the commune.
    """
    return _read(tuple(_texts_over(unit, on))) if unit is not None else shipped()


def catalogues(places: Iterable[tuple[Unit, Period]]) -> dict[tuple[int, str], Catalogue]:
    """The indicators in force at many units on the last days of periods, by both. One query."""
    versions = list(Definition.objects.order_by("version").select_related("unit"))
    found = {}
    for unit, period in places:
        newest = {
            one.unit.path: one.text
            for one in versions
            if one.effective_on <= period.until and unit.path.startswith(one.unit.path)
        }
        found[unit.pk, period.code] = _read(tuple(newest[path] for path in sorted(newest)))
    return found


def read_definition(text: str, unit: Unit) -> Catalogue:
    """What a text would make of the indicators at a unit. Raises DefinitionFaulty."""
    above = _read(tuple(_texts_over(unit, None, itself=False)))
    return read_indicators(text, sources=SOURCES, above=above)


def definitions_of(unit: Unit) -> list[Definition]:
    return list(Definition.objects.filter(unit=unit).select_related("created_by"))


def definitions_in_force(unit: Unit, on: date | None = None) -> list[Definition]:
    """The version that holds at a unit of each unit from the nation down to it. One query."""
    return _newest_over(unit, on)


def own_indicators(text: str, unit: Unit) -> list[Indicator]:
    """What a text adds to the indicators above a unit. Raises DefinitionFaulty."""
    return _added(tuple(_texts_over(unit, None, itself=False)), text)


def indicators_of(definitions: Iterable[Definition]) -> dict[int, list[Indicator]]:
    """What each definition adds, by its number; those above it have to be among them. No query."""
    given = sorted(definitions, key=lambda one: (one.unit.path, one.version))
    found = {}
    for one in given:
        newest = {each.unit.path: each.text for each in given if _is_above(each, one)}
        found[one.pk] = _added(tuple(newest.values()), one.text)
    return found


def period_named(code: str) -> Period | None:
    return calendar().find(code)


def period_containing(kind: str, day: date) -> Period | None:
    return periods.containing(calendar().by_code[kind], day)


def periods_between(kind: str, since: date, until: date) -> list[Period]:
    return list(periods.between(calendar().by_code[kind], since, until))


def months_of(period: Period) -> tuple[Period, ...]:
    """The reporting months that make it up; itself where it isn't made of any."""
    return periods.made_of(period, calendar().returned) or (period,)


def series_ids(keys: Iterable[str]) -> dict[str, int]:
    """The number of each series that has one; a series never written has none."""
    wanted = set(keys)
    rows = Series.objects.filter(indicator__in={split(key)[0] for key in wanted})
    return {one.key: one.pk for one in rows if one.key in wanted}


def ids_of(keys: Iterable[str], found: Iterable[Period]) -> tuple[dict[str, int], dict[str, int]]:
    """The numbers of series and of periods, as `series_ids` and `period_ids`, in one query."""
    wanted, codes = set(keys), {one.code for one in found}
    series = Series.objects.filter(indicator__in={split(key)[0] for key in wanted})
    periods = StoredPeriod.objects.filter(code__in=codes)
    rows = list(
        series.order_by()
        .values_list(Value("series"), "pk", "indicator", "part")
        .union(periods.order_by().values_list(Value("period"), "pk", "code", Value("")), all=True)
    )
    named = {
        Series(indicator=name, part=part).key: pk
        for what, pk, name, part in rows
        if what == "series"
    }
    return (
        {key: pk for key, pk in named.items() if key in wanted},
        {code: pk for what, pk, code, _part in rows if what == "period"},
    )


def period_ids(found: Iterable[Period]) -> dict[str, int]:
    codes = {one.code for one in found}
    return dict(StoredPeriod.objects.filter(code__in=codes).order_by().values_list("code", "pk"))


def _texts_over(unit: Unit, on: date | None, *, itself: bool = True) -> list[str]:
    return [one.text for one in _newest_over(unit, on, itself=itself)]


def _newest_over(unit: Unit, on: date | None, *, itself: bool = True) -> list[Definition]:
    steps = unit.path.split("/")[:-1]
    paths = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + int(itself))]
    in_force = Q() if on is None else Q(effective_on__lte=on)
    rows = Definition.objects.filter(in_force, unit__path__in=paths).order_by("version")
    newest = {one.unit.path: one for one in rows.select_related("unit")}
    return [newest[path] for path in sorted(newest)]


def _is_above(one: Definition, other: Definition) -> bool:
    return one.unit_id != other.unit_id and other.unit.path.startswith(one.unit.path)


def _added(above: tuple[str, ...], text: str) -> list[Indicator]:
    known = _read((*above, text))
    return [one for one in known.indicators if one.code not in _read(above).by_code]


@lru_cache(maxsize=64)
def _read(texts: tuple[str, ...]) -> Catalogue:
    """The shipped indicators with these texts added one on the other, read once."""
    if not texts:
        return shipped()
    return read_indicators(texts[-1], sources=SOURCES, above=_read(texts[:-1]))

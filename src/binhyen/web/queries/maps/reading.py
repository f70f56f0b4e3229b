"""The map read for one person: every drawn unit with its figure, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from binhyen.kernel.classes import bounds, class_of
from binhyen.people.models import Person
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Sector, Site
from binhyen.programmes.queries import counting
from binhyen.units.models import Unit
from binhyen.units.queries import Ground, Sheet, sheet

from ...choices import SHARES, Measure, Reason, Standing
from ...rules.maps.placing import Placed, Tally, place
from . import scope as scopes
from .bridge import bridge_between
from .tallies import Key, tallies

COUNTED = "counted"  # launched and not ended: the official count
EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the reader asked for; `on` is the day whose units are drawn."""

    scope: Unit
    on: date
    within: Q  # the scope as `counted_in` puts it
    ground: Ground
    measure: Measure = Measure.SITES
    programme: Programme | None = None
    sector: Sector | None = None
    state: str = COUNTED

    def sites(self, person: Person) -> QuerySet[Site]:
        """The sites counted: seen by the person, in the scope, of any day."""
        chosen = Q()
        if self.programme:
            chosen &= Q(programme=self.programme)
        if self.sector:
            chosen &= Q(programme__sector=self.sector)
        chosen &= _in_state(self.state)
        return Site.objects.visible_to(person).filter(chosen).filter(self.within)


def _in_state(state: str) -> Q:
    if state == COUNTED:
        return counting.COUNTED
    if state == State.ENDED:
        return counting.ENDED
    return Q(state=state) if state in State.values else Q()


@dataclass(frozen=True, slots=True)
class Area:
    """A drawn unit. `value` None: unknown, or beyond the reader's scope (see `standing`)."""

    unit: Unit
    value: float | None
    standing: Standing
    shade: int  # 1 … 5, 0 where not known to be more than zero
    sites: int
    silent: int  # of these sites, how many don't say
    is_least: bool
    d: str
    mark: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Aside:
    unit: Unit
    amount: int
    sites: int
    candidates: tuple[Unit, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Legend:
    """One class: lowest and highest value in it, and how many units."""

    shade: int
    low: float
    high: float
    units: int


@dataclass(frozen=True)
class Reading:
    filters: Filters
    areas: list[Area]
    asides: list[Aside]
    sheet: Sheet
    total: Tally

    @cached_property
    def legend(self) -> list[Legend]:
        shades = sorted({area.shade for area in self.areas if area.shade})
        return [self._class(shade) for shade in shades]

    def _class(self, shade: int) -> Legend:
        values = [area.value for area in self.areas if area.shade == shade and area.value]
        return Legend(shade, min(values), max(values), len(values))

    @cached_property
    def standings(self) -> dict[str, int]:
        """How many units stand at zero, unknown and beyond."""
        counts = dict.fromkeys(Standing.values, 0)
        for area in self.areas:
            counts[area.standing.value] += 1
        return counts

    @property
    def hatched(self) -> list[Area]:
        return [area for area in self.areas if area.is_least]

    @property
    def total_number(self) -> int:
        """Of all that was counted: a sum, or the share in the whole."""
        if self.filters.measure in SHARES:
            return self.total.percent or 0
        return self.total.number

    @property
    def aside_sites(self) -> int:
        return sum(aside.sites for aside in self.asides)

    @property
    def aside_amount(self) -> int:
        return sum(aside.amount for aside in self.asides)


def drawn_sheet(filters: Filters) -> Sheet:
    """The outlines alone."""
    return sheet(scopes.drawn(filters.scope, filters.on, filters.ground), filters.ground)


def reading(person: Person, filters: Filters) -> Reading:
    """Count, carry to the day shown, and draw."""
    units = scopes.drawn(filters.scope, filters.on, filters.ground)
    sites = filters.sites(person)
    counted = list(tallies(sites, filters.measure))
    ids = frozenset(pk for key, _tally in counted for pk in key if pk is not None)
    bridge = bridge_between(ids, filters.scope, filters.on, filters.ground)
    at_home = ((_home(key, bridge.known, filters.on), tally) for key, tally in counted)
    placed = place(at_home, bridge.there, bridge.over, bridge.above)
    drawn = sheet(units, filters.ground)
    seen = scopes.seen_of(person, units)
    areas = _areas(units, placed, filters.measure, drawn, seen)
    asides = _asides(placed, filters.measure, bridge.known, {unit.pk: unit for unit in units})
    return Reading(filters, areas, asides, drawn, _total(counted))


def _home(key: Key, known: Mapping[int, Unit], on: date) -> int:
    """The unit a figure starts from: where an officer placed it, once that unit exists."""
    unit, placed = key
    if placed is None:
        return unit
    begun = known[placed].valid_from
    return placed if begun is None or begun <= on else unit


def _areas(
    units: Sequence[Unit], placed: Placed, measure: Measure, drawn: Sheet, seen: frozenset[int]
) -> list[Area]:
    nothing = Tally(frozenset() if measure == Measure.PROGRAMMES else 0, 0)
    tally = {unit.pk: placed.on_map.get(unit.pk, nothing) for unit in units}
    values = {unit.pk: _value(unit, tally[unit.pk], measure) for unit in units if unit.pk in seen}
    lower = bounds(value for value in values.values() if value)
    return [
        Area(
            unit=unit,
            value=values.get(unit.pk),
            standing=_standing(unit.pk in seen, values.get(unit.pk)),
            shade=class_of(value, lower) if (value := values.get(unit.pk)) else 0,
            sites=tally[unit.pk].sites if unit.pk in seen else 0,
            silent=tally[unit.pk].silent if unit.pk in seen else 0,
            is_least=unit.pk in placed.at_least and unit.pk in seen and measure not in SHARES,
            d=drawn.paths.get(unit.pk, ""),
            mark=drawn.marks.get(unit.pk),
        )
        for unit in units
    ]


def _value(unit: Unit, tally: Tally, measure: Measure) -> float | None:
    if tally.is_unknown:
        return None
    if measure in SHARES:
        return tally.percent
    if measure != Measure.DENSITY:
        return tally.number
    return round(tally.number * 100 / unit.area_km2, 2) if unit.area_km2 else None


def _standing(is_seen: bool, value: float | None) -> Standing:
    if not is_seen:
        return Standing.BEYOND
    if value is None:
        return Standing.UNKNOWN
    return Standing.KNOWN if value else Standing.ZERO


def _asides(
    placed: Placed, measure: Measure, known: Mapping[int, Unit], drawn: Mapping[int, Unit]
) -> list[Aside]:
    asides = [
        Aside(
            unit=known[aside.unit],
            amount=(aside.tally.percent or 0) if measure in SHARES else aside.tally.number,
            sites=aside.tally.sites,
            candidates=tuple(drawn[pk] for pk in aside.candidates),
            reason=Reason(aside.why),
        )
        for aside in placed.asides
    ]
    return sorted(asides, key=lambda aside: (-aside.amount, aside.unit.code))


def _total(counted: list[tuple[Key, Tally]]) -> Tally:
    """Of everything counted, on the map or beside it; programmes once each."""
    total = Tally(0, 0)
    for _key, tally in counted:
        total = total + tally if total.sites else tally
    return total

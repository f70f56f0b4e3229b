"""The catalogue and the units of the database, as the rules ask for them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet

from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold
from binhyen.programmes.models import Programme
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import Ambiguous, Found, Gazetteer, Near, Unknown, gazetteer

from .rules.book import REFORM
from .rules.catalogue import Catalogue, Known
from .rules.reading import Area, Place, PlaceMatch

_KIND_BEFORE = re.compile(r"\b(huyen|h|thanh pho|tp|thi xa|tx|quan|q|tinh|t) (?=\S)")
_LEVELS = {
    "huyen": (Level.DISTRICT,),
    "h": (Level.DISTRICT,),
    "thi xa": (Level.DISTRICT,),
    "tx": (Level.DISTRICT,),
    "quan": (Level.DISTRICT,),
    "q": (Level.DISTRICT,),
    "thanh pho": (Level.DISTRICT, Level.PROVINCE),
    "tp": (Level.DISTRICT, Level.PROVINCE),
    "tinh": (Level.PROVINCE,),
    "t": (Level.PROVINCE,),
}


def programmes_for(unit: Unit | None) -> QuerySet[Programme]:
    """The programmes that count for a unit: its own, and those above and below it.

    Above it is also the province of the day that its communes came from.
    """
    programmes = Programme.objects.select_related("sector", "unit").prefetch_related("aliases")
    if unit is None or unit.level == Level.NATION:
        return programmes
    below = Reach.objects.filter(over=unit)
    above = Reach.objects.filter(unit=unit).values("over")
    paths = [unit.path, *below.values_list("unit__path", flat=True)]
    former = Unit.objects.filter(path__in=_over(paths)).values("pk")
    return programmes.filter(
        Q(unit__in=below.values("unit")) | Q(unit__in=above) | Q(unit__in=former)
    )


def catalogue_of(unit: Unit | None) -> Catalogue:
    """The programmes that a file for this unit may name."""
    return Catalogue(known_as(programme) for programme in programmes_for(unit).order_by("code"))


def known_as(programme: Programme) -> Known:
    """A programme as the rules look it up."""
    return Known(
        key=programme.pk,
        name=programme.name,
        sector=programme.sector.name,
        aliases=tuple(alias.name for alias in programme.aliases.all()),
        code=programme.code,
    )


def _over(paths: Sequence[str]) -> set[str]:
    """The paths themselves and those of every unit over them."""
    return {path[: at + 1] for path in paths for at, letter in enumerate(path) if letter == "/"}


def places_of(unit: Unit | None) -> "UnitPlaces":
    """The communes a file for this unit may name; None: of the whole country."""
    return UnitPlaces(None if unit is None or unit.level == Level.NATION else unit)


class UnitPlaces:
    """Units of the database as `rules.reading.Places`."""

    def __init__(self, within: Unit | None) -> None:
        self._within = within
        self._areas = _areas()
        self._scopes: dict[str, list[Unit] | None] = {}
        self._known: dict[tuple[str, bool, str, str], PlaceMatch] = {}
        self._provinces: dict[str, str] = {}
        self._there: dict[tuple[bool, str], Gazetteer] = {}

    def areas(self, text: str) -> Sequence[Area]:
        """Provinces and districts named with their kind: "CÔNG AN HUYỆN CƯ JÚT", "TP Gia Nghia"."""
        plain = fold(bare(text).replace(".", " ")) if len(text) < 400 else ""
        found = []
        for kind in _KIND_BEFORE.finditer(plain):
            words = plain[kind.end() :].split()
            for length in range(min(5, len(words)), 0, -1):
                key = "".join(words[:length])
                areas = [a for a in self._areas.get(key, ()) if a.level in _LEVELS[kind[1]]]
                if areas:
                    found += areas[:1]
                    break
        return found

    def match(
        self, text: str, *, reformed: bool, district: str = "", province: str = ""
    ) -> PlaceMatch:
        asked = (text, reformed, district, province)
        if asked not in self._known:
            self._known[asked] = self._look_up(*asked)
        return self._known[asked]

    def provinces_of(self, place: Place) -> Sequence[str]:
        if not self._provinces:
            provinces = Unit.objects.filter(level=Level.PROVINCE)
            self._provinces = {unit.path: unit.short_name for unit in provinces}
        return [name for path, name in self._provinces.items() if place.path.startswith(path)]

    def _look_up(self, text: str, reformed: bool, district: str, province: str) -> PlaceMatch:
        asked = (reformed, province)
        if asked not in self._there:
            on = REFORM if reformed else REFORM - timedelta(days=1)
            self._there[asked] = gazetteer(on=on, within=self._scope(province))
        match self._there[asked].match(text, district=district, province=province):
            case Found(unit, how):
                return PlaceMatch("found", (_place(unit),), str(how))
            case Ambiguous(candidates):
                return PlaceMatch("ambiguous", tuple(map(_place, candidates)))
            case Near(proposal, why, others):
                return PlaceMatch("near", tuple(map(_place, (proposal, *others))), str(why))
            case Unknown(suggestions):
                return PlaceMatch("unknown", tuple(map(_place, suggestions)))
        raise AssertionError("the gazetteer answers in four ways")

    def _scope(self, province: str) -> list[Unit] | None:
        """The units asked for, or the province said in the file if nothing was asked for."""
        if self._within is not None:
            return [self._within]
        if province not in self._scopes:
            key = "".join(
                fold(re.sub(r"^(?:tỉnh|thành phố|tp\.?)\s", "", province.lower())).split()
            )
            named = [a.key for a in self._areas.get(key, ()) if a.level == Level.PROVINCE]
            units = list(Unit.objects.filter(pk__in=named)) if province and named else None
            self._scopes[province] = units
        return self._scopes[province]


def _place(unit: Unit) -> Place:
    return Place(unit.pk, unit.code, unit.name, unit.path)


def _areas() -> dict[str, list[Area]]:
    """Provinces and districts by their squashed names, provinces first."""
    found: dict[str, list[Area]] = defaultdict(list)
    units = Unit.objects.filter(level__in=[Level.PROVINCE, Level.DISTRICT]).order_by("level", "pk")
    for pk, short, level, since, aliases in units.values_list(
        "pk", "short_name", "level", "valid_from", "aliases"
    ):
        for name in (short, *aliases):
            area = Area(pk, short, level, since is not None and since >= REFORM)
            key = "".join(fold(name).split())
            if area not in found[key]:
                found[key].append(area)
    return found

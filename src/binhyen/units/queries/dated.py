"""Units by day: those over and under one, those it came from and those it became."""

from datetime import date

from django.db.models import Q

from ..models import Succession, Unit, UnitQuerySet
from ..rules.atlas import NATION_PATH


def nation() -> Unit:
    return Unit.objects.get(path=NATION_PATH)


def ancestors(unit: Unit, on: date | None = None) -> list[Unit]:
    """The units over it, from the nation down; with a day, only those that existed then."""
    steps = unit.path.split("/")[:-2]
    paths = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]
    over = Unit.objects.filter(path__in=paths)
    return sorted(over.at(on) if on else over, key=lambda u: u.path)


def descendants(unit: Unit, on: date) -> UnitQuerySet:
    """What lies below it on a day, the unit itself left out."""
    return Unit.objects.under(unit).at(on).exclude(pk=unit.pk)


def children(unit: Unit, on: date) -> UnitQuerySet:
    """The units directly below it on a day."""
    return Unit.objects.at(on).filter(parent=unit).order_by("level", "sort_key")


def bearers_of(code: str) -> list[Unit]:
    """Every unit that bore or bears a code, earliest first, with boundary and the units over it.

    Provinces have codes of two digits, districts of three, communes of five, so a code says
    its level.
    """
    bearers = Unit.objects.filter(code=code).select_related("boundary", "parent__parent__parent")
    return sorted(bearers, key=lambda unit: unit.valid_to or date.max)


def find(code: str, on: date | None = None) -> Unit | None:
    """The unit that bore a code on a day; without a day today's, else the last that bore it."""
    return bearer(bearers_of(code), on)


def bearer(bearers: list[Unit], on: date | None = None) -> Unit | None:
    """`find` among those that bore one code."""
    if on is not None:
        return next((unit for unit in bearers if _exists(unit, on)), None)
    return bearers[-1] if bearers else None


def over(unit: Unit) -> list[Unit]:
    """The units over it, from the nation down, through `parent`: fetch these with it."""
    found: list[Unit] = []
    while unit.parent is not None:
        unit = unit.parent
        found.insert(0, unit)
    return found


def successions_of(unit: Unit) -> tuple[list[Succession], list[Succession]]:
    """What it came from, by name, and what it became, where most of it went first; one query."""
    links = Succession.objects.filter(Q(old=unit) | Q(new=unit))
    found = list(links.select_related("old__parent", "new__parent"))
    return (
        sorted((link for link in found if link.new_id == unit.pk), key=lambda s: s.old.sort_key),
        sorted((link for link in found if link.old_id == unit.pk), key=lambda s: not s.is_main),
    )


def current_of(code: str) -> Unit | None:
    """The unit of today with a code; None if no unit bears it any longer."""
    return Unit.objects.filter(code=code, valid_to=None).first()


def successors(unit: Unit, on: date) -> dict[Unit, bool]:
    """What had become of it by a day, each with whether only a part of it went there.

    A unit that still exists on the day is its own and only successor. Empty for a day before
    the unit began.
    """
    return _followed([(unit, False)], on, forwards=True)


def predecessors(unit: Unit, on: date) -> dict[Unit, bool]:
    """What it consisted of on an earlier day, each with whether only a part of it came in."""
    return _followed([(unit, False)], on, forwards=False)


def _followed(start: list[tuple[Unit, bool]], on: date, *, forwards: bool) -> dict[Unit, bool]:
    """Successions followed one generation at a time until every unit existed on the day."""
    here, there = ("old", "new") if forwards else ("new", "old")
    reached: dict[Unit, bool] = {}
    while start:
        going: dict[int, bool] = {}
        for unit, in_part in start:
            if _exists(unit, on):
                reached[unit] = reached.get(unit, True) and in_part
            elif (unit.valid_to is not None and unit.valid_to <= on) == forwards:
                going[unit.pk] = in_part
        links = Succession.objects.filter(Q((f"{here}__in", list(going)))).select_related(there)
        start = [
            (getattr(link, there), going[getattr(link, f"{here}_id")] or link.kind == "part")
            for link in links
        ]
    return reached


def _exists(unit: Unit, on: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= on
    return begun and (unit.valid_to is None or unit.valid_to > on)

"""Units as an officer names them in a form or a filter."""

import re
from datetime import date, timedelta

from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit, UnitQuerySet

CODE = re.compile(r"\(?(?P<code>\d{2,6})(?:\D+(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4}))?\)?\s*$")
KIND = re.compile(r"^(?:dac khu|huyen|phuong|quan|thanh pho|thi tran|thi xa|tinh|xa) ")
TOGETHER = Replace(F("folded"), Value(" "), Value(""))  # "rmang" is in Đắk R'Măng


def unit_text(unit: Unit) -> str:
    """Xã Đắk Wil, Tỉnh Lâm Đồng (24640); one that has gone says its last day."""
    above = unit.parent
    place = f"{unit.name}, {above.name}" if above is not None and above.level else unit.name
    if unit.last_day is None:
        return f"{place} ({unit.code})"
    return f"{place} ({unit.code}, đến {unit.last_day:%d/%m/%Y})"


def unit_choices(person: Person, permission: Permission, words: str) -> UnitQuerySet:
    """Units in a person's reach by a piece of the name or the start of the code, today's first."""
    units = Unit.objects.filter(reach(person, permission, unit="pk"), level__gt=Level.NATION)
    if key := _key(words):
        units = units.annotate(together=TOGETHER).filter(
            Q(together__contains=key) | Q(code__startswith=key)
        )
    order = (F("valid_to").desc(nulls_first=True), "level", "sort_key", "pk")
    return units.select_related("parent").order_by(*order)


def unit_of_text(person: Person, permission: Permission, text: str) -> Unit | None:
    """The one unit that a text names, by its code or its whole name; None if none or several."""
    inside = Unit.objects.filter(reach(person, permission, unit="pk")).select_related("parent")
    if found := CODE.search(text):
        bearers = inside.filter(code=found["code"])
        if found["y"]:
            last = _day(int(found["y"]), int(found["m"]), int(found["d"]))
            return bearers.filter(valid_to=last + timedelta(days=1)).first() if last else None
        return max(bearers, key=lambda unit: unit.valid_to or date.max, default=None)
    if not (key := _key(text)):
        return None
    same = list(inside.annotate(together=TOGETHER).filter(valid_to=None, together=key)[:9])
    exact = [unit for unit in same if fold(unit.name) == fold(text.split(",")[0])]
    hits = exact or same
    return hits[0] if len(hits) == 1 else None


def _key(text: str) -> str:
    """The name in a text, without its kind and what lies over it, in one word."""
    return KIND.sub("", fold(text.split(",")[0])).replace(" ", "")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def covered_by(unit: Unit) -> Q:
    """Sites of a unit as it is today: its own, those below it, and those of what it came from.

    A site of a divided unit is everywhere that it may be, until an officer has placed it.
    """
    if unit.level == Level.NATION:
        return Q()
    if unit.valid_to is not None:
        return Q(unit__in=Unit.objects.under(unit).values("pk"))
    here = Reach.objects.filter(over=unit).values("unit")
    return Q(unit__in=here) & (Q(placed_in=None) | Q(placed_in__in=here))


def recorded_in(unit: Unit) -> Q:
    """Sites recorded at this very unit, or below it, in its own days."""
    if unit.level == Level.COMMUNE:
        return Q(unit=unit)
    return Q(unit__in=Unit.objects.under(unit).values("pk"))


def home_unit(person: Person, permission: Permission) -> Unit | None:
    """The commune of one's only post with the permission, to begin a form with."""
    units = {post.unit for post in posts_granting(person, permission)}
    only = units.pop() if len(units) == 1 else None
    return only if only is not None and only.level == Level.COMMUNE else None

"""Scoring sheets: those the package brings, and a unit's own versions of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.db.models import Q, QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.models import Unit
from binhyen.units.queries import ancestors

from ..models import Sheet
from ..rules import shapes
from ..rules.parsing import parse

SHIPPED = ("security-team-2026", "circular-124-commune", "movement-510")


@dataclass(frozen=True, slots=True)
class ShippedSheet:
    """A sheet of the package: an example until a province takes it as its own."""

    text: str
    content: shapes.Sheet

    @property
    def code(self) -> str:
        return self.content.code

    @property
    def name(self) -> str:
        return self.content.name


@cache
def shipped() -> tuple[ShippedSheet, ...]:
    """The sheets of the package. Raises SheetFaulty for one that is broken."""
    folder = files("binhyen.reviews").joinpath("sheets")
    texts = (folder.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in SHIPPED)
    return tuple(ShippedSheet(text, parse(text)) for text in texts)


def shipped_sheet(code: str) -> ShippedSheet | None:
    return next((each for each in shipped() if each.code == code), None)


def sheet_for(unit: Unit, code: str, on: date) -> Sheet | None:
    """The version in force for a unit on a day: its own, else that of the unit next above.

    None where no unit has made one of its own; a withdrawn one is returned as it is.
    """
    above = [*ancestors(unit), unit]
    found = Sheet.objects.filter(unit__in=[one.pk for one in above], code=code)
    in_force = list(found.filter(effective_on__lte=on).select_related("unit"))
    return max(in_force, key=lambda one: (len(one.unit.path), one.version), default=None)


def owner_for(person: Person, unit: Unit) -> Unit | None:
    """The highest unit over this one where the person runs reviews; None if there is none."""
    above = [one for one in [*ancestors(unit), unit] if one.level]
    return next((one for one in above if may(person, Permission.REVIEW_RUN, at=one)), None)


def sheets_listed(person: Person) -> list[Sheet]:
    """The newest version of every sheet that the person sees, by name."""
    newest: dict[tuple[int, str], Sheet] = {}
    visible = Sheet.objects.visible_to(person).select_related("unit", "created_by")
    for one in visible.order_by("version"):
        newest[one.unit_id, one.code] = one
    return sorted(newest.values(), key=lambda one: (one.name, one.unit.sort_key))


def sheet_names(sheets: Iterable[Sheet]) -> list[tuple[str, str]]:
    """Code and name of everything a round can be opened with: those in use, then the shipped."""
    names = {one.code: one.name for one in sheets if one.withdrawn_on is None}
    withdrawn = {one.code for one in sheets} - names.keys()
    for each in shipped():
        if each.code not in withdrawn:
            names.setdefault(each.code, each.name)
    return list(names.items())


def versions_of(sheet: Sheet) -> QuerySet[Sheet]:
    """Every version of a unit's sheet, the newest first."""
    same = Q(unit=sheet.unit_id, code=sheet.code)
    return Sheet.objects.filter(same).select_related("created_by").order_by("-version")


def newest_of(unit: Unit, code: str) -> Sheet | None:
    return Sheet.objects.filter(unit=unit, code=code).order_by("-version").first()

"""Which checklist counts for a unit on a day: its own, that of a unit above, or the shipped one."""

from collections.abc import Collection
from datetime import date
from functools import cache
from importlib.resources import files as package_files

from django.db.models import F, Q, QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import DocumentKind
from ..models import Checklist
from ..rules import checklists as rules


@cache
def shipped_text() -> str:
    return package_files("binhyen.dossiers").joinpath("requirements.toml").read_text("utf-8")


def shipped() -> rules.Checklist:
    """What counts where nobody has written anything else."""
    return rules.parse(shipped_text())


def checklist_for(unit: Unit, on: date) -> rules.Checklist:
    """The checklist of the nearest unit that covers this one; one query."""
    covering = Q(unit__reaches__unit=unit) | Q(unit=unit)
    found = Checklist.objects.in_force(on).filter(covering)
    nearest = found.order_by("-unit__level", *_LATEST).values_list("text", flat=True).first()
    return shipped() if nearest is None else rules.parse(nearest)


def checklists_by_unit(on: date) -> dict[rules.Checklist, list[int] | None]:
    """Each checklist in force with the units that it counts for; None: for all others.

    One query, and a second if a province has a list of its own.
    """
    texts: dict[int, str] = {}
    for unit, text in Checklist.objects.in_force(on).values_list("unit_id", "text"):
        texts.setdefault(unit, text)
    if not texts:
        return {shipped(): None}
    nearest = _nearest(texts)
    found: dict[str, list[int]] = {}
    for unit, over in nearest.items():
        found.setdefault(texts[over], []).append(unit)
    lists: dict[rules.Checklist, list[int] | None] = {
        rules.parse(text): units for text, units in found.items()
    }
    return lists | {shipped(): None}


def kind_codes(unit: Unit, on: date) -> list[str]:
    """Every kind of paper that may be filed there: what everyone knows, then a province's own."""
    own = checklist_for(unit, on).kinds
    return [*DocumentKind.values, *(code for code in own if code not in DocumentKind.values)]


def checklists_of(person: Person) -> QuerySet[Checklist]:
    """The lists one may read, by unit, the latest first."""
    found = Checklist.objects.visible_to(person).select_related("unit", "created_by")
    return found.order_by("unit__level", "unit__sort_key", "-version")


def units_to_list_for(person: Person) -> list[Unit]:
    """The units for which a person may write a checklist: the nation, and provinces of today."""
    posts = posts_granting(person, Permission.PROCEDURE_CHANGE)
    return [post.unit for post in posts if post.unit.level <= Level.PROVINCE]


_LATEST = ("-effective_on", "-version")


def _nearest(over: Collection[int]) -> dict[int, int]:
    """For each unit that one of these covers, the lowest that does."""
    covers = Reach.objects.filter(over__in=over).annotate(level=F("over__level"))
    found: dict[int, tuple[int, int]] = {}
    for unit, one, level in covers.values_list("unit_id", "over_id", "level"):
        if unit not in found or level > found[unit][0]:
            found[unit] = (level, one)
    return {unit: one for unit, (_level, one) in found.items()}

"""Plans: who sees and does what, what they are called, which communes they are for."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, posts_granting
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import PlanState
from ..models import Plan


def plans_visible_to(person: Person) -> QuerySet[Plan]:
    """Newest first, without what fills a page of its own."""
    rows = Plan.objects.visible_to(person).select_related("unit")
    return rows.defer("basis", "offers", "communes")


def plan_named(key: str) -> Plan | None:
    return Plan.objects.select_related("unit").filter(key=key).first()


def may_prepare(person: Person, unit: Unit) -> bool:
    return may(person, Permission.PLAN_PREPARE, at=unit)


def may_adopt(person: Person, unit: Unit) -> bool:
    return may(person, Permission.PLAN_ADOPT, at=unit)


def unit_to_plan_for(person: Person) -> Unit | None:
    """The highest unit of today for which somebody may plan; not the nation itself."""
    posts = posts_granting(person, Permission.PLAN_PREPARE)
    units = [post.unit for post in posts if post.unit.is_current and post.unit.level]
    return min(units, key=lambda unit: (unit.level, unit.sort_key), default=None)


def provinces() -> list[Unit]:
    """For who plans for the nation: its provinces of today, by name."""
    return list(Unit.objects.filter(level=Level.PROVINCE, valid_to=None).order_by("sort_key"))


def communes_of(unit: Unit) -> QuerySet[Unit]:
    """Its communes of today, by name."""
    here = Unit.objects.under(unit).filter(level=Level.COMMUNE, valid_to=None)
    return here.order_by("sort_key", "code")


def names_of_communes(unit: Unit) -> dict[str, str]:
    """Of its communes of today, by code."""
    return dict(communes_of(unit).order_by().values_list("code", "name"))


def units_of_basis(basis: Mapping[str, Any]) -> list[Unit]:
    """The units that a plan was worked out on, those left out as well, by code."""
    pks = [one["unit"] for one in (*basis["communes"].values(), *basis["left_out"])]
    return list(Unit.objects.filter(pk__in=pks).order_by("code"))


def adopted_plans(unit: Unit) -> QuerySet[Plan]:
    """Those that stand, the oldest first, with what was chosen and on what ground."""
    rows = Plan.objects.filter(unit=unit, state=PlanState.ADOPTED).order_by("adopted_at", "pk")
    return rows.only("key", "basis", "result")


def paid_already(plan: Plan) -> list[tuple[str, str, str]]:
    """What a plan would pay for and another adopted one pays for: commune, programme, its key."""
    there = {
        (one.basis["communes"][row["commune"]]["unit"], row["programme"]): one.key
        for one in adopted_plans(plan.unit).exclude(pk=plan.pk)
        for row in one.result["chosen"]
    }
    names = {one["code"]: one["name"] for one in plan.offers}
    found = []
    for row in plan.result["chosen"]:
        commune = plan.basis["communes"][row["commune"]]
        if key := there.get((commune["unit"], row["programme"])):
            found.append((commune["name"], names[row["programme"]], key))
    return found


def next_key(unit: Unit) -> str:
    """The key of a unit's next plan: kh-68-1, kh-68-2, …"""
    stem = f"kh-{unit.code}"
    taken = set(Plan.objects.filter(key__startswith=f"{stem}-").values_list("key", flat=True))
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"

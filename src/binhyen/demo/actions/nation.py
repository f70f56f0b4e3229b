"""Load the synthetic nation, a province at a time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

from django.db import transaction

from binhyen.programmes.actions import add_programmes, register_sites
from binhyen.programmes.models import Site
from binhyen.units.models import Unit

from .. import queries
from ..choices import Show
from ..models import Showing
from ..rules.nation import PROGRAMMES, SITES, ProvincePlan, plans
from ..rules.shapes import Place
from .cast import BY, demand_demo_database, gather
from .province import Say, bodies_of, parents_first, programme_facts, site_facts

SEED = 34
MOMENT = datetime(2025, 11, 14, 3, tzinfo=UTC)
REASON = "Cả nước giả lập để thử tải"


@transaction.atomic
def load_nation(
    *,
    seed: int = SEED,
    say: Say = lambda _: None,
    sites: int = SITES,
    programmes: int = PROGRAMMES,
) -> bool:
    """124,000 sites of 2,500 programmes over today's communes; False if it is there already.

    Raises NotADemo in a database with records of its own.
    """
    if Showing.objects.filter(show=Show.NATION).exists():
        return False
    demand_demo_database()
    Showing.objects.create(show=Show.NATION, seed=seed)
    gather(at=MOMENT)
    units = {unit.pk: unit for unit in queries.communes_of_today()}
    provinces = _provinces(list(units.values()))
    rng = Random(seed)  # noqa: S311
    drawn = plans(queries.kits(), provinces, rng, sites=sites, programmes=programmes)
    for number, plan in enumerate(drawn, start=1):
        above = _load(plan, units)
        say(f"{number:>2}/{len(provinces)} {above}: {len(plan.sites)} sites")
    return True


def _provinces(units: Sequence[Unit]) -> dict[int, tuple[str, list[Place]]]:
    """Code and communes by the province's key."""
    found: dict[int, tuple[str, list[Place]]] = {}
    for unit, place in zip(units, queries.places(units), strict=True):
        if unit.parent is not None:
            found.setdefault(unit.parent.pk, (unit.parent.code, []))[1].append(place)
    return found


def _load(plan: ProvincePlan, units: Mapping[int, Unit]) -> Unit:
    """One province through the register's actions: its catalogue, its bodies, its sites."""
    above = next(u.parent for u in units.values() if u.parent and u.parent.pk == plan.key)
    facts = [programme_facts(kit, above) for kit in plan.kits]
    entered = add_programmes(facts, by=BY, at=MOMENT, reason=REASON)
    programmes = {kit.code: one for kit, one in zip(plan.kits, entered, strict=True)}
    bodies = bodies_of(plan.sites, units, by=BY, at=MOMENT)
    sites: dict[int, Site] = {}
    for numbers in parents_first(range(len(plan.sites)), plan.sites):
        lines = [
            site_facts(
                site,
                programme=programmes[site.kit],
                unit=units[site.place],
                body=bodies[site.body] if site.body else None,
                parent=None if site.parent is None else sites[site.parent],
            )
            for site in (plan.sites[number] for number in numbers)
        ]
        batch = f"demo-{above.code}"
        new = register_sites(lines, by=BY, at=MOMENT, reason=REASON, batch=batch)
        sites.update(zip(numbers, new, strict=True))
    return above

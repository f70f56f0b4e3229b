"""What the form of a new plan begins with: what the register, the studies and the last plan say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Sum

from binhyen.evidence.choices import OutcomeRole
from binhyen.evidence.queries import outcome_name, results_of_unit
from binhyen.figures.queries import catalogue
from binhyen.people.models import Person
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Contribution, Programme, Site
from binhyen.units.models import Unit

from ..choices import PlanState
from ..models import Plan
from ..rules.lines import CAPACITY, COST_PERCENT
from .plans import communes_of

SAMPLE_STATE_VND, SAMPLE_COMMUNITY_VND = 60_000_000, 30_000_000
ROUND_VND = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A programme that may be offered. is_sample: no sum of it is recorded, ours is invented."""

    code: str
    name: str
    aim: str
    state_vnd: int
    community_vnd: int
    is_studied: bool
    is_sample: bool

    @property
    def row(self) -> dict[str, Any]:
        """As `Plan.offers` has it."""
        return {
            "code": self.code,
            "name": self.name,
            "aim": self.aim,
            "state_vnd": self.state_vnd,
            "community_vnd": self.community_vnd,
            "load": 1,
            "most_communes": None,
            "spill": None,
        }


def offered(person: Person, studied: Mapping[str, str]) -> list[Offered]:
    """Programmes in the catalogues that a person sees, those with a study first, by name.

    studied: by code, the name of the primary outcome, which is the aim; of others it is the field.
    """
    rows = Programme.objects.visible_to(person).exclude(state=State.ENDED).select_related("sector")
    programmes = list(rows.order_by("sort_key", "code"))
    costs = _costs(person, programmes)
    found = []
    for one in programmes:
        state, community = costs.get(one.code, (SAMPLE_STATE_VND, SAMPLE_COMMUNITY_VND))
        found.append(
            Offered(
                code=one.code,
                name=one.name,
                aim=studied.get(one.code, one.sector.name),
                state_vnd=state,
                community_vnd=community,
                is_studied=one.code in studied,
                is_sample=one.code not in costs,
            )
        )
    return sorted(found, key=lambda one: not one.is_studied)


def _costs(person: Person, programmes: Iterable[Programme]) -> dict[str, tuple[int, int]]:
    """What a commune usually has given for a programme: the middle one of those with a record."""
    sites = Site.objects.visible_to(person).filter(programme__in=programmes).order_by()
    given = Contribution.objects.filter(site__in=sites).order_by()
    sums = given.values_list("site__programme__code", "site__unit", "source").annotate(
        total=Sum("amount_vnd")
    )
    by_commune: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for code, unit, source, total in sums:
        by_commune[code][unit][source] = total
    return {
        code: (_middle(units.values(), Source.STATE), _middle(units.values(), Source.COMMUNITY))
        for code, units in by_commune.items()
    }


def _middle(sums: Iterable[dict[str, int]], source: Source) -> int:
    middle = median(one.get(source, 0) for one in sums)
    return round(middle / ROUND_VND) * ROUND_VND


def studied(person: Person) -> tuple[dict[str, str], dict[str, str]]:
    """By programme with a result its primary outcome; by series every outcome that was looked at.

    Both by name, in the reader's language, primary outcomes first.
    """
    aims: dict[str, str] = {}
    outcomes: dict[str, str] = {}
    for one in sorted(results_of_unit(person), key=lambda one: one.role != OutcomeRole.PRIMARY):
        aims.setdefault(one.run.study.programme.code, one.outcome)
        outcomes.setdefault(one.run.outcome, one.outcome)
    return aims, outcomes


def communes_rows(unit: Unit) -> list[dict[str, Any]]:
    """Every commune of today with what is usual."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "population": one.population,
            "capacity": CAPACITY,
            "is_poor": False,
            "community_vnd": None,
            "cost_percent": COST_PERCENT,
        }
        for one in communes_of(unit)
    ]


def last_plan(person: Person, unit: Unit) -> Plan | None:
    """The plan of a unit adopted last: a trial of somebody's is nothing to begin with."""
    rows = Plan.objects.visible_to(person).filter(unit=unit, state=PlanState.ADOPTED)
    return rows.defer("basis", "result").order_by("-adopted_at", "-pk").first()


def name_of_copy(plan: Plan) -> str:
    """A plan's name with the number of the version that a copy would be."""
    stem = re.sub(r" \(bản [0-9]+\)$", "", plan.name)
    taken = Plan.objects.filter(unit=plan.unit_id, name__startswith=stem)
    names = set(taken.values_list("name", flat=True))
    number = 2
    while (name := f"{stem[:180]} (bản {number})") in names:
        number += 1
    return name


def outcome_names(unit: Unit, series: Iterable[str]) -> dict[str, str]:
    """In the reader's language, by series."""
    known = catalogue(unit)
    return {key: outcome_name(key, known) for key in series}

"""Plans for tests on four communes of today, with a study of cameras whose result is made up."""

from datetime import UTC, datetime
from typing import Any

from binhyen.evidence import actions as evidence
from binhyen.evidence.models import Run, Study
from binhyen.evidence.tests.factories import facts as study_facts
from binhyen.figures.actions import load_values
from binhyen.figures.queries import period_named, periods_between
from binhyen.people.models import Person
from binhyen.planning import actions
from binhyen.planning.actions import PlanFacts
from binhyen.planning.models import Plan
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import a_programme
from binhyen.units.models import Unit

SYSTEM = "system:test"
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
FIRST, LAST = "month-2025-09", "month-2026-09"
MILLION = 1_000_000
# Of the thefts of a month; the first two lie in what was Huyện Cư Jút, the last in Gia Nghĩa.
STUDIED = "24640"
THEFTS = {"24640": 9, "24646": 6, "24611": 4, "24615": 2}


def clock() -> datetime:
    return AT


def province() -> Unit:
    return Unit.objects.get(code="68", level=1, valid_to=None)


def communes() -> list[Unit]:
    """By code."""
    return list(Unit.objects.filter(code__in=THEFTS, level=3, valid_to=None).order_by("code"))


def figures_sent(times: int = 1, series: str = "theft") -> None:
    """The same every month, for as many months as are needed."""
    first, last = period_named(FIRST), period_named(LAST)
    assert first is not None and last is not None
    months = periods_between("month", first.start, last.until)
    rows = [
        (series, unit.pk, month.code, THEFTS[unit.code] * times)
        for month in months
        for unit in communes()
    ]
    load_values(rows, by=SYSTEM, at=AT)


def an_effect(log_ratio: float = -0.3, se: float = 0.1, expected: float = 400.0) -> dict[str, Any]:
    """As `evidence.rules.results` stores one."""
    ends = [log_ratio - 2 * se, log_ratio + 2 * se]
    return {
        "log_ratio": log_ratio,
        "se": se,
        "expected": expected,
        "interval": [100 * one for one in ends],
    }


def a_result(**told: Any) -> dict[str, Any]:
    """Of the effect on the spot, nobody having looked at neighbours."""
    own = told.pop("own", an_effect())
    rest = {"own": own, "net": None, "ring": None, "together": [], "left_out": [], "scope": "own"}
    return own | rest | told


def a_studied_programme(code: str = "CAM", name: str = "Camera an ninh", **told: Any) -> Programme:
    """Its study was worked out in the commune with most thefts."""
    programme = a_programme(name, code=code, unit=province())
    window = {"first_month": FIRST, "last_month": "month-2026-10"}
    study = evidence.register_study(
        programme, study_facts(**window), unit=province(), by=SYSTEM, at=AT
    )
    a_run(evidence.lock_study(study, by=SYSTEM, at=AT), **told)
    return programme


def a_run(study: Study, **told: Any) -> Run:
    there = next(unit for unit in communes() if unit.code == STUDIED)
    return Run.objects.create(
        study=study,
        outcome="theft",
        state="done",
        word="works",
        seed=1,
        draws=20,
        result=a_result(**told),
        panel={"units": [{"code": there.code, "units": [there.pk], "start": FIRST}]},
        data_sha256="0" * 64,
        queued_at=AT,
        finished_at=AT,
    )


def an_offer(code: str = "CAM", **told: Any) -> dict[str, Any]:
    row = {
        "code": code,
        "name": "Camera an ninh",
        "aim": "trộm cắp",
        "state_vnd": 50 * MILLION,
        "community_vnd": 10 * MILLION,
        "load": 1,
        "most_communes": None,
        "spill": None,
    }
    return row | told


def a_commune_row(code: str, **told: Any) -> dict[str, Any]:
    row = {
        "code": code,
        "name": code,
        "population": None,
        "capacity": 3,
        "is_poor": False,
        "community_vnd": None,
        "cost_percent": 100,
    }
    return row | told


def facts(**changed: Any) -> PlanFacts:
    told: dict[str, Any] = {
        "name": "Nhân rộng camera 2027",
        "years": 2,
        "state_vnd": 100 * MILLION,
        "community_vnd": 100 * MILLION,
        "least_per_area": 0,
        "caution_percent": 0,
        "harm": {"theft": 1.0},
        "offers": [an_offer()],
        "communes": [a_commune_row(code) for code in THEFTS],
    }
    return PlanFacts(**{**told, **changed})


def a_plan(*, by: Person | str = SYSTEM, **changed: Any) -> Plan:
    """A draft of the province."""
    return actions.make_plan(province(), facts(**changed), by=by, at=AT)


def a_solved_plan(**changed: Any) -> Plan:
    return actions.solve_now(a_plan(**changed), by=SYSTEM, clock=clock)


def an_adopted_plan(**changed: Any) -> Plan:
    return actions.adopt_plan(a_solved_plan(**changed), by=SYSTEM, at=AT)


def chosen(plan: Plan) -> list[tuple[str, str]]:
    return [(row["commune"], row["programme"]) for row in plan.result["chosen"]]

"""The demonstration's plan: where the studied programmes go next, worked out and adopted."""

from datetime import UTC, datetime

from binhyen.people.models import Person
from binhyen.planning import actions
from binhyen.planning.actions import PlanFacts
from binhyen.planning.models import Plan
from binhyen.planning.queries import defaults
from binhyen.units.models import Unit

from .evidence import LEADER, OFFICER, STUDIES
from .province import Say

MADE = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
WORKED = datetime(2026, 9, 14, 2, 2, tzinfo=UTC)  # by no real clock: the same log every time
ADOPTED = datetime(2026, 9, 18, 8, 30, tzinfo=UTC)
NAME = "Nhân rộng mô hình 2027–2029 (giả lập)"
NOTE = "Dữ liệu giả lập. Chi phí theo mức giữa của các xã trong sổ."
MILLION = 1_000_000
STATE_VND, COMMUNITY_VND = 1_000 * MILLION, 4_000 * MILLION
PROVINCE = "68"


def load_plan(*, say: Say = lambda _: None) -> bool:
    """Write, work out and adopt; False if there is a plan already or nothing was studied."""
    cast = Person.objects.in_bulk(field_name="username")
    if Plan.objects.exists() or OFFICER not in cast:
        return False
    officer, leader = cast[OFFICER], cast[LEADER]
    aims, outcomes = defaults.studied(officer)
    if not aims:
        return False
    say("A plan …")
    unit = Unit.objects.get(code=PROVINCE, level=1, valid_to=None)
    offers = [one.row for one in defaults.offered(officer, aims) if one.code in STUDIES]
    facts = PlanFacts(
        name=NAME,
        years=3,
        state_vnd=STATE_VND,
        community_vnd=COMMUNITY_VND,
        harm=dict.fromkeys(sorted(outcomes), 1.0),
        offers=sorted(offers, key=lambda row: row["code"]),
        communes=sorted(defaults.communes_rows(unit), key=lambda row: row["code"]),
        note=NOTE,
    )
    plan = actions.make_plan(unit, facts, is_synthetic=True, by=officer, at=MADE)
    actions.enqueue(plan, by=officer, at=MADE)
    done = actions.solve_now(Plan.objects.get(pk=plan.pk), by=officer, clock=lambda: WORKED)
    actions.adopt_plan(done, by=leader, at=ADOPTED)
    return True

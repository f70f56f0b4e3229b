"""The demonstration's draws: one held for the plan's cameras, one that waits for its number."""

from datetime import UTC, date, datetime

from binhyen.people.models import Person
from binhyen.planning.actions import draws as actions
from binhyen.planning.actions.draws import DrawFacts
from binhyen.planning.models import Draw, Plan
from binhyen.planning.queries import draws as queries
from binhyen.planning.queries.plans import communes_of
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .evidence import LEADER, OFFICER
from .plans import PROVINCE
from .province import Say

PREPARED = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
ANNOUNCED = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
DRAWN = datetime(2026, 10, 16, 1, 30, tzinfo=UTC)
NUMBER_ON, LATER_NUMBER_ON = date(2026, 10, 15), date(2026, 11, 20)
SOURCE = "Giải đặc biệt xổ số kiến thiết miền Bắc (giả lập)"
NUMBER, DIGITS = "04821", 5
# Fixed, for the same log with every load; those of a real draw are made by the server.
SEEDS = ("giaLap" + "0123456789abcdef" * 3, "giaLap" + "fedcba9876543210" * 3)
SINCE, WATCHED_MONTHS, DRAWS = "month-2025-08", 9, 10
FEWEST, MOST = 6, 24


def load_draws(*, say: Say = lambda _: None) -> bool:
    """Prepare, announce and hold; False if there are draws already or nobody to draw between."""
    cast = Person.objects.in_bulk(field_name="username")
    programmes = {one.code: one for one in Programme.objects.filter(is_synthetic=True)}
    if Draw.objects.exists() or OFFICER not in cast or not {"CAM", "LGPC"} <= programmes.keys():
        return False
    say("A draw …")
    unit = Unit.objects.get(code=PROVINCE, level=1, valid_to=None)
    officer, leader = cast[OFFICER], cast[LEADER]
    plan = Plan.objects.filter(is_synthetic=True, state="adopted").first()
    chosen = (plan.result or {}).get("chosen", []) if plan else []
    planned = tuple(one["commune"] for one in chosen if one["programme"] == "CAM")[:MOST]
    is_planned = len(planned) >= FEWEST
    communes = planned if is_planned else _free(programmes["CAM"], unit)
    first = _announced(
        *(programmes["CAM"], communes, unit, officer, leader),
        plan=plan if is_planned else None,
        seed=SEEDS[0],
        number_on=NUMBER_ON,
    )
    actions.hold_draw(first, number=NUMBER, by=leader, at=DRAWN)
    other = _free(programmes["LGPC"], unit)
    _announced(
        *(programmes["LGPC"], other, unit, officer, leader),
        plan=None,
        seed=SEEDS[1],
        number_on=LATER_NUMBER_ON,
    )
    return True


def _announced(
    programme: Programme,
    communes: tuple[str, ...],
    unit: Unit,
    officer: Person,
    leader: Person,
    *,
    plan: Plan | None,
    seed: str,
    number_on: date,
) -> Draw:
    """Two waves, nine months apart, the greater need first."""
    facts = DrawFacts(
        communes=communes,
        outcome="fires" if programme.code == "LGPC" else "theft",
        since_month=SINCE,
        watched_months=WATCHED_MONTHS,
        draws=DRAWS,
    )
    draw = actions.prepare_draw(
        programme, facts, unit=unit, plan=plan, is_synthetic=True, by=officer, at=PREPARED
    )
    size = len(draw.entrants)
    scheduled = actions.schedule_draw(
        draw,
        sizes=(size - size // 2, size // 2),
        gap_months=9,
        first_month="2027-01",
        by=officer,
        at=PREPARED,
    )
    return actions.announce_draw(
        scheduled,
        source=SOURCE,
        number_on=number_on,
        digits=DIGITS,
        seed=seed,
        by=leader,
        at=ANNOUNCED,
    )


def _free(programme: Programme, unit: Unit) -> tuple[str, ...]:
    """A dozen communes without the programme."""
    there = list(communes_of(unit))
    running = queries.running_in(programme, there)
    codes = sorted(one.code for one in there if one.pk not in running)
    return tuple(codes[:12])

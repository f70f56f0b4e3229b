"""Returns for tests: a commune's month, begun and filled in."""

from datetime import UTC, date, datetime
from typing import Any

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Return
from binhyen.figures.queries import Period
from binhyen.people.models import Person
from binhyen.units.models import Unit

SYSTEM = "system:test"
COMMUNE, PROVINCE = "24611", "68"
OCTOBER, NOVEMBER = "month-2026-10", "month-2026-11"  # 15 September–14 October, …
AT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)  # a Tuesday morning after November's last day


def month(code: str = NOVEMBER) -> Period:
    found = queries.period_named(code)
    assert found is not None
    return found


def todays_unit(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def old_unit(code: str) -> Unit:
    """A unit as it was until 30 June 2025: 24643 is Xã Đắk Wil."""
    return Unit.objects.get(code=code, valid_to=date(2025, 7, 1))


def a_return(
    unit: Unit | str = COMMUNE,
    code: str = NOVEMBER,
    *,
    by: Person | str = SYSTEM,
    at: datetime = AT,
    **cells: Any,
) -> Return:
    """A commune's return of a month, with some cells filled in."""
    place = todays_unit(unit) if isinstance(unit, str) else unit
    one = actions.open_return(place, month(code), by=by, at=at)
    if cells:
        saved = actions.enter(one, cells, by=by, at=at)
        assert saved.refused == ()
    one.refresh_from_db()
    return one


def a_told_return(unit: Unit | str = COMMUNE, code: str = NOVEMBER, **cells: Any) -> Return:
    """A return sent with only these cells filled in, so that readers are told of them."""
    one = a_return(unit, code, **cells)
    one.state, one.submitted_at, one.first_submitted_at = ReturnState.SUBMITTED, AT, AT
    one.save()
    return one


def whole(**cells: int) -> dict[str, int]:
    """Nought everywhere that is typed by hand, but for these."""
    typed = {
        key: 0 for key, indicator in queries.shipped().by_key.items() if indicator.kind == "entered"
    }
    return typed | cells


def a_sent_return(unit: Unit | str = COMMUNE, code: str = NOVEMBER, **cells: Any) -> Return:
    one = a_return(unit, code, **whole(**cells))
    return actions.submit(one, by=SYSTEM, at=AT)


def a_locked_return(unit: Unit | str = COMMUNE, code: str = NOVEMBER, **cells: Any) -> Return:
    one = actions.accept(a_sent_return(unit, code, **cells), by=SYSTEM, at=AT)
    return actions.lock(one, by=SYSTEM, at=AT)

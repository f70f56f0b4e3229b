"""Studies for tests on the eight communes that Huyện Cư Jút had until 30 June 2025."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from binhyen.evidence import actions
from binhyen.evidence.actions import StudyFacts
from binhyen.evidence.choices import OutcomeRole
from binhyen.evidence.models import Study
from binhyen.figures.actions import load_values
from binhyen.figures.queries import Period, period_named, periods_between
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.units.models import Unit

SYSTEM = "system:test"
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FIRST, LAST = "month-2022-01", "month-2024-12"
SEED = 20


def clock() -> datetime:
    return AT


def district() -> Unit:
    return Unit.objects.get(code="662", level=2, valid_to=date(2025, 7, 1))


def communes() -> list[Unit]:
    """By code."""
    last_day = date(2025, 6, 30)
    return list(Unit.objects.at(last_day).under(district()).filter(level=3).order_by("code"))


def month(code: str) -> Period:
    found = period_named(code)
    assert found is not None
    return found


def months(first: str = FIRST, last: str = LAST) -> list[Period]:
    return periods_between("month", month(first).start, month(last).until)


def figures_sent(
    series: str = "theft", units: list[Unit] | None = None, *, but: Mapping[int, str] | None = None
) -> None:
    """About eight a month in each commune; `but` leaves out a month of a unit."""
    units, missing = communes() if units is None else units, but or {}
    drawn = np.random.default_rng(SEED).poisson(8, (len(units), len(months())))
    rows = [
        (series, unit.pk, period.code, int(drawn[i, j]))
        for i, unit in enumerate(units)
        for j, period in enumerate(months())
        if missing.get(unit.pk) != period.code
    ]
    load_values(sorted(rows, key=lambda row: (row[2], row[1])), by=SYSTEM, at=AT)


def facts(**changed: Any) -> StudyFacts:
    told: dict[str, Any] = {
        "question": "Camera có làm giảm trộm cắp hay không?",
        "outcomes": {"theft": OutcomeRole.PRIMARY},
        "first_month": FIRST,
        "last_month": LAST,
        "draws": 20,
    }
    return StudyFacts(**{**told, **changed})


def a_study(
    programme: Programme | None = None, *, by: Person | str = SYSTEM, **changed: Any
) -> Study:
    """A draft on the district's ground."""
    return actions.register_study(
        programme or a_programme("Camera an ninh", code="CAM"),
        facts(**changed),
        unit=district(),
        by=by,
        at=AT,
    )


def a_locked_study(programme: Programme | None = None, **changed: Any) -> Study:
    return actions.lock_study(a_study(programme, **changed), by=SYSTEM, at=AT)


def sites_of(programme: Programme, *days: date) -> list[Unit]:
    """One site on each of these days, in the first communes by code; the communes."""
    places = communes()[: len(days)]
    for place, day in zip(places, days, strict=True):
        a_site(programme, unit=place, established_on=day)
    return places

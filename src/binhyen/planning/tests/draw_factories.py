"""Draws for tests, between communes of today's Lâm Đồng with over a year of thefts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np

from binhyen.figures.actions import load_values
from binhyen.figures.queries import period_named, periods_between
from binhyen.people.models import Person
from binhyen.planning.actions import draws as actions
from binhyen.planning.actions.draws import DrawFacts
from binhyen.planning.models import Draw
from binhyen.programmes.models import Programme
from binhyen.programmes.tests.factories import a_programme, todays_unit
from binhyen.units.models import Unit

SYSTEM = "system:test"
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NUMBER_DAY = date(2026, 12, 1)
AFTER = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
FIRST, LAST = "month-2025-08", "month-2026-10"
SEED = "0123456789abcdef" * 4
NUMBER = "04821"
SOURCE = "Giải đặc biệt xổ số kiến thiết miền Bắc"
# Ten with much theft, six with little: two classes of need.
MANY, FEW = 10, 6


def province() -> Unit:
    return todays_unit("68")


@cache
def codes() -> tuple[str, ...]:
    """Sixteen communes of the province, the first ten with much theft."""
    there = Unit.objects.filter(level=3, valid_to=None).under(province())
    return tuple(there.order_by("code").values_list("code", flat=True)[: MANY + FEW])


def communes(size: int = MANY + FEW) -> list[Unit]:
    return [todays_unit(code) for code in codes()[:size]]


def figures_sent(units: Sequence[Unit] | None = None) -> None:
    """Twelve thefts a month in the first ten communes, two in the others."""
    units = communes() if units is None else units
    first, last = period_named(FIRST), period_named(LAST)
    assert first is not None and last is not None
    months = periods_between("month", first.start, last.until)
    mean = np.where(np.arange(len(units)) < MANY, 12.0, 2.0)
    drawn = np.random.default_rng(7).poisson(mean[:, None], (len(units), len(months)))
    rows = [
        ("theft", unit.pk, month.code, int(drawn[i, j]))
        for j, month in enumerate(months)
        for i, unit in enumerate(units)
    ]
    load_values(rows, by=SYSTEM, at=AT)


def facts(**changed: Any) -> DrawFacts:
    told: dict[str, Any] = {
        "communes": codes(),
        "outcome": "theft",
        "since_month": FIRST,
        "watched_months": 6,
        "draws": 10,
    }
    return DrawFacts(**{**told, **changed})


def a_draw(
    programme: Programme | None = None, *, by: Person | str = SYSTEM, **changed: Any
) -> Draw:
    """Prepared, its waves not chosen yet."""
    return actions.prepare_draw(
        programme or Programme.objects.filter(code="CAM").first() or a_camera_programme(),
        facts(**changed),
        unit=province(),
        by=by,
        at=AT,
    )


def a_camera_programme() -> Programme:
    return a_programme("Camera an ninh", code="CAM", unit=province())


def a_scheduled_draw(**changed: Any) -> Draw:
    """Two waves half a year apart, from January."""
    draw = a_draw(**changed)
    size = len(draw.entrants)
    return actions.schedule_draw(
        draw,
        sizes=(size - size // 2, size // 2),
        gap_months=6,
        first_month="2027-01",
        by=SYSTEM,
        at=AT,
    )


def an_announced_draw(**changed: Any) -> Draw:
    return actions.announce_draw(
        a_scheduled_draw(**changed),
        source=SOURCE,
        number_on=NUMBER_DAY,
        digits=5,
        seed=SEED,
        by=SYSTEM,
        at=AT,
    )


def a_held_draw(*, number: str = NUMBER, **changed: Any) -> Draw:
    return actions.hold_draw(an_announced_draw(**changed), number=number, by=SYSTEM, at=AFTER)

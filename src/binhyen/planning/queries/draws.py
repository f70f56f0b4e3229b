"""Draws: who sees which, whose turn they tell, and the history that they are planned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet

from binhyen.evidence import queries as evidence
from binhyen.evidence.models import Study
from binhyen.figures.queries import Period, following, period_containing, period_named
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, posts_granting
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import Ambiguous, Found, Near, gazetteer
from whatworks import NotEstimable, Panel
from whatworks.panel import Floats
from whatworks.results import Reason

from ..choices import DrawState
from ..models import Draw
from ..rules.schedule import Bought, Spacing, bought, doubt, spacings
from ..rules.transport import equal_need, need

HOLDING = (DrawState.ANNOUNCED, DrawState.DRAWN)
MONTH, DELAY_MONTHS = "month", 1
# For the table of ways: enough to tell them apart, quick enough to wait for.
DRAWS, SEED = 100, 1


def draws_visible_to(person: Person) -> QuerySet[Draw, Any]:
    """Newest first, with their programmes."""
    return Draw.objects.visible_to(person).select_related("programme", "unit").defer("compared")


def may_prepare(person: Person, unit: Unit) -> bool:
    return may(person, Permission.PLAN_PREPARE, at=unit)


def may_hold(person: Person, unit: Unit) -> bool:
    return may(person, Permission.DRAW_HOLD, at=unit)


def own_communes(person: Person) -> frozenset[str]:
    """Codes of the communes that somebody's posts are at: whose turn they look for."""
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    return frozenset(post.unit.code for post in posts if post.unit.level == Level.COMMUNE)


def next_key(programme: Programme) -> str:
    """The key of a programme's next draw: bt-cam-1, bt-cam-2, …"""
    taken = set(Draw.objects.filter(programme=programme).values_list("key", flat=True))
    stem, number = f"bt-{programme.code.lower()}", 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def holding_of(programme: Programme) -> QuerySet[Draw, Any]:
    """Draws of a programme that were announced and hold: waiting for the number, or drawn."""
    rows = Draw.objects.filter(programme=programme, state__in=HOLDING)
    return rows.defer("compared", "published").order_by("pk")


def earlier_of(draw: Draw) -> list[Draw]:
    """Earlier draws of its programme that were announced and share a commune, the oldest first."""
    codes = {one["code"] for one in draw.entrants}
    rows = Draw.objects.filter(programme=draw.programme, announced_at__isnull=False)
    rows = rows.exclude(pk=draw.pk).defer("compared", "published").order_by("announced_at", "pk")
    if draw.announced_at is not None:
        rows = rows.filter(announced_at__lt=draw.announced_at)
    return [one for one in rows if codes & {entrant["code"] for entrant in one.entrants}]


# Communes as they are written ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """Communes of a list, in its order, and the lines that name none: unknown, unclear, or near
    to one whose letters, marks or kind they don't have."""

    units: tuple[Unit, ...]
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    near: tuple[tuple[str, Unit], ...] = ()


def communes_written(lines: Iterable[str], province: Unit, *, on: date) -> Written:
    """Today's communes of a province by their names or codes, one a line."""
    known = gazetteer(on=on, within=[province])
    units: list[Unit] = []
    unknown, unclear, near = [], [], []
    for line in (line.strip() for line in lines):
        match known.match(line) if line else None:
            case None:
                continue
            case Found(unit=unit, how=how) if how == "folded" and _has_other_marks(line, unit):
                near.append((line, unit))
            case Found(unit=unit):
                units.append(unit)
            case Near(proposal=unit):
                near.append((line, unit))
            case Ambiguous():
                unclear.append(line)
            case _:
                unknown.append(line)
    return Written(tuple(units), tuple(unknown), tuple(unclear), tuple(near))


def _has_other_marks(line: str, unit: Unit) -> bool:
    """Of a name that is the unit's only without its marks: whether it was typed with some."""
    typed = line.split(",")[0].split()[-len(unit.short_name.split()) :]
    return not " ".join(typed).isascii()


def running_in(programme: Programme, communes: Sequence[Unit]) -> set[int]:
    """Those of today's communes where the programme works already."""
    at_work = Site.objects.filter(programme=programme).exclude(
        state__in=[State.ENDED, State.PREPARING]
    )
    covered = Reach.objects.filter(over__in=communes, unit__in=at_work.values("unit"))
    return set(covered.values_list("over", flat=True))


# The history ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Months of one outcome in the communes of a province that don't have the programme.

    counts: whole, [places, months]. rows: by number of a unit, which row it lies in. people: of
    each row, None where unknown of any. left: places that couldn't be taken, with or without it.
    """

    counts: Floats
    rows: dict[int, int]
    people: Floats | None
    months: tuple[str, ...]
    left: int

    def panel(self, rows: Sequence[int] | None = None) -> Panel:
        """For the library: all places, or some of them."""
        kept = list(range(len(self.counts))) if rows is None else list(rows)
        people = None if self.people is None else self.people[kept]
        never = np.full(len(kept), len(self.months))
        return Panel(self.counts[kept], never, exposure=people, periods=self.months)

    def rows_of(self, units: Sequence[int]) -> list[int] | None:
        """Their rows; None where one isn't among the places, or two lie in one place."""
        rows = [self.rows[pk] for pk in units if pk in self.rows]
        return rows if len(set(rows)) == len(units) else None


def history_of(
    programme: Programme, unit: Unit, outcome: str, *, since: Period, on: date
) -> History | None:
    """The months from one on that are over and sent, of places that sent them all.

    None where nobody did. The programme's own places are left out, as are those that may have it.
    """
    last = last_month(on=on)
    if last is None or last.start < since.start:
        return None
    window = Study(
        programme=programme,
        unit=unit,
        first_month=since.code,
        last_month=last.code,
        delay_months=DELAY_MONTHS,
        comparison=evidence.places_of(unit, since, last),
    )
    found = evidence.panel_for(window, outcome, on=on)
    if found.panel is None:
        return None
    panel = found.panel
    whole = ~np.isnan(panel.counts).any(axis=1) & (panel.treated_from >= panel.n_periods)
    kept = np.flatnonzero(whole).tolist()
    people = [found.places[i].population for i in kept]
    if not kept:
        return None
    return History(
        counts=panel.counts[kept],
        rows={pk: row for row, i in enumerate(kept) for pk in found.places[i].units},
        people=np.array(people, dtype=float) if all(people) else None,
        months=panel.periods,
        left=len(window.comparison) - len(kept),
    )


def last_month(*, on: date) -> Period | None:
    """The last one that is over since long enough for late figures to have come."""
    this = period_containing(MONTH, on)
    return following(this, -1 - DELAY_MONTHS) if this else None


# Classes of need -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Entrants with their class; missing: those of whom too little is known to rank them.

    is_refused: the figures don't tell communes apart at all.
    """

    entrants: tuple[dict[str, Any], ...] = ()
    missing: tuple[Unit, ...] = ()
    is_refused: bool = False


def ranked(communes: Sequence[Unit], history: History | None) -> Ranked:
    """Classes of equal need by shrunken rates over the months of a history.

    Rates are events a year for 1,000 people, or in a commune where people aren't known of all.
    """
    rows = {} if history is None else history.rows
    missing = tuple(one for one in communes if one.pk not in rows)
    if missing or history is None:
        return Ranked(missing=missing or tuple(communes))
    size = len(history.counts)
    per = np.ones(size) if history.people is None else history.people / 1000
    found = need(history.counts.sum(axis=1), per, years=len(history.months) / 12)
    if isinstance(found, NotEstimable):
        return Ranked(is_refused=True)
    at = [rows[one.pk] for one in communes]
    rate, low, high = (column[at] for column in (found.per_head, found.low, found.high))
    classes = equal_need(rate, low, high)
    told = zip(communes, classes, rate.tolist(), low.tolist(), high.tolist(), strict=True)
    return Ranked(entrants=tuple(_entrant(*one) for one in told))


def unranked(communes: Sequence[Unit]) -> tuple[dict[str, Any], ...]:
    """One class for all: the draw alone decides."""
    return tuple(_entrant(one, 1) for one in communes)


def _entrant(
    unit: Unit,
    need: int,
    rate: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:
    told = {"code": unit.code, "name": unit.name, "unit": unit.pk, "need": need}
    return told | {"rate": rate, "low": low, "high": high}


# What each way buys --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a roll-out is to be looked at. entrants: numbers of the units in the draw; draws: how
    often its waves are dealt at random to see what it would show."""

    entrants: tuple[int, ...]
    months: int
    least_percent: int
    draws: int = DRAWS


def ways_compared(history: History | None, watch: Watch) -> dict[str, Any]:
    """What each way of spacing buys, as it is stored with a draw: the most telling first.

    {"first", "last", "months", "units", "left", "per_people", "draws", "ways": [way, …]}
    A way: {"sizes", "gap_months", "months", "watched_months", "compared", "why", "fall",
    "fall_between", "power", "power_between", "wide", "wide_between"}, of the communes in the draw
    alone, whose order chance decides; `wide`: the smallest fall that would show with all other
    communes to compare with as well, None where it can't be said.
    """
    told = {
        "first": history.months[0] if history else "",
        "last": history.months[-1] if history else "",
        "months": len(history.months) if history else 0,
        "units": len(history.counts) if history else 0,
        "left": history.left if history else 0,
        "per_people": history is not None and history.people is not None,
        "draws": watch.draws,
    }
    ways = [way_told(history, one, watch) for one in spacings(len(watch.entrants))]
    return told | {"ways": sorted(ways, key=_worth)}


def way_told(history: History | None, spacing: Spacing, watch: Watch) -> dict[str, Any]:
    """One way of spacing, as it is stored."""
    rows = history.rows_of(watch.entrants) if history else None
    told: dict[str, Any] = {
        "sizes": list(spacing.sizes),
        "gap_months": spacing.gap_months,
        "months": spacing.months,
        "watched_months": watch.months,
        "compared": 0,
        "why": str(Reason.MISSING_PERIODS),
        **dict.fromkeys(("fall", "fall_between", "power", "power_between")),
        **dict.fromkeys(("wide", "wide_between")),
    }
    if history is None or rows is None:
        return told
    fair = _bought(history.panel(rows), spacing, watch)
    wide = _bought(history.panel(), spacing, watch)
    told |= {"watched_months": fair.watched_months, "compared": fair.compared}
    if isinstance(fair.power, NotEstimable):
        told |= {"why": str(fair.power.reason)}
    else:
        off = doubt(fair.power, sites=fair.compared)
        told |= {
            "why": None,
            "fall": fair.power.fall_percent,
            "fall_between": list(off.fall),
            "power": fair.power.power,
            "power_between": list(off.power),
        }
    if not isinstance(wide.power, NotEstimable):
        off = doubt(wide.power, sites=wide.compared)
        told |= {"wide": wide.power.fall_percent, "wide_between": list(off.fall)}
    return told


def _bought(panel: Panel, spacing: Spacing, watch: Watch) -> Bought:
    return bought(
        panel,
        spacing,
        watched_months=watch.months,
        effect_percent=-float(watch.least_percent),
        draws=watch.draws,
        seed=SEED,
    )


def _worth(way: dict[str, Any]) -> tuple[bool, float, int]:
    """The surest first; among equals the one that keeps nobody waiting long."""
    return way["why"] is not None, -round(way["power"] or 0.0, 2), way["months"]


def series_of(programme: Programme, unit: Unit) -> str:
    """What a draw is best planned on: the primary outcome of the programme's newest study."""
    studies = Study.objects.in_force().filter(programme=programme).order_by("-pk")
    countable = evidence.countable(unit)
    known = (one.primary for one in studies)
    return next((one for one in known if one in countable), next(iter(countable), ""))


def month_of(code: str) -> Period | None:
    """A month of reports by its code."""
    found = period_named(code)
    return found if found is not None and found.kind.code == MONTH else None

"""Who owes which month's figures: a commune's own months, or a territory's communes in a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .. import queries
from ..forms.returns import ReturnFilters, period_chosen
from ..models import Return
from ..queries import Completeness, Period
from ..wording import period_text
from .entry_shown import Status, status_of

PER_PAGE = 50
MONTHS = 13
ROUND = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A unit or a month in a table, with its return and where that stands."""

    unit: Unit
    period: Period
    name: str
    one: Return | None
    due_on: date | None
    status: Status
    sent: int = 0
    on_time: int = 0
    of: int = 0


@require_GET
def page(request: SignedIn) -> HttpResponse:
    """What is due, late, given back or waits, of the place that one looks at."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied
    on = localdate()
    places = queries.places_of(request.user)
    over = _named_in(places, request) or place_chosen(request, request.GET.get("over", ""))
    period = period_chosen(request.GET.get("period", ""), on)
    filters = ReturnFilters(request.GET, places=places, over=over, period=period, on=on)
    context: dict[str, Any] = {
        "over": over,
        "period": period,
        "title_period": period_text(period),
        "filters": filters,
        "has_choice": len(places) > 1,
        "on": on,
        "may_enter": may(request.user, Permission.FIGURES_ENTER, at=over),
        "is_commune": over.level == Level.COMMUNE,
    }
    if over.level == Level.COMMUNE:
        lines = _months(over, on)
        context |= {
            "lines": lines,
            "to_send": _to_send(lines, on) if context["may_enter"] else None,
        }
    else:
        context |= _territory(request, over, period, filters, on)
    return render(request, "figures/returns.html", context)


def place_chosen(request: SignedIn, code: str) -> Unit:
    """The unit of today that an address names, if the person looks at it; else 404."""
    found = queries.place_named(request.user, code)
    if found is None:
        raise Http404(_("Không có đơn vị này trong địa bàn bạn xem."))
    return found


def _named_in(places: Sequence[Unit], request: SignedIn) -> Unit | None:
    """Among one's own places; the first of them where none is named."""
    code = request.GET.get("over", "")
    if not code:
        return places[0]
    return next((unit for unit in places if unit.code == code), None)


def _months(unit: Unit, on: date) -> list[Line]:
    """A commune's months, the running one first."""
    running = queries.following(queries.month_to_send(on), 1)
    months = [one for one in queries.months_until(running, MONTHS) if queries.existed(unit, one)]
    found = queries.states([unit], months)
    return [_line(unit, one, period_text(one), found.get((unit.pk, one.code)), on)
            for one in months]  # fmt: skip


def _to_send(lines: Sequence[Line], on: date) -> Line | None:
    """The month just over, while it isn't sent."""
    last = queries.month_to_send(on)
    line = next((line for line in lines if line.period == last), None)
    return line if line and (line.one is None or line.one.is_open) else None


def _territory(
    request: SignedIn, over: Unit, period: Period, filters: ReturnFilters, on: date
) -> dict[str, Any]:
    last = queries.month_to_send(on)
    months = queries.months_until(last, ROUND)
    stands = queries.standings(over, months if period in months else [period, *months], on)
    units = queries.owing(over, period, filters.state_chosen)
    page_obj = Paginator(units, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.unit_rows(page_obj.object_list, period, on)
    return {
        "page_obj": page_obj,
        "lines": [
            _line(row.unit, period, row.unit.name, row.one, on, row.sent, row.on_time, row.of)
            for row in rows
        ],
        "stand": next(one for one in stands if one.period == period),
        "stands": [_told(one) for one in stands if one.period in months],
        "due_on": period.deadline("commune"),
        "may_lock": may(request.user, Permission.FIGURES_ACCEPT, at=over),
    }


def _line(
    unit: Unit,
    period: Period,
    name: str,
    one: Return | None,
    on: date,
    sent: int = 0,
    on_time: int = 0,
    of: int = 0,
) -> Line:
    due_on = one.due_on if one else period.deadline("commune")
    return Line(unit, period, name, one, due_on, status_of(one, due_on, on), sent, on_time, of)


def _told(one: Completeness) -> dict[str, Any]:
    """A month's completeness with its shares in percent."""
    shares = {"sent": one.share_sent, "on_time": one.share_on_time}
    return {
        "one": one,
        "name": period_text(one.period),
        **{f"{name}_percent": None if x is None else round(100 * x) for name, x in shares.items()},
    }

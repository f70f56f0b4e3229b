"""Who owes which month's figures: a commune's own months, or a territory's communes in a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.units.choices import Level
from binhyen.units.models import Unit, UnitQuerySet

from .. import queries
from ..choices import ReturnState
from ..forms.returns import ReturnFilters, period_chosen
from ..models import Return
from ..queries import Completeness, Period
from ..wording import file_name, period_text
from .entry_shown import Status, status_of

PER_PAGE = 50
MONTHS = 13
ROUND = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit or a month in a table, with its return and where that stands.

    takes: its number and edits where one may accept it from the list.
    """

    unit: Unit
    period: Period
    name: str
    one: Return | None
    due_on: date | None
    status: Status
    sent: int = 0
    on_time: int = 0
    of: int = 0
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a place, a month, a state; places: those to choose among."""

    places: list[Unit]
    over: Unit
    period: Period
    filters: ReturnFilters
    on: date

    @property
    def is_commune(self) -> bool:
        return self.over.level == Level.COMMUNE

    @property
    def units(self) -> UnitQuerySet:
        """Those that owe, in the state and order asked for."""
        chosen = self.filters
        return queries.owing(self.over, self.period, chosen.state_chosen, chosen.sort_chosen)


@require_GET
def page(request: SignedIn) -> HttpResponse:
    """What is due, late, given back or waits, of the place that one looks at."""
    asked = _asked(request)
    may_enter = may(request.user, Permission.FIGURES_ENTER, at=asked.over)
    context: dict[str, Any] = {
        "over": asked.over,
        "period": asked.period,
        "title_period": period_text(asked.period),
        "filters": asked.filters,
        "has_choice": len(asked.places) > 1,
        "on": asked.on,
        "may_enter": may_enter,
        "is_commune": asked.is_commune,
        "query": request.GET.urlencode(),
    }
    if asked.is_commune:
        lines = _months(asked.over, asked.on)
        is_own = may_enter and not queries.from_above(request.user, [asked.over])
        context |= {"lines": lines, "to_send": _to_send(lines, asked.on) if is_own else None}
    else:
        context |= _territory(request, asked)
    return render(request, "figures/returns.html", context)


@require_GET
def export(request: SignedIn) -> FileResponse:
    """What the list shows, all of it, as a workbook."""
    asked = _asked(request)
    if asked.is_commune:
        lines = _months(asked.over, asked.on)
    else:
        units = asked.units
        lines = _units(units, asked.period, asked.on)
    file = BytesIO()
    _write_workbook(lines, file)
    file.seek(0)
    name = file_name("nộp số liệu", asked.over.name, asked.period.label, kind="xlsx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _write_workbook(lines: Sequence[Line], file: BytesIO) -> None:
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Nộp số liệu"))
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        heads = [_("Mã"), _("Đơn vị"), _("Kỳ"), _("Tình trạng"), _("Hạn gửi"), _("Đã gửi"),
                 _("Đã duyệt"), _("Đã khóa"), _("Phiên bản"), _("Đã gửi trong 12 tháng"),
                 _("Đúng hạn trong 12 tháng"), _("Phải gửi trong 12 tháng")]  # fmt: skip
        sheet.write_row(0, 0, heads, bold)
        for row, line in enumerate(lines, start=1):
            status = ", ".join(filter(None, (line.status.text, line.status.about)))
            sheet.write_row(row, 0, [line.unit.code, line.unit.name, period_text(line.period)])
            sheet.write_string(row, 3, status)
            if line.due_on:
                sheet.write_datetime(row, 4, line.due_on, day)
            if one := line.one:
                for column, at in enumerate((one.submitted_at, one.accepted_at, one.locked_at), 5):
                    if at:
                        sheet.write_datetime(
                            row, column, localtime(at).replace(tzinfo=None), moment
                        )
                sheet.write_number(row, 8, one.version)
            if line.of:
                sheet.write_row(row, 9, [line.sent, line.on_time, line.of])
        sheet.freeze_panes(1, 2)
        sheet.autofit()


def _asked(request: SignedIn) -> Asked:
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied
    on = localdate()
    places = queries.places_of(request.user)
    over = _named_in(places, request) or place_chosen(request, request.GET.get("over", ""))
    period = period_chosen(request.GET.get("period", ""), on)
    filters = ReturnFilters(request.GET, places=places, over=over, period=period, on=on)
    return Asked(places, over, period, filters, on)


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


def _territory(request: SignedIn, asked: Asked) -> dict[str, Any]:
    over, period, on = asked.over, asked.period, asked.on
    months = queries.months_until(queries.month_to_send(on), ROUND)
    stands = queries.standings(
        over, months if period in months else [period, *months], on, with_own=True
    )
    page_obj = Paginator(asked.units, PER_PAGE).get_page(request.GET.get("page"))
    may_accept = may(request.user, Permission.FIGURES_ACCEPT, at=over)
    lines = _units(page_obj.object_list, period, on)
    if may_accept:
        lines = [replace(line, takes=_takes(line, over, request)) for line in lines]
    return {
        "page_obj": page_obj,
        "lines": lines,
        "may_take": any(line.takes for line in lines),
        "stand": next(one for one in stands if one.period == period),
        "stands": [_told(one) for one in stands if one.period in months],
        "due_on": period.deadline("commune"),
        "may_lock": may_accept,
    }


def _takes(line: Line, over: Unit, request: SignedIn) -> str:
    one = line.one
    if one is None or one.state != ReturnState.SUBMITTED or line.unit.level <= over.level:
        return ""
    return "" if one.submitted_by_id == request.user.pk else f"{one.pk}:{one.edits}"


def _units(units: Iterable[Unit], period: Period, on: date) -> list[Line]:
    return [
        _line(row.unit, period, row.unit.name, row.one, on, row.sent, row.on_time, row.of)
        for row in queries.unit_rows(units, period, on)
    ]


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
    due_on = one.due_on if one else period.deadline(Level(unit.level).name.lower())
    return Line(unit, period, name, one, due_on, status_of(one, due_on, on), sent, on_time, of)


def _told(one: Completeness) -> dict[str, Any]:
    """A month's completeness with its shares in percent."""
    shares = {"sent": one.share_sent, "on_time": one.share_on_time}
    return {
        "one": one,
        "name": period_text(one.period),
        **{f"{name}_percent": None if x is None else round(100 * x) for name, x in shares.items()},
    }

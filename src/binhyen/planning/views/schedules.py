"""The schedule that a draw gave: waves by month, as a table, a picture and a file."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from binhyen.evidence.queries import may_register, outcome_name
from binhyen.figures.queries import catalogue
from binhyen.people.queries import SignedIn

from ..exports import SYNTHETIC
from ..models import Draw
from ..queries import draws as queries
from ..rules.chance import ByLot, by_lot
from ..rules.schedule import later
from ..rules.timeline import timeline
from ..wording import month_text, numbers_text
from .draws import schedule_of, visible_draw

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
AFTERWARDS, PART = 3, 5  # months drawn after the last wave began, or that part of all before


@dataclass(frozen=True, slots=True)
class Line:
    """A commune with its wave. month: YYYY-MM."""

    wave: int
    month: str
    code: str
    name: str
    need: int


@require_GET
def page(request: SignedIn, key: str) -> HttpResponse:
    """Who begins when; before the draw only how many."""
    draw = visible_draw(request, key)
    if not draw.sizes:
        raise Http404
    own = queries.own_communes(request.user)
    outcome = outcome_name(draw.outcome, catalogue(draw.unit))
    may_study = draw.is_drawn and may_register(request.user, draw.unit)
    lines = lines_of(draw)
    lot = by_lot((one.code, one.need, one.wave) for one in lines)
    context = {
        "draw": draw,
        "outcome": outcome,
        "lines": [(one, month_text(one.month), one.code in own) for one in lines],
        "no_lot": _no_lot(lot),
        "picture": _picture(draw),
        "study": _study_address(draw, lot, outcome) if may_study else "",
        **schedule_of(draw),
    }
    return render(request, "planning/schedule.html", context)


@require_GET
def export(request: SignedIn, key: str, form: str) -> HttpResponse | FileResponse:
    """Every commune with its wave and month, for Excel or as CSV."""
    draw = visible_draw(request, key)
    if not draw.is_drawn or form not in ("csv", "xlsx"):
        raise Http404
    name = f"lich-{draw.key}.{form}"
    if form == "csv":
        response = HttpResponse(_csv(draw), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response
    return FileResponse(_workbook(draw), as_attachment=True, filename=name, content_type=XLSX)


def lines_of(draw: Draw) -> list[Line]:
    """In the order drawn; none before the draw."""
    need = {one["code"]: one["need"] for one in draw.entrants}
    gap = draw.gap_months or 1
    return [
        Line(
            one["wave"],
            later(draw.first_month, (one["wave"] - 1) * gap),
            one["code"],
            one["name"],
            need[one["code"]],
        )
        for one in draw.places
    ]


def _heads(draw: Draw) -> list[str]:
    """With a last one where all is invented, so that no line is taken for a real one."""
    return [
        pgettext("bốc thăm", "Đợt"),
        _("Tháng bắt đầu"),
        _("Mã"),
        _("Xã, phường"),
        _("Nhóm nhu cầu"),
        *([_("Ghi chú")] if draw.is_synthetic else ()),
    ]


def _rows(draw: Draw, month: Callable[[str], str]) -> Iterator[list[str | int]]:
    note = [SYNTHETIC] if draw.is_synthetic else []
    for one in lines_of(draw):
        yield [one.wave, month(one.month), one.code, one.name, one.need, *note]


def _csv(draw: Draw) -> str:
    """With a mark of UTF-8, as Excel wants it."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(_heads(draw))
    writer.writerows(_rows(draw, str))
    return "\ufeff" + file.getvalue()


def _workbook(draw: Draw) -> BytesIO:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **SAFE}) as book:
        sheet = book.add_worksheet(_("Lịch triển khai"))
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [f"{draw.programme.name} · {draw.key}"], bold)
        sheet.write_row(1, 0, _heads(draw), bold)
        for number, row in enumerate(_rows(draw, month_text), start=2):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(2, 0)
        sheet.autofit(max_width=320)
    file.seek(0)
    return file


def _picture(draw: Draw) -> dict[str, Any]:
    """The waves along the months, with what it shows in words."""
    gap = draw.gap_months or 1
    starts = [number * gap for number in range(len(draw.sizes))]
    afterwards = max(AFTERWARDS, starts[-1] // PART)
    chart = timeline(draw.sizes, starts, months=starts[-1] + 1 + afterwards)
    short = [
        f"{int(month[5:])}/{month[:4]}"
        for month in (later(draw.first_month, tick.month) for tick in chart.ticks)
    ]
    said = "; ".join(
        _("đợt %(wave)s, %(n)s xã, từ %(month)s")
        % {"wave": one.number, "n": one.size, "month": month_text(later(draw.first_month, start))}
        for one, start in zip(chart.rows, starts, strict=True)
    )
    named = _("Đợt %(n)s · %(size)s xã")
    return {
        "chart": chart,
        "title": _("Các đợt theo tháng"),
        "rows": [(one, named % {"n": one.number, "size": one.size}) for one in chart.rows],
        "ticks": list(zip(chart.ticks, short, strict=True)),
        "said": said,
    }


def _no_lot(lot: ByLot) -> str:
    """Which classes of need had no lot to draw, and what can be compared nevertheless."""
    if not lot.forced:
        return ""
    if not lot.needs:
        return _(
            "Nhóm nhu cầu nào cũng đứng trọn trong một đợt, nên xã nào làm trước không do bốc thăm."
        )
    if lot.is_fair:
        said = _(
            "Nhóm %(forced)s đứng trọn trong một đợt nên không do bốc thăm; muốn so sánh công bằng "
            "thì chỉ so các xã nhóm %(drawn)s."
        )
    else:
        said = _(
            "Nhóm %(forced)s đứng trọn trong một đợt nên không do bốc thăm; các xã nhóm %(drawn)s "
            "thì quá ít để so sánh riêng."
        )
    return said % {"forced": numbers_text(lot.forced), "drawn": numbers_text(lot.needs)}


def _study_address(draw: Draw, lot: ByLot, outcome: str) -> str:
    """The form of a study of this roll-out, filled in as far as the draw knows."""
    last = later(draw.first_month, _compared_months(draw, lot) - 1)
    told = {"programme": draw.programme.name, "outcome": outcome, "key": draw.key}
    known = {
        "programme": draw.programme.code,
        "communes": ",".join(lot.compared),
        "question": _(
            "%(programme)s có làm giảm số vụ (%(outcome)s) ở các xã bắt đầu trước hay không?"
        )
        % told,
        "primary": draw.outcome,
        "first_month": draw.compared["first"],
        "last_month": f"month-{last}",
        "least_worthwhile_percent": draw.least_worthwhile_percent,
        "note": " ".join(filter(None, [_note(lot) % told, _no_lot(lot)])),
    }
    if lot.is_fair:
        known["is_randomised"] = "1"
    return f"{reverse('evidence:study-add')}?{urlencode(known)}"


def _note(lot: ByLot) -> str:
    if lot.is_fair:
        return _("Nơi làm trước, nơi làm sau do bốc thăm công khai %(key)s.")
    return _("Lịch theo lần bốc thăm công khai %(key)s.")


def _compared_months(draw: Draw, lot: ByLot) -> int:
    """How long some of those that the study compares are still waiting."""
    watched = watched_months(draw)
    if not lot.is_fair or not lot.forced:
        return watched
    last = max(one["wave"] for one in draw.places if one["code"] in lot.compared)
    return min(watched, (last - 1) * (draw.gap_months or 1))


def watched_months(draw: Draw) -> int:
    """How long the chosen way can be watched until nobody is left to compare with."""
    ways = draw.compared["ways"]
    chosen = (
        way for way in ways if way["sizes"] == draw.sizes and way["gap_months"] == draw.gap_months
    )
    return max(next((way["watched_months"] for way in chosen), draw.watched_months), 1)

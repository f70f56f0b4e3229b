"""The units' pages: the list of a day, one unit, and the list as a workbook."""

import io
from datetime import date

import xlsxwriter
from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.kernel import log

from . import queries
from .forms import ListForm
from .models import Unit, UnitQuerySet
from .rules.drawing import svg_path

PER_PAGE = 50
FEW = 3  # found on the day: beside so few, units of other days are offered as well
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units of a day, found as one types, by level and province."""
    asked = _with_home(request)
    form = ListForm(asked, today=timezone.localdate())
    page = Paginator(_asked(form), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "on": form.day,
        "is_today": form.day == timezone.localdate(),
        "asked": asked.urlencode(),
        "others": _others(form, page.paginator.count),
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "units/_rows.html" if part else "units/list.html", context)


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """What the list shows, all of it, as a workbook."""
    form = ListForm(request.GET, today=timezone.localdate())
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet(_("Đơn vị hành chính"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        heads = [_("Mã"), _("Tên"), _("Loại"), _("Thuộc"), _("Từ ngày"), _("Đến hết ngày"), "km²"]
        sheet.write_row(0, 0, heads, bold)
        for row, unit in enumerate(_asked(form), start=1):
            sheet.write_row(row, 0, [unit.code, unit.name, unit.get_kind_display()])
            sheet.write_string(row, 3, unit.parent.name if unit.parent else "")
            for column, on in ((4, unit.valid_from), (5, unit.last_day)):
                if on:
                    sheet.write_datetime(row, column, on, day)
            if unit.area_km2 is not None:
                sheet.write_number(row, 6, unit.area_km2)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    file.seek(0)
    name = f"don-vi-hanh-chinh-{form.day:%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One unit as of a day: what it is, where it lies, what it came from and became."""
    on = _day(request.GET.get("on"))
    bearers = queries.bearers_of(code)
    unit = queries.bearer(bearers, on)
    if unit is None:
        raise Http404(_("Không có đơn vị hành chính mang mã này vào ngày đó."))
    shown = on or min(timezone.localdate(), unit.last_day or date.max)
    boundary = getattr(unit, "boundary", None)
    origins, successions = queries.successions_of(unit)
    context = {
        "unit": unit,
        "on": shown,
        "over": queries.over(unit),
        "children": queries.children(unit, shown),
        "origins": origins,
        "successions": successions,
        "bearers": [other for other in bearers if other != unit],
        "boundary": boundary,
        "drawing": svg_path(boundary.geometry) if boundary else None,
        "history": log.history_of(unit)[:50],
        "register": import_string(settings.BINHYEN_UNIT_SECTION)(request, unit, shown),
    }
    return render(request, "units/detail.html", context)


def _with_home(request: HttpRequest) -> QueryDict:
    """What was asked; who asks nothing begins with the province of their own."""
    asked = request.GET.copy()
    if set(asked) <= {"page"}:
        asked["province"] = import_string(settings.BINHYEN_UNIT_HOME)(request)
    return asked


def _others(form: ListForm, count: int) -> list[Unit]:
    """Units of other days, where the day itself has none of the name, or few."""
    if count > FEW:
        return []
    text = getattr(form, "cleaned_data", {}).get("q", "")
    return queries.of_other_days(form.day, text=text, whole=bool(count))


def _asked(form: ListForm) -> UnitQuerySet:
    """The rows that the form asks for; a field that makes no sense says nothing."""
    asked = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    return queries.listed(
        form.day,
        text=asked.get("q", ""),
        level=asked.get("level"),
        province=asked.get("province", ""),
    )


def _day(text: str | None) -> date | None:
    """The day in the address. Raises Http404 for one that is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404(_("Ngày phải có dạng năm-tháng-ngày.")) from None

"""How complete the dossiers are: by commune or province, by programme, and site by site."""

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit
from binhyen.units.queries import find

from .. import queries
from ..queries import Figures, UnitFigures

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    unit: Unit
    figures: Figures


@require_GET
def overview(request: SignedIn) -> HttpResponse:
    """The communes that a person sees, or the provinces if they see several, the least complete
    first unless asked by name.
    """
    _demand(request)
    rows, provinces, chosen = _asked(request)
    total = sum((row.figures for row in provinces or rows), Figures())
    context = {
        "rows": _ordered(provinces or rows, request.GET.get("sort", "")),
        "are_provinces": bool(provinces),
        "province": chosen,
        "total": total,
        "sort": request.GET.get("sort", ""),
        "query": request.GET.urlencode(),
        "may_edit": bool(queries.units_to_list_for(request.user)),
    }
    return render(request, "dossiers/overview.html", context)


@require_GET
def export(request: SignedIn) -> FileResponse:
    """What the overview shows, as a workbook."""
    _demand(request)
    rows, provinces, _chosen = _asked(request)
    file = io.BytesIO()
    heads = [
        *(_("Mã"), _("Đơn vị"), _("Số điểm"), _("Giấy tờ cần có"), _("Đã có")),
        *(_("Chưa ký"), _("Quá hạn"), _("Còn thiếu"), _("Đầy đủ (%)")),
    ]
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Hồ sơ giấy tờ"))
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        shown = _ordered(provinces or rows, request.GET.get("sort", ""))
        for number, row in enumerate(shown, start=1):
            f = row.figures
            sheet.write_row(number, 0, [row.unit.code, row.unit.name])
            counts = (f.sites, f.needed, f.present, f.unsigned, f.out_of_date, f.missing)
            sheet.write_row(number, 2, [*counts, f.percent])
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    file.seek(0)
    name = f"ho-so-{localdate():%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def programmes(request: SignedIn) -> HttpResponse:
    """The programmes of the catalogue, each with its own papers."""
    _demand(request)
    visible = Programme.objects.visible_to(request.user).select_related("unit")
    page = Paginator(visible.order_by("sort_key", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    lines = queries.programme_lines(page.object_list, localdate())
    return render(request, "dossiers/programmes.html", {"page_obj": page, "lines": lines})


@require_GET
def unit(request: SignedIn, code: str) -> HttpResponse:
    """The sites counted under a unit, those that lack most first."""
    _demand(request)
    place = find(code, _day(request.GET.get("on", "")))
    if place is None:
        raise Http404
    sites = queries.sites_counted_at(request.user, place).select_related("programme", "unit")
    lines = queries.site_lines(sites.order_by("sort_key", "pk"), localdate())
    needing = [line for line in lines if line.dossier.needed]
    lacking = [line for line in needing if line.dossier.wanting]
    shown = needing if request.GET.get("all") else lacking
    shown.sort(key=lambda line: -len(line.dossier.wanting))
    context = {
        "unit": place,
        "page_obj": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "needing": len(needing),
        "lacking": len(lacking),
        "is_all": bool(request.GET.get("all")),
        "on": request.GET.get("on", ""),
    }
    return render(request, "dossiers/unit.html", context)


def _demand(request: SignedIn) -> None:
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


def _asked(
    request: SignedIn,
) -> tuple[Sequence[UnitFigures], Sequence[ProvinceRow], Unit | None]:
    """Communes; or provinces, where there are several and none was chosen; and the chosen one."""
    rows = queries.completeness_by_unit(request.user, localdate())
    by_province: dict[str, list[UnitFigures]] = defaultdict(list)
    for row in rows:
        by_province["/".join(row.unit.path.split("/")[:2]) + "/"].append(row)
    if len(by_province) < 2:
        return rows, (), None
    tops = {top.path: top for top in queries.units_at(by_province)}
    code = request.GET.get("province", "")
    path = next((path for path, top in tops.items() if top.path == f"VN/{code}/"), "")
    if path:
        return by_province[path], (), tops[path]
    provinces = [
        ProvinceRow(tops[path], sum((row.figures for row in some), Figures()))
        for path, some in by_province.items()
    ]
    return (), sorted(provinces, key=lambda row: row.unit.sort_key), None


def _ordered(rows: Sequence[Any], sort: str) -> list[Any]:
    if sort == "name":
        return list(rows)
    return sorted(rows, key=lambda row: row.figures.percent or 0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

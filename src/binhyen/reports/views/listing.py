"""The reports that there are and that are due, and the beginning of a new one."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.figures.queries import period_named
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.fields import unit_or_nation
from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from .. import actions, queries
from ..forms import ChooseForm, ReportFilters
from ..listed import reports_workbook
from ..queries import FoundFrame
from .refused import BLOCKED, tell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def report_list(request: SignedIn) -> HttpResponse:
    """Every report that the person sees; above it what their units owe and what waits for them."""
    person, filters = request.user, _filters(request)
    page = queries.reports_page(
        queries.reports_found(person, filters.wanted), request.GET.get("page")
    )
    symbols = queries.symbols_of(page.object_list)
    context = {
        "filters": filters,
        "page_obj": page,
        "rows": [(report, symbols.get(report.pk, "")) for report in page.object_list],
        "due": queries.reports_due(person, localdate()),
        "waiting": queries.reports_told(person, localdate()),
        "may_draw_up": may(person, Permission.FIGURES_ENTER),
        "today": localdate(),
    }
    return render(request, "reports/list.html", context)


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """Exactly what the filters show."""
    reports = queries.reports_listed(request.user, _filters(request).wanted)
    symbols = queries.symbols_of(reports)
    book = reports_workbook((report, symbols.get(report.pk, "")) for report in reports)
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="bao-cao-dinh-ky.xlsx"'
    return response


def _filters(request: SignedIn) -> ReportFilters:
    years, frames = queries.years_and_frames(request.user)
    named = [(one.code, name_of(one)) for one in frames]
    return ReportFilters(request.GET, person=request.user, years=years, frames=named)


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Choose the form and the period; what is there already is led to."""
    if not may(request.user, Permission.FIGURES_ENTER):
        raise PermissionDenied
    if request.method == "POST":
        return _begun(request)
    return _offered(request, 200)


def _begun(request: SignedIn) -> HttpResponse:
    unit = unit_or_nation(request.user, Permission.FIGURES_ENTER, request.POST.get("unit", ""))
    period = period_named(request.POST.get("period", ""))
    if unit is None or period is None:
        raise Http404
    frame = request.POST.get("frame", "")
    if (there := queries.report_of(unit, frame, period.code)) is not None:
        return redirect(there)
    try:
        report = actions.begin_report(unit, frame, period, key=uuid4(), by=request.user, at=now())
    except actions.ReportsBlocked as refused:
        tell(request, refused)
        return _offered(request, BLOCKED)
    return redirect(report)


def _offered(request: SignedIn, status: int) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    unit = _unit_asked(request, asked.get("unit", ""))
    frames = queries.frames_for(unit, localdate()) if unit else []
    chosen = next((one for one in frames if one.code == asked.get("frame")), None)
    if chosen is None and frames:
        chosen = next((one for one in frames if one.shape.kind == "quarter"), frames[0])
    named = [(one.code, name_of(one)) for one in frames]
    typed = unit_text(unit) if unit else asked.get("unit", "")
    data = {"unit": typed, "frame": chosen.code if chosen else ""}
    form = ChooseForm(data, person=request.user, frames=named)
    if not typed:
        form.errors.clear()
    context = {
        "form": form,
        "unit": unit,
        "unit_typed": unit_text(unit) if unit else "",
        "chosen": chosen,
        "chosen_name": name_of(chosen) if chosen else "",
        "offers": queries.offers(unit, chosen, localdate()) if unit and chosen else [],
    }
    return render(request, "reports/new.html", context, status=status)


def _unit_asked(request: SignedIn, text: str) -> Unit | None:
    """The unit that is typed, or the person's own; former units report nothing."""
    if text:
        unit = unit_or_nation(request.user, Permission.FIGURES_ENTER, text)
    else:
        unit = next(iter(queries.units_reporting(request.user)), None)
    return unit if unit is not None and unit.valid_to is None else None


def name_of(frame: FoundFrame) -> str:
    """A form's name in the reader's language."""
    is_english = (get_language() or "vi").startswith("en")
    return frame.shape.name_en if is_english else frame.shape.name

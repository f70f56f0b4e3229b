"""Files of figures: forms and months to take away, and those handed in."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, posts_granting
from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from .. import actions, queries
from ..forms.files import FormOfMonth, SpanOfMonths, UploadForm
from ..models import Batch
from ..queries import Period
from ..rules.workbooks import MOST_CELLS
from ..wording import file_name
from .scope import demand_reader

PER_PAGE = 25
MONTHS_BACK = 120
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_http_methods(["GET", "POST"])
def file_list(request: SignedIn) -> HttpResponse:
    """The files to take away, the form to hand one in, and every file handed in within reach."""
    demand_reader(request)
    if request.method == "GET":
        return _list(request)
    units = _own_units(request)
    if not units:
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES, units=units)
    if form.is_valid():
        file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
        try:
            batch = actions.open_batch(unit, file.name, file.read(), by=request.user, at=now())
        except actions.FileRefused as refused:
            form.add_error("file", refused.code.label)
        else:
            return redirect(batch)
    return _list(request, upload=form, status=422)


@require_GET
def month_form(request: SignedIn) -> HttpResponse:
    """A month's form of one unit as a workbook; what is known stands in it already."""
    demand_reader(request)
    form = FormOfMonth(request.GET, person=request.user, periods=_months())
    if not form.is_valid():
        return _list(request, form_of_month=form, status=422)
    unit, period = form.cleaned_data["unit"], form.cleaned_data["period"]
    if request.GET["unit"] == unit.code:  # a code alone is whoever bore it then
        unit = queries.place_named(request.user, unit.code, period.until) or unit
    if not queries.existed(unit, period):
        form.add_error("period", _("Khi đó chưa có hoặc không còn đơn vị này."))
        return _list(request, form_of_month=form, status=422)
    known = queries.catalogue_seen(request.user, unit, queries.catalogue(unit, period.until))
    stored = queries.values(known.by_key, [unit], [period])
    content = queries.form_workbook(unit, period, known, stored)
    return _file(content, file_name("biểu", unit.name, period.label, kind="xlsx"), XLSX)


@require_GET
def months(request: SignedIn, kind: str) -> HttpResponse:
    """A territory's months as a workbook or CSV, which can be read back."""
    demand_reader(request)
    form = SpanOfMonths(request.GET, person=request.user, periods=_months())
    if not form.is_valid():
        return _list(request, span=form, status=422)
    unit, since, until = (form.cleaned_data[name] for name in ("unit", "since", "until"))
    span = queries.periods_between(since.kind.code, since.start, until.until)
    known = queries.catalogue_seen(request.user, unit, queries.catalogue(unit, until.until))
    rows, stored = queries.months_within(unit, span, known)
    if len(rows) * len(known.by_key) > MOST_CELLS:
        form.add_error(
            "since", _("Nhiều quá cho một tệp; hãy chọn ít kỳ hơn hoặc địa bàn nhỏ hơn.")
        )
        return _list(request, span=form, status=422)
    days = [since.label, *(["đến", until.label] if until != since else [])]
    name = file_name("số liệu", unit.name, *days, kind=kind)
    if kind == "csv":
        return _file(queries.months_csv(rows, known, stored).encode(), name, CSV)
    return _file(queries.months_workbook(rows, known, stored), name, XLSX)


def _list(
    request: SignedIn,
    *,
    upload: UploadForm | None = None,
    form_of_month: FormOfMonth | None = None,
    span: SpanOfMonths | None = None,
    status: int = 200,
) -> HttpResponse:
    person, periods, own = request.user, _months(), _own_units(request)
    home = own[0] if own else posts_granting(person, Permission.REGISTER_VIEW)[0].unit
    begun = _begun(home, periods)
    page = Paginator(
        Batch.objects.visible_to(person).select_related("unit", "by"), PER_PAGE
    ).get_page(request.GET.get("page"))
    counts = queries.cell_counts(page.object_list)
    context = {
        "upload": upload or (UploadForm(units=own) if own else None),
        "form_of_month": form_of_month
        or FormOfMonth(person=person, periods=periods, initial=begun),
        "span": span or SpanOfMonths(person=person, periods=periods, initial=begun),
        "page_obj": page,
        "lines": [(batch, counts[batch.pk]) for batch in page],
    }
    return render(request, "figures/files.html", context, status=status)


def _begun(home: Unit, periods: Sequence[Period]) -> dict[str, Any]:
    """What the forms begin with: one's own unit and the month that has ended last."""
    last = next((one for one in periods if one.until < localdate()), periods[0])
    place = unit_text(home) if home.level else ""
    return {"unit": place, "period": last.code, "since": last.code, "until": last.code}


def _months() -> list[Period]:
    """The months that a file can be about, the present one first."""
    kind = queries.calendar().returned
    now_ = queries.period_containing(kind.code, localdate())
    assert now_ is not None  # noqa: S101  # months leave no day out
    return [queries.following(now_, -steps) for steps in range(MONTHS_BACK)]


def _own_units(request: SignedIn) -> list[Unit]:
    posts = posts_granting(request.user, Permission.FIGURES_ENTER)
    return list({post.unit_id: post.unit for post in posts}.values())


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

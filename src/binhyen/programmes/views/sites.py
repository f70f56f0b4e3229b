"""The big table of sites, one site, and the table as a file."""

from collections.abc import Callable, Iterable
from io import BytesIO, StringIO
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, may_there
from binhyen.units.queries import over, successors

from .. import actions, exports, queries
from ..choices import Source
from ..forms.fields import programme_text
from ..forms.filters import SiteFilters
from ..forms.sites import BulkForm, SavedViewForm
from ..models import Contribution, Site

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUGGESTIONS = 12
HISTORY = 30
PAGE = "sites"
RELATED = (
    *("programme__sector", "organisation", "decision", "leader", "placed_in"),
    *("unit__parent__parent__parent", "unit__boundary"),
)


@require_GET
def site_list(request: SignedIn) -> HttpResponse:
    """Every visible site, filtered by what the address says; its part alone as one types."""
    filters = SiteFilters(request.user, request.GET)
    wanted = filters.wanted
    found = queries.sites_found(request.user, wanted)
    page = queries.site_page(found, request.GET.get("page"), words=wanted.words)
    context = {
        "filters": filters,
        "page_obj": page,
        "sums": queries.sums_of(page),
        "sort": wanted.sort,
        "views": queries.saved_views(request.user, PAGE),
        "view_form": SavedViewForm(initial={"query": filters.query}),
        "bulk": BulkForm(auto_id="bulk_%s"),  # the filters have a state too
        "may_change": may(request.user, Permission.SITE_CHANGE),
        "may_import": may(request.user, Permission.IMPORT_RUN),
    }
    return list_page(request, "programmes/sites.html", "programmes/_sites.html", context)


def list_page(request: SignedIn, whole: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """A list's page, or only its table for a script, which then shows the short address."""
    is_part = "HX-Request" in request.headers
    response = render(request, part if is_part else whole, context | {"is_part": is_part})
    if is_part:
        query = context["filters"].query
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def detail(request: SignedIn, code: str) -> HttpResponse:
    """Everything of one site on one page."""
    visible = Site.objects.visible_to(request.user)
    rights = {
        "may_change": may_there(request.user, Permission.SITE_CHANGE, unit="unit"),
        "may_update": may_there(request.user, Permission.SITE_UPDATE_OWN, unit="unit"),
    }
    site: Any = get_object_or_404(visible.select_related(*RELATED).annotate(**rights), code=code)
    gifts = list(site.contributions.all())
    is_gone = site.unit.valid_to is not None
    kin = queries.kin_of(site, request.user)
    context = {
        "site": site,
        "over": [unit for unit in over(site.unit) if unit.level],
        "today": list(successors(site.unit, localdate()).items()) if is_gone else [],
        "parent": kin.parent,
        "merged_into": kin.merged_into,
        "offspring": kin.offspring,
        "absorbed": kin.absorbed,
        "spot": queries.spot(site, visible),
        "gifts": gifts,
        "gift_totals": _sums(gifts),
        "gift_sum": sum(gift.amount_vnd for gift in gifts),
        "teams": kin.teams,
        "boards": queries.seated(site.boards.all()),
        "lacking": queries.lacking(site),
        "may_change": site.may_change,
        "may_write": site.may_change or (site.may_update and site.leader_id == request.user.pk),
        "entries": history_of(site)[:HISTORY],
    }
    return render(request, "programmes/site.html", context)


def _sums(gifts: Iterable[Contribution]) -> list[tuple[str, int]]:
    """By source, in the order of the choices."""
    return [
        (str(source.label), sum(gift.amount_vnd for gift in gifts if gift.source == source))
        for source in Source
    ]


@require_GET
def unit_options(request: SignedIn) -> HttpResponse:
    """Suggestions for a field that takes a unit, as one types its name; today's, if it says so."""
    wanted = request.GET.get("for", "")
    known = wanted in Permission.values
    permission = Permission(wanted) if known else Permission.REGISTER_VIEW
    words = request.GET.get("unit", "").strip()
    if not words:
        return _options(request, [])
    units = queries.unit_choices(request.user, permission, words)
    if "today" in request.GET:
        units = units.filter(valid_to=None)
    return _options(request, [queries.unit_text(unit) for unit in units[:SUGGESTIONS]])


@require_GET
def programme_options(request: SignedIn) -> HttpResponse:
    """Suggestions for a field that takes a programme."""
    words = request.GET.get("programme", "").strip()
    found = queries.programme_choices(request.user, words)[:SUGGESTIONS] if words else []
    return _options(request, [programme_text(programme) for programme in found])


@require_GET
def site_options(request: SignedIn) -> HttpResponse:
    """Suggestions for a field that takes a site."""
    names = ("parent", "merged_into")
    words = next((request.GET[name] for name in names if request.GET.get(name)), "").strip()
    found = queries.site_choices(request.user, words)[:SUGGESTIONS] if words else []
    return _options(request, [queries.site_text(site) for site in found])


def _options(request: SignedIn, options: list[str]) -> HttpResponse:
    return render(request, "programmes/_options.html", {"options": options})


@require_GET
def export(request: SignedIn, form: str) -> HttpResponse:
    """Exactly the sites that the filters show, as xlsx or csv."""
    sites = queries.sites_found(request.user, SiteFilters(request.user, request.GET).wanted)
    return as_file(form, "diem-mo-hinh", sites, exports.sites_workbook, exports.sites_csv)


def as_file(
    form: str, name: str, rows: QuerySet, workbook: Callable, csv: Callable
) -> HttpResponse:
    """A list as a download. Raises Http404 for a form that isn't offered."""
    if form == "xlsx":
        book = BytesIO()
        workbook(rows, book)
        response = HttpResponse(book.getvalue(), content_type=EXCEL)
    elif form == "csv":
        text = StringIO(newline="")
        csv(rows, text)
        response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_POST
def save_view(request: SignedIn) -> HttpResponse:
    form = SavedViewForm(request.POST)
    query = QueryDict(request.POST.get("query", "")).urlencode()
    if form.is_valid():
        name, query = form.cleaned_data["name"], form.cleaned_data["query"]
        actions.save_view(by=request.user, page=PAGE, name=name, query=query)
        messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": name})
    else:
        messages.error(request, _("Chưa lưu được: hãy đặt tên cho bộ lọc, tối đa 80 ký tự."))
    return redirect(f"{reverse('programmes:sites')}?{query}" if query else "programmes:sites")


@require_POST
def drop_view(request: SignedIn, pk: int) -> HttpResponse:
    view = get_object_or_404(queries.saved_views(request.user, PAGE), pk=pk)
    actions.drop_view(view)
    messages.success(request, _("Đã bỏ bộ lọc “%(name)s”.") % {"name": view.name})
    return redirect("programmes:sites")

"""The catalogue of programmes."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting

from .. import actions, exports, queries
from ..choices import Source
from ..forms.filters import ProgrammeFilters
from ..forms.programmes import ProgrammeForm
from ..forms.sites import written
from ..models import Programme, Site
from .register import lay_out
from .sites import as_file, list_page

HISTORY = 30


@require_GET
def programme_list(request: SignedIn) -> HttpResponse:
    """One row each with its official figures."""
    filters = ProgrammeFilters(request.user, request.GET)
    unit, sort = filters.chosen.get("unit"), filters.chosen.get("sort") or "code"
    page = queries.catalogue_page(
        _found(request, filters),
        request.user,
        unit=unit,
        sort=sort,
        number=request.GET.get("page"),
    )
    context = {
        "filters": filters,
        "page_obj": page,
        "sort": sort,
        "at": f"&{urlencode({'unit': queries.unit_text(unit)})}" if unit else "",
        "sums": _sums(page.object_list) if page.paginator.num_pages == 1 else None,
        "may_change": may(request.user, Permission.CATALOGUE_CHANGE),
        "may_import": may(request.user, Permission.IMPORT_RUN),
    }
    return list_page(request, "programmes/list.html", "programmes/_list.html", context)


def _found(request: SignedIn, filters: ProgrammeFilters) -> QuerySet[Programme]:
    chosen = filters.chosen
    return queries.programmes_found(
        request.user,
        words=chosen.get("q") or "",
        sector_id=chosen.get("sector"),
        state=chosen.get("state") or "",
        unit=chosen.get("unit"),
        only=filters.only,
    )


def _sums(rows: Iterable[queries.CatalogueRow]) -> dict[str, int]:
    """Totals of a list that fits one page; communes of several programmes can't be added up."""
    names = ("sites", "ended", "teams", "members", "state_vnd", "community_vnd")
    rows = list(rows)
    return {name: sum(getattr(row, name) for row in rows) for name in names}


@require_GET
def export(request: SignedIn, form: str) -> HttpResponse:
    """Exactly the programmes that the filters show."""
    found = _found(request, ProgrammeFilters(request.user, request.GET))
    return as_file(
        form, "danh-muc-mo-hinh", found, exports.programmes_workbook, exports.programmes_csv
    )


@require_GET
def detail(request: SignedIn, code: str) -> HttpResponse:
    """What a programme is, where it runs, who leads it and what it received."""
    named = queries.programme_named(request.user, code, Permission.CATALOGUE_CHANGE)
    if named is None:
        raise Http404
    programme, aliases = named
    sites = Site.objects.visible_to(request.user).filter(programme=programme)
    spread, money = queries.spread(sites), queries.by_year(sites)
    context = {
        "programme": programme,
        "aliases": aliases,
        "totals": spread.figures,
        "spread": spread,
        "money": money,
        "gifts": {
            Source.STATE.value: sum(from_state for _year, from_state, _ in money),
            Source.COMMUNITY.value: sum(from_community for *_, from_community in money),
        },
        "boards": queries.seated(programme.boards.filter(site=None)),
        "papers": queries.papers_of(sites),
        "may_change": programme.may_change,
        "may_register": may(request.user, Permission.SITE_CHANGE),
        "entries": history_of(programme)[:HISTORY],
    }
    return render(request, "programmes/detail.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    posts = posts_granting(request.user, Permission.CATALOGUE_CHANGE)
    if not posts:
        raise PermissionDenied
    initial = {"unit": posts[0].unit if posts[0].unit.level else None}
    form = ProgrammeForm(request.POST or None, person=request.user, initial=initial)
    if form.is_valid():
        try:
            facts = form.facts(is_synthetic=False)
            programme = actions.add_programme(facts, by=request.user, at=now())
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã thêm mô hình vào danh mục."))
            return redirect(programme)
    return _form(request, form)


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, code: str) -> HttpResponse:
    visible = Programme.objects.visible_to(request.user).select_related(
        "sector", "unit__parent", "merged_into"
    )
    programme = get_object_or_404(visible, code=code)
    if not may(request.user, Permission.CATALOGUE_CHANGE, at=programme.unit):
        raise PermissionDenied
    form = ProgrammeForm(
        request.POST or None,
        person=request.user,
        programme=programme,
        initial=_initial(programme),
    )
    if form.is_valid():
        try:
            facts = form.facts(is_synthetic=programme.is_synthetic)
            reason = form.cleaned_data["reason"]
            actions.change_programme(programme, facts, by=request.user, at=now(), reason=reason)
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect(programme)
    return _form(request, form, programme=programme)


def _initial(programme: Programme) -> dict[str, Any]:
    return {
        "name": programme.name,
        "sector": programme.sector.name,
        "unit": programme.unit,
        "aim": programme.aim,
        "state": programme.state,
        "established": written(programme.established_on, programme.established_precision),
        "origin": programme.origin,
        "ended": written(programme.ended_on, programme.ended_precision),
        "ending": programme.ending,
        "merged_into": programme.merged_into,
        "aliases": "\n".join(alias.name for alias in programme.aliases.all()),
    }


def _form(request: SignedIn, form: ProgrammeForm, **more: Any) -> HttpResponse:
    context = {"form": form, "sectors": queries.sector_names(), **more}
    status = 422 if form.errors else 200
    return render(request, "programmes/programme_form.html", context, status=status)

"""The bodies that issue papers, and where their numbers stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, permissions_over

from .. import actions, queries
from ..forms import BeginForm, IssuerForm
from ..models import Issuer

PER_PAGE = 50


@require_GET
def issuer_list(request: SignedIn) -> HttpResponse:
    """Every issuer of one's reach with its last number of this year."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied
    pages = Paginator(queries.issuers_visible(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    year = localdate().year
    series = queries.series_by_issuer(page.object_list, year)
    rights = permissions_over(request.user, {issuer.unit for issuer in page.object_list})
    context = {
        "page_obj": page,
        "rows": [
            (issuer, series.get(issuer.pk), Permission.PAPER_ISSUE in rights[issuer.unit])
            for issuer in page.object_list
        ],
        "year": year,
        "may_issue": may(request.user, Permission.PAPER_ISSUE),
    }
    return render(request, "papers/issuers.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    if not may(request.user, Permission.PAPER_ISSUE):
        raise PermissionDenied
    form = IssuerForm(request.user, request.POST or None)
    if form.is_valid():
        issuer = _saved(request, form, None)
        if issuer is not None:
            messages.success(request, _("Đã thêm cơ quan ban hành."))
            return redirect("papers:issuers")
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    issuer = _changeable(request, pk)
    form = IssuerForm(request.user, request.POST or None, instance=issuer)
    if form.is_valid() and _saved(request, form, issuer) is not None:
        messages.success(request, _("Đã lưu. Văn bản đã ban hành giữ nguyên như cũ."))
        return redirect("papers:issuers")
    return _page(request, form, issuer)


@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    actions.close_issuer(_changeable(request, pk), by=request.user, at=now())
    messages.success(request, _("Từ nay không còn văn bản nào lấy số của cơ quan này."))
    return redirect("papers:issuers")


@require_POST
def begin(request: SignedIn, pk: int) -> HttpResponse:
    """Go on from the number that stands in the paper register."""
    issuer = _changeable(request, pk)
    begun = BeginForm(request.POST)
    if begun.is_valid():
        year, after = begun.cleaned_data["year"], begun.cleaned_data["after"]
        try:
            actions.begin_series(issuer, year, after, by=request.user, at=now())
        except actions.IssuerRefused as refused:
            _lay_out(begun, refused)
        else:
            said = _("Năm %(year)s tiếp tục từ số %(next)s.")
            messages.success(request, said % {"year": year, "next": after + 1})
            return redirect("papers:issuers")
    return _page(request, IssuerForm(request.user, instance=issuer), issuer, begun=begun)


def _changeable(request: SignedIn, pk: int) -> Issuer:
    """404 for an issuer out of sight, 403 for one that somebody else writes for."""
    issuer = get_object_or_404(
        Issuer.objects.visible_to(request.user).select_related("unit"), pk=pk
    )
    if not may(request.user, Permission.PAPER_ISSUE, at=issuer.unit):
        raise PermissionDenied
    return issuer


def _saved(request: SignedIn, form: IssuerForm, issuer: Issuer | None) -> Issuer | None:
    said: dict[str, Any] = form.cleaned_data
    unit = issuer.unit if issuer else said["unit"]
    names = actions.IssuerFacts.__dataclass_fields__
    facts = actions.IssuerFacts(**{name: said[name] for name in names})
    try:
        return actions.save_issuer(issuer, facts, unit=unit, by=request.user, at=now())
    except actions.IssuerRefused as refused:
        _lay_out(form, refused)
        return None


def _lay_out(form: forms.BaseForm, refused: actions.IssuerRefused) -> None:
    for fault in refused.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.label)


def _page(
    request: SignedIn,
    form: IssuerForm,
    issuer: Issuer | None,
    *,
    begun: BeginForm | None = None,
) -> HttpResponse:
    year = localdate().year
    known = queries.series_by_issuer([issuer], year).get(issuer.pk) if issuer else None
    context = {
        "form": form,
        "issuer": issuer,
        "series": known,
        "begin_form": begun or BeginForm(initial={"year": year}),
    }
    is_bad = bool(form.errors or (begun and begun.errors))
    return render(request, "papers/issuer_form.html", context, status=422 if is_bad else 200)

"""The dossier of a programme and of a site: what it needs, what is there, and a paper handed in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme, Site

from .. import actions, queries
from ..choices import Of
from ..forms.papers import PaperForm
from .handing import lay_out, taken, way_back

INITIAL = ("kind", "title", "number", "issued_on", "signed_on", "valid_until", "note")
SITES = 8


@require_GET
def programme(request: SignedIn, code: str) -> HttpResponse:
    return _show(request, _programme(request, code), None)


@require_GET
def site(request: SignedIn, code: str) -> HttpResponse:
    found = _site(request, code)
    return _show(request, found.programme, found)


@require_http_methods(["GET", "POST"])
def programme_add(request: SignedIn, code: str) -> HttpResponse:
    """Hand in a paper of the programme itself."""
    return _add(request, _programme(request, code), None)


@require_http_methods(["GET", "POST"])
def site_add(request: SignedIn, code: str) -> HttpResponse:
    """Hand in a paper of a site."""
    found = _site(request, code)
    return _add(request, found.programme, found)


def address_of(programme: Programme, site: Site | None) -> str:
    """The page of a record's dossier."""
    if site is not None:
        return reverse("dossiers:site", args=[site.code])
    return reverse("dossiers:programme", args=[programme.code])


def _programme(request: SignedIn, code: str) -> Programme:
    visible = Programme.objects.visible_to(request.user).select_related("unit", "sector")
    return get_object_or_404(visible, code=code)


def _site(request: SignedIn, code: str) -> Site:
    related = ["programme__unit", "unit__parent", "organisation"]
    visible = Site.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(visible, code=code)


def _show(request: SignedIn, programme: Programme, site: Site | None) -> HttpResponse:
    dossier = queries.dossier_of(programme, site)
    record = site or programme
    context = _about(programme, site) | {
        "dossier": dossier,
        "may_file": may(request.user, Permission.DOCUMENT_CHANGE, at=record.unit),
    }
    return render(request, "dossiers/record.html", context)


def _add(request: SignedIn, programme: Programme, site: Site | None) -> HttpResponse:
    record = site or programme
    if not may(request.user, Permission.DOCUMENT_CHANGE, at=record.unit):
        raise PermissionDenied
    back = way_back(request)
    dossier = queries.dossier_of(programme, site)
    asked = {name: request.GET[name] for name in INITIAL if name in request.GET}
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        dossier=dossier,
        of=Of.SITE if site else Of.PROGRAMME,
        initial=asked,
    )
    if request.method == "POST" and _file(request, form, programme, site):
        messages.success(request, _("Đã đưa giấy tờ vào hồ sơ."))
        return redirect(back or address_of(programme, site))
    context = _about(programme, site) | {"form": form, "back": back}
    return render(request, "dossiers/add.html", context, status=422 if form.errors else 200)


def _file(request: SignedIn, form: PaperForm, programme: Programme, site: Site | None) -> bool:
    """Whether the paper could be filed; if not, the form says why."""
    form.is_valid()
    kept = taken(request, form)
    if form.errors or kept is None:
        return False
    try:
        actions.file_document(
            programme=programme,
            site=site,
            stored=kept.stored,
            name=kept.name,
            by=request.user,
            at=now(),
            **form.said(),
        )
    except actions.DocumentRefused as refused:
        lay_out(form, refused)
        return False
    return True


def _about(programme: Programme, site: Site | None) -> dict[str, Any]:
    return {
        "programme": programme,
        "site": site,
        "record": site or programme,
        "home": address_of(programme, site),
    }

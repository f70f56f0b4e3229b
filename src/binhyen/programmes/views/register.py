"""Register a site, and put right what is written of one."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.units.queries import successors

from .. import actions, queries
from ..forms.sites import FIELD_OF, LEADERS, LeaderForm, PlaceForm, SiteForm, site_initial
from ..models import Organisation, Site

FIRST_SUGGESTIONS = 12
# Fields of the part that stands closed until something in it needs a look.
RARE = ("state", "ended", "ending", "merged_into", "rating", "note")


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """A new site: a few lines on a phone; a likely duplicate is shown before it is doubled."""
    if not may(request.user, Permission.SITE_CHANGE):
        raise PermissionDenied
    if request.method == "GET":
        home = queries.home_unit(request.user, Permission.SITE_CHANGE)
        asked = {
            name: request.GET[name] for name in ("programme", "village") if name in request.GET
        }
        initial = {"unit": home, "programme": asked.pop("programme", None), **asked}
        return _form(request, SiteForm(person=request.user, initial=initial), None)
    form = SiteForm(request.POST, person=request.user)
    if not form.is_valid():
        return _form(request, form, None, status=422)
    try:
        site = _register(request, form)
    except actions.AlreadyRegistered as known:
        return _form(request, form, None, known=known.site, status=409)
    except actions.Refused as refused:
        lay_out(form, refused)
        return _form(request, form, None, status=422)
    messages.success(request, _("Đã ghi điểm %(code)s vào sổ.") % {"code": site.code})
    return redirect(site)


@transaction.atomic
def _register(request: SignedIn, form: SiteForm) -> Site:
    organisation = _organisation(request, form)
    reason = form.cleaned_data["twin_reason"]
    return actions.register_site(
        form.facts(organisation=organisation, old=None),
        by=request.user,
        at=now(),
        reason=reason,
        even_if_known=bool(reason),
    )


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, code: str) -> HttpResponse:
    """Correct, complete or end a site."""
    related = [
        *("programme", "unit__parent", "organisation", "decision", "leader"),
        *("parent__unit", "merged_into__unit"),
    ]
    visible = Site.objects.visible_to(request.user).select_related(*related)
    site = get_object_or_404(visible, code=code)
    if not may(request.user, Permission.SITE_CHANGE, at=site.unit):
        return _led(request, site)
    old = actions.facts_of(site)
    if request.method == "GET":
        initial = site_initial(old)
        return _form(request, SiteForm(person=request.user, site=site, initial=initial), site)
    form = SiteForm(request.POST, person=request.user, site=site)
    if form.is_valid():
        try:
            _change(request, form, site, old)
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect(site)
    return _form(request, form, site, status=422)


@transaction.atomic
def _change(request: SignedIn, form: SiteForm, site: Site, old: actions.SiteFacts) -> None:
    facts = form.facts(organisation=_organisation(request, form), old=old)
    reason = form.cleaned_data["reason"]
    actions.change_site(site, facts, by=request.user, at=now(), reason=reason)


@require_http_methods(["GET", "POST"])
def place(request: SignedIn, code: str) -> HttpResponse:
    """Say in which of today's units a site of a divided unit is."""
    related = ["programme", "unit", "placed_in"]
    visible = Site.objects.visible_to(request.user).select_related(*related)
    site = get_object_or_404(visible, code=code)
    if not may(request.user, Permission.SITE_CHANGE, at=site.unit):
        raise PermissionDenied
    heirs = successors(site.unit, localdate()) if site.unit.valid_to else {}
    if len(heirs) < 2:
        raise Http404
    initial = {"placed_in": str(site.placed_in_id or "")}
    form = PlaceForm(request.POST or None, heirs=heirs, initial=initial)
    if form.is_valid():
        facts = replace(actions.facts_of(site), placed_in=form.unit)
        reason = form.cleaned_data["reason"]
        try:
            actions.change_site(site, facts, by=request.user, at=now(), reason=reason)
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã ghi nơi hiện nay của điểm này."))
            return redirect(site)
    context = {"form": form, "site": site}
    status = 422 if form.errors else 200
    return render(request, "programmes/place_form.html", context, status=status)


def _led(request: SignedIn, site: Site) -> HttpResponse:
    """The few fields that belong to whoever is in charge of the site."""
    if site.leader_id != request.user.pk or not may(
        request.user, Permission.SITE_UPDATE_OWN, at=site.unit
    ):
        raise PermissionDenied
    old = actions.facts_of(site)
    form = LeaderForm(request.POST or None, initial={name: getattr(old, name) for name in LEADERS})
    if form.is_valid():
        try:
            facts = replace(old, **form.cleaned_data)
            actions.change_site(site, facts, by=request.user, at=now())
        except actions.Refused as refused:
            lay_out(form, refused)
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect(site)
    status = 422 if form.errors else 200
    return render(request, "programmes/led_form.html", {"form": form, "site": site}, status=status)


def _organisation(request: SignedIn, form: SiteForm) -> Organisation | None:
    name, unit = form.cleaned_data["organisation"].strip(), form.cleaned_data["unit"]
    if not fold(name):
        return None
    found = actions.ensure_organisations([(unit, name)], by=request.user, at=now())
    return found[unit.pk, fold(name)]


def lay_out(form: forms.Form, refused: actions.Refused) -> None:
    """Each refusal beside the field that it is about."""
    for fault in refused.faults:
        name = FIELD_OF.get(fault.field, fault.field)
        form.add_error(name if name in form.fields else None, fault.label)


def _form(
    request: SignedIn, form: SiteForm, site: Site | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The form, with the units that a few would choose from already suggested."""
    units = queries.unit_choices(request.user, Permission.SITE_CHANGE, "")[:FIRST_SUGGESTIONS]
    context = {
        "form": form,
        "site": site,
        "unit_names": [queries.unit_text(unit) for unit in units],
        "is_open": site is not None or any(name in form.errors for name in RARE),
        **more,
    }
    return render(request, "programmes/site_form.html", context, status=status)

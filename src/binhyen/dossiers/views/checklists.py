"""The lists of required papers: the shipped one, a province's own, and the editor."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import actions, queries
from ..forms.checklists import ChecklistForm
from ..models import Checklist
from ..rules import checklists as rules


@require_GET
def checklist_list(request: SignedIn) -> HttpResponse:
    _demand(request)
    context = {
        "checklists": queries.checklists_of(request.user),
        "today": localdate(),
        "may_edit": bool(queries.units_to_list_for(request.user)),
        "shipped": queries.shipped(),
    }
    return render(request, "dossiers/checklists.html", context)


@require_GET
def shipped(request: SignedIn) -> HttpResponse:
    """The list that counts where nobody has written another."""
    _demand(request)
    context = {
        "checklist": queries.shipped(),
        "text": queries.shipped_text(),
        "may_edit": bool(queries.units_to_list_for(request.user)),
    }
    return render(request, "dossiers/checklist.html", context)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    stored = _stored(request, pk)
    context = {
        "stored": stored,
        "checklist": rules.parse(stored.text),
        "text": stored.text,
        "may_edit": bool(queries.units_to_list_for(request.user)),
        "may_withdraw": may(request.user, Permission.PROCEDURE_CHANGE, at=stored.unit),
    }
    return render(request, "dossiers/checklist.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn) -> HttpResponse:
    """Write a new version: looked over first, saved when nothing is wrong with it."""
    units = queries.units_to_list_for(request.user)
    if not units:
        raise PermissionDenied
    if request.method == "GET":
        initial = {"text": _begun(request), "unit": units[0].pk, "effective_on": localdate()}
        form = ChecklistForm(initial=initial, person=request.user)
        return _editor(request, form)
    form = ChecklistForm(request.POST, person=request.user)
    if not form.is_valid():
        return _editor(request, form, status=422)
    said = form.cleaned_data
    try:
        if "check" in request.POST:
            found = rules.parse(said["text"].replace("\r\n", "\n"))
            return _editor(request, form, checked=found)
        saved = actions.save_checklist(
            said["unit"],
            said["text"],
            effective_on=said["effective_on"],
            reason=said["reason"],
            by=request.user,
            at=now(),
        )
    except actions.ChecklistFaulty as faulty:
        return _editor(request, form, findings=faulty.findings, status=422)
    messages.success(request, _("Đã lưu danh mục giấy tờ."))
    return redirect(saved)


@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    stored = _stored(request, pk)
    actions.withdraw_checklist(stored, by=request.user, at=now())
    messages.success(request, _("Đã bãi bỏ; từ hôm nay bản trước đó lại được dùng."))
    return redirect(stored)


def _demand(request: SignedIn) -> None:
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


def _stored(request: SignedIn, pk: int) -> Checklist:
    visible = Checklist.objects.visible_to(request.user).select_related("unit", "created_by")
    return get_object_or_404(visible, pk=pk)


def _begun(request: SignedIn) -> str:
    """The text to begin with: that of the version named in the address, else the shipped one."""
    asked = request.GET.get("from", "")
    if asked.isdigit() and len(asked) < 18:
        return _stored(request, int(asked)).text
    return queries.shipped_text()


def _editor(
    request: SignedIn, form: ChecklistForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "dossiers/checklist_form.html", {"form": form, **more}, status=status)

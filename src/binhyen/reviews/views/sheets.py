"""Scoring sheets: those in use, those of the package, and the editor."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting

from .. import actions, queries
from ..forms import SheetForm, WithdrawForm
from ..models import Sheet
from ..rules import shapes
from ..rules.tables import SheetFault
from ..wording import known_text, limit_text, month_day_text
from .refused import UNFIT, lay_out

HISTORY = 20


@require_GET
def sheet_list(request: SignedIn) -> HttpResponse:
    """The unit's own sheets, then those of the package that none of them stands for."""
    own = queries.sheets_listed(request.user)
    used = {one.code for one in own}
    context = {
        "own": own,
        "shipped": [each for each in queries.shipped() if each.code not in used],
        "may_run": may(request.user, Permission.REVIEW_RUN),
    }
    return render(request, "reviews/sheets.html", context)


@require_GET
def shipped(request: SignedIn, code: str) -> HttpResponse:
    """A sheet of the package, as an example."""
    found = queries.shipped_sheet(code)
    if found is None or not may(request.user, Permission.REGISTER_VIEW):
        raise Http404
    context = _shown(found.content) | {
        "text": found.text,
        "may_run": may(request.user, Permission.REVIEW_RUN),
        "shipped_code": found.code,
    }
    return render(request, "reviews/sheet.html", context)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One version of a sheet, with the others."""
    stored = _visible(request, pk)
    versions = list(queries.versions_of(stored))
    context = _shown(stored.content) | {
        "text": stored.text,
        "stored": stored,
        "versions": versions,
        "is_newest": versions[0].pk == stored.pk,
        "may_run": may(request.user, Permission.REVIEW_RUN, at=stored.unit),
        "entries": history_of(stored)[:HISTORY],
    }
    return render(request, "reviews/sheet.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """A sheet of one's own; begins with the text of the package's, if one is named."""
    posts = posts_granting(request.user, Permission.REVIEW_RUN)
    if not posts:
        raise PermissionDenied
    model = queries.shipped_sheet(request.GET.get("from", "")) or queries.shipped()[0]
    initial = {
        "unit": posts[0].unit if posts[0].unit.level else None,
        "effective_on": localdate(),
        "text": model.text,
    }
    form = SheetForm(request.POST or None, person=request.user, initial=initial)
    return _edited(request, form, None)


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """The next version of a sheet."""
    stored = _visible(request, pk)
    if not may(request.user, Permission.REVIEW_RUN, at=stored.unit):
        raise PermissionDenied
    initial = {"effective_on": localdate(), "text": stored.text}
    form = SheetForm(request.POST or None, person=request.user, former=stored, initial=initial)
    return _edited(request, form, stored)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    stored = _visible(request, pk)
    if not may(request.user, Permission.REVIEW_RUN, at=stored.unit):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None, initial={"on": localdate()})
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            actions.withdraw_sheet(stored, **form.cleaned_data, by=request.user, at=now())
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Phiếu thôi dùng từ ngày đã ghi; đợt đang mở vẫn giữ."))
            return redirect(stored)
    context = {"form": form, "stored": stored}
    return render(request, "reviews/sheet_withdraw.html", context, status=status)


def _visible(request: SignedIn, pk: int) -> Sheet:
    visible = Sheet.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "created_by"), pk=pk)


def _edited(request: SignedIn, form: SheetForm, former: Sheet | None) -> HttpResponse:
    status, faults = (UNFIT if form.errors else 200), list[tuple[SheetFault, str]]()
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        unit = former.unit if former else chosen.pop("unit")
        try:
            saved = actions.save_sheet(
                chosen.pop("text"), unit=unit, former=former, **chosen, by=request.user, at=now()
            )
        except actions.SheetFaulty as faulty:
            faults, status = _beside(faulty.faults, form.cleaned_data["text"]), UNFIT
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã lưu phiếu. Đợt đang mở vẫn theo bản cũ."))
            return redirect(saved)
    context = {"form": form, "former": former, "faults": faults}
    return render(request, "reviews/sheet_form.html", context, status=status)


def _beside(faults: Iterable[SheetFault], text: str) -> list[tuple[SheetFault, str]]:
    """Each fault with the line that it points at."""
    lines = text.splitlines() or [""]
    return [(fault, lines[min(fault.line, len(lines)) - 1].strip()) for fault in faults]


def _shown(sheet: shapes.Sheet) -> dict[str, Any]:
    """A sheet laid out for its page."""
    window, deadlines = sheet.window, sheet.deadlines
    days = (deadlines.score, deadlines.appraise, deadlines.decide)
    return {
        "sheet": sheet,
        "criteria": [
            {
                "one": one,
                "limit": limit_text(sheet, one),
                "known": known_text(one.known),
            }
            for one in sheet.criteria
        ],
        "no_class_verified": not any(each.is_verified for each in sheet.classes),
        "no_criterion_verified": not any(one.is_verified for one in sheet.criteria),
        "window": f"{month_day_text(window.begins)}–{month_day_text(window.ends)}",
        "deadlines": [month_day_text(day) for day in days],
        "quota_class": sheet.class_of[sheet.quota.class_code] if sheet.quota else None,
        "quota_of": [sheet.class_of[code] for code in sheet.quota.of] if sheet.quota else [],
    }

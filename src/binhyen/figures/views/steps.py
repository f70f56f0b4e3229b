"""The steps of a return after it was sent: given back, accepted, locked; many locked at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import actions, queries
from ..forms.entry import GiveBackForm, StepForm
from ..forms.returns import period_chosen
from .entry import BLOCKED, UNFIT, Place, form_page, place_or_404
from .returns import place_chosen


@require_POST
def give_back(request: SignedIn, code: str, period: str) -> HttpResponse:
    """Back to its unit, with what is to be put right."""
    place = _demanded(request, code, period)
    form = GiveBackForm(request.POST)
    if not form.is_valid():
        return form_page(request, place, back_form=form, status=UNFIT)
    comment, edits = form.cleaned_data["comment"], form.cleaned_data["edits"]
    try:
        actions.give_back(place.one, comment, edits=edits, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        for reason in refused.reasons:
            form.add_error("comment" if reason.key == "comment" else None, reason.sentence)
        is_field = all(reason.key == "comment" for reason in refused.reasons)
        status = UNFIT if is_field else BLOCKED
        rest = [reason for reason in refused.reasons if reason.key != "comment"]
        return form_page(request, place, back_form=form, reasons=rest, status=status)
    messages.success(request, _("Đã trả lại để đơn vị sửa."))
    return redirect(place.one)


@require_POST
def accept(request: SignedIn, code: str, period: str) -> HttpResponse:
    place = _demanded(request, code, period)
    form = StepForm(request.POST)
    edits = form.cleaned_data["edits"] if form.is_valid() else None
    try:
        actions.accept(place.one, edits=edits, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return form_page(request, place, reasons=list(refused.reasons), status=BLOCKED)
    messages.success(request, _("Đã duyệt số liệu."))
    return redirect(place.one)


@require_POST
def lock(request: SignedIn, code: str, period: str) -> HttpResponse:
    place = _demanded(request, code, period)
    try:
        actions.lock(place.one, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return form_page(request, place, reasons=list(refused.reasons), status=BLOCKED)
    messages.success(request, _("Đã khóa; từ nay chỉ đính chính được, có lý do."))
    return redirect(place.one)


@require_POST
def lock_all(request: SignedIn) -> HttpResponse:
    """Every accepted return of a month in a territory."""
    if not may(request.user, Permission.FIGURES_ACCEPT):
        raise PermissionDenied
    over = place_chosen(request, request.POST.get("over", ""))
    period = period_chosen(request.POST.get("period", ""), localdate())
    accepted = queries.accepted_in(request.user, over, period)
    n = actions.lock_all(accepted, by=request.user, at=now())
    messages.success(
        request,
        ngettext("Đã khóa %(n)s báo cáo.", "Đã khóa %(n)s báo cáo.", n) % {"n": n},
    )
    asked = urlencode({"over": over.code, "period": period.code})
    return redirect(f"{reverse('figures:returns')}?{asked}")


def _demanded(request: SignedIn, code: str, period: str) -> Place:
    """404 where nothing was begun, as nothing could have been sent."""
    place = place_or_404(request, code, period)
    if not place.may_accept:
        raise PermissionDenied
    return place

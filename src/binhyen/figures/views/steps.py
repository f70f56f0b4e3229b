"""The steps of a return after it was sent: given back, accepted, locked; many locked at once."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.timezone import is_aware, localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.units.models import Unit

from .. import actions, queries
from ..choices import CellFault
from ..forms.entry import GiveBackForm, StandInForm, StepForm
from ..forms.returns import period_chosen
from ..models import Return
from ..queries import Period
from ..wording import period_text
from .entry import BLOCKED, UNFIT, Place, form_page, place_or_404
from .entry_shown import status_of
from .returns import place_chosen

MOST_LISTED = 200
MOST_TOLD = 10


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
def recall(request: SignedIn, code: str, period: str) -> HttpResponse:
    """Back from the level above, while nobody has accepted it or given it back."""
    place = place_or_404(request, code, period)
    if not place.may_enter:
        raise PermissionDenied
    form = StepForm(request.POST)
    edits = form.cleaned_data["edits"] if form.is_valid() else None
    try:
        actions.recall(place.one, edits=edits, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return form_page(request, place, reasons=list(refused.reasons), status=BLOCKED)
    messages.success(request, _("Đã rút lại; sửa xong thì gửi lại."))
    return redirect(place.one)


@require_POST
def stand_in(request: SignedIn, code: str, period: str) -> HttpResponse:
    """Somebody of a level above says why they fill in for the unit, and then may."""
    place = place_or_404(request, code, period)
    if not place.may_enter:
        raise PermissionDenied
    form = StandInForm(request.POST)
    if not form.is_valid():
        return form_page(request, place, stand_in_form=form, status=UNFIT)
    if not place.has_begun:
        shut = [str(CellFault.NOT_OPEN.label)]
        return form_page(request, place, stand_in_form=form, shut=shut, status=BLOCKED)
    try:
        one = actions.begin(place.unit, place.period, by=request.user, at=now())
        actions.stand_in(one, form.cleaned_data["reason"], by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        for reason in refused.reasons:
            form.add_error("reason" if reason.key == "reason" else None, reason.sentence)
        rest = [reason for reason in refused.reasons if reason.key != "reason"]
        status = BLOCKED if rest else UNFIT
        return form_page(request, place, stand_in_form=form, reasons=rest, status=status)
    messages.success(request, _("Đã ghi lý do; bạn nhập thay được cho đơn vị."))
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
def accept_all(request: SignedIn) -> HttpResponse:
    """Those chosen from the list, each checked as if accepted alone; back to the list."""
    if not may(request.user, Permission.FIGURES_ACCEPT):
        raise PermissionDenied
    edits = _picked(request)
    mine = Return.objects.visible_to(request.user, Permission.FIGURES_ACCEPT)
    found = mine.filter(pk__in=edits).select_related("unit", "period").order_by("unit__sort_key")
    done, refused = actions.accept_all(
        [(one, edits[one.pk]) for one in found], by=request.user, at=now()
    )
    if n := len(done):
        said = ngettext("Đã duyệt %(n)s báo cáo.", "Đã duyệt %(n)s báo cáo.", n) % {"n": n}
        messages.success(request, said)
    for one, refusal in refused[:MOST_TOLD]:
        why = " ".join(reason.sentence for reason in refusal.reasons)
        messages.warning(request, f"{one.unit.name}: {why}")
    if not (done or refused):
        messages.warning(request, _("Chưa chọn báo cáo nào."))
    here = {
        name: request.POST.get(name, "") for name in ("over", "period", "state", "sort", "page")
    }
    asked = urlencode({name: text for name, text in here.items() if text})
    return redirect(f"{reverse('figures:returns')}?{asked}")


def _picked(request: SignedIn) -> dict[int, int]:
    """The returns that were chosen, each with the edits that the list showed."""
    pairs = [text.partition(":") for text in request.POST.getlist("pick")[:MOST_LISTED]]
    return {
        int(pk): int(edits)
        for pk, _colon, edits in pairs
        if pk.isdecimal() and edits.isdecimal() and len(pk) < 19 and len(edits) < 10
    }


@require_POST
def lock(request: SignedIn, code: str, period: str) -> HttpResponse:
    place = _demanded(request, code, period)
    try:
        actions.lock(place.one, by=request.user, at=now())
    except actions.FiguresBlocked as refused:
        return form_page(request, place, reasons=list(refused.reasons), status=BLOCKED)
    messages.success(request, _("Đã khóa; từ nay chỉ đính chính được, có lý do."))
    return redirect(place.one)


@require_http_methods(["GET", "POST"])
def lock_all(request: SignedIn) -> HttpResponse:
    """Every accepted return of a month in a territory; asks first, with what would be locked."""
    if not may(request.user, Permission.FIGURES_ACCEPT):
        raise PermissionDenied
    asked_for = request.POST if request.method == "POST" else request.GET
    over = place_chosen(request, asked_for.get("over", ""))
    period = period_chosen(asked_for.get("period", ""), localdate())
    accepted = queries.accepted_in(request.user, over, period)
    shown_at = _moment(asked_for.get("shown_at", ""))
    if request.method == "GET" or shown_at is None:
        return _lock_page(request, over, period, accepted)
    accepted = [one for one in accepted if one.accepted_at and one.accepted_at <= shown_at]
    n = actions.lock_all(accepted, by=request.user, at=now())
    messages.success(
        request,
        ngettext("Đã khóa %(n)s báo cáo.", "Đã khóa %(n)s báo cáo.", n) % {"n": n},
    )
    asked = urlencode({"over": over.code, "period": period.code})
    return redirect(f"{reverse('figures:returns')}?{asked}")


def _lock_page(
    request: SignedIn, over: Unit, period: Period, accepted: list[Return]
) -> HttpResponse:
    """What would be locked, with its blanks, and what wouldn't be, as nobody has accepted it."""
    blanks = queries.blanks_in(accepted)
    locked, rest = queries.unaccepted(over, period)
    context = {
        "over": over,
        "period": period,
        "title_period": period_text(period),
        "shown_at": now().isoformat(),
        "lines": [(one, blanks[one.pk]) for one in accepted[:MOST_LISTED]],
        "more": max(len(accepted) - MOST_LISTED, 0),
        "n": len(accepted),
        "blank": sum(blanks.values()),
        "locked": locked,
        "rest": [
            (unit, status_of(one, one.due_on if one else period.deadline("commune"), localdate()))
            for unit, one in rest[:MOST_LISTED]
        ],
        "n_rest": len(rest),
        "more_rest": max(len(rest) - MOST_LISTED, 0),
    }
    return render(request, "figures/lock.html", context)


def _moment(text: str) -> datetime | None:
    """When a page was shown, as it says itself; what was accepted later isn't meant."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and is_aware(found) else None


def _demanded(request: SignedIn, code: str, period: str) -> Place:
    """404 where nothing was begun, as nothing could have been sent."""
    place = place_or_404(request, code, period)
    if not place.may_accept:
        raise PermissionDenied
    return place

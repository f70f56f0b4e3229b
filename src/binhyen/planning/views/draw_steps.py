"""The steps of a draw: its schedule, the announcement, the draw itself, the way back."""

import secrets
from collections.abc import Sequence

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn

from ..actions import draws as actions
from ..actions.refusals import PlanningBlocked, Reason
from ..choices import DrawState
from ..forms.draws import AnnounceForm, NumberForm, ScheduleForm, WithdrawForm
from ..models import Draw
from .draws import demand, draw_page, months_ahead, schedule_of, sent, visible_draw
from .draws_shown import chosen_way

UNFIT, BLOCKED = 422, 409


@require_POST
def schedule(request: SignedIn, key: str) -> HttpResponse:
    """Choose the waves."""
    draw = visible_draw(request, key)
    demand(request, draw, Permission.PLAN_PREPARE)
    form = ScheduleForm(request.POST, draw=draw, months=months_ahead(localdate()))
    if not form.is_valid():
        return draw_page(request, draw, form=form, status=UNFIT)
    sizes, gap = form.cleaned_data["chosen"]
    try:
        actions.schedule_draw(
            draw,
            sizes=sizes,
            gap_months=gap,
            first_month=form.cleaned_data["first_month"],
            by=request.user,
            at=now(),
        )
    except PlanningBlocked as refused:
        return draw_page(request, draw, form=form, status=lay_out(form, refused))
    return redirect(draw)


@require_http_methods(["GET", "POST"])
def announce(request: SignedIn, key: str) -> HttpResponse:
    """Fix everything and publish it, with the fingerprint of a secret that is made here."""
    draw = visible_draw(request, key)
    demand(request, draw, Permission.DRAW_HOLD)
    if reasons := actions.why_not_announced(draw):
        return _blocked(request, draw, reasons)
    form = AnnounceForm(sent(request))
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            seed = secrets.token_hex(32)
            actions.announce_draw(draw, **form.cleaned_data, seed=seed, by=request.user, at=now())
        except PlanningBlocked as refused:
            status = lay_out(form, refused)
        else:
            return redirect(draw)
    context = {"form": form, "draw": draw, "chosen": chosen_way(draw), **schedule_of(draw)}
    return render(request, "planning/draw_announce.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hold(request: SignedIn, key: str) -> HttpResponse:
    """Type the public number, and the waves are drawn."""
    draw = visible_draw(request, key)
    demand(request, draw, Permission.DRAW_HOLD)
    if reasons := actions.why_not_held(draw, localdate()):
        return _blocked(request, draw, reasons)
    form = NumberForm(sent(request))
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            actions.hold_draw(
                draw, number=form.cleaned_data["number"].strip(), by=request.user, at=now()
            )
        except PlanningBlocked as refused:
            status = lay_out(form, refused)
        else:
            return redirect(draw)
    context = {"form": form, "draw": draw}
    return render(request, "planning/draw_hold.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, key: str) -> HttpResponse:
    """Take a draw back, with the reason."""
    draw = visible_draw(request, key)
    is_draft = draw.state == DrawState.DRAFT
    demand(request, draw, Permission.PLAN_PREPARE if is_draft else Permission.DRAW_HOLD)
    if reasons := actions.why_not_withdrawn(draw):
        return _blocked(request, draw, reasons)
    form = WithdrawForm(sent(request))
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            actions.withdraw_draw(draw, form.cleaned_data["reason"], by=request.user, at=now())
        except PlanningBlocked as refused:
            status = lay_out(form, refused)
        else:
            return redirect(draw)
    return render(
        request, "planning/draw_withdraw.html", {"form": form, "draw": draw}, status=status
    )


def _blocked(request: SignedIn, draw: Draw, reasons: Sequence[Reason]) -> HttpResponse:
    """The draw's page with why the step can't be taken: no form that could only fail."""
    return draw_page(request, draw, reasons=[one.label for one in reasons], status=BLOCKED)


def lay_out(form: Form, refused: PlanningBlocked) -> int:
    """Each reason beside its field; 409 if one is about none."""
    status = UNFIT
    for reason in refused.reasons:
        is_field = reason.field in form.fields
        form.add_error(reason.field if is_field else None, reason.label)
        status = status if is_field else BLOCKED
    return status

"""Plans: listed, written, worked out, read, taken up anew, adopted, taken away as a workbook."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.units.models import Unit

from .. import actions, exports, queries
from ..actions import PlanFacts
from ..forms import PlanForm, ProvinceForm, WithdrawForm
from ..models import Plan
from ..queries import defaults
from ..queries.plans import provinces, unit_to_plan_for
from . import sentences, shown
from .draw_steps import lay_out

UNFIT, BLOCKED = 422, 409
HISTORY, PER_LIST = 30, 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL_STATE_VND, USUAL_COMMUNITY_VND = 3_000_000_000, 1_000_000_000


def demand_reader(request: SignedIn) -> None:
    """Raises PermissionDenied for who sees no register at all."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


@require_GET
def plan_list(request: SignedIn) -> HttpResponse:
    """Every plan that the person sees, the newest first, with what it would bring."""
    demand_reader(request)
    plans = list(queries.plans_visible_to(request.user)[:PER_LIST])
    context = {
        "rows": [{"plan": one, "brought": sentences.brought(one)} for one in plans],
        "may_prepare": may(request.user, Permission.PLAN_PREPARE),
    }
    return render(request, "planning/list.html", context)


# ------------------------------------------------------------------------------------- writing


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """What is wished for, begun from the plan adopted last or with what is usual."""
    if not may(request.user, Permission.PLAN_PREPARE):
        raise PermissionDenied
    unit = _unit(request)
    if unit is None:
        form = ProvinceForm(None, units=provinces())
        return render(request, "planning/choose.html", {"form": form})
    last = defaults.last_plan(request.user, unit)
    facts = replace(PlanFacts.of(last), name="", note="") if last else None

    def make(form: PlanForm) -> Plan:
        return actions.make_plan(unit, form.facts, by=request.user, at=now())

    context = {"title": _("Lập kế hoạch nhân rộng"), "last": last}
    return _typed(request, make, unit, facts, context)


def _unit(request: SignedIn) -> Unit | None:
    """The province of the address, or the one that the person plans for; None to be asked."""
    code = request.GET.get("unit", "")
    if not code:
        return unit_to_plan_for(request.user)
    units = {unit.code: unit for unit in provinces()}
    unit = units.get(code)
    if unit is None or not queries.may_prepare(request.user, unit):
        raise PermissionDenied
    return unit


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, key: str) -> HttpResponse:
    """Wish for something else, while nothing has come of it."""
    plan = _visible(request, key)
    _demand(request, plan, Permission.PLAN_PREPARE)
    if closed := actions.why_closed(plan):
        return _refused(request, plan, closed)

    def keep(form: PlanForm) -> Plan:
        return actions.change_plan(plan, form.facts, by=request.user, at=now())

    context = {"title": _("Sửa kế hoạch"), "plan": plan}
    return _typed(request, keep, plan.unit, PlanFacts.of(plan), context)


@require_http_methods(["GET", "POST"])
def copy(request: SignedIn, key: str) -> HttpResponse:
    """A new draft from this plan, with the reason; this one stays as it is."""
    plan = _visible(request, key)
    _demand(request, plan, Permission.PLAN_PREPARE)

    def renew(form: PlanForm) -> Plan:
        reason = form.cleaned_data["reason"]
        return actions.copy_plan(plan, form.facts, reason, by=request.user, at=now())

    context = {"title": _("Lập bản mới"), "plan": plan, "is_copy": True}
    facts = replace(PlanFacts.of(plan), name=defaults.name_of_copy(plan))
    return _typed(request, renew, plan.unit, facts, context)


def _typed(
    request: SignedIn,
    write: Callable[[PlanForm], Plan],
    unit: Unit,
    facts: PlanFacts | None,
    context: dict[str, Any],
) -> HttpResponse:
    """The form, or what is wrong with it beside the fields."""
    form = _form(request, unit, facts, is_copy="is_copy" in context)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                plan = write(form)
            except actions.PlanningBlocked as refused:
                status = form.lay_out(refused.reasons)
            else:
                return _saved(request, plan)
        else:
            reason = form.cleaned_data.get("reason")
            status = UNFIT
            form.lay_out(actions.why_not_written(form.facts, unit, reason=reason))
    context |= {"form": form, "unit": unit}
    return render(request, "planning/plan_form.html", context, status=status)


def _form(request: SignedIn, unit: Unit, facts: PlanFacts | None, *, is_copy: bool) -> PlanForm:
    aims, names = defaults.studied(request.user)
    offered = defaults.offered(request.user, aims)
    if facts and (more := facts.harm.keys() - names.keys()):
        names |= defaults.outcome_names(unit, sorted(more))
    begun = facts or PlanFacts(
        name="",
        state_vnd=USUAL_STATE_VND,
        community_vnd=USUAL_COMMUNITY_VND,
        harm=dict.fromkeys(names, 1.0),
        offers=[one.row for one in offered if one.is_studied],
        communes=defaults.communes_rows(unit),
    )
    nothing = {f"harm-{key}": 0 for key in names}
    return PlanForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        outcomes=names,
        initial=nothing | PlanForm.initial_of(begun, offered),
        is_copy=is_copy,
    )


def _saved(request: SignedIn, plan: Plan) -> HttpResponse:
    """Worked out at once where the button says so."""
    if request.POST.get("go"):
        actions.enqueue(plan, by=request.user, at=now())
    return redirect(plan)


# ------------------------------------------------------------------------------------- reading


@require_GET
def detail(request: SignedIn, key: str) -> HttpResponse:
    """What is wished for, what came of it, and on what ground."""
    return _page(request, _visible(request, key))


def _page(request: SignedIn, plan: Plan, status: int = 200) -> HttpResponse:
    if plan.is_synthetic:
        request.holds_synthetic = True  # type: ignore[attr-defined]  # one question less
    copies = Plan.objects.visible_to(request.user).filter(copy_of=plan).order_by("pk")
    context = {
        "plan": plan,
        "copies": list(copies.only("key", "name", "reason")),
        "may_prepare": queries.may_prepare(request.user, plan.unit),
        "may_adopt": queries.may_adopt(request.user, plan.unit),
        "may_withdraw": not actions.why_not_withdrawn(plan),
        "sees_studies": may(request.user, Permission.REGISTER_VIEW, at=plan.unit),
        "may_read_log": may(request.user, Permission.LOG_VIEW, at=plan.unit),
        "entries": history_of(plan)[:HISTORY],
        "wishes": sentences.wishes(plan),
        **(shown.worked_out(plan) if plan.result else {}),
    }
    return render(request, "planning/plan.html", context, status=status)


@require_GET
def export(request: SignedIn, key: str) -> FileResponse:
    """The plan as a workbook: what goes where, with costs and what is expected."""
    plan = _visible(request, key)
    file = BytesIO()
    exports.plan_workbook(plan, file)
    file.seek(0)
    name = f"{plan.key}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


# -------------------------------------------------------------------------------------- steps


@require_POST
def solve(request: SignedIn, key: str) -> HttpResponse:
    """Queue it."""
    plan = _visible(request, key)
    return _done(request, plan, lambda: actions.enqueue(plan, by=request.user, at=now()))


@require_POST
def adopt(request: SignedIn, key: str) -> HttpResponse:
    """Take it as the plan."""
    plan = _visible(request, key)

    def take() -> None:
        actions.adopt_plan(plan, by=request.user, at=now())
        messages.success(
            request, _("Đã duyệt kế hoạch. Các xã trong kế hoạch xem được từ bây giờ.")
        )

    return _done(request, plan, take)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, key: str) -> HttpResponse:
    """Give it up, with the reason."""
    plan = _visible(request, key)
    _demand(request, plan, Permission.PLAN_PREPARE)
    if stays := actions.why_not_withdrawn(plan):
        return _refused(request, plan, stays)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            actions.withdraw_plan(plan, form.cleaned_data["reason"], by=request.user, at=now())
        except actions.PlanningBlocked as refused:
            status = lay_out(form, refused)
        else:
            return redirect(plan)
    return render(request, "planning/withdraw.html", {"form": form, "plan": plan}, status=status)


def _done(request: SignedIn, plan: Plan, step: Callable[[], Any]) -> HttpResponse:
    try:
        step()
    except actions.PlanningBlocked as refused:
        for reason in refused.reasons:
            messages.error(request, reason.label)
        return _page(request, plan, BLOCKED)
    return redirect(plan)


def _refused(request: SignedIn, plan: Plan, why: Iterable[actions.Reason]) -> HttpResponse:
    """A plan with which a step can't be taken is shown, with why not."""
    for reason in why:
        messages.error(request, reason.label)
    return _page(request, plan, BLOCKED)


def _visible(request: SignedIn, key: str) -> Plan:
    rows = Plan.objects.visible_to(request.user).select_related(
        "unit", "copy_of", "created_by", "adopted_by", "withdrawn_by"
    )
    return get_object_or_404(rows, key=key)


def _demand(request: SignedIn, plan: Plan, permission: Permission) -> None:
    if not may(request.user, permission, at=plan.unit):
        raise PermissionDenied

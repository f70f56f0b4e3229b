"""A draw prepared: for which programme, between which communes, from which history."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.evidence.queries import countable, outcome_name
from binhyen.figures.queries import catalogue, following, periods_between
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ..actions import draws as actions
from ..actions.refusals import PlanningBlocked
from ..choices import DrawRefusal, DrawState
from ..forms.draws import DrawForm, DrawProgrammeForm
from ..models import Draw, Plan
from ..queries import draws as queries
from ..queries.plans import provinces, unit_to_plan_for
from ..wording import report_month_text
from .draw_steps import BLOCKED, UNFIT, lay_out
from .draws import demand, draw_page, sent, visible_draw

MONTHS_BACK = 60


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """First for which programme (and, for the nation, which province), then which communes."""
    if not may(request.user, Permission.PLAN_PREPARE):
        raise PermissionDenied
    offered = Programme.objects.visible_to(request.user)
    code, unit = request.GET.get("programme", ""), _province(request)
    if code and unit is not None:
        return _prepare(request, unit, get_object_or_404(offered, code=code))
    if request.method == "POST":
        raise Http404
    rows = list(offered.order_by("name", "code"))
    units = provinces() if unit is None else []
    form = DrawProgrammeForm(None, programmes=rows, units=units, initial={"programme": code})
    return render(request, "planning/draw_choose.html", {"form": form})


def _province(request: SignedIn) -> Unit | None:
    """That of the address, of the plan named there, or the person's own; None to be asked."""
    key, code = request.GET.get("plan", ""), request.GET.get("unit", "")
    if key:
        plans = Plan.objects.visible_to(request.user).select_related("unit")
        unit: Unit | None = get_object_or_404(plans, key=key).unit
    elif code:
        unit = next((one for one in provinces() if one.code == code), None)
        if unit is None:
            raise PermissionDenied
    else:
        unit = unit_to_plan_for(request.user)
    if unit is not None and not queries.may_prepare(request.user, unit):
        raise PermissionDenied
    return unit


def _prepare(request: SignedIn, unit: Unit, programme: Programme) -> HttpResponse:
    plan = _plan(request, unit)

    def prepare(form: DrawForm) -> Draw:
        return actions.prepare_draw(
            programme, form.facts, unit=unit, plan=plan, by=request.user, at=now()
        )

    outcomes, months = _outcomes(unit), _months(localdate())
    initial = {
        "communes": "\n".join(chosen_communes(plan, programme)) if plan else "",
        "is_ranked": True,
        "outcome": queries.series_of(programme, unit),
        "since_month": _usual_since(unit, months),
        "watched_months": 12,
        "least_worthwhile_percent": 20,
    }
    form = DrawForm(sent(request), outcomes=outcomes, months=months, initial=initial)
    context = {"programme": programme, "unit": unit, "plan": plan, "title": _("Chuẩn bị bốc thăm")}
    return _typed(request, form, prepare, context)


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, key: str) -> HttpResponse:
    """A draw that is being prepared is prepared otherwise."""
    draw = visible_draw(request, key)
    demand(request, draw, Permission.PLAN_PREPARE)
    if draw.state != DrawState.DRAFT:
        return draw_page(request, draw, reasons=[str(DrawRefusal.NOT_DRAFT.label)], status=BLOCKED)

    def keep(form: DrawForm) -> Draw:
        return actions.change_draw(draw, form.facts, by=request.user, at=now())

    form = DrawForm(
        sent(request),
        outcomes=_outcomes(draw.unit),
        months=_months(localdate()),
        initial=DrawForm.initial_of(draw),
    )
    context = {
        "draw": draw,
        "programme": draw.programme,
        "unit": draw.unit,
        "title": _("Sửa lần bốc thăm"),
    }
    return _typed(request, form, keep, context)


def _typed(
    request: SignedIn, form: DrawForm, write: Callable[[DrawForm], Draw], context: dict[str, Any]
) -> HttpResponse:
    """The form, or what is wrong with it beside the fields."""
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            return redirect(write(form))
        except PlanningBlocked as refused:
            status = lay_out(form, refused)
    return render(request, "planning/draw_form.html", {"form": form, **context}, status=status)


def chosen_communes(plan: Plan, programme: Programme) -> list[str]:
    """Names of the communes to which an adopted plan brings a programme."""
    names = {one["code"]: one["name"] for one in plan.communes}
    chosen = (plan.result or {}).get("chosen", [])
    ours = (one["commune"] for one in chosen if one["programme"] == programme.code)
    return [names[code] for code in ours]


def _plan(request: SignedIn, unit: Unit) -> Plan | None:
    """The adopted plan that the address names."""
    key = request.GET.get("plan", "")
    if not key:
        return None
    plan = get_object_or_404(Plan.objects.visible_to(request.user), key=key, unit=unit)
    if not plan.is_adopted:
        raise Http404
    return plan


def _outcomes(unit: Unit) -> list[tuple[str, str]]:
    known = catalogue(unit)
    return [(key, outcome_name(key, known)) for key in countable(unit) if "." not in key]


def _months(on: date) -> list[tuple[str, str]]:
    """Months of reports that a history may begin with, the latest last."""
    last = queries.last_month(on=on)
    if last is None:
        return []
    first = following(last, -MONTHS_BACK)
    months = periods_between("month", first.start, last.until)
    return [(one.code, report_month_text(one.code)) for one in months]


def _usual_since(unit: Unit, months: Sequence[tuple[str, str]]) -> str:
    """Three years ago, or since the unit is what it is where that is a year or more."""
    codes = [code for code, _label in months]
    if not codes:
        return ""
    begun = f"month-{unit.valid_from:%Y-%m}" if unit.valid_from else ""
    recent = codes[-36:]
    return next((code for code in recent[:-12] if code > begun), recent[0])

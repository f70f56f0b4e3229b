"""Studies: registered, changed while drafts, locked, run, and taken up as a new version."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.figures.queries import (
    catalogue,
    period_containing,
    period_named,
    periods_between,
)
from binhyen.figures.queries.reading import first_day
from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .. import actions, queries
from ..choices import OPEN_RUNS, Refusal, StudyState
from ..forms import ProgrammeForm, ReasonForm, StudyForm
from ..models import Study
from ..queries.hindsight import hindsight
from ..queries.results import outcome_name
from ..queries.seen import waiting_by_study
from . import prospects, shown, versions
from .listing import demand_reader

UNFIT, BLOCKED = 422, 409
HISTORY, RUNS = 30, 20
MONTH, MOST_YEARS_AHEAD = "month", 6
DEFAULTS = {"least_worthwhile_percent": 20, "delay_months": 1, "draws": 200, "seed": 1}
# The action's names of what the form calls otherwise.
FIELDS = {"outcomes": "primary"}


@require_GET
def study_list(request: SignedIn) -> HttpResponse:
    """Every study that the person sees, with where it stands."""
    demand_reader(request)
    studies = list(queries.studies_visible_to(request.user))
    waiting = waiting_by_study(studies)
    known = {unit.pk: catalogue(unit) for unit in {one.unit for one in studies}}
    context = {
        "rows": [
            {
                "study": one,
                "primary": outcome_name(one.primary, known[one.unit_id]),
                "waiting": waiting.get(one.pk, 0),
            }
            for one in studies
        ],
        "may_register": may(request.user, Permission.STUDY_REGISTER),
    }
    return render(request, "evidence/studies.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """First which programme, then what will be asked of it."""
    if not may(request.user, Permission.STUDY_REGISTER):
        raise PermissionDenied
    offered = Programme.objects.visible_to(request.user, Permission.STUDY_REGISTER)
    code = request.GET.get("programme", "")
    if not code and request.method == "POST":
        raise Http404
    if not code:
        rows = list(offered.order_by("name", "code"))
        return render(
            request, "evidence/choose.html", {"form": ProgrammeForm(None, programmes=rows)}
        )
    programme = get_object_or_404(offered.select_related("unit"), code=code)

    ground, communes = _ground(request, programme), _communes(request)

    def register(form: StudyForm) -> Study:
        within = [one.pk for one in communes]
        return actions.register_study(
            programme, form.facts, unit=ground, communes=within, by=request.user, at=now()
        )

    initial = {**DEFAULTS, **_usual_window(programme, ground), **_known_already(request)}
    context = {
        "programme": programme,
        "unit": ground,
        "communes": communes,
        "is_usual_window": not {"first_month", "last_month"} & request.GET.keys(),
        "title": _("Đăng ký đề cương"),
    }
    return _typed(request, register, ground, initial, context)


def _ground(request: SignedIn, programme: Programme) -> Unit:
    """On whose ground it is compared: the programme's own, or the one that a page names, such as
    the province of today whose communes were drawn by lot."""
    code = request.GET.get("unit", "")
    if not code:
        return programme.unit
    unit = queries.unit_named(code, on=localdate())
    if unit is None:
        raise Http404
    if not queries.may_register(request.user, unit):
        raise PermissionDenied
    return unit


def _communes(request: SignedIn) -> list[Unit]:
    """Today's communes that a page names as the only ones to be compared, such as those drawn by
    lot; none where it names none."""
    codes = [one for one in request.GET.get("communes", "").split(",") if one]
    if not codes:
        return []
    found = queries.communes_named(codes, on=localdate())
    if len(found) != len(set(codes)):
        raise Http404
    return found


def _usual_window(programme: Programme, unit: Unit) -> dict[str, str]:
    """The settled months that keep the most places, with the programme and without."""
    delay = DEFAULTS["delay_months"]
    found = queries.usual_window(programme, unit, delay=delay, on=localdate())
    return {} if found is None else {"first_month": found[0].code, "last_month": found[1].code}


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, key: str) -> HttpResponse:
    """A draft is said otherwise."""
    study = _visible(request, key)
    _demand(request, study, Permission.STUDY_REGISTER)

    def keep(form: StudyForm) -> Study:
        return actions.change_study(study, form.facts, by=request.user, at=now())

    if study.state != StudyState.DRAFT:
        return _refused(request, study, Refusal.NOT_DRAFT)
    context = {
        "study": study,
        "programme": study.programme,
        "unit": study.unit,
        "title": _("Sửa đề cương"),
    }
    return _typed(request, keep, study.unit, StudyForm.initial_of(study), context)


@require_http_methods(["GET", "POST"])
def amend(request: SignedIn, key: str) -> HttpResponse:
    """A new version with its reason; the locked one stays as it is."""
    study = _visible(request, key)
    _demand(request, study, Permission.STUDY_REGISTER)

    def renew(form: StudyForm) -> Study:
        reason = form.cleaned_data["reason"]
        return actions.amend_study(study, form.facts, reason, by=request.user, at=now())

    if not study.is_locked:
        return _refused(request, study, Refusal.NOT_LOCKED)
    context = {
        "study": study,
        "programme": study.programme,
        "unit": study.unit,
        "title": _("Lập phiên bản mới"),
    }
    initial = StudyForm.initial_of(study)
    return _typed(request, renew, study.unit, initial, context, is_new_version=True)


def _typed(
    request: SignedIn,
    write: Callable[[StudyForm], Study],
    unit: Unit,
    initial: dict[str, Any],
    context: dict[str, Any],
    *,
    is_new_version: bool = False,
) -> HttpResponse:
    """The form, or what is wrong with it beside the fields."""
    form = StudyForm(
        request.POST if request.method == "POST" else None,
        outcomes=_outcomes(unit),
        activities=_activities(unit),
        months=_months(localdate(), until=initial["last_month"]),
        initial=initial,
        is_new_version=is_new_version,
    )
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                return redirect(write(form))
            except actions.EvidenceBlocked as refused:
                status = _laid_out(form, refused)
    return render(request, "evidence/study_form.html", {"form": form, **context}, status=status)


def _known_already(request: SignedIn) -> dict[str, str]:
    """What the page that led here knows of the study, such as a roll-out whose order was drawn."""
    names = StudyForm.base_fields.keys() - {"secondary", "reason"}
    return {name: request.GET[name] for name in names if name in request.GET}


def _laid_out(form: StudyForm, refused: actions.EvidenceBlocked) -> int:
    """Each reason beside its field; 409 if one is about none."""
    status = UNFIT
    for reason in refused.reasons:
        name = FIELDS.get(reason.field, reason.field)
        is_field = name in form.fields
        form.add_error(name if is_field else None, reason.label)
        status = status if is_field else BLOCKED
    return status


@require_GET
def detail(request: SignedIn, key: str) -> HttpResponse:
    """What will be asked, whether it is fixed, and every run."""
    return _page(request, _visible(request, key))


def _page(request: SignedIn, study: Study, status: int = 200) -> HttpResponse:
    known = catalogue(study.unit)
    is_draft = study.state == StudyState.DRAFT
    after = hindsight([study]).get(study.pk)
    runs, newer = [], None  # of a draft there are none
    if not is_draft:
        runs = list(queries.runs_of(study).defer("panel", "result")[:RUNS])
        newer = Study.objects.visible_to(request.user).filter(amends=study).first()
    context = {
        "study": study,
        "outcomes": [(outcome_name(key, known), key == study.primary) for key in study.series],
        "activities": [outcome_name(key, known) for key in study.activities],
        "first_month": shown.month_text(study.first_month),
        "last_month": shown.month_text(study.last_month),
        "runs": [(run, outcome_name(run.outcome, known)) for run in runs],
        "is_open": any(run.state in OPEN_RUNS for run in runs),
        "newer": newer,
        "version": versions.told(after, known) if after else None,
        "changes": versions.changes(study, known),
        "ready_on": _ready_text(study),
        "foreseen": prospects.told(study) if is_draft else None,
        "may_register": queries.may_register(request.user, study.unit),
        "may_lock": queries.may_lock(request.user, study.unit),
        "entries": history_of(study)[:HISTORY],
    }
    return render(request, "evidence/study.html", context, status=status)


def _ready_text(study: Study) -> str:
    """The day from which it may be worked out, while that is to come."""
    on = queries.ready_on(study)
    return f"{on:%d/%m/%Y}" if on is not None and localdate() < on else ""


@require_POST
def lock(request: SignedIn, key: str) -> HttpResponse:
    """Fix what will be asked."""
    study = _visible(request, key)
    return _done(request, study, lambda: actions.lock_study(study, by=request.user, at=now()))


@require_POST
def run(request: SignedIn, key: str) -> HttpResponse:
    """Queue every outcome."""
    study = _visible(request, key)
    return _done(request, study, lambda: actions.enqueue(study, by=request.user, at=now()))


def _done(request: SignedIn, study: Study, step: Callable[[], Any]) -> HttpResponse:
    try:
        step()
    except actions.EvidenceBlocked as refused:
        for reason in refused.reasons:
            messages.error(request, reason.label)
        return _page(request, study, BLOCKED)
    return redirect(study)


def _refused(request: SignedIn, study: Study, why: Refusal) -> HttpResponse:
    """A study that can't be typed into any more is shown, with why not."""
    messages.error(request, why.label)
    return _page(request, study, BLOCKED)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, key: str) -> HttpResponse:
    """Take a study back, with the reason."""
    study = _visible(request, key)
    needed = Permission.STUDY_LOCK if study.is_locked else Permission.STUDY_REGISTER
    _demand(request, study, needed)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.withdraw_study(study, reason, by=request.user, at=now())
        except actions.EvidenceBlocked as refused:
            status = UNFIT
            for each in refused.reasons:
                form.add_error("reason" if each.field == "reason" else None, each.label)
                status = status if each.field == "reason" else BLOCKED
        else:
            return redirect(study)
    return render(request, "evidence/withdraw.html", {"form": form, "study": study}, status=status)


def _visible(request: SignedIn, key: str) -> Study:
    rows = Study.objects.visible_to(request.user).select_related(
        "programme", "unit", "amends", "registered_by", "locked_by"
    )
    return get_object_or_404(rows, key=key)


def _demand(request: SignedIn, study: Study, permission: Permission) -> None:
    if not may(request.user, permission, at=study.unit):
        raise PermissionDenied


def _outcomes(unit: Unit) -> list[tuple[str, str]]:
    known = catalogue(unit)
    return [(key, outcome_name(key, known)) for key in queries.countable(unit) if "." not in key]


def _activities(unit: Unit) -> list[tuple[str, str]]:
    known = catalogue(unit)
    return [(key, outcome_name(key, known)) for key in queries.activities_of(unit)]


def _months(today: date, *, until: str = "") -> list[tuple[str, str]]:
    """From the first month with figures to the last one that is over, or to a later one asked for.

    A study of a roll-out is written down before it begins, so its last month may be to come.
    """
    this = period_containing(MONTH, today)
    since = first_day() or today.replace(year=today.year - 3)
    last = (this.start if this else today) - timedelta(days=1)
    asked = period_named(until)
    if asked is not None and asked.kind.code == MONTH and asked.start < _farthest(today):
        last = max(last, asked.until)
    months = [one for one in periods_between(MONTH, since, last) if one.until <= last]
    return [(one.code, shown.month_text(one.code)) for one in months]


def _farthest(today: date) -> date:
    return date(today.year + MOST_YEARS_AHEAD, 1, 1)

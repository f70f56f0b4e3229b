"""Meetings recorded and assets declared and handed over, each in its form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binhyen.kernel.text import fold
from binhyen.people.queries import SignedIn
from binhyen.programmes.actions import ensure_organisations

from .. import actions, queries
from ..choices import AssetKind
from ..forms.acting import AssetLineForm, DelegateForm, HandOverForm, MeetingForm
from ..models import Case
from ..queries import AssetLine, Standing, pages
from ..rules.blockers import Blocker
from . import shown
from .case import found

EMPTY_LINES = 3
MOST_LINES = 60


@require_http_methods(["GET", "POST"])
def delegate(request: SignedIn, code: str) -> HttpResponse:
    """Let somebody else take this turn until the end of a day."""
    case, on = _mine(request, code).case, localdate()
    people = pages.people_to_ask(case, request.user, on=on)
    form = DelegateForm(request.POST or None, people=people, initial={"until": on})
    refused: list[str] = []
    status = 422 if form.errors else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            given = actions.delegate(case, **said, turn=case.turn, by=request.user, at=now())
        except actions.CaseBlocked as blocked:
            refused, status = beside(form, blocked.blockers), 409
        else:
            messages.success(request, _("Đã giao %(who)s xử lý bước này.") % {"who": given.to})
            return redirect(case)
    context = {
        "case": case,
        "form": form,
        "title": _("Giao người khác xử lý"),
        "what": _(
            "Dùng khi đi công tác hoặc nghỉ. Hết ngày đã ghi, quyền xử lý tự trở về; mọi việc "
            "làm thay đều ghi rõ là thay ai."
        ),
        "save": _("Giao việc"),
        "refused": refused,
    }
    return render(request, "life/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def meeting(request: SignedIn, code: str) -> HttpResponse:
    """A residents' meeting: day, place, how many came, for and against; no names."""
    case = _mine(request, code).case
    form = MeetingForm(request.POST or None, initial={"held_on": localdate()})
    refused: list[str] = []
    status = 422 if form.errors else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_meeting(case, **said, by=request.user, at=now())
        except actions.CaseBlocked as blocked:
            refused, status = beside(form, blocked.blockers), 409
        else:
            messages.success(request, _("Đã ghi cuộc họp."))
            return redirect(case)
    context = {
        "case": case,
        "form": form,
        "title": _("Ghi cuộc họp dân"),
        "what": _("Quá nửa số người dự đồng ý thì hồ sơ mới đi tiếp được; tham gia là tự nguyện."),
        "save": _("Ghi cuộc họp"),
        "refused": refused,
    }
    return render(request, "life/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def assets(request: SignedIn, code: str) -> HttpResponse:
    """The list of what the site holds; an empty one says that it holds nothing."""
    standing = _mine(request, code)
    case, lines = standing.case, standing.assets
    if case.site is None:
        raise Http404
    formset = _formset(request, lines)
    if request.method == "GET" or "more" in request.POST:
        return _assets_page(request, case, formset, status=200)
    if not formset.is_valid():
        return _assets_page(request, case, formset, status=422)
    own = {line.asset.pk for line in lines}
    facts = [_facts(line, own) for line in formset if line.cleaned_data.get("name")]
    try:
        actions.declare_assets(case, facts, by=request.user, at=now())
    except actions.CaseBlocked as blocked:
        refused = [shown.said(blocker) for blocker in blocked.blockers]
        return _assets_page(request, case, formset, status=409, refused=refused)
    messages.success(request, _("Đã xác nhận bản kê tài sản."))
    return redirect(case)


def _formset(request: SignedIn, lines: Iterable[AssetLine]) -> Any:
    known = [_initial(line) for line in lines]
    factory = forms.formset_factory(
        AssetLineForm, extra=EMPTY_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES
    )
    if request.method == "GET":
        return factory(initial=known)
    said = request.POST.copy()
    if "more" in request.POST:
        total = request.POST.get("form-TOTAL_FORMS", "")
        more = (int(total) if total.isdigit() else 0) + EMPTY_LINES
        said["form-TOTAL_FORMS"] = str(min(more, MOST_LINES))
    formset = factory(said, initial=known)
    for form in formset.forms:
        form.empty_permitted = True
        form.use_required_attribute = False
    return formset


def _initial(line: AssetLine) -> dict[str, Any]:
    asset = line.asset
    return {
        "pk": asset.pk,
        "kind": asset.kind,
        "name": asset.name,
        "quantity": asset.quantity,
        "value_vnd": asset.value_vnd,
    }


def _facts(line: AssetLineForm, own: set[int]) -> actions.AssetFacts:
    said = line.cleaned_data
    return actions.AssetFacts(
        kind=AssetKind(said["kind"]),
        name=said["name"],
        quantity=said["quantity"],
        value_vnd=said["value_vnd"],
        pk=said["pk"] if said["pk"] in own else None,
    )


def _assets_page(
    request: SignedIn, case: Case, formset: Any, *, status: int, refused: Iterable[str] = ()
) -> HttpResponse:
    context = {"case": case, "formset": formset, "refused": list(refused)}
    return render(request, "life/assets.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hand_over(request: SignedIn, code: str, pk: int) -> HttpResponse:
    """One asset, or some of it, goes to a named holder."""
    standing = _mine(request, code)
    case = standing.case
    line = next((one for one in standing.assets if one.asset.pk == pk), None)
    if line is None:
        raise Http404
    initial = {"quantity": line.left, "on": localdate()}
    form = HandOverForm(request.POST or None, initial=initial)
    refused: list[str] = []
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            _give(request, case, line, form.cleaned_data)
        except actions.CaseBlocked as blocked:
            refused, status = beside(form, blocked.blockers), 409
        else:
            messages.success(request, _("Đã ghi bàn giao “%(asset)s”.") % {"asset": line.asset})
            return redirect(case)
    left = _("%(kind)s, còn %(left)s chưa bàn giao.")
    context = {
        "case": case,
        "form": form,
        "title": _("Bàn giao: %(asset)s") % {"asset": line.asset.name},
        "what": left % {"kind": line.asset.get_kind_display(), "left": line.left},
        "save": _("Ghi bàn giao"),
        "holders": pages.organisation_names(case.unit),
        "refused": refused,
    }
    return render(request, "life/form.html", context, status=status)


@transaction.atomic
def _give(request: SignedIn, case: Case, line: AssetLine, said: dict[str, Any]) -> None:
    at, name = now(), said["holder"]
    bodies = ensure_organisations([(case.unit, name)], by=request.user, at=at)
    facts = actions.HandoverFacts(
        asset=line.asset,
        quantity=said["quantity"],
        holder=bodies[case.unit_id, fold(name)],
        note=said["note"],
    )
    actions.hand_over(case, [facts], on=said["on"], by=request.user, at=at)


def _mine(request: SignedIn, code: str) -> Standing:
    """Where a case stands whose turn the person has. Raises Http404, PermissionDenied."""
    standing = queries.standing(found(request, code), request.user, on=localdate())
    if not standing.is_mine:
        raise PermissionDenied
    return standing


def beside(form: forms.Form, blockers: Iterable[Blocker]) -> list[str]:
    """Each refusal beside its field; those of no field are returned."""
    others = []
    for blocker in blockers:
        if blocker.about in form.fields:
            form.add_error(blocker.about, blocker.label)
        else:
            others.append(shown.said(blocker))
    return others

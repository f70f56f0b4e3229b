"""One programme at the table: all that is known, the conclusion, and the case that follows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.reviews.choices import Outcome, RatingState, RoundState
from binhyen.reviews.models import Round

from .. import actions, queries
from ..choices import Suggested
from ..forms import CaseForm, ConclusionForm, TakeBackForm, rows_typed
from ..models import Deliberation
from ..queries import Sheet
from ..queries.one import runs_of
from ..rules.concluding import COMES_TO
from . import shown
from .refused import UNFIT, lay_out
from .rounds import readable

HISTORY = 30


@require_http_methods(["GET", "POST"])
def page(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Everything about it; whoever decides writes the conclusion here."""
    one = readable(request, pk)
    sheet = _sheet(one, code)
    if request.method == "GET":
        return _page(request, one, sheet)
    if not may(request.user, Permission.REVIEW_DECIDE, at=one.unit):
        raise PermissionDenied
    rows = rows_typed(request.POST)
    if "more" in request.POST:
        typed = {**request.POST.dict(), "rows": rows + 1}
        form = _form(one, sheet, initial=typed, dissents=rows + 1)
        return _page(request, one, sheet, form=form)
    form = _form(one, sheet, data=request.POST, dissents=rows)
    if not form.is_valid():
        return _page(request, one, sheet, form=form, status=UNFIT)
    said, places = form.said()
    c = form.cleaned_data
    try:
        actions.conclude(
            one,
            sheet.row.programme,
            said,
            class_code=c.get("class_code", ""),
            seen=c["seen"],
            seen_rating=c["seen_rating"],
            runs=c["runs"],
            by=request.user,
            at=now(),
        )
    except actions.Blocked as refused:
        status = lay_out(form, refused.reasons, places)
        return _page(request, one, sheet, form=form, status=status)
    messages.success(request, _("Đã ghi kết luận."))
    return redirect(_address(one, code))


@require_POST
def take_back(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Back to where nothing is concluded, with a reason."""
    one = readable(request, pk)
    sheet = _sheet(one, code)
    if not may(request.user, Permission.REVIEW_DECIDE, at=one.unit):
        raise PermissionDenied
    form = TakeBackForm(request.POST, auto_id="back_%s")
    if not form.is_valid():
        return _page(request, one, sheet, back_form=form, status=UNFIT)
    try:
        actions.take_back(one, sheet.row.programme, **form.cleaned_data, by=request.user, at=now())
    except actions.Blocked as refused:
        status = lay_out(form, refused.reasons)
        return _page(request, one, sheet, back_form=form, status=status)
    messages.success(request, _("Đã đưa về chưa kết luận."))
    return redirect(_address(one, code))


@require_POST
def open_case(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """Take up what was concluded as a case of its procedure."""
    one = readable(request, pk)
    sheet = _sheet(one, code)
    if not may(request.user, Permission.CASE_ACT, at=one.unit):
        raise PermissionDenied
    said = sheet.deliberation
    if said is None:
        raise Http404
    form = CaseForm(request.POST, person=request.user, outcome=said.outcome)
    if not form.is_valid():
        return _page(request, one, sheet, case_form=form, status=UNFIT)
    try:
        opened = actions.open_case_for(said, **form.cleaned_data, by=request.user, at=now())
    except actions.Blocked as refused:
        status = lay_out(form, refused.reasons)
        return _page(request, one, sheet, case_form=form, status=status)
    except actions.CaseRefused as refused:
        for label in refused.labels:
            form.add_error(None, label)
        return _page(request, one, sheet, case_form=form, status=409)
    messages.success(request, _("Đã lập hồ sơ %(code)s.") % {"code": opened.case_code})
    return redirect(_address(one, code))


def _sheet(one: Round, code: str) -> Sheet:
    found = queries.sheet_of(one, code, on=localdate()) if queries.is_for_committee(one) else None
    if found is None:
        raise Http404
    return found


def _address(one: Round, code: str) -> str:
    return reverse("committee:programme", args=[one.pk, code])


def _page(
    request: SignedIn,
    one: Round,
    sheet: Sheet,
    *,
    form: ConclusionForm | None = None,
    back_form: TakeBackForm | None = None,
    case_form: CaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row, on = sheet.row, localdate()
    request.holds_synthetic = row.programme.is_synthetic or one.is_synthetic  # type: ignore[attr-defined]
    said = sheet.deliberation
    context = {
        "round": one,
        "row": row,
        "sheet": sheet,
        "said": said,
        "drawn": shown.drawn(row.evidence.findings if row.evidence else []),
        "then": shown.drawn(sheet.then.findings if sheet.then else []),
        "proposal": shown.proposal(row.evidence, on=on),
        "then_proposal": shown.proposal(sheet.then, on=on),
        "differs": _differs(sheet),
        "why_not": _why_not(request, one, sheet),
        "entries": queries.history(row.written)[:HISTORY] if row.written else (),
    }
    if may(request.user, Permission.REVIEW_DECIDE, at=one.unit) and not context["why_not"]:
        context["form"] = form or _form(one, sheet)
        if said:
            known = {"seen": sheet.seen}
            context["back_form"] = TakeBackForm(auto_id="back_%s", initial=known)
    context |= {"back_form": back_form} if back_form else {}
    if said is not None and not sheet.case_code and _may_open_case(request, one, said):
        context["case_form"] = case_form or CaseForm(person=request.user, outcome=said.outcome)
    return render(request, "committee/programme.html", context, status=status)


def _why_not(request: SignedIn, one: Round, sheet: Sheet) -> str:
    """Why nothing can be concluded here now, in a sentence; empty where it can."""
    rating = sheet.row.rating.rating if sheet.row.rating else None
    if one.is_decided:
        return _("Đợt này đã chốt; kết luận không sửa được nữa.")
    if one.state != RoundState.APPRAISING:
        return _("Đợt này còn tự chấm; thẩm định xong mới họp kết luận.")
    if rating is not None and rating.state == RatingState.NOT_RATED:
        return _("Mô hình này không xếp loại trong đợt nên không kết luận ở đây.")
    if rating is not None and rating.score is None:
        return _("Phiếu của mô hình này chưa thẩm định.")
    if rating is not None and rating.appraised_by_id == request.user.pk:
        return _("Bạn đã thẩm định phiếu của mô hình này nên người khác phải kết luận.")
    if not may(request.user, Permission.REVIEW_DECIDE, at=one.unit):
        return _("Lãnh đạo của địa bàn ghi kết luận ở trang này; bạn chỉ xem được.")
    return ""


def _differs(sheet: Sheet) -> bool:
    """Whether the rating was decided otherwise since, or appraised anew, on its own page."""
    said, row = sheet.deliberation, sheet.row.rating
    return bool(said and row and row.rating.outcome != said.outcome)


def _may_open_case(request: SignedIn, one: Round, said: Deliberation) -> bool:
    return (
        one.is_decided
        and said.outcome != Outcome.CONTINUE
        and may(request.user, Permission.CASE_ACT, at=one.unit)
    )


def _form(
    one: Round,
    sheet: Sheet,
    *,
    data: Any = None,
    initial: dict[str, Any] | None = None,
    dissents: int | None = None,
) -> ConclusionForm:
    rating = sheet.row.rating
    classes = [(each.code, each.name) for each in one.sheet.content.classes] if rating else []
    known = _initial(sheet) if initial is None else initial
    rows = known["rows"] if dissents is None else dissents
    return ConclusionForm(data, initial=known, classes=classes, dissents=rows)


def _initial(sheet: Sheet) -> dict[str, Any]:
    """What was concluded before, else what the rule proposes; one empty row for a dissent.

    Votes are never taken over: those for one conclusion aren't votes for another.
    """
    said, rating, evidence = sheet.deliberation, sheet.row.rating, sheet.row.evidence
    known: dict[str, Any] = {
        "seen": sheet.seen,
        "seen_rating": rating.rating.version if rating else 0,
        "runs": runs_of(sheet.row),
        "rows": len(sheet.dissents) + 1,
        "outcome": COMES_TO[Suggested(evidence.suggestion.word)] if evidence else Outcome.CONTINUE,
    }
    if rating and rating.shown:
        known["class_code"] = rating.shown.code
    if said:
        names = ("outcome", "ground", "reason", "departure")
        known |= {name: getattr(said, name) for name in names}
    for number, one in enumerate(sheet.dissents):
        known |= {f"office-{number}": one.office, f"text-{number}": one.text}
    return known

"""One rating: side by side, scored, appraised, left out, decided, taken up as a case."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, permissions_at

from .. import actions, queries
from ..choices import NotRated, Outcome, RatingState, RoundState
from ..forms import (
    BringBackForm,
    CaseForm,
    DecideForm,
    LeaveOutForm,
    ScoreForm,
    score_initial,
)
from ..models import Rating
from ..wording import criterion_lines, score_text
from .refused import UNFIT, lay_out, lay_out_scores

HISTORY = 30
RELATED = (
    *("round__sheet", "round__unit", "site__programme", "site__unit", "site__placed_in"),
    *("programme", "unit__parent", "scored_by", "appraised_by"),
)


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One rating: the register, the self-score and the appraisal side by side."""
    return _page(request, _visible(request, pk))


@require_http_methods(["GET", "POST"])
def score(request: SignedIn, pk: int) -> HttpResponse:
    """The self-score; what the register knows is there already."""
    rating = _visible(request, pk)
    if not actions.may_score(request.user, rating):
        raise PermissionDenied
    return _scored(request, rating, actions.score, own=False)


@require_http_methods(["GET", "POST"])
def appraise(request: SignedIn, pk: int) -> HttpResponse:
    """The appraisal, beside the self-score."""
    rating = _visible(request, pk)
    _demand(request, Permission.REVIEW_RUN, rating)
    return _scored(request, rating, actions.appraise, own=True)


def _scored(
    request: SignedIn, rating: Rating, action: Callable[..., Rating], *, own: bool
) -> HttpResponse:
    sheet = rating.round.sheet.content
    known, mine = queries.known_values(sheet, rating, on=localdate()), rating.self_scored
    former = (mine, rating.appraised) if own else (mine,)
    note = rating.note if own else rating.own_note
    initial = score_initial(known, *former) | {"seen": rating.version, "note": note}
    form = ScoreForm(
        request.POST or None, sheet=sheet, known=known, own=mine if own else None, initial=initial
    )
    status = UNFIT if form.errors else 200
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            action(
                rating,
                form.values(),
                note=chosen["note"],
                seen=chosen["seen"],
                by=request.user,
                at=now(),
            )
        except actions.ScoreFaulty as refused:
            status = lay_out_scores(form, refused)
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã ghi thẩm định.") if own else _("Đã ghi tự chấm."))
            return redirect(rating)
    context = {"form": form, "rating": rating, "round": rating.round, "sheet": sheet, "is_own": own}
    return render(request, "reviews/score.html", context, status=status)


@require_http_methods(["GET", "POST"])
def leave_out(request: SignedIn, pk: int) -> HttpResponse:
    """Not rated in this round, with the reason."""
    rating = _visible(request, pk)
    _demand(request, Permission.REVIEW_RUN, rating)
    form = LeaveOutForm(request.POST or None, initial={"seen": rating.version})

    def leave() -> Rating:
        c = form.cleaned_data
        why, reason, seen = NotRated(c["why"]), c["reason"], c["seen"]
        return actions.leave_out(rating, why, reason=reason, seen=seen, by=request.user, at=now())

    return _asked(request, rating, form, leave, _("Không xếp loại trong đợt này"))


@require_http_methods(["GET", "POST"])
def bring_back(request: SignedIn, pk: int) -> HttpResponse:
    """Rated after all."""
    rating = _visible(request, pk)
    _demand(request, Permission.REVIEW_RUN, rating)
    form = BringBackForm(request.POST or None, initial={"seen": rating.version})

    def bring() -> Rating:
        return actions.bring_back(rating, **form.cleaned_data, by=request.user, at=now())

    return _asked(request, rating, form, bring, _("Đưa trở lại để xếp loại"))


def _asked(
    request: SignedIn, rating: Rating, form: Form, act: Callable[[], Rating], title: str
) -> HttpResponse:
    """A form with a reason about one rating."""
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            act()
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(rating)
    context = {"form": form, "rating": rating, "round": rating.round, "title": title}
    return render(request, "reviews/reason.html", context, status=status)


@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    """The class and what follows, for this one."""
    rating = _visible(request, pk)
    _demand(request, Permission.REVIEW_DECIDE, rating)
    form = DecideForm(request.POST, classes=rating.round.sheet.content.classes)
    if not form.is_valid():
        return _page(request, rating, decide_form=form, status=UNFIT)
    chosen = form.cleaned_data
    try:
        actions.decide(
            rating,
            chosen["class_code"],
            Outcome(chosen["outcome"]),
            reason=chosen["reason"],
            seen=chosen["seen"],
            by=request.user,
            at=now(),
        )
    except actions.Blocked as refused:
        status = lay_out(form, refused.reasons)
        return _page(request, rating, decide_form=form, status=status)
    messages.success(request, _("Đã ghi quyết định cho phiếu này."))
    return redirect(rating)


@require_POST
def open_case(request: SignedIn, pk: int) -> HttpResponse:
    """Take up what was decided as a case."""
    rating = _visible(request, pk)
    if not may(request.user, Permission.CASE_ACT):
        raise PermissionDenied
    form = CaseForm(request.POST, person=request.user, outcome=rating.outcome)
    if not form.is_valid():
        return _page(request, rating, case_form=form, status=UNFIT)
    try:
        opened = actions.open_case_for(rating, **form.cleaned_data, by=request.user, at=now())
    except actions.Blocked as refused:
        status = lay_out(form, refused.reasons)
        return _page(request, rating, case_form=form, status=status)
    except actions.CaseRefused as refused:
        for label in refused.labels:
            form.add_error(None, label)
        return _page(request, rating, case_form=form, status=409)
    messages.success(request, _("Đã lập hồ sơ %(code)s.") % {"code": opened.case_code})
    return redirect(opened)


def _visible(request: SignedIn, pk: int) -> Rating:
    visible = Rating.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related(*RELATED), pk=pk)


def _demand(request: SignedIn, permission: Permission, rating: Rating) -> None:
    if not may(request.user, permission, at=rating.round.unit):
        raise PermissionDenied


def _page(
    request: SignedIn,
    rating: Rating,
    *,
    decide_form: Form | None = None,
    case_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    one, sheet = rating.round, rating.round.sheet.content
    known = rating.known_then or queries.known_values(sheet, rating, on=localdate())
    row = queries.row_of(sheet, rating, queries.book_of(sheet, one).standing)
    lines = criterion_lines(sheet, known=known, own=rating.self_scored, appraised=rating.appraised)
    context = {
        "rating": rating,
        "round": one,
        "sheet": sheet,
        "row": row,
        "lines": list(lines),
        "own_score": score_text(sheet, rating.own_score),
        "score": score_text(sheet, rating.score),
        "former": queries.former_ratings(rating),
        "entries": history_of(rating)[:HISTORY],
        **_rights(request, rating),
    }
    if context["may_decide"]:
        context["decide_form"] = decide_form or _decide_form(rating, row)
    if context["may_open_case"]:
        context["case_form"] = case_form or _case_form(request, rating)
    return render(request, "reviews/rating.html", context, status=status)


def _rights(request: SignedIn, rating: Rating) -> dict[str, bool]:
    """What the person may do to it now; the action decides for good."""
    one, is_rated = rating.round, rating.state != RatingState.NOT_RATED
    rights = permissions_at(request.user, one.unit)
    runs = Permission.REVIEW_RUN in rights
    is_open, is_appraising = (one.state == s for s in (RoundState.OPEN, RoundState.APPRAISING))
    is_judged = rating.state in (RatingState.APPRAISED, RatingState.DECIDED)
    return {
        "may_score": is_open and is_rated and actions.may_score(request.user, rating),
        "may_appraise": is_appraising
        and is_rated
        and runs
        and rating.scored_by_id != request.user.pk,
        "may_leave_out": runs and is_rated and not one.is_decided,
        "may_bring_back": runs and not is_rated and not one.is_decided,
        "may_decide": is_appraising and is_judged and Permission.REVIEW_DECIDE in rights,
        "may_open_case": one.is_decided
        and rating.programme_id is not None
        and rating.outcome not in ("", Outcome.CONTINUE)
        and not rating.case_code
        and may(request.user, Permission.CASE_ACT),
    }


def _decide_form(rating: Rating, row: queries.Row) -> DecideForm:
    initial = {
        "seen": rating.version,
        "class_code": row.shown.code if row.shown else "",
        "outcome": rating.outcome or Outcome.CONTINUE,
        "reason": rating.reason,
    }
    return DecideForm(initial=initial, classes=rating.round.sheet.content.classes)


def _case_form(request: SignedIn, rating: Rating) -> CaseForm:
    is_elsewhere = rating.outcome == Outcome.REPLICATE
    unit = None if is_elsewhere else queries.unit_today(rating, localdate())
    return CaseForm(person=request.user, outcome=rating.outcome, initial={"unit": unit})

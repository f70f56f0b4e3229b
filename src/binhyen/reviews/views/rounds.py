"""The list of rounds, one round side by side, and what moves a round on."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.kernel.log import history_of
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, permissions_at, posts_granting

from .. import actions, exports, queries
from ..choices import RatingState, RoundState
from ..forms import CloseForm, DeadlinesForm, OpenForm, RatingFilters, RoundFilters
from ..models import Round
from ..rules.calendar import days_of
from ..wording import month_day_text
from .refused import lay_out

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HISTORY = 30
MOST_NAMED = 200


@require_GET
def round_list(request: SignedIn) -> HttpResponse:
    """Every round that the person's units take part in, with how far it has come."""
    filters = RoundFilters(request.GET, list(RoundState.choices))
    page = queries.rounds_listed(
        request.user,
        on=localdate(),
        state=filters.chosen.get("state") or "",
        year=filters.chosen.get("year"),
        number=request.GET.get("page"),
    )
    context = {
        "filters": filters,
        "is_narrow": any(filters.chosen.values()),
        "page_obj": page,
        "may_run": may(request.user, Permission.REVIEW_RUN),
        "waiting": queries.sheets_waiting(request.user, on=localdate()),
    }
    return render(request, "reviews/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: SignedIn) -> HttpResponse:
    """Open a round; the sheet's own days are shown beside it."""
    posts = posts_granting(request.user, Permission.REVIEW_RUN)
    if not posts:
        raise PermissionDenied
    sheets = queries.sheet_names(queries.sheets_listed(request.user))
    unit = posts[0].unit if posts[0].unit.level else None
    initial = {"year": localdate().year, "unit": unit, "sheet": request.GET.get("sheet")}
    form = OpenForm(request.POST or None, person=request.user, sheets=sheets, initial=initial)
    status = 422 if form.errors else 200
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        try:
            opened = actions.open_round(chosen.pop("sheet"), **chosen, by=request.user, at=now())
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã mở đợt. Từng đối tượng đã có phiếu chờ tự chấm."))
            return redirect(opened)
    days = [
        (each, days_of(each.content, localdate().year), _window_text(each))
        for each in queries.shipped()
    ]
    context = {"form": form, "days": days, "year": localdate().year}
    return render(request, "reviews/round_form.html", context, status=status)


def _window_text(each: queries.ShippedSheet) -> str:
    window = each.content.window
    return f"{month_day_text(window.begins)}–{month_day_text(window.ends)}"


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """Everything that a round rates, side by side."""
    return _round_page(request, _visible(request, pk))


@require_GET
def export(request: SignedIn, pk: int) -> FileResponse:
    """The table as the filters show it, with every criterion, as a workbook."""
    one = _visible(request, pk)
    sheet = one.sheet.content
    book = queries.book_of(sheet, one)
    filters = RatingFilters(request.GET, sheet=sheet)
    found = queries.ratings_found(request.user, one, filters.wanted, book.standing)
    file = BytesIO()
    exports.ratings_workbook(sheet, found, book.standing, file)
    file.seek(0)
    name = f"ra-soat-{one.pk}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
def deadlines(request: SignedIn, pk: int) -> HttpResponse:
    """Other deadlines, with the reason."""
    one = _visible(request, pk)
    _demand(request, Permission.REVIEW_RUN, one)
    names = ("score_by", "appraise_by", "closes_on")
    form = DeadlinesForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            actions.change_deadlines(one, **form.cleaned_data, by=request.user, at=now())
        except actions.Blocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã đổi hạn của đợt."))
            return redirect(one)
    return render(request, "reviews/deadlines.html", {"form": form, "round": one}, status=status)


@require_POST
def end_scoring(request: SignedIn, pk: int) -> HttpResponse:
    one = _visible(request, pk)
    try:
        actions.close_scoring(one, by=request.user, at=now())
    except actions.Blocked as refused:
        return _round_page(request, one, reasons=refused.reasons, status=409)
    messages.success(request, _("Đã chốt tự chấm; đợt chuyển sang thẩm định."))
    return redirect(one)


@require_POST
def close(request: SignedIn, pk: int) -> HttpResponse:
    """Decide the round as it stands, once it was shown what that decides of itself."""
    one = _visible(request, pk)
    _demand(request, Permission.REVIEW_DECIDE, one)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _round_page(request, one, close_form=form, status=422)
    number = form.cleaned_data["decision_number"]
    if not form.cleaned_data["is_sure"]:
        return _ask_to_close(request, one, number)
    try:
        actions.close_round(one, decision_number=number, by=request.user, at=now())
    except actions.Blocked as refused:
        return _round_page(request, one, reasons=refused.reasons, close_form=form, status=409)
    messages.success(request, _("Đã quyết định xếp loại; kết quả đã ghi vào sổ."))
    return redirect(one)


def _ask_to_close(request: SignedIn, one: Round, number: str) -> HttpResponse:
    """What closing will decide of itself, by name, before anything is written."""
    form = CloseForm({"decision_number": number, "is_sure": True})
    reasons = actions.closing_reasons(one, decision_number=number, by=request.user, at=now())
    if reasons:
        return _round_page(request, one, reasons=reasons, close_form=form, status=409)
    sheet = one.sheet.content
    found, standing = queries.undecided(one), queries.book_of(sheet, one).standing
    rest = list(found[:MOST_NAMED])
    total = found.count()
    context = {
        "round": one,
        "form": form,
        "rest": list(queries.rows_of(sheet, rest, standing)),
        "total": total,
        "more": max(total - MOST_NAMED, 0),
    }
    return render(request, "reviews/close.html", context)


def _visible(request: SignedIn, pk: int) -> Round:
    visible = Round.objects.visible_to(request.user)
    related = ("sheet", "unit", "programme", "opened_by", "decided_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def _demand(request: SignedIn, permission: Permission, one: Round) -> None:
    if not may(request.user, permission, at=one.unit):
        raise PermissionDenied


def _round_page(
    request: SignedIn,
    one: Round,
    *,
    reasons: Any = (),
    close_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = one.sheet.content
    book = queries.book_of(sheet, one)
    filters = RatingFilters(request.GET, sheet=sheet)
    found = queries.ratings_found(request.user, one, filters.wanted, book.standing)
    page = queries.rating_page(found, request.GET.get("page"))
    rights = permissions_at(request.user, one.unit)
    context = {
        "round": one,
        "sheet": sheet,
        "filters": filters,
        "query": request.GET.urlencode(),
        "page_obj": page,
        "rows": list(queries.rows_of(sheet, page.object_list, book.standing)),
        "tally": book.tally if Permission.REGISTER_VIEW in rights else None,
        "quota_class": sheet.class_of[sheet.quota.class_code] if sheet.quota else None,
        "steps": _steps(one, is_appraised=not book.tally.waiting),
        "may_run": Permission.REVIEW_RUN in rights and not one.is_decided,
        "may_end_scoring": Permission.REVIEW_RUN in rights
        and one.state == RoundState.OPEN
        and (not book.tally.unscored or localdate() > one.score_by),
        "may_close": Permission.REVIEW_DECIDE in rights
        and one.state == RoundState.APPRAISING
        and not book.tally.waiting,
        "close_form": close_form or CloseForm(),
        "reasons": reasons,
        "mine": queries.to_do(request.user, one),
        "waiting_state": RatingState.WAITING,
        "entries": history_of(one)[:HISTORY],
    }
    return render(request, "reviews/round.html", context, status=status)


def _steps(one: Round, *, is_appraised: bool) -> list[dict[str, Any]]:
    """The three steps with their last days: over, now, or late."""
    order = [RoundState.OPEN, RoundState.APPRAISING, RoundState.DECIDED]
    names = [_("Tự chấm"), _("Thẩm định"), _("Quyết định")]
    here = order.index(RoundState(one.state)) + one.is_decided
    here += one.state == RoundState.APPRAISING and is_appraised
    lasts = [one.score_by, one.appraise_by, one.closes_on]
    return [
        {
            "name": name,
            "last": last,
            "is_over": index < here,
            "is_now": index == here,
            "is_late": index == here and last < localdate(),
        }
        for index, (name, last) in enumerate(zip(names, lasts, strict=True))
    ]

"""The words of a draft, and what moves a report on."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.kernel.text import fold
from binhyen.papers.queries import choices_at, numbering
from binhyen.people.models import Person
from binhyen.people.queries import SignedIn

from .. import actions, queries
from ..choices import Refusal
from ..forms import PREFIX, GiveBackForm, ReviseForm, SignForm, WriteForm
from ..models import Report
from .refused import BLOCKED, UNFIT, lay_out, tell
from .report import visible


@require_http_methods(["GET", "POST"])
def write(request: SignedIn, key: UUID) -> HttpResponse:
    """The texts that the officer writes, the issuer and who signs."""
    report = visible(request, key)
    if not queries.may_draw_up(request.user, report.unit):
        raise PermissionDenied
    if not report.is_draft:
        return _blocked(request, report)
    try:
        frame = queries.frame_of(report).shape
    except queries.Unreadable:
        return render(request, "reports/unreadable.html", {"report": report}, status=BLOCKED)
    form = WriteForm(frame, report, choices_at(report.unit), data=request.POST or None)
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            actions.write_report(report, frame, form.texts, **form.facts, by=request.user, at=now())
        except actions.ReportsBlocked as refused:
            names = {field.code: f"{PREFIX}{field.code}" for field in frame.fields}
            status = lay_out(form, refused.reasons, names)
        else:
            messages.success(request, _("Đã lưu phần lời của báo cáo."))
            return redirect(report)
    return render(request, "reports/write.html", {"form": form, "report": report}, status=status)


@require_http_methods(["GET", "POST"])
def sign(request: SignedIn, key: UUID) -> HttpResponse:
    """Sign: the figures are frozen, the number is taken, the files are made."""
    report = visible(request, key)
    if not queries.may_sign(request.user, report.unit):
        raise PermissionDenied
    if not report.is_draft:
        return _blocked(request, report)
    if report.until >= localdate():
        messages.error(request, Refusal.NOT_OVER.label)
        return _blocked(request, report)
    try:
        filled, _text = queries.filled_now(report, on=localdate())
    except queries.Unreadable:
        return render(request, "reports/unreadable.html", {"report": report}, status=BLOCKED)
    initial = {"on": localdate(), "edits": report.edits}
    form = SignForm(request.POST or None, initial=initial, is_lacking=filled.is_lacking)
    status = UNFIT if form.errors else 200
    if form.is_valid():
        try:
            edition = actions.sign_report(report, **form.cleaned_data, by=request.user, at=now())
        except actions.ReportsBlocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            said = _("Đã ký, số %(number)s.") % {"number": edition.issued.symbol}
            messages.success(request, said)
            return redirect(report)
    context = {
        "form": form,
        "report": report,
        "filled": filled,
        "is_other": bool(report.signatory) and not _is_named(request.user, report.signatory),
        "may_draw_up": queries.may_draw_up(request.user, report.unit),
        "unsent": queries.units_unsent(report),
        "next": numbering(report.issuer, localdate().year).next,
    }
    return render(request, "reports/sign.html", context, status=status)


@require_POST
def send(request: SignedIn, key: UUID) -> HttpResponse:
    return _step(request, key, actions.send_report, _("Đã gửi lên cấp trên."))


@require_POST
def recall(request: SignedIn, key: UUID) -> HttpResponse:
    return _step(request, key, actions.recall_report, _("Đã rút lại; báo cáo chưa gửi lên."))


@require_POST
def receive(request: SignedIn, key: UUID) -> HttpResponse:
    return _step(request, key, actions.receive_report, _("Đã ghi nhận báo cáo."))


@require_http_methods(["GET", "POST"])
def give_back(request: SignedIn, key: UUID) -> HttpResponse:
    """Give a report back to those who sent it, with what they should look at."""
    report = visible(request, key)
    if not queries.may_receive(request.user, report.unit):
        raise PermissionDenied
    form = GiveBackForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            actions.give_back_report(report, comment, by=request.user, at=now())
        except actions.ReportsBlocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            messages.success(request, _("Đã trả lại báo cáo."))
            return redirect(report)
    context = {"form": form, "report": report}
    return render(request, "reports/give_back.html", context, status=status)


@require_POST
def lock(request: SignedIn, key: UUID) -> HttpResponse:
    return _step(request, key, actions.lock_report, _("Đã khóa báo cáo."))


@require_http_methods(["GET", "POST"])
def revise(request: SignedIn, key: UUID) -> HttpResponse:
    """Take a signed report up again, with a reason."""
    report = visible(request, key)
    if not queries.may_draw_up(request.user, report.unit):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else None
    form = ReviseForm(typed, initial={"reason": _asked_above(report)})
    status = 200
    if form.is_valid():
        try:
            actions.revise_report(report, form.cleaned_data["reason"], by=request.user, at=now())
        except actions.ReportsBlocked as refused:
            status = lay_out(form, refused.reasons)
        else:
            said = _("Đang soạn bản mới theo số liệu hiện nay; bản đã ký vẫn giữ nguyên.")
            messages.success(request, said)
            return redirect(report)
    return render(request, "reports/revise.html", {"form": form, "report": report}, status=status)


@require_POST
def drop(request: SignedIn, key: UUID) -> HttpResponse:
    """Take a draft away that nobody has signed."""
    report = visible(request, key)
    try:
        actions.drop_report(report, by=request.user, at=now())
    except actions.ReportsBlocked as refused:
        tell(request, refused)
        return _blocked(request, report)
    messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("reports:list")


def _is_named(person: Person, name: str) -> bool:
    """Whether a name on a paper is the person's, however it is written."""
    return fold(name) == fold(person.full_name)


def _asked_above(report: Report) -> str:
    """What the level above gave the report back for, as the reason of its next version."""
    return _("Theo ý kiến cấp trên: %(said)s") % {"said": report.comment} if report.comment else ""


def _step(request: SignedIn, key: UUID, deed: Callable[..., Report], said: str) -> HttpResponse:
    report = visible(request, key)
    try:
        deed(report, by=request.user, at=now())
    except actions.ReportsBlocked as refused:
        tell(request, refused)
        return _blocked(request, report)
    messages.success(request, said)
    return redirect(report)


def _blocked(request: SignedIn, report: Report) -> HttpResponse:
    """What the rules forbid at the moment, with the way back."""
    return render(request, "reports/blocked.html", {"report": report}, status=BLOCKED)

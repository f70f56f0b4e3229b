"""One paper: read, put right, signed, handed in anew, withdrawn and put back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from binhyen.files.choices import FileKind
from binhyen.files.queries import ContentLost, text_of
from binhyen.kernel.log import history_of
from binhyen.people.queries import SignedIn

from .. import actions, queries
from ..choices import DocumentSource, FaultCode
from ..forms.papers import ChangeForm, SignForm, VersionForm, WithdrawForm
from ..models import Version
from ..rules import standing
from .handing import lay_out, taken, way_back
from .records import address_of

HISTORY = 30
BLOCKED = {FaultCode.WITHDRAWN, FaultCode.NOT_WITHDRAWN, FaultCode.SIGNED_ALREADY}


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """A paper with what is written of it, a version to look at, all versions, and its history."""
    return _show(request, _document(request, pk))


@require_http_methods(["GET", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Put right what is written of a paper."""
    document = _changeable(request, pk)
    codes = queries.kind_codes(document.unit, localdate())
    checklist = queries.checklist_for(document.unit, localdate())
    names = ("kind", "title", "number", "issued_on", "valid_until")
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        kinds=[
            (code, checklist.label_of(code))
            for code in {**dict.fromkeys(codes), document.kind: None}
        ],
        is_drafted=document.source == DocumentSource.DRAFTED,
        initial={name: getattr(document, name) for name in names},
    )

    def deed() -> None:
        reason = form.cleaned_data["reason"]
        actions.change_document(document, form.facts(), by=request.user, at=now(), reason=reason)

    heading = _("Sửa thông tin giấy tờ")
    return _deed(request, document, form, deed, heading=heading, done=_("Đã lưu thay đổi."))


@require_http_methods(["GET", "POST"])
def add_version(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in a newer state of a paper."""
    document = _changeable(request, pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    if document.signed_on is None:
        del form.fields["is_signed"]

    def deed() -> None:
        kept = form.kept
        assert kept is not None  # noqa: S101  # else the form has an error
        actions.add_version(
            document,
            kept.stored,
            name=kept.name,
            note=form.cleaned_data["note"],
            is_signed=form.cleaned_data.get("is_signed", False),
            by=request.user,
            at=now(),
        )

    heading = _("Nộp phiên bản mới")
    done = _("Đã nhận phiên bản mới; các bản trước vẫn còn.")
    return _deed(request, document, form, deed, heading=heading, done=done)


@require_http_methods(["GET", "POST"])
def sign(request: SignedIn, pk: int) -> HttpResponse:
    """Note on which day a paper was signed, with a scan of it if there is one."""
    document = _changeable(request, pk)
    initial = {"signed_on": document.issued_on}
    form = SignForm(request.POST or None, request.FILES or None, initial=initial)

    def deed() -> None:
        kept = form.kept
        actions.mark_signed(
            document,
            form.cleaned_data["signed_on"],
            stored=kept.stored if kept else None,
            name=kept.name if kept else "",
            by=request.user,
            at=now(),
        )

    heading = _("Ghi nhận đã ký")
    done = _("Đã ghi nhận chữ ký.")
    return _deed(request, document, form, deed, heading=heading, done=done, must=False)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Take a paper out of the dossier, with a reason."""
    document = _changeable(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        reason = form.cleaned_data["reason"]
        actions.withdraw(document, reason, by=request.user, at=now())

    heading = _("Rút khỏi hồ sơ")
    done = _("Đã rút giấy tờ khỏi hồ sơ; vẫn đọc được và đưa lại được.")
    return _deed(request, document, form, deed, heading=heading, done=done)


@require_POST
def restore(request: SignedIn, pk: int) -> HttpResponse:
    document = _changeable(request, pk)
    try:
        actions.restore(document, by=request.user, at=now())
    except actions.DocumentRefused as refused:
        return _show(request, document, refusals=[f.label for f in refused.faults], status=409)
    messages.success(request, _("Đã đưa giấy tờ trở lại hồ sơ."))
    return redirect(document)


def _document(request: SignedIn, pk: int) -> Any:
    document = queries.document_shown(request.user, pk)
    if document is None:
        raise Http404
    return document


def _changeable(request: SignedIn, pk: int) -> Any:
    document = _document(request, pk)
    if not document.may_change:
        raise PermissionDenied
    return document


def _show(request: SignedIn, document: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    versions = sorted(document.versions.all(), key=lambda one: -one.number)
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), versions[0])
    today = localdate()
    checklist = queries.checklist_for(document.unit, today)
    kind = checklist.kinds.get(document.kind)
    context = {
        "document": document,
        "kind_label": checklist.label_of(document.kind),
        "must_be_signed": kind is not None and kind.signed,
        "state": standing.worth(kind, document.paper, today),
        "until": standing.good_until(kind, document.paper),
        "versions": versions,
        "shown": shown,
        "home": address_of(document.programme, document.site),
        "entries": history_of(document)[:HISTORY],
        **_preview(shown, request.GET.get("page", "")),
        **more,
    }
    return render(request, "dossiers/document.html", context, status=status)


def _preview(version: Version, page: str) -> dict[str, Any]:
    """What of a version can be shown: a picture of a page, or the words of a letter."""
    stored = version.shown
    if stored.kind == FileKind.PDF:
        pages = stored.pages or 1
        number = int(page) if page.isdigit() and len(page) < 6 else 1
        now_at = min(max(number, 1), pages)
        ways = {"before": now_at - 1, "after": now_at + 1 if now_at < pages else 0}
        return {"page": now_at, "pages": pages, **ways}
    if stored.is_picture:
        return {"page": 1, "pages": 1}
    try:
        return {"paragraphs": text_of(stored)}
    except ContentLost:
        return {"is_lost": True}


def _deed(
    request: SignedIn,
    document: Any,
    form: forms.Form,
    deed: Callable[[], None],
    *,
    heading: str,
    done: str,
    must: bool = True,
) -> HttpResponse:
    """One form about a paper: shown, or done; a refusal beside its field, what was typed kept."""
    status = 200
    if request.method == "POST":
        form.is_valid()
        if isinstance(form, (VersionForm, SignForm)):
            taken(request, form, must=must)
        status = 422
        if not form.errors:
            try:
                deed()
            except actions.DocumentRefused as refused:
                lay_out(form, refused)
                status = 409 if any(f.code in BLOCKED for f in refused.faults) else 422
            else:
                messages.success(request, done)
                return redirect(way_back(request) or document)
    back = way_back(request) or document.get_absolute_url()
    context = {"document": document, "form": form, "heading_text": heading, "back": back}
    return render(request, "dossiers/deed.html", context, status=status)

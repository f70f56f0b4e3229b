"""The list of imports, a file handed in, and the steps of a whole import."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.queries import SignedIn
from binhyen.programmes.actions import ChangedSince, Refused

from .. import actions, queries, wording
from ..choices import Subject
from ..forms import UploadForm
from ..models import Batch
from ..rules.reading import WorkbookRefused
from .preview import show
from .scope import batch_of, blocked, demand_importer, not_now

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
def batch_list(request: SignedIn) -> HttpResponse:
    """Every import in reach, and the form to begin another."""
    demand_importer(request)
    if request.method == "GET":
        return _list(request, UploadForm(person=request.user))
    form = UploadForm(request.POST, request.FILES, person=request.user)
    if form.is_valid():
        try:
            return redirect(_put_in(request, form))
        except WorkbookRefused as fault:
            form.add_error("file", wording.refusal(fault))
    return _list(request, form, status=422)


def _put_in(request: SignedIn, form: UploadForm) -> Batch:
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    is_catalogue = form.cleaned_data.get("subject") == Subject.CATALOGUE
    read = actions.put_in_catalogue if is_catalogue else actions.put_in
    return read(file.read(), name=file.name or "", unit=unit, by=request.user, at=now())


def _list(request: SignedIn, form: UploadForm, *, status: int = 200) -> HttpResponse:
    listed = queries.batches(request.user)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.counts_of(list(page))
    lines = [(batch, counts[batch.pk]) for batch in page]
    context = {"form": form, "page_obj": page, "lines": lines}
    return render(request, "intake/list.html", context, status=status)


@require_POST
def commit(request: SignedIn, key: UUID) -> HttpResponse:
    """Enter what goes in. A register that moved meanwhile is shown anew before anything is."""
    batch = batch_of(request, key)
    try:
        actions.commit(batch, by=request.user, at=now())
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    except actions.RegisterMoved as moved:
        actions.reread(batch, by=request.user)
        return show(request, batch, moved=[str(row) for row in moved.rows], status=409)
    except Refused as fault:
        return blocked(request, batch, faults=fault.faults)
    messages.success(request, _("Đã nhập xong. Có thể hoàn tác cả lần nhập này bất cứ lúc nào."))
    return redirect(batch)


@require_POST
def undo(request: SignedIn, key: UUID) -> HttpResponse:
    """Take the whole import back; what others changed since is named and stands in the way."""
    batch = batch_of(request, key)
    counts = queries.counts_of([batch])[batch.pk]
    try:
        actions.undo(batch, by=request.user, at=now(), reason=_reason(request))
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    except ChangedSince as fault:
        return blocked(request, batch, labels=fault.labels)
    messages.success(request, wording.taken_back(counts, is_register=batch.is_register))
    return redirect(batch)


def _reason(request: SignedIn) -> str:
    return request.POST.get("reason", "").strip()[:500]


@require_POST
def discard(request: SignedIn, key: UUID) -> HttpResponse:
    batch = batch_of(request, key)
    try:
        actions.discard(batch)
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    messages.success(request, _("Đã bỏ bản xem trước; sổ không thay đổi gì."))
    return redirect(batch)


@require_POST
def reopen(request: SignedIn, key: UUID) -> HttpResponse:
    batch = batch_of(request, key)
    try:
        actions.reopen(batch)
        actions.reread(batch, by=request.user)
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    return redirect(batch)

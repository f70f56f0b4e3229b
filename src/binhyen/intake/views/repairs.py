"""Putting rows of a preview right, one click or one form at a time."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from binhyen.people.queries import SignedIn
from binhyen.programmes.actions import Refused

from .. import actions, queries, wording
from ..choices import Status
from ..forms import ApartForm, ProgrammeForm, RowForm
from ..models import Batch, Row
from ..rules import packing
from ..rules.reading import Proposal, Reading
from ..rules.rows import written
from .scope import batch_of, not_now, row_of
from .shown import RowShown, bare, editable, nested, rows_shown, says, sentence

HERE = {"tab", "reason", "page"}


def back_to(request: SignedIn, batch: Batch) -> str:
    """The page of the preview that one came from; nothing else can be named there."""
    asked = request.POST.get("here") or request.GET.get("here", "")
    query = urlencode([(name, value) for name, value in parse_qsl(asked) if name in HERE])
    return f"{batch.get_absolute_url()}?{query}" if query else batch.get_absolute_url()


@require_POST
def mark(request: SignedIn, key: UUID) -> HttpResponse:
    """Confirm rows or no longer, leave them out or take them back in: those ticked, or one."""
    batch = batch_of(request, key)
    deed, _colon, one = request.POST.get("do", "").partition(":")
    texts = [one] if one else request.POST.getlist("pick")
    keys = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
    try:
        count = _mark(request, batch, deed, keys)
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    said = ngettext("Đã ghi nhận %(n)s dòng.", "Đã ghi nhận %(n)s dòng.", count) % {"n": count}
    if count:
        messages.success(request, said)
    else:
        messages.warning(request, _("Chưa có dòng nào được đánh dấu."))
    return redirect(back_to(request, batch))


def _mark(request: SignedIn, batch: Batch, deed: str, keys: list[int]) -> int:
    if deed in {"confirm", "unconfirm"}:
        return actions.confirm(batch, keys, confirmed=deed == "confirm")
    if deed in {"skip", "unskip"}:
        return actions.leave_out(batch, keys, by=request.user, skipped=deed == "skip")
    return 0


@require_POST
def follow(request: SignedIn, key: UUID, pk: int) -> HttpResponse:
    """Do what a row proposes, for every row with the same text."""
    batch = batch_of(request, key)
    row = row_of(batch, pk)
    field, _bar, rest = request.POST.get("proposal", "").partition("|")
    value, _bar, text = rest.partition("|")
    try:
        done = actions.follow(row, Proposal(field, text, value), by=request.user, at=now())
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    except actions.NotOffered:
        messages.warning(request, _("Dòng này đã được đọc lại; hãy xem cách hiểu mới."))
        return redirect(back_to(request, batch))
    _tell(request, done)
    return redirect(back_to(request, batch))


def _tell(request: SignedIn, done: actions.Repaired) -> None:
    said = ngettext("Đã đọc lại %(n)s dòng.", "Đã đọc lại %(n)s dòng.", done.rows)
    if done.in_catalogue:
        said += " " + _("Danh mục từ nay nhận ra tên này.")
    messages.success(request, said % {"n": done.rows})


@require_http_methods(["GET", "POST"])
def row(request: SignedIn, key: UUID, pk: int) -> HttpResponse:
    """The cells of a row to be put right by hand, each with what stands against it."""
    batch = batch_of(request, key)
    found = row_of(batch, pk)
    reading = packing.unpack(found.reading)
    meanings = editable(batch, reading)
    if request.method == "GET":
        initial = {meaning: written_cell(reading, meaning) for meaning in meanings}
        form = RowForm(meanings=meanings, scales=reading.scale, initial=initial)
        return _row(request, batch, found, form)
    form = RowForm(request.POST, meanings=meanings, scales=reading.scale)
    if not form.is_valid():
        return _row(request, batch, found, form, status=422)
    try:
        found = actions.edit(found, form.cleaned_data, by=request.user)
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    if found.status == Status.REFUSED:
        _lay_out(form, packing.unpack(found.reading))
        return _row(request, batch, found, form, status=422)
    messages.success(request, _("Dòng %(row)s đã đọc được.") % {"row": found})
    return redirect(back_to(request, batch))


def written_cell(reading: Reading, meaning: str) -> str:
    """The cell's own text; what a heading says counts as the row's for programme and unit."""
    if meaning == "unit":
        return reading.cells.get("unit") or reading.section.get("unit", "")
    return written(reading, meaning)


def _lay_out(form: RowForm, reading: Reading) -> None:
    """Each reason beside the cell it is about."""
    for reason in reading.reasons:
        if wording.severity(reason.code) == "refuse":
            name = says(reason.field, form.fields)
            form.add_error(name, bare(reason) if name else sentence(reason))


def _row(
    request: SignedIn, batch: Batch, found: Row, form: RowForm, *, status: int = 200
) -> HttpResponse:
    shown: RowShown = rows_shown([found], request.user, batch)[0]
    context = {
        "batch": batch,
        "form": form,
        "shown": shown,
        "here": request.POST.get("here") or request.GET.get("here", ""),
        "back": back_to(request, batch),
    }
    return render(request, "intake/row.html", context, status=status)


@require_http_methods(["GET", "POST"])
def apart(request: SignedIn, key: UUID, pk: int) -> HttpResponse:
    """Say that a row is another site than the one it resembles, and why; or no longer."""
    batch = batch_of(request, key)
    found = row_of(batch, pk)
    is_back = request.method == "POST" and "back" in request.POST
    form = ApartForm(request.POST or None, initial={"reason": found.apart_reason})
    if is_back or form.is_valid():
        reason = "" if is_back else form.cleaned_data["reason"]
        try:
            actions.set_apart(found, reason, by=request.user)
        except actions.NotNow as fault:
            return not_now(request, batch, fault.state)
        except actions.NotOffered:
            messages.warning(request, _("Dòng này đã được đọc lại; hãy xem cách hiểu mới."))
            return redirect(back_to(request, batch))
        except Refused as fault:
            form.add_error("reason", fault.faults[0].label)
        else:
            messages.success(request, _("Dòng %(row)s đã đọc lại.") % {"row": found})
            return redirect(back_to(request, batch))
    elif request.method == "GET" and not (found.site_id or found.apart_reason):
        messages.warning(request, _("Dòng này không giống điểm nào trong sổ."))
        return redirect(back_to(request, batch))
    context = {
        "batch": batch,
        "form": form,
        "shown": rows_shown([found], request.user, batch)[0],
        "here": request.POST.get("here") or request.GET.get("here", ""),
        "back": back_to(request, batch),
    }
    status = 422 if form.errors else 200
    return render(request, "intake/apart.html", context, status=status)


@require_http_methods(["GET", "POST"])
def programme(request: SignedIn, key: UUID, pk: int) -> HttpResponse:
    """Add the programme that a row names to the catalogue."""
    batch = batch_of(request, key)
    found = row_of(batch, pk)
    home = queries.catalogue_home(request.user, batch.unit)
    if home is None:
        raise PermissionDenied
    reading = packing.unpack(found.reading)
    text = written(reading, "programme")
    initial = {"name": text, "sector": reading.sector}
    form = ProgrammeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            done = actions.enter_programme(found, **form.cleaned_data, by=request.user, at=now())
        except actions.NotNow as fault:
            return not_now(request, batch, fault.state)
        except Refused as fault:
            for one in fault.faults:
                form.add_error(one.field if one.field in form.fields else "name", one.label)
        else:
            _tell(request, done)
            return redirect(back_to(request, batch))
    context = {
        "batch": batch,
        "form": form,
        "row": found,
        "text": nested(text),
        "home": home,
        "here": request.POST.get("here") or request.GET.get("here", ""),
        "back": back_to(request, batch),
    }
    status = 422 if form.errors else 200
    return render(request, "intake/programme.html", context, status=status)


@require_POST
def reread(request: SignedIn, key: UUID) -> HttpResponse:
    """Read the whole preview again, after the catalogue or the register changed elsewhere."""
    batch = batch_of(request, key)
    try:
        count = actions.reread(batch, by=request.user)
    except actions.NotNow as fault:
        return not_now(request, batch, fault.state)
    said = ngettext("Đã đọc lại %(n)s dòng.", "Đã đọc lại %(n)s dòng.", count) % {"n": count}
    messages.success(request, said)
    return redirect(batch)

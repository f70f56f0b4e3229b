"""A file handed in with a form: looked over at once, not to be chosen again if the form fails."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _

from binhyen.files import actions as files
from binhyen.people.queries import SignedIn

from ..actions import DocumentRefused, screen_words
from ..forms.fields import Kept, kept_by
from ..forms.papers import FileForm

FIELD_OF = {"name": "file"}


def taken(request: SignedIn, form: FileForm, *, must: bool = True) -> Kept | None:
    """The file of a form whose fields were read: one chosen now, or the one it already brought.

    Says beside the field why a file is refused, or that one is wanted.
    """
    file = form.cleaned_data.get("file")
    if file is not None:
        form.kept = _kept(file, form)
    elif "file" not in form.errors:
        form.kept = kept_by(form.cleaned_data.get("held", ""), request.user)
        if form.kept is None and must:
            form.add_error("file", _("Hãy chọn một tệp."))
    if form.kept is not None:
        form.fields["file"].required = False
        form.data = {**form.data.dict(), "held": form.kept.token(request.user)}  # type: ignore[attr-defined]
    return form.kept


def _kept(file: Any, form: FileForm) -> Kept | None:
    name = _short(file.name or "")
    try:
        stored = files.keep(file.read(), name=name, at=now(), screen=screen_words)
    except files.FileRefused as refused:
        form.add_error("file", refused.label)
    except DocumentRefused as refused:
        lay_out(form, refused)
    else:
        return Kept(stored, name)
    return None


def _short(name: str) -> str:
    """The file's name at a length that fits, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: 190 - len(ending)]}{dot}{ending}"[-200:]


def lay_out(form: forms.Form, refused: DocumentRefused) -> None:
    """Each refusal beside the field that it is about."""
    for fault in refused.faults:
        name = FIELD_OF.get(fault.field, fault.field)
        form.add_error(name if name in form.fields else None, fault.label)


def way_back(request: HttpRequest) -> str:
    """Where the reader came from and wants to go on, if that is a page of ours; else empty."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""

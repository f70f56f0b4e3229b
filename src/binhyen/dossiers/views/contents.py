"""The file of a version: to take away, or a page of it to look at. Nothing of it ever runs here."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.files.choices import ENDINGS, FileKind
from binhyen.files.models import Stored
from binhyen.files.queries import ContentLost, content_of, media_type_of, preview_of
from binhyen.people.queries import SignedIn

from .. import queries
from ..models import Version

A_DAY_S = 24 * 60 * 60


@require_GET
def download(request: SignedIn, pk: int, number: int, form: str) -> HttpResponse:
    """The version as it was handed in ("file"), or as PDF ("pdf")."""
    version = _version(request, pk, number)
    stored = {"file": version.stored, "pdf": version.pdf}.get(form)
    if stored is None:
        raise Http404
    try:
        content = content_of(stored)
    except ContentLost:
        return _lost()
    response = HttpResponse(content, content_type=stored.media_type)
    response["Content-Disposition"] = content_disposition_header(True, _name(version, stored))
    return _kept_apart(response)


@require_GET
def page(request: SignedIn, pk: int, number: int, page: int) -> HttpResponse:
    """A page as a picture; the file itself is never shown in the browser."""
    version = _version(request, pk, number)
    try:
        picture = preview_of(version.shown, page)
    except ContentLost:
        return _lost()
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type=media_type_of(picture))
    response["Cache-Control"] = f"private, max-age={A_DAY_S}, immutable"
    return _kept_apart(response)


def _version(request: SignedIn, pk: int, number: int) -> Version:
    version = queries.version_of(request.user, pk, number)
    if version is None:
        raise Http404
    return version


def _name(version: Version, stored: Stored) -> str:
    """As it was called; the ending is the content's own."""
    stem = version.name.rpartition(".")[0] or version.name
    return f"{stem}{ENDINGS[FileKind(stored.kind)]}"


def _kept_apart(response: HttpResponse) -> HttpResponse:
    """Whatever is in it, a browser that opens it gives it nothing to act on."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response.setdefault("Cache-Control", "private, no-store")
    return response


def _lost() -> HttpResponse:
    said = _("Nội dung tệp không còn nguyên vẹn trên máy chủ. Hãy báo quản trị viên.")
    return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")

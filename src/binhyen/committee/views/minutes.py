"""The minutes of the sitting, as a file."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from binhyen.people.queries import SignedIn

from .. import minutes, queries
from .rounds import readable

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_GET
def download(request: SignedIn, pk: int, form: str) -> HttpResponse:
    """Word or PDF, as everything stands now; what was concluded, with the evidence of then."""
    one = readable(request, pk)
    if form not in MEDIA or not queries.is_for_committee(one):
        raise Http404
    content = minutes.minutes_file(one, form, on=localdate())
    response = HttpResponse(content, content_type=MEDIA[form])
    name = f"bien-ban-ra-soat-{one.pk}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response

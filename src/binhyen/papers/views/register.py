"""The register of outgoing papers, and the same as a workbook."""

from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import exports, queries
from ..forms import RegisterFilters

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def paper_list(request: SignedIn) -> HttpResponse:
    """Every paper that was given a number, the latest first."""
    filters = RegisterFilters(request.user, request.GET)
    found = queries.issued_found(request.user, filters.wanted)
    context = {
        "filters": filters,
        "page_obj": queries.issued_page(found, request.GET.get("page")),
        "kinds": queries.kinds(),
        "may_issue": may(request.user, Permission.PAPER_ISSUE),
    }
    return render(request, "papers/list.html", context)


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """Exactly what the filters show, in the columns of the register."""
    filters = RegisterFilters(request.user, request.GET)
    book = BytesIO()
    exports.register_workbook(queries.issued_found(request.user, filters.wanted), book)
    response = HttpResponse(book.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="so-dang-ky-van-ban-di.xlsx"'
    return response

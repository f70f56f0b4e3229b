"""My turn, the board of cases, and the board as a workbook."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from .. import queries
from ..choices import CaseKind, CaseState
from ..forms.filters import CaseFilters
from ..queries import pages
from . import shown

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50


@require_GET
def mine(request: SignedIn) -> HttpResponse:
    """The cases that wait for this person, late ones first."""
    on = localdate()
    waiting = pages.with_row(queries.my_turn(request.user, on=on))
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": shown.rows(page.object_list, on),
        "counts": queries.my_turn_counts(request.user, on=on),
        "may_open": may(request.user, Permission.CASE_ACT),
        "besides": import_string(settings.BINHYEN_WORK_SECTION)(request),
    }
    return render(request, "life/mine.html", context)


@require_GET
def board(request: SignedIn) -> HttpResponse:
    """Every visible case: how many stand where, and the list that the address asks for."""
    on, filters = localdate(), CaseFilters(request.user, request.GET)
    found = queries.cases_found(request.user, filters.wanted, on=on)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.board_counts(request.user, filters.wanted, on=on)
    is_part = "HX-Request" in request.headers
    context = {
        "filters": filters,
        "query": filters.query,
        "active": filters.active,
        "page_obj": page,
        "rows": shown.rows(page.object_list, on),
        "counts": counts,
        "board": _board(counts, filters),
        "stems": _stems(filters),
        "is_any": any((counts.open, counts.done, counts.dropped)),
        "is_part": is_part,
        "may_open": may(request.user, Permission.CASE_ACT),
    }
    response = render(request, "life/_cases.html" if is_part else "life/cases.html", context)
    if is_part:
        response["HX-Push-Url"] = f"{request.path}?{filters.query}"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _stems(filters: CaseFilters) -> dict[str, str]:
    """The addresses behind the figures above the board."""
    but = ("late", "step", "kind", "state")
    stems = {state: filters.address(but=but, state=state) for state in CaseState.values}
    for lateness in ("late", "escalated"):
        stems[lateness] = filters.address(but=but, state=CaseState.OPEN, late=lateness)
    return stems


def _board(counts: queries.BoardCounts, filters: CaseFilters) -> list[dict[str, Any]]:
    """One row a kind with open cases: its steps as chips that lead to their cases."""
    found, here = [], filters.wanted
    for kind in CaseKind:
        if not (steps := counts.of_kind(kind)):
            continue
        but = ("late", "step", "kind", "state")
        query = filters.address(but=but, kind=kind, state=CaseState.OPEN)
        chips = [
            {
                "count": count,
                "query": f"{query}&step={count.step}",
                "is_here": (here.kind, here.step) == (kind, count.step),
            }
            for count in steps
        ]
        total = sum(count.cases for count in steps)
        found.append({"label": kind.label, "query": query, "cases": total, "steps": chips})
    return found


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """Exactly the cases that the filters show."""
    on, filters = localdate(), CaseFilters(request.user, request.GET)
    found = queries.cases_found(request.user, filters.wanted, on=on)
    book = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(book, options) as workbook:
        sheet = workbook.add_worksheet(_("Hồ sơ"))
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, _heads(), bold)
        for number, case in enumerate(found.iterator(chunk_size=2_000), start=1):
            words = [case.code, case.title, case.get_kind_display(), case.unit.name]
            turn = shown.turn_words(case) if case.is_open else ""
            for column, text in enumerate([*words, case.step_name, turn]):
                sheet.write_string(number, column, str(text))
            for column, when in ((6, case.step_began_on), (7, case.due_on)):
                if when:
                    sheet.write_datetime(number, column, when, day)
            sheet.write_string(number, 8, str(case.get_state_display()))
        sheet.freeze_panes(1, 2)
        sheet.autofit(420)
    response = HttpResponse(book.getvalue(), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="ho-so-{on:%Y-%m-%d}.xlsx"'
    return response


def _heads() -> list[str]:
    return [
        *(_("Mã hồ sơ"), _("Hồ sơ"), _("Loại hồ sơ"), _("Địa bàn"), _("Bước"), _("Lượt của")),
        *(_("Đến bước này từ"), _("Hạn"), _("Tình trạng")),
    ]

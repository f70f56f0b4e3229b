"""One import: what was understood, what waits for the officer, what went in."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhyen.people.queries import SignedIn

from .. import queries, wording
from ..choices import BatchState, Tab
from ..models import Batch, Row
from .kinds import general
from .scope import batch_of
from .shown import rows_shown, sheets_shown

PER_PAGE = 50


@require_GET
def batch(request: SignedIn, key: UUID) -> HttpResponse:
    return show(request, batch_of(request, key))


def show(request: SignedIn, batch: Batch, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an import in the state it is in."""
    if batch.state == BatchState.PREVIEW:
        return _preview(request, batch, status=status, **more)
    counts = queries.counts_of([batch])[batch.pk]
    context = {"batch": batch, "counts": counts, "left_over": left_over_count(counts), **more}
    if batch.state == BatchState.COMMITTED:
        context["page_obj"] = _entered(request, batch)
    return render(request, "intake/done.html", context, status=status)


def left_over_count(counts: dict[str, int]) -> int:
    return counts["all"] - counts["taken"] - counts[Tab.SAME]


def _entered(request: SignedIn, batch: Batch) -> Any:
    found = queries.sites_entered(batch) if batch.is_register else queries.programmes_entered(batch)
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def _preview(request: SignedIn, batch: Batch, *, status: int, **more: Any) -> HttpResponse:
    counts = queries.counts_of([batch])[batch.pk]
    asked = request.GET.get("tab", "")
    tab = Tab(asked) if asked in Tab.values else queries.first_tab(counts)
    reasons = queries.reasons_on(batch, tab) if tab in {Tab.DOUBTFUL, Tab.REFUSED} else {}
    code = request.GET.get("reason", "")
    rows = batch.rows.on(tab)
    if code in reasons:
        rows = rows.filter(pk__in=reasons[code])
    page = Paginator(_with_all(rows), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "counts": counts,
        "left_over": left_over_count(counts),
        "groups": [(one, counts[one]) for one in Tab],
        "tab": tab,
        "reasons": _chips(reasons, code),
        "page_obj": page,
        "rows": rows_shown(list(page), request.user, batch),
        "sheets": sheets_shown(batch),
        "earlier": queries.committed_before(batch, request.user),
        "here": _here(tab, code if code in reasons else "", page.number),
        **more,
    }
    return render(request, "intake/preview.html", context, status=status)


def _with_all(rows: QuerySet[Row]) -> QuerySet[Row]:
    related = ["programme__unit", "unit", "site__programme", "site__unit", "site__decision"]
    return rows.select_related(*related).order_by("pk")


def _chips(reasons: dict[str, list[int]], chosen: str) -> list[tuple[str, str, int, bool]]:
    """Reasons to narrow the tab by: code, words, rows, whether chosen; the commonest first."""
    ordered = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return [
        (code, general(code), len(keys), code == chosen)
        for code, keys in ordered
        if wording.severity(code) != "info"
    ]


def _here(tab: Tab, code: str, page: int) -> str:
    """Where to come back to after a repair."""
    return urlencode({"tab": tab.value, **({"reason": code} if code else {}), "page": page})

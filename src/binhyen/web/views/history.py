"""The log: a list with its filters, one entry with its proof, and whether all of it holds."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from binhyen.kernel.log import tree
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.ui.trail import lines, whole_line

from .. import actions
from ..choices import Kind
from ..forms.history import HistoryForm
from ..queries import history
from . import history_files as files

POINTS = 12


@require_GET
def entry_list(request: SignedIn) -> HttpResponse:
    """Every change that the reader may see, filtered by what the address says."""
    _need_log(request)
    form = HistoryForm(request.GET)
    found = history.entries_found(request.user, form.wanted)
    page = history.page_of(found, request.GET.get("page"), words=form.wanted.words)
    query = request.GET.copy()
    query.pop("page", None)
    links = history.links_to(page.object_list, request.user)
    context = {
        "form": form,
        "wanted": form.wanted,
        "page_obj": page,
        "rows": [
            {"line": line, "href": links.get(line.entry.number), "kind": kind_text(line.entry.kind)}
            for line in lines(page.object_list)
        ],
        "query": query.urlencode(),
        "is_filtered": any(value for value in query.values()),
        "most_in_excel": files.MOST_IN_EXCEL,
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "web/_history_rows.html", context)
    return render(request, "web/history.html", context | {"summary": history.log_summary()})


@require_GET
def export(request: SignedIn, form: str) -> HttpResponseBase:
    """All that the list shows, as xlsx or csv."""
    _need_log(request)
    found = history.entries_found(request.user, HistoryForm(request.GET).wanted)
    if form == "csv":
        return files.csv(found)
    if form == "xlsx":
        return files.workbook(found)
    raise Http404


@require_GET
def entry(request: SignedIn, number: int) -> HttpResponse:
    """One entry: before and after, its digest, its place in the chain."""
    found = _seen(request, number)
    context = {
        "entry": found,
        "line": whole_line(found),
        "kind": kind_text(found.kind),
        "href": history.links_to([found], request.user).get(number),
        "together": found.together,
        "place": history.place_of(found),
    }
    return render(request, "web/entry.html", context)


@require_GET
def proof(request: SignedIn, number: int) -> HttpResponse:
    """What an outsider needs to check the entry; see `binhyen log check-proof`."""
    found = _seen(request, number)
    try:
        return _json(tree.proof_of(found.number), f"chung-cu-dong-{number}.json")
    except tree.NoCheckpoint:
        raise Http404(_("Dòng này mới hơn mốc ký gần nhất.")) from None


@require_http_methods(["GET", "POST"])
def check(request: SignedIn) -> HttpResponse:
    """How the log stands; a POST checks it now, in bounded time."""
    _need_log(request)
    verdict = None
    if request.method == "POST":
        verdict = actions.check_log(by=request.user, at=timezone.now())
    state = history.log_state()
    context = {
        "state": state,
        "check": lines([state.check])[0] if state.check else None,
        "verdict": verdict,
        "points": history.last_checkpoints(POINTS),
    }
    return render(request, "web/log_check.html", context)


@require_GET
def checkpoint(request: SignedIn) -> HttpResponse:
    """The last signed checkpoint, to be kept elsewhere."""
    _need_log(request)
    point = history.log_state().point
    if point is None:
        raise Http404(_("Chưa có mốc ký nào."))
    return _json(tree.as_json(point), f"moc-ky-{point.size}.json")


def kind_text(kind: str) -> str:
    """The table in words; one unknown to us stays as it is."""
    return str(Kind(kind).label) if kind in Kind.values else kind


def _need_log(request: SignedIn) -> None:
    if not may(request.user, Permission.LOG_VIEW):
        raise PermissionDenied


def _seen(request: SignedIn, number: int) -> Any:
    _need_log(request)
    found = history.entry_seen(request.user, number)
    if found is None:
        raise Http404
    return found


def _json(content: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

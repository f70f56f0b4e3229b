"""One report: read, with every figure leading to its origin; its files; two versions compared."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.figures.choices import NoFigure
from binhyen.figures.queries import catalogue, entries_readable
from binhyen.files.queries import ContentLost, content_of
from binhyen.kernel.log import history_of
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, permissions_at

from .. import queries
from ..choices import Format, ReportState
from ..models import Edition, Report
from ..producing import Filled
from ..rules.comparing import figures_that_differ, texts_that_differ
from ..rules.content import Cell, Label
from ..rules.shapes import Field
from .refused import BLOCKED

HISTORY, AT_FIRST = 30, 6
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOW = "now"


@require_GET
def detail(request: SignedIn, key: UUID) -> HttpResponse:
    """The report as it reads: the draft of the moment, or a version as it was signed."""
    report = visible(request, key)
    edition = edition_asked(request, report)
    try:
        filled = filled_for(report, edition)
    except queries.Unreadable:
        return render(request, "reports/unreadable.html", {"report": report}, status=BLOCKED)
    context = {
        "report": report,
        "edition": edition,
        "filled": filled,
        "known": catalogue(report.unit, report.until),
        "editions": queries.editions_of(report),
        "is_past": edition is not None and (report.is_draft or edition.version < report.version),
        "query": f"?version={edition.version}" if edition else "",
        "corrected": queries.returns_corrected(filled.content) if edition else [],
        "formats": list(Format),
        "entries": history_of(report)[:HISTORY],
        "unwritten": [] if edition else _unwritten(filled),
        "is_over": report.until < localdate(),
        "blanks": _blanks(filled),
        "above": report.unit.parent,
        **_steps(request, report),
    }
    return render(request, "reports/detail.html", context)


@require_GET
def figure(request: SignedIn, key: UUID, number: int) -> HttpResponse:
    """Where a figure came from: formula, values, returns and their versions, place in the log."""
    report = visible(request, key)
    edition = edition_asked(request, report)
    try:
        filled = filled_for(report, edition)
    except queries.Unreadable:
        raise Http404 from None
    origin = queries.origin_of(filled.content, number, english=_is_english())
    if origin is None:
        raise Http404
    sources = sorted(origin.used, key=lambda one: not one.is_corrected)  # what changed, first
    context = {
        "report": report,
        "edition": edition,
        "query": f"?version={edition.version}" if edition else "",
        "origin": origin,
        "content": filled.content,
        "known": origin.known,
        "number": number,
        "components": [
            (code, name, filled.content.now_number(code)) for code, name in origin.components
        ],
        "sources": sources[:AT_FIRST],
        "further": sources[AT_FIRST:],
        "readable": entries_readable(request.user, [one.source for one in origin.used]),
    }
    return render(request, "reports/figure.html", context)


@require_GET
def compare(request: SignedIn, key: UUID) -> HttpResponse:
    """Two signed versions side by side, or one beside what the figures say today."""
    report = visible(request, key)
    editions = queries.editions_of(report)
    if not editions:
        raise Http404
    versions = [str(one.version) for one in reversed(editions)]
    sides = [*versions, NOW]
    default = (versions[-2], versions[-1]) if len(versions) > 1 else (versions[0], NOW)
    chosen = [
        asked if (asked := request.GET.get(name, "")) in sides else default[place]
        for place, name in enumerate(("a", "b"))
    ]
    try:
        one, other = (_side(report, side) for side in chosen)
    except queries.Unreadable:
        return render(request, "reports/unreadable.html", {"report": report}, status=BLOCKED)
    context = {
        "report": report,
        "sides": [(side, _side_name(side)) for side in sides],
        "a": chosen[0],
        "b": chosen[1],
        "names": [_side_name(side) for side in chosen],
        "figures": figures_that_differ(one.content, other.content),
        "texts": texts_that_differ(other.frame, one.texts, other.texts),
        "known": catalogue(report.unit, report.until),
        "returns": queries.returns_between(one.content, other.content),
        "queries": ["" if side == NOW else f"?version={side}" for side in chosen],
        "is_now_linked": report.is_draft,
    }
    return render(request, "reports/compare.html", context)


@require_GET
def download(request: SignedIn, key: UUID, form: str) -> HttpResponse:
    """A version's file as it was kept, or that of a draft made now."""
    report = visible(request, key)
    if form not in MEDIA:
        raise Http404
    edition = edition_asked(request, report)
    if edition is None:
        try:
            content = filled_for(report, None).drafted(form)
        except queries.Unreadable:
            raise Http404 from None
        name = f"{report.name} (bản thảo)"
    else:
        try:
            content = content_of(getattr(edition, form))
        except ContentLost:
            message = _("Tệp này không còn nguyên vẹn trên máy chủ; hãy báo quản trị viên.")
            return HttpResponse(message, status=500, content_type="text/plain; charset=utf-8")
        name = f"{edition.issued.symbol} {report.name}"
    response = HttpResponse(content, content_type=MEDIA[form])
    file = f"{fold(name).replace(' ', '-')}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, file)
    response["Cache-Control"] = "private, no-store"
    return response


def visible(request: SignedIn, key: UUID) -> Report:
    rows = Report.objects.visible_to(request.user).select_related(
        "unit__parent", "issuer__unit", "created_by", "sent_by", "received_by"
    )
    return get_object_or_404(rows, key=key)


def edition_asked(request: SignedIn, report: Report) -> Edition | None:
    """The version in the address; without one the last signed, and nothing for a draft."""
    asked = request.GET.get("version", "")
    if not asked:
        return None if report.is_draft else queries.edition_of(report, report.version)
    found = queries.edition_of(report, int(asked)) if asked.isascii() and asked.isdigit() else None
    if found is None:
        raise Http404
    return found


def filled_for(report: Report, edition: Edition | None) -> Filled:
    if edition is not None:
        return queries.filled_then(report, edition)
    filled, _text = queries.filled_now(report, on=localdate())
    return filled


def _side(report: Report, side: str) -> Filled:
    if side == NOW:
        return filled_for(report, None)
    edition = queries.edition_of(report, int(side))
    if edition is None:
        raise Http404
    return filled_for(report, edition)


def _side_name(side: str) -> str:
    return _("số liệu hiện nay") if side == NOW else _("bản %(n)s") % {"n": side}


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def _unwritten(filled: Filled) -> list[Field]:
    """The texts that must still be written before it is signed."""
    return [
        one for one in filled.frame.fields if one.is_required and not filled.texts.get(one.code)
    ]


def _blanks(filled: Filled) -> list[tuple[str, Label, str]]:
    """The figures of the sentences that stand as dots, each with the reason."""
    content = filled.content
    spots = (content.spot(number) for number in filled.blank)
    return [
        (spot.key, content.labels[spot.key], _why(content.cells[spot])) for spot in spots if spot
    ]


def _why(cell: Cell) -> str:
    return str(NoFigure(cell.why).label) if cell.why else ""


def _steps(request: SignedIn, report: Report) -> dict[str, Any]:
    """What the person may do with it."""
    here = permissions_at(request.user, report.unit)
    may_draw_up, may_sign = Permission.FIGURES_ENTER in here, Permission.REPORT_SIGN in here
    is_up = report.state in {ReportState.SENT, ReportState.RECEIVED}
    may_receive = is_up and queries.may_receive(request.user, report.unit)
    why_not = queries.why_not_taken(request.user, report) if may_receive else None
    return {
        "may_draw_up": may_draw_up,
        "may_sign": may_sign,
        "may_send": may_draw_up or may_sign,
        "may_receive": may_receive and why_not is None,
        "why_not_received": why_not,
    }

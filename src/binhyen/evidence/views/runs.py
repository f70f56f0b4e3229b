"""One run: whether it is done, what it found, and what it was worked out from, to do it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.figures.queries import catalogue, period_named
from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.ui.words import read_number

from ..models import Run
from ..queries import finding
from ..queries.hindsight import hindsight
from ..queries.lineage import facts_of, repeat_of, run_told, units_named
from ..queries.results import outcome_name
from ..rules.again import neighbours_csv, panel_csv
from ..rules.panels import PanelFacts, stored_facts
from . import shown, versions
from .programme import details

BLOCKED = 409
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of a run with its interval. key: where it stands on the page."""

    key: str
    name: str
    text: str
    interval: str


@require_GET
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """While it waits the page says so, and is only to be loaded again."""
    return _page(request, _visible(request, pk))


def _page(request: SignedIn, run: Run, status: int = 200) -> HttpResponse:
    known = catalogue(run.study.unit)
    context: dict[str, Any] = {"run": run, "outcome": outcome_name(run.outcome, known)}
    if run.is_done:
        one = finding(run, known=known)
        after = hindsight([run.study]).get(run.study_id)
        context |= {
            "first": one,
            "line": shown.outcome_line(one),
            **details(request, one),
            "version": versions.told(after, known) if after else None,
            "counted": counted(one.result),
            "again": _again(request, run),
        }
    return render(request, "evidence/run.html", context, status=status)


def counted(result: dict[str, Any]) -> list[Counted]:
    """The figures that others quote, each with its interval and a place of its own."""
    change = shown.change_of(result)
    if change is None:
        return []
    scope = _("tính cả địa bàn giáp ranh") if result["scope"] == "net" else _("ở nơi có mô hình")
    return [
        Counted(
            "change",
            _("Thay đổi, %(where)s") % {"where": scope},
            shown.changed(change.percent),
            shown.interval_text(change),
        ),
        Counted("observed", _("Số vụ đã đếm được"), read_number(round(result["observed"])), ""),
        Counted(
            "expected",
            _("Số vụ lẽ ra có nếu không có mô hình"),
            read_number(round(result["expected"])),
            shown.expected_text(result),
        ),
        Counted(
            "averted",
            _("Số vụ ít đi (âm là nhiều lên)"),
            read_number(round(result["averted"])),
            shown.averted_text(result),
        ),
    ]


def _again(request: SignedIn, run: Run) -> dict[str, Any]:
    """How to do it again: the files, the command and the rows, for who covers the whole ground.

    Whoever looks from below sees what was found, not the other communes' months.
    """
    facts = stored_facts(run.panel or {})
    if not _may_see_rows(request, run):
        return {"may": False}
    repeat = repeat_of(run)
    return {
        "may": True,
        "facts": facts,
        "repeat": repeat,
        "command": "" if facts is None or facts.panel is None else repeat.command(facts),
        "has_panel": bool((run.panel or {}).get("units")),
        "has_neighbours": bool((run.panel or {}).get("neighbours")),
        "rows": [] if facts is None else rows_of(run, facts),
    }


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """A place's events before its start and since; all of them before where it never began.

    href: the page of its figures by month.
    """

    code: str
    name: str
    href: str
    began: str
    before: str
    since: str


def rows_of(run: Run, facts: PanelFacts) -> list[PlaceSums]:
    panel = facts.panel
    if panel is None:
        return []
    last = period_named(panel.periods[-1])
    units = {} if last is None else units_named(facts, on=last.until)
    found = []
    for i, place in enumerate(facts.places):
        start = int(panel.treated_from[i])
        before, after = panel.counts[i, :start], panel.counts[i, start:]
        began = _began(panel.periods, start)
        there = next((units[pk] for pk in sorted(place.units) if pk in units), "")
        href = _figures_url(run, there, panel.periods[-1]) if there else ""
        sums = _sum_text(before), _sum_text(after)
        found.append(PlaceSums(place.code, place.name, href, began, *sums))
    return found


def _began(months: Sequence[str], start: int) -> str:
    """The month of the start; a place that had the programme all along began before them."""
    if start <= 0:
        return _("trước tháng đầu")
    return shown.month_text(months[start]) if start < len(months) else ""


def _figures_url(run: Run, unit: str, until: str) -> str:
    """By the boundaries of the time, whose figures were compared."""
    asked = {"what": run.outcome, "unit": unit, "by": "then", "until": until}
    return f"{reverse('figures:read')}?{urlencode(asked)}"


def _sum_text(counts: Any) -> str:
    """A sum of months, with how many of them lack a figure."""
    if not len(counts):
        return "–"
    known = counts[counts == counts]
    text = read_number(int(known.sum()))
    lacks = len(counts) - len(known)
    return text if not lacks else _("%(n)s (thiếu %(lacks)s tháng)") % {"n": text, "lacks": lacks}


@require_GET
def result(request: SignedIn, pk: int) -> HttpResponse:
    """The run as one JSON object, as `binhyen evidence run --json` prints it."""
    run = _visible(request, pk)
    said = run_told(run, by_place=_may_see_rows(request, run))
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _saved(response, f"{repeat_of(run).stem}.json")


@require_GET
def panel(request: SignedIn, pk: int) -> HttpResponse:
    """The very counts that were compared, as the library's own command reads them."""
    run, facts = _compared(request, pk)
    if facts is None:
        return _gone(request, run)
    return _saved(HttpResponse(panel_csv(facts), content_type=CSV), repeat_of(run).panel_name)


@require_GET
def neighbours(request: SignedIn, pk: int) -> HttpResponse:
    """Which units touch, likewise; 404 where none do."""
    run, facts = _compared(request, pk)
    if facts is None:
        return _gone(request, run)
    text = neighbours_csv(facts)
    if not text:
        raise Http404
    return _saved(HttpResponse(text, content_type=CSV), repeat_of(run).neighbours_name)


def _visible(request: SignedIn, pk: int) -> Run:
    rows = Run.objects.visible_to(request.user).select_related("study__programme", "study__unit")
    return get_object_or_404(rows, pk=pk)


def _may_see_rows(request: SignedIn, run: Run) -> bool:
    return may(request.user, Permission.REGISTER_VIEW, at=run.study.unit)


def _compared(request: SignedIn, pk: int) -> tuple[Run, PanelFacts | None]:
    """404 where nothing was compared, 403 for who covers only a part of the ground."""
    run = _visible(request, pk)
    if not _may_see_rows(request, run):
        raise PermissionDenied
    if not run.is_done or not (run.panel or {}).get("units"):
        raise Http404
    return run, facts_of(run)


def _gone(request: SignedIn, run: Run) -> HttpResponse:
    messages.error(
        request,
        _(
            "Sổ đăng ký hoặc số liệu đã thay đổi từ lần tính này, mà lần tính cũ chưa lưu bảng; "
            "hãy cho tính lại để có bảng tải về."
        ),
    )
    return _page(request, run, BLOCKED)


def _saved(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response

"""The programmes with what is known of each: by name, never by rank."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may

from ..queries.hindsight import hindsight
from ..queries.seen import Summary, summaries
from . import shown, versions
from .shown import Line


@dataclass(frozen=True, slots=True)
class Row:
    summary: Summary
    line: Line
    version: str = ""


def demand_reader(request: SignedIn) -> None:
    """Raises PermissionDenied for who sees no register at all."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied


@require_GET
def programme_list(request: SignedIn) -> HttpResponse:
    """Programmes with a study, each with its primary outcome; below them those without one."""
    demand_reader(request)
    found = summaries(request.user)
    studied = [one for one in found if one.study is not None]
    findings = [one.primary for one in studied if one.primary]
    lines = shown.on_one_scale(
        [
            shown.outcome_line(one.primary) if one.primary else Line(one.programme.name, None)
            for one in studied
        ],
        shown.least_of(findings),
    )
    after = hindsight([one.run.study for one in findings])
    seen = {pk: versions.said(one) for pk, one in after.items()}
    context = {
        "rows": [
            Row(one, line, seen.get(one.primary.run.study_id, "") if one.primary else "")
            for one, line in zip(studied, lines.rows, strict=True)
        ],
        "lines": lines,
        "numbers": sum(one.stands is not None for one in studied),
        "without": [one.programme for one in found if one.study is None],
        "may_register": may(request.user, Permission.STUDY_REGISTER),
    }
    return render(request, "evidence/list.html", context)

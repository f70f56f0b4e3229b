"""A procedure's track as a drawing and as rows of a table."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import DONE, DROPPED
from ..rules.diagram import Diagram, Edge, Node, lay_out
from ..rules.procedure import Outcome, Procedure, Step, Track
from . import shown


def tracks(procedure: Procedure) -> list[dict[str, Any]]:
    """Each kind of case with its drawing and its steps."""
    return [
        {
            "kind": str(kind),
            "label": str(kind.label).capitalize(),
            "drawing": drawing(track),
            "steps": [_row(step, track) for step in track.steps.values()],
        }
        for kind, track in procedure.kinds.items()
    ]


def drawing(track: Track) -> Diagram:
    nodes = [Node(code, step.name, _note(step)) for code, step in track.steps.items()]
    nodes.append(Node(DONE, _("Hoàn thành"), is_end=True))
    return lay_out(nodes, _edges(track), start=track.start)


def _edges(track: Track) -> Iterator[Edge]:
    for code, step in track.steps.items():
        for outcome in step.outcomes:
            target = "" if outcome.to == DROPPED else outcome.to
            yield Edge(code, target, outcome.name, outcome.back)


def _note(step: Step) -> str:
    who = shown.who_words(step)
    return f"{who} · {_days(step)}" if step.days else who


def _days(step: Step) -> str:
    return ngettext("%(n)s ngày", "%(n)s ngày", step.days) % {"n": step.days}


def _row(step: Step, track: Track) -> dict[str, Any]:
    return {
        "name": step.name,
        "note": step.note,
        "who": shown.who_words(step),
        "days": step.days,
        "needs": list(_needs(step)),
        "ways": [
            {"name": outcome.name, "leads": _leads(outcome, track)} for outcome in step.outcomes
        ],
    }


def _needs(step: Step) -> Iterator[str]:
    for kind in [*step.papers, *sorted(step.documents - set(step.papers))]:
        name = shown.kind_name(kind)
        yield name if kind in step.documents else _("%(paper)s (nếu cần)") % {"paper": name}
    if step.meeting:
        yield _("Họp dân, quá nửa đồng ý")
    if step.assets:
        yield _("Tài sản kê khai và bàn giao hết")


def _leads(outcome: Outcome, track: Track) -> str:
    step = track.steps.get(outcome.to)
    return shown.leads(outcome, step.name if step else "")

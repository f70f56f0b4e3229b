"""A programme's or a site's life in order: what the register, its cases and its papers tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from binhyen.dossiers.models import Document
from binhyen.kernel.dates import show
from binhyen.programmes.models import Programme, Site

from ..choices import EventKind
from ..models import Event


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. source: "register", "case" or "paper"; what: its code there.

    on is the day it stands at, on_text how exactly that day is known.
    """

    on: date
    on_text: str
    source: str
    what: str
    title: str
    detail: str = ""
    url: str = ""


def timeline(record: Programme | Site) -> list[Moment]:
    """Everything that happened to a programme or site, the latest first; a few queries."""
    moments = [*_register(record), *_events(record), *_papers(record)]
    return sorted(moments, key=lambda moment: moment.on, reverse=True)


def _register(record: Programme | Site) -> Iterator[Moment]:
    for what in ("established", "ended"):
        on = getattr(record, f"{what}_on", None)
        if on is not None:
            precision = getattr(record, f"{what}_precision")
            decision = getattr(record, "decision", None) if what == "established" else None
            detail = decision.number if decision else ""
            yield Moment(on, show(on, precision), "register", what, "", detail)


def _events(record: Programme | Site) -> Iterator[Moment]:
    about = Q(case__site=record) if isinstance(record, Site) else Q(
        case__programme=record, case__site=None
    )  # fmt: skip
    told = (EventKind.OPENED, EventKind.MOVED, EventKind.RETURNED, EventKind.HANDED_OVER)
    events = Event.objects.filter(about, kind__in=told).select_related("case", "by")
    for event in events.order_by("at", "number"):
        title = event.outcome_name or event.step_name
        yield Moment(
            event.on,
            show(event.on, "day"),
            "case",
            event.kind,
            title,
            event.case.title,
            event.case.get_absolute_url(),
        )


def _papers(record: Programme | Site) -> Iterator[Moment]:
    """What was filed, drafted here or handed in."""
    about = Q(site=record) if isinstance(record, Site) else Q(programme=record, site=None)
    for paper in Document.objects.filed().filter(about).order_by("dated_on", "pk"):
        yield Moment(
            paper.dated_on,
            show(paper.dated_on, "day"),
            "paper",
            paper.kind,
            paper.title,
            paper.number,
            paper.get_absolute_url(),
        )

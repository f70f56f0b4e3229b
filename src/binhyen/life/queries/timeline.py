"""A programme's or a site's life in order: what the register, its cases and its papers tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from binhyen.dossiers.models import Document
from binhyen.kernel.dates import show
from binhyen.programmes.models import Programme, Site

from ..choices import EventKind
from ..models import Event


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. source: "register", "case" or "paper"; what: its code there.

    on is the day it stands at, on_text how exactly that day is known; at orders those of one day.
    """

    on: date
    on_text: str
    source: str
    what: str
    title: str
    detail: str = ""
    url: str = ""
    at: datetime | None = None


def timeline(record: Programme | Site) -> list[Moment]:
    """Everything that happened to a programme or site, the latest first; a few queries."""
    moments = [*_register(record), *_events(record), *_papers(record)]
    return latest_first(moments)


def latest_first(moments: Iterable[Moment]) -> list[Moment]:
    """By day; of one day what the register says stands last, as the outcome of the rest."""
    latest = datetime.max.replace(tzinfo=UTC)
    return sorted(moments, key=lambda one: (one.on, one.at or latest), reverse=True)


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
            event.at,
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
            paper.filed_at,
        )

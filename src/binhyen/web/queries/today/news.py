"""What changed lately in a person's units; a joint change is one piece of news."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.people.queries import log_reach
from binhyen.ui.trail import Line, lines

MOST = 8
LOOKED_AT = 2_000
ABOUT = Q(kind__startswith="programmes.") | Q(kind__startswith="intake.") | Q(kind="units.unit")


@dataclass(frozen=True, slots=True)
class News:
    """The last entry of a change, and how many entries of it the reader sees."""

    line: Line
    entries: int


def news(person: Person) -> list[News]:
    """Newest first, out of the last 2,000 entries in reach: no more is read."""
    seen = Entry.objects.filter(log_reach(person)).filter(ABOUT)
    together = seen.filter(batch=OuterRef("batch")).order_by().values("batch")
    counted = Subquery(together.annotate(n=Count("pk")).values("n"))
    rows = Entry.objects.filter(number__in=_ends(seen)).order_by("-number")
    alone = When(batch="", then=Value(1))
    told = {row: row.n for row in rows.annotate(n=Case(alone, default=counted))}
    return [News(line, count) for line, count in zip(lines(told), told.values(), strict=True)]


def _ends(seen: QuerySet[Entry]) -> QuerySet[Any, Any]:
    """The number of the last entry of each of the latest changes."""
    latest = seen.order_by("-number").values("number")[:LOOKED_AT]
    number = Cast("number", CharField())
    change = Case(When(batch="", then=number), default=F("batch"), output_field=CharField())
    changes = Entry.objects.filter(number__in=latest).order_by().values(change=change)
    return changes.annotate(last=Max("number")).order_by("-last").values("last")[:MOST]

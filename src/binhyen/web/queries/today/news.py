"""What changed lately in a person's units; a joint change is one piece of news."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Cast

from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.people.queries import log_reach
from binhyen.ui.trail import Line, lines

MOST = 8
LOOKED_AT = 1_000
ABOUT = Q(kind__startswith="programmes.") | Q(kind__startswith="intake.") | Q(kind="units.unit")


@dataclass(frozen=True, slots=True)
class News:
    """The last entry of a change, and how many entries it has in reach."""

    line: Line
    entries: int


def news(person: Person) -> list[News]:
    """Newest first, out of the last 1,000 entries in reach.

    A large import doesn't hide what was before it: where there is little else to tell, one more
    look is taken at what isn't part of it.
    """
    reach = log_reach(person)
    found = _changes(reach)
    large = [row.batch for row in found if row.entries >= LOOKED_AT // MOST]
    if large and len(found) < MOST:
        told = [row.batch for row in found if row.batch]
        behind = Q(place__lt=found[-1].number) & ~Q(batch__in=told)
        found = [*found, *_changes(reach, behind)][:MOST]
    return [News(line, row.entries) for line, row in zip(lines(found), found, strict=True)]


def _changes(reach: Q, asked: Q | None = None) -> list[Any]:
    """The last entry of each of the latest changes, with how many there are of it; one query."""
    # "+ 0" keeps databases from walking the whole log backwards for a province's few entries.
    place = F("number") + 0 if reach else F("number")
    entries = Entry.objects.annotate(place=place).filter(reach, asked or Q())
    latest = entries.order_by("-place").values("number")
    number = Cast("number", CharField())
    change = Case(When(batch="", then=number), default=F("batch"), output_field=CharField())
    changes = Entry.objects.filter(ABOUT, number__in=latest[:LOOKED_AT]).order_by()
    lasts = changes.values(change=change).annotate(last=Max("number")).order_by("-last")
    same = Entry.objects.filter(reach, batch=OuterRef("batch")).order_by().values("batch")
    joint = Subquery(same.annotate(n=Count("pk")).values("n"))
    size = Case(When(batch="", then=1), default=joint, output_field=IntegerField())
    ends = Entry.objects.filter(number__in=lasts.values("last")[:MOST])
    return list(ends.annotate(entries=size).order_by("-number"))

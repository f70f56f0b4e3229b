"""What changed lately in a person's units; a joint change is one piece of news."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Q, When, Window
from django.db.models.functions import Cast

from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.people.queries import log_reach
from binhyen.ui.trail import Line, lines

MOST = 8
LOOKED_AT = 1_000
STRETCHES = 5
ABOUT = Q(kind__startswith="programmes.") | Q(kind__startswith="intake.") | Q(kind="units.unit")


@dataclass(frozen=True, slots=True)
class News:
    """The last entry of a change, and how many entries it has in reach."""

    line: Line
    entries: int


def news(person: Person) -> list[News]:
    """Newest first. A large import doesn't hide what was before it: it is left out of the next
    look, and a few looks of 1,000 entries are taken until there is enough to tell.
    """
    found: list[Any] = []
    told: list[str] = []
    for _ in range(STRETCHES):
        reach = log_reach(person) & ~Q(batch__in=told) if told else log_reach(person)
        if found:
            reach &= Q(number__lt=found[-1].number)
        ends = _changes(reach)
        found += ends
        large = [row.batch for row in ends if row.batch and row.entries >= LOOKED_AT // MOST]
        if not large or len(found) >= MOST:
            break
        told += large
    found = sorted(found, key=lambda row: -row.number)[:MOST]
    sizes = _sizes(person, [row.batch for row in found if row.entries > 1])
    return [
        News(line, sizes.get(row.batch, row.entries))
        for line, row in zip(lines(found), found, strict=True)
    ]


def _sizes(person: Person, batches: list[str]) -> dict[str, int]:
    """How many entries in reach each joint change has in all."""
    if not batches:
        return {}
    rows = Entry.objects.filter(ABOUT, log_reach(person), batch__in=batches).order_by()
    return dict(rows.values_list("batch").annotate(n=Count("number")))


def _changes(reach: Q) -> list[Any]:
    """The last entry of each of the latest changes, out of the last 1,000 entries."""
    # "+ 0" keeps SQLite from walking the whole log backwards in search of a province's entries.
    order = F("number") + 0 if reach else F("number")
    latest = Entry.objects.filter(reach).order_by(order.desc()).values("number")[:LOOKED_AT]
    number = Cast("number", CharField())
    change = Case(When(batch="", then=number), default=F("batch"), output_field=CharField())
    rows = Entry.objects.filter(ABOUT, number__in=latest).annotate(
        last=Window(Max("number"), partition_by=[change]),
        entries=Window(Count("number"), partition_by=[change]),
    )
    return list(rows.filter(number=F("last")).order_by("-number")[:MOST])

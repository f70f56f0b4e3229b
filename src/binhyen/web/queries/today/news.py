"""What changed lately in a person's units; a joint change is one piece of news."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Max, Q, When, Window
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
    """The last entry of a change, and how many entries it has among those looked at."""

    line: Line
    entries: int

    @property
    def is_at_least(self) -> bool:
        """Whether the change may go on beyond what was looked at."""
        return self.entries >= LOOKED_AT // 2


def news(person: Person) -> list[News]:
    """Newest first, out of the last 1,000 entries in reach: no more is read."""
    reach = log_reach(person)
    # "+ 0" keeps SQLite from walking the whole log backwards in search of a province's entries.
    order = F("number") + 0 if reach else F("number")
    latest = Entry.objects.filter(reach).order_by(order.desc()).values("number")[:LOOKED_AT]
    number = Cast("number", CharField())
    change = Case(When(batch="", then=number), default=F("batch"), output_field=CharField())
    rows = Entry.objects.filter(ABOUT, number__in=latest).annotate(
        last=Window(Max("number"), partition_by=[change]),
        entries=Window(Count("number"), partition_by=[change]),
    )
    ends = list(rows.filter(number=F("last")).order_by("-number")[:MOST])
    return [News(line, row.entries) for line, row in zip(lines(ends), ends, strict=True)]

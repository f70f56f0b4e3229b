"""Entries by who, what, when and of which joint change."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Replace
from django.utils import timezone

from binhyen.kernel.models import Entry
from binhyen.kernel.paging import MOST, LongPaginator
from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.people.queries import log_reach

from ...choices import VERBS, Deed

PER_PAGE = 50
TOGETHER = Replace(F("folded"), Value(" "), Value(""))  # "tling" is in Ea T'Ling
SYSTEM = ("system", "he thong")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for; empty says nothing. `record` is a primary key beside `kind`."""

    who: str = ""
    kind: str = ""
    record: str = ""
    deed: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    batch: str = ""


def entries_found(person: Person, wanted: Wanted) -> QuerySet[Entry]:
    """What the person may read and asked for, newest first."""
    found = Entry.objects.filter(log_reach(person))
    if wanted.words:
        found = found.alias(together=TOGETHER)
    found = found.filter(_asked(wanted))
    if wanted.who.strip():
        found = found.filter(_by(wanted.who))
    return found.order_by("-number")


def page_of(entries: QuerySet[Entry], number: str | int | None, *, words: str = "") -> Page:
    """One page; of a search by words the newest 10,000 are listed."""
    most = MOST if words.strip() else None
    return LongPaginator(entries, PER_PAGE, most=most).get_page(number)


def entry_seen(person: Person, number: int) -> Any:
    """One entry; None if there is none or it isn't the person's to read.

    `together` on it: how many entries of the same joint change the person may read, None for
    an entry that stands alone.
    """
    seen = Entry.objects.filter(log_reach(person))
    same = seen.filter(batch=OuterRef("batch")).order_by().values("batch")
    joint = Subquery(same.annotate(n=Count("pk")).values("n"))
    together = Case(When(batch="", then=None), default=joint, output_field=IntegerField())
    return seen.filter(number=number).annotate(together=together).first()


def _asked(wanted: Wanted) -> Q:
    asked = Q()
    for word in fold(wanted.words).split():
        asked &= Q(together__contains=word)
    if wanted.kind:
        asked &= Q(kind=wanted.kind)
    if wanted.record:
        asked &= Q(record=wanted.record)
    if wanted.deed:
        asked &= Q(verb__in=VERBS[Deed(wanted.deed)])
    if wanted.since:
        asked &= Q(at__gte=_midnight(wanted.since))
    if wanted.until:
        asked &= Q(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.batch:
        asked &= Q(batch=wanted.batch)
    return asked


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


def _by(text: str) -> Q:
    """Users whose user name begins with the text or whose name holds its words; or the system."""
    wanted = fold(text)
    if wanted.startswith(SYSTEM):
        return Q(by__startswith="system")
    words = wanted.split()
    named = Person.objects.order_by("pk").values_list("username", "full_name")
    typed = text.strip().lower()
    return Q(
        by__in=[
            username
            for username, full_name in named
            if username.lower().startswith(typed)
            or (words and all(word in fold(full_name) for word in words))
        ]
    )

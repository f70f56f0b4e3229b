"""The register of outgoing papers."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import QuerySet

from binhyen.kernel.paging import LongPaginator
from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site

from ..models import Issued, IssuedQuerySet, Series

PER_PAGE = 50
RELATED = ("series__issuer", "document", "programme", "site__unit", "site__programme", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the register is asked for; empty where nothing is said."""

    words: str = ""
    issuer: int | None = None
    kind: str = ""
    year: int | None = None
    since: date | None = None
    until: date | None = None


def issued_found(person: Person, wanted: Wanted) -> IssuedQuerySet:
    """The papers that a person sees and asks for; the latest number first."""
    found = Issued.objects.visible_to(person)
    for word in fold(wanted.words).split():
        found = found.filter(folded__contains=word)
    if wanted.issuer:
        found = found.filter(series__issuer=wanted.issuer)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.year:
        found = found.filter(series__year=wanted.year)
    if wanted.since:
        found = found.filter(issued_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(issued_on__lte=wanted.until)
    return found.order_by("-issued_on", "-number", "-pk")


def issued_page(found: IssuedQuerySet, number: str | None) -> Page:
    rows = Issued.objects.select_related(*RELATED)
    return LongPaginator(found, PER_PAGE, rows=rows).get_page(number)


def years(person: Person) -> list[int]:
    """The years in which papers that a person sees were issued, the latest first."""
    seen = Issued.objects.visible_to(person).order_by().values("series")
    found = Series.objects.filter(pk__in=seen).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def papers_about(programme: Programme, site: Site | None = None) -> QuerySet[Issued]:
    """The papers issued about a programme itself, or about one of its sites, the latest first."""
    found = Issued.objects.filter(programme=programme, site=site)
    return found.select_related("document", "series__issuer").order_by("-issued_on", "-pk")

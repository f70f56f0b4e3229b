"""Sites by what one knows of them; quick at 124,000 (see kernel.paging)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from binhyen.kernel.paging import MOST, LongPaginator
from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..choices import Ending, Move, Source, State
from ..models import Contribution, Programme, Site
from .counting import COUNTED, ENDED, ended_by, existing_on
from .gaps import GAPS
from .movements import moved
from .places import covered_by, recorded_in

PER_PAGE = 33
SORTS: Mapping[str, tuple] = {
    "place": ("sort_key", "pk"),
    "-place": ("-sort_key", "-pk"),
    "programme": ("programme_id", "sort_key", "pk"),
    "-programme": ("-programme_id", "-sort_key", "-pk"),
    "-date": (F("established_on").desc(nulls_last=True), "pk"),
    "date": (F("established_on").asc(nulls_last=True), "pk"),
    "-members": (F("member_count").desc(nulls_last=True), "pk"),
    "members": (F("member_count").asc(nulls_last=True), "pk"),
}
RELATED = ("programme", "unit__parent", "decision", "organisation")
SHOWN = (
    *("code", "village", "state", "ending", "rating", "team_count", "member_count"),
    *("established_on", "established_precision", "decision__number", "organisation__name"),
    *("programme__code", "programme__name"),
    *("unit__code", "unit__name", "unit__valid_to", "unit__parent__name", "unit__parent__level"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFilter:
    """What to look for; empty says nothing.

    state: one of the states; "ended" leaves out what was dropped before it was launched, "dropped"
    is that, and "counted" what the official count counts.
    is_exact: only what was recorded at the very unit or below it, not all that it covers today.
    on: only what was there on that day; with the state "ended", only what had ended by it.
    move, since, until: only what came or left so, from a day to a day (`choices.Move`).
    """

    words: str = ""
    unit: Unit | None = None
    is_exact: bool = False
    programme: Programme | None = None
    sector_id: int | None = None
    state: str = ""
    year: int | None = None
    on: date | None = None
    move: str = ""
    since: date | None = None
    until: date | None = None
    missing: str = ""
    money: str = ""
    sort: str = "place"


def sites_found(person: Person, wanted: SiteFilter) -> QuerySet[Site]:
    """Visible sites that fit, in the order wanted; every word must be in the site's text."""
    sites = Site.objects.visible_to(person).filter(_kept(wanted))
    if wanted.money:
        gifts = Contribution.objects.filter(site=OuterRef("pk"))
        if wanted.money in Source.values:
            gifts = gifts.filter(source=wanted.money)
        sites = sites.filter(~Exists(gifts) if wanted.money == "none" else Exists(gifts))
    return sites.order_by(*SORTS.get(wanted.sort, SORTS["place"]))


def _kept(wanted: SiteFilter) -> Q:
    kept = Q()
    for word in fold(wanted.words).split():
        kept &= _has(word)
    if wanted.unit:
        kept &= recorded_in(wanted.unit) if wanted.is_exact else covered_by(wanted.unit)
    if wanted.programme:
        kept &= Q(programme=wanted.programme)
    if wanted.sector_id:
        kept &= Q(programme__in=Programme.objects.filter(sector=wanted.sector_id).values("pk"))
    if wanted.on:
        kept &= ended_by(wanted.on) if wanted.state == State.ENDED else existing_on(wanted.on)
    if not (wanted.on and wanted.state == "counted"):
        kept &= _in_state(wanted.state)
    if wanted.move or wanted.since or wanted.until:
        kept &= moved(wanted.move or Move.IN, since=wanted.since, until=wanted.until)
    if wanted.year:
        kept &= Q(established_on__year=wanted.year)
    if wanted.missing in GAPS:
        kept &= GAPS[wanted.missing].test
    return kept


def _in_state(state: str) -> Q:
    named = {"": Q(), "counted": COUNTED, "dropped": Q(ending=Ending.DROPPED), State.ENDED: ENDED}
    return named.get(state, Q(state=state))


def _has(word: str) -> Q:
    """A piece of a word, but a small number only whole: "thôn 2" isn't "thôn 12"."""
    if word.isdigit() and len(word) <= 3:
        return Q(folded__contains=f" {word} ") | Q(folded__endswith=f" {word}")
    return Q(folded__contains=word)


def site_page(sites: QuerySet[Site], number: str | int | None, *, words: str = "") -> Page:
    """One page; each row has `.money`, the sum of its contributions in đồng, None for none.

    Of a search by words the first 10,000 are listed: counting further would read every site.
    """
    gifts = Contribution.objects.filter(site=OuterRef("pk")).order_by().values("site")
    money = Subquery(gifts.annotate(total=Sum("amount_vnd")).values("total"))
    rows = Site.objects.select_related(*RELATED).only(*SHOWN).annotate(money=money)
    most = MOST if words.strip() else None
    return LongPaginator(sites, PER_PAGE, rows=rows, most=most).get_page(number)

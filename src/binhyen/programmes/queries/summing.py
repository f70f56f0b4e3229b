"""The line under the table of sites, so that a figure elsewhere can be checked where it leads."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import OuterRef, Subquery, Sum

from binhyen.kernel.paging import LongPaginator

from ..models import Contribution, Site


@dataclass(frozen=True, slots=True)
class Sums:
    teams: int
    members: int
    money_vnd: int


def sums_of(page: Page) -> Sums | None:
    """Over the whole list that this is a page of, in one query; None for one of thousands."""
    paginator = page.paginator
    if not isinstance(paginator, LongPaginator) or not paginator.few:
        return None
    given = Contribution.objects.filter(site=OuterRef("pk")).order_by().values("site")
    sites = Site.objects.filter(pk__in=paginator.few).order_by()
    row = sites.annotate(
        given=Subquery(given.annotate(total=Sum("amount_vnd")).values("total"))
    ).aggregate(
        teams=Sum("team_count", default=0),
        members=Sum("member_count", default=0),
        money_vnd=Sum("given", default=0),
    )
    return Sums(**row)

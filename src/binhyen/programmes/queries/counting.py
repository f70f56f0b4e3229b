"""The official count: programme → sites that have not ended → teams. Every page counts here."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from ..choices import State
from ..models import Contribution, Site

COUNTED = ~Q(state=State.ENDED)


@dataclass(frozen=True, slots=True)
class Totals:
    programmes: int
    sites: int
    ended: int
    teams: int
    members: int
    communes: int


def totals(sites: QuerySet[Site]) -> Totals:
    """Figures over these sites; ended ones are only counted as such."""
    row = sites.order_by().aggregate(
        programmes=Count("programme", filter=COUNTED, distinct=True),
        sites=Count("pk", filter=COUNTED),
        ended=Count("pk", filter=~COUNTED),
        teams=Sum("team_count", filter=COUNTED, default=0),
        members=Sum("member_count", filter=COUNTED, default=0),
        communes=Count("unit", filter=COUNTED, distinct=True),
    )
    return Totals(**row)


def gifts_of(sites: QuerySet[Site]) -> dict[str, int]:
    """Contributions in đồng by source, to ended sites too: the money was received."""
    gifts = Contribution.objects.filter(site__in=sites.order_by().values("pk"))
    return dict(gifts.order_by().values_list("source").annotate(total=Sum("amount_vnd")))

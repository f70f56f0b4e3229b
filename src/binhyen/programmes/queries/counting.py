"""The official count: programme → sites that have not ended → teams. Every page counts here."""

from django.db.models import Q, QuerySet, Sum

from ..choices import State
from ..models import Contribution, Site

COUNTED = ~Q(state=State.ENDED)


def gifts_of(sites: QuerySet[Site]) -> dict[str, int]:
    """Contributions in đồng by source, to ended sites too: the money was received."""
    gifts = Contribution.objects.filter(site__in=sites.order_by().values("pk"))
    return dict(gifts.order_by().values_list("source").annotate(total=Sum("amount_vnd")))

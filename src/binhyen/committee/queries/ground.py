"""Where a round's sites stand today, and which of their money came within its window."""

from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from binhyen.kernel.dates import Precision
from binhyen.programmes.models import Contribution, Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Succession, Unit


def todays_commune(ground: Unit) -> Coalesce:
    """The commune of today on a ground in which a site is, as a column.

    Where an officer placed it; else what its commune became. A divided commune's sites count where
    most of it went, so that none counts twice.
    """
    heirs = Reach.objects.filter(
        unit=OuterRef("unit"),
        over__level=Level.COMMUNE,
        over__valid_to=None,
        over__path__startswith=ground.path,
    )
    went = Succession.objects.filter(old=OuterRef("unit"), new=OuterRef("over"), is_main=True)
    nearest = heirs.annotate(is_main=Exists(went)).order_by("in_part", "-is_main", "over")
    heir = Subquery(nearest.values("over")[:1])
    return Coalesce("placed_in", heir, "unit", output_field=BigIntegerField())


def received_within(first: date, last: date) -> Q:
    """Gifts whose day, month or year, as exactly as it is known, lies wholly between two days."""
    after = last + timedelta(days=1)
    starts = {
        Precision.DAY: after,
        Precision.MONTH: after.replace(day=1),
        Precision.YEAR: after.replace(month=1, day=1),
    }
    found = Q(pk__in=())
    for precision, before in starts.items():
        found |= Q(received_precision=precision, received_on__gte=first, received_on__lt=before)
    return found


def counts_and_money(
    sites: QuerySet[Site], ground: Unit, first: date, last: date
) -> QuerySet[Any, Any]:
    """Two sorts of rows in one query, each beginning with a programme.

    Of sites: commune of today, state, how many, with a decision. Of money: year in which it was
    received (None where unknown), source, sum, sum between two days; that of ended sites too.
    """
    counted = sites.order_by().annotate(home=todays_commune(ground))
    gifts = Contribution.objects.filter(site__in=sites.order_by().values("pk")).order_by()
    within = received_within(first, last)
    numbers = counted.values_list("programme", "home", "state").annotate(
        n=Count("pk"), decided=Count("pk", filter=Q(decision__isnull=False))
    )
    money = gifts.annotate(year=ExtractYear("received_on"))
    sums = money.values_list("site__programme", "year", "source").annotate(
        total=Sum("amount_vnd"), of_window=Sum("amount_vnd", filter=within, default=0)
    )
    return numbers.union(sums, all=True)

"""Rebuild what every post covers, from scratch, with the same result each time."""

from django.db import transaction

from ..choices import Level, SuccessionKind
from ..models import Reach, Succession, Unit
from ..rules import reach

_BATCH = 5000


@transaction.atomic
def rebuild_reach() -> int:
    """Write the closure anew for every unit of today; the nation needs none. Returns its size."""
    nodes = [reach.Node(*row) for row in Unit.objects.order_by("path").values_list("pk", "path")]
    links = [
        reach.Link(old, new, kind == SuccessionKind.WHOLE)
        for old, new, kind in Succession.objects.values_list("old", "new", "kind")
    ]
    today = Unit.objects.filter(valid_to=None).exclude(level=Level.NATION).order_by("path")
    covers = reach.closure(today.values_list("pk", flat=True), nodes, links)
    Reach.objects.all().delete()
    rows = [
        Reach(over_id=over, unit_id=unit, in_part=in_part)
        for over, cover in covers.items()
        for unit, in_part in cover.items()
    ]
    Reach.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)

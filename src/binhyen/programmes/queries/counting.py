"""The official count: programme → sites launched and not ended → teams. Every page counts here."""

from datetime import date

from django.db.models import Q, QuerySet, Sum

from binhyen.kernel.models import Entry

from ..choices import UNCOUNTED, Ending, State
from ..models import Contribution, Site

COUNTED = ~Q(state__in=UNCOUNTED)
# What was dropped while it was being prepared never was in the count, so it didn't leave it.
EVER_COUNTED = ~Q(state=State.PREPARING) & ~Q(ending=Ending.DROPPED)
ENDED = Q(state=State.ENDED) & ~Q(ending=Ending.DROPPED)
CHANGES = Q(kind__startswith="programmes.") | Q(kind__startswith="units.")


def register_state() -> str:
    """A name for what the register holds now, to keep nation-wide figures by.

    Every change of it leaves an entry of the log, so the digest of the last such entry names a
    state; signing in leaves entries too, but changes no figure.
    """
    changes = Entry.objects.filter(CHANGES).order_by("-number")
    return changes.values_list("digest", flat=True).first() or ""


def existing_on(on: date) -> Q:
    """Sites of a day that has passed; one without a day of its own is taken to have been there."""
    # Not "earlier or unknown": SQLite would walk an index twice instead of reading one that holds
    # all that is asked.
    begun = ~Q(established_on__gt=on)
    return begun & (COUNTED | (Q(ended_on__gt=on) & ~Q(ending=Ending.DROPPED)))


def ended_by(on: date) -> Q:
    """Sites that had ended by a day; one that ended on no recorded day is taken to have."""
    return ENDED & (Q(ended_on__lte=on) | Q(ended_on=None))


def gifts_of(sites: QuerySet[Site]) -> dict[str, int]:
    """Contributions in đồng by source, to ended sites too: the money was received."""
    gifts = Contribution.objects.filter(site__in=sites.order_by().values("pk"))
    return dict(gifts.order_by().values_list("source").annotate(total=Sum("amount_vnd")))

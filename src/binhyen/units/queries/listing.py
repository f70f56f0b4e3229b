"""The list of units as a person asks for it."""

from datetime import date

from django.db.models import Q

from binhyen.kernel.text import fold

from ..choices import Level
from ..models import Unit, UnitQuerySet
from ..rules.names.reading import readings


def listed(
    on: date, *, text: str = "", level: int | None = None, province: str = ""
) -> UnitQuerySet:
    """Units of a day whose name holds the text, marks ignored, or whose code begins with it.

    A kind typed before the name is read as a kind: "xã đắk" finds Xã Đắk Wil. province: a
    code; the province itself is left out of its own list.
    """
    found = Unit.objects.at(on).exclude(level=Level.NATION).select_related("parent")
    if level:
        found = found.filter(level=level)
    if province:
        over = Unit.objects.at(on).filter(code=province, level=Level.PROVINCE).first()
        found = found.under(over).exclude(pk=over.pk) if over else found.none()
    if text.strip():
        found = found.filter(_named(text))
    return found.order_by("sort_key", "pk")


def _named(text: str) -> Q:
    named = Q(code__startswith=text.strip())
    for reading in readings(text):
        if key := fold(reading.name):
            same_kind = Q(kind=reading.kind) if reading.kind else Q()
            named |= Q(folded__contains=key) & same_kind
    return named

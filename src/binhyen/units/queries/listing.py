"""The list of units as a person asks for it."""

from datetime import date

from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from binhyen.kernel.text import squash

from ..choices import Level
from ..models import Unit, UnitQuerySet
from ..rules.names.reading import readings

TOGETHER = Replace(F("folded"), Value(" "), Value(""))  # "rmang" is in Đắk R'Măng
MOST = 6


def listed(
    on: date, *, text: str = "", level: int | None = None, province: str = ""
) -> UnitQuerySet:
    """Units of a day whose name holds the text, marks ignored, or whose code begins with it.

    A kind typed before the name is read as a kind: "xã đắk" finds Xã Đắk Wil. province: a
    code; the province itself is left out of its own list.
    """
    found = (
        Unit.objects.at(on)
        .alias(together=TOGETHER)
        .exclude(level=Level.NATION)
        .select_related("parent")
    )
    if level:
        found = found.filter(level=level)
    if province:
        over = Unit.objects.at(on).filter(code=province, level=Level.PROVINCE).first()
        found = found.under(over).exclude(pk=over.pk) if over else found.none()
    if text.strip():
        found = found.filter(_named(text))
    return found.order_by("sort_key", "pk")


def of_other_days(on: date, *, text: str, whole: bool = False) -> list[Unit]:
    """Units that bear a name on other days than this one, the last ended first, a few of them.

    whole: only those whose whole name it is. Fetched with what became of them.
    """
    if not text.strip():
        return []
    there = Unit.objects.at(on).values("pk")
    found = Unit.objects.alias(together=TOGETHER).exclude(pk__in=there)
    found = found.filter(_named(text, whole=whole), level__gt=Level.NATION)
    found = found.select_related("parent").prefetch_related("successions__new")
    return list(found.order_by(F("valid_to").desc(nulls_last=True), "sort_key", "pk")[:MOST])


def _named(text: str, *, whole: bool = False) -> Q:
    how = "exact" if whole else "contains"
    code = text.strip()
    named = Q(code=code) if whole else Q(code__startswith=code)
    for reading in readings(text):
        if key := squash(reading.name):
            same_kind = Q(kind=reading.kind) if reading.kind else Q()
            named |= Q(**{f"together__{how}": key}) & same_kind
    return named

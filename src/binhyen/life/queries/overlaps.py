"""What already exists of the same aim, unit or host: shown before a case is opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from binhyen.kernel.text import fold
from binhyen.programmes.choices import State
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.units.models import Reach, Unit

from ..choices import OverlapReason
from ..rules.overlap import is_alike

AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Overlap:
    """An existing programme or site, and in what it is the same as the one proposed."""

    record: Programme | Site
    reasons: tuple[OverlapReason, ...]


def programme_overlaps(*, unit: Unit, name: str, aim: str) -> list[Overlap]:
    """Programmes in the catalogues of the unit, of those above it and of those it came from,
    that bear nearly this name or have this aim in other words. Ended ones are left out.
    """
    known = Programme.objects.filter(_catalogues(unit)).exclude(state=State.ENDED)
    known = known.select_related("unit", "sector").prefetch_related("aliases")
    found = [Overlap(p, tuple(_programme_reasons(p, name, aim))) for p in known]
    return _closest(found)


def site_overlaps(
    programme: Programme,
    *,
    unit: Unit,
    village: str = "",
    organisation: Organisation | None = None,
) -> list[Overlap]:
    """Running sites of the unit that have the same host or village, or serve the same aim there.

    Of the same programme, or of another with the same aim: two in one village are one too many.
    """
    covered = Reach.objects.filter(over=unit).values("unit")
    sites = Site.objects.filter(Q(unit__in=covered) | Q(placed_in=unit)).exclude(state=State.ENDED)
    host = Q(organisation=organisation) if organisation else Q(pk__in=())
    near = sites.filter(host | Q(programme=programme) | Q(programme__sector=programme.sector_id))
    related = ("programme", "unit", "organisation")
    found = [
        Overlap(site, tuple(_site_reasons(site, programme, village, organisation)))
        for site in near.select_related(*related).order_by("sort_key", "pk")
    ]
    return _closest([one for one in found if set(one.reasons) - {OverlapReason.AIM}])


def _catalogues(unit: Unit) -> Q:
    steps = unit.path.split("/")[:-1]
    above = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]
    origins = Reach.objects.filter(over=unit).values_list("unit__path", flat=True)
    before = {
        "/".join(path.split("/")[:depth]) + "/"
        for path in origins
        for depth in range(2, path.count("/") + 1)
    }
    return Q(unit__path__in=[*above, *sorted(before - set(above))])


def _programme_reasons(programme: Programme, name: str, aim: str) -> Iterator[OverlapReason]:
    names = [programme.name, *(alias.name for alias in programme.aliases.all())]
    if any(is_alike(known, name) for known in names):
        yield OverlapReason.NAME
    if is_alike(programme.aim, aim):
        yield OverlapReason.AIM


def _site_reasons(
    site: Site, programme: Programme, village: str, organisation: Organisation | None
) -> Iterator[OverlapReason]:
    same_aim = site.programme_id == programme.pk or is_alike(site.programme.aim, programme.aim)
    if organisation and site.organisation_id == organisation.pk:
        yield OverlapReason.HOST
    if village and same_aim and fold(site.village) == fold(village):
        yield OverlapReason.PLACE
    if same_aim:
        yield OverlapReason.AIM


def _closest(found: Iterable[Overlap]) -> list[Overlap]:
    """Those with a reason, most reasons first, at most twenty."""
    kept = [one for one in found if one.reasons]
    return sorted(kept, key=lambda one: -len(one.reasons))[:AT_MOST]

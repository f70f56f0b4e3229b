"""What a site was replicated from or merged into, and what was replicated from it or came in."""

from dataclasses import dataclass

from django.db.models import Q

from binhyen.people.models import Person

from ..models import Site

MOST = 50


@dataclass(frozen=True, slots=True)
class Kin:
    """Only those that the reader sees; the first 50 of each."""

    parent: Site | None
    merged_into: Site | None
    offspring: tuple[Site, ...]
    absorbed: tuple[Site, ...]


def kin_of_site(site: Site, person: Person) -> Kin:
    """One query for all."""
    above = [key for key in (site.parent_id, site.merged_into_id) if key]
    near = Q(parent=site) | Q(merged_into=site) | Q(pk__in=above)
    visible = Site.objects.visible_to(person).filter(near)
    found = list(visible.select_related("programme", "unit").order_by("sort_key", "pk")[: 3 * MOST])
    by_key = {one.pk: one for one in found}
    return Kin(
        by_key.get(site.parent_id or 0),
        by_key.get(site.merged_into_id or 0),
        tuple(one for one in found if one.parent_id == site.pk)[:MOST],
        tuple(one for one in found if one.merged_into_id == site.pk)[:MOST],
    )

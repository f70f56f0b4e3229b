"""Where sites come from: the first of a programme in a commune is new, later ones follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from .shapes import PlannedSite

NEW, REPLICATED = "new", "replicated"  # as in `programmes.choices.Origin`


def with_origins(
    sites: Sequence[PlannedSite], successor: Mapping[int, int] | None = None
) -> list[PlannedSite]:
    """The sites in their order, each with its origin and the number of the site it follows.

    successor: from former communes to today's, for what opened after a reform follows what stood
    there before. Whatever has no day, or an origin already, stays as it is.
    """
    found = list(sites)
    first: dict[tuple[str, int], int] = {}
    dated = [n for n, site in enumerate(sites) if site.established_on and not site.origin]
    for n in sorted(dated, key=lambda n: (sites[n].established_on or date.min, n)):
        site = sites[n]
        if (parent := first.get((site.kit, site.place))) is None:
            found[n] = replace(site, origin=NEW)
            first[site.kit, site.place] = n
            if heir := (successor or {}).get(site.place):
                first.setdefault((site.kit, heir), n)
        else:
            found[n] = replace(site, origin=REPLICATED, parent=parent)
    return found

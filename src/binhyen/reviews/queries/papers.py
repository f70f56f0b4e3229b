"""How much of what a dossier needs is there: the one place that asks the room of dossiers."""

from datetime import date

from binhyen.dossiers.queries import figures_by_place, programme_lines, site_lines
from binhyen.programmes.models import Site
from binhyen.programmes.queries import covered_by

from ..models import Rating
from ..rules.shapes import Fact


def papers_there(rating: Rating, on: date) -> Fact | None:
    """Papers in order of those needed on a day; None where nothing is needed."""
    if rating.site is not None:
        dossier = site_lines([rating.site], on)[0].dossier
    elif rating.programme is not None:
        dossier = programme_lines([rating.programme], on)[0].dossier
    else:
        return _of_unit(rating, on)
    return Fact(dossier.present, dossier.needed) if dossier.needed else None


def _of_unit(rating: Rating, on: date) -> Fact | None:
    sites = Site.objects.filter(covered_by(rating.unit))
    figures = list(figures_by_place(sites, on).values())
    needed = sum(each.needed for each in figures)
    return Fact(sum(each.present for each in figures), needed) if needed else None

"""What a round has to rate, and what of it is not rated from the outset."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import covered_by
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import descendants, successors

from ..choices import NotRated, Of
from ..models import Rating
from ..rules.calendar import Days, is_old_enough
from ..rules.shapes import Sheet

COUNTED = (State.RUNNING, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Subject:
    """A site, a programme or a unit; `not_rated` says why it will have no class."""

    unit: Unit
    site: Site | None = None
    programme: Programme | None = None
    not_rated: str = ""


def subjects_of(
    sheet: Sheet, unit: Unit, programme: Programme | None, days: Days, *, on: date
) -> list[Subject]:
    """Everything under a unit that a sheet rates, with those that it must leave out.

    What began after the window, is being prepared or has ended is no part of the round.
    """
    match sheet.of:
        case Of.SITE:
            return list(_sites(sheet, unit, programme, days))
        case Of.PROGRAMME:
            return list(_programmes(sheet, unit, programme, days))
        case Of.UNIT:
            below = descendants(unit, on).filter(level=Level.COMMUNE).order_by("sort_key", "pk")
            return [Subject(one) for one in ([unit] if unit.level == Level.COMMUNE else below)]
    raise TypeError(sheet.of)


def _sites(sheet: Sheet, unit: Unit, programme: Programme | None, days: Days) -> Iterator[Subject]:
    sites = Site.objects.filter(covered_by(unit), state__in=COUNTED)
    if programme is not None:
        sites = sites.filter(programme=programme)
    begun = Q(established_on=None) | Q(established_on__lte=days.window_until)
    for site in sites.filter(begun).select_related("programme", "unit").order_by("sort_key", "pk"):
        yield Subject(site.unit, site, site.programme, _why_not(sheet, site, days))


def _programmes(
    sheet: Sheet, unit: Unit, programme: Programme | None, days: Days
) -> Iterator[Subject]:
    there = Site.objects.filter(covered_by(unit), programme=OuterRef("pk"), state__in=COUNTED)
    found = Programme.objects.filter(Exists(there), state__in=COUNTED)
    if programme is not None:
        found = found.filter(pk=programme.pk)
    begun = Q(established_on=None) | Q(established_on__lte=days.window_until)
    for one in found.filter(begun).select_related("unit").order_by("sort_key", "pk"):
        yield Subject(one.unit, None, one, _why_not(sheet, one, days))


def _why_not(sheet: Sheet, one: Site | Programme, days: Days) -> str:
    """Only what is sure: where the date is not known well enough, the officers decide."""
    if one.state == State.SUSPENDED:
        return NotRated.SUSPENDED
    if sheet.age is None:
        return ""
    begun, precision = one.established_on, one.established_precision
    old = is_old_enough(begun, precision, months=sheet.age.months, on=days.window_until)
    return NotRated.TOO_YOUNG if old is False else ""


def unit_today(rating: Rating, on: date) -> Unit | None:
    """The unit of today at which a case about it is opened; None where nobody can say which."""
    if rating.site is not None and rating.site.placed_in is not None:
        return rating.site.placed_in
    if rating.unit.valid_to is None:
        return rating.unit
    heirs = successors(rating.unit, on)
    whole = [unit for unit, in_part in heirs.items() if not in_part]
    main = rating.unit.successions.filter(is_main=True, new__in=heirs).first()
    if len(whole) == 1:
        return whole[0]
    return main.new if main is not None else None

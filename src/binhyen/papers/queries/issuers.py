"""Who may issue a paper, and in whose name a person may."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.programmes.models import Decision, Programme, Site
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import Body
from ..models import Issuer, IssuerQuerySet, Series
from ..rules.numbering import number_of, padded
from .known import place_today, proposal


@dataclass(frozen=True, slots=True)
class Choice:
    """An issuer to choose: one that is kept, or one proposed, kept as soon as it issues.

    The key is the same before and after.
    """

    key: str
    issuer: Issuer

    @property
    def label(self) -> str:
        issuer = self.issuer
        over = f" ({issuer.parent_name})" if issuer.symbol.startswith("BCĐ") else ""
        return f"{issuer.name}{over} – {issuer.symbol}"


def issuers_visible(person: Person) -> IssuerQuerySet:
    return Issuer.objects.visible_to(person).select_related("unit")


def choices_for(person: Person, programme: Programme, site: Site | None, on: date) -> list[Choice]:
    """In whose name a person may issue a paper about something: first the place's own bodies.

    Those of the place, of what lies over it, and of one's own posts.
    """
    units = _units(person, programme, site, on)
    kept: dict[int, list[Issuer]] = defaultdict(list)
    for issuer in Issuer.objects.open().filter(unit__in=units).select_related("unit__parent"):
        kept[issuer.unit_id].append(issuer)
    return [choice for unit in units for choice in _of_unit(unit, kept[unit.pk])]


def choices_at(unit: Unit) -> list[Choice]:
    """The bodies of one unit in whose name a paper of another room can go out."""
    kept = Issuer.objects.open().filter(unit=unit).select_related("unit__parent")
    return list(_of_unit(unit, list(kept)))


def _of_unit(unit: Unit, kept: list[Issuer]) -> Iterable[Choice]:
    """A unit's issuers in the order of Body, then others; proposed where there is none."""
    left = {issuer.symbol: issuer for issuer in kept}
    for body in Body:
        made = proposal(unit, body)
        yield Choice(f"{unit.pk}-{made.symbol}", left.pop(made.symbol, made))
    for issuer in left.values():
        yield Choice(f"{unit.pk}-{issuer.symbol}", issuer)


def _units(person: Person, programme: Programme, site: Site | None, on: date) -> list[Unit]:
    """The units whose bodies come into question and for which the person may issue."""
    place = place_today((site or programme).unit, on)
    wanted = [place.pk]
    if place.parent_id is not None:
        wanted.append(place.parent_id)
    posts = posts_granting(person, Permission.PAPER_ISSUE)
    wanted += [post.unit_id for post in posts]
    allowed = Unit.objects.filter(
        reach(person, Permission.PAPER_ISSUE, unit="pk"),
        pk__in=wanted,
        level__gt=Level.NATION,
        valid_to=None,
    )
    found = {unit.pk: unit for unit in allowed.select_related("parent")}
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def issuer_of_choice(choices: Iterable[Choice], key: str) -> Issuer | None:
    return next((choice.issuer for choice in choices if choice.key == key), None)


def series_by_issuer(issuers: Iterable[Issuer], year: int) -> dict[int, Series]:
    found = Series.objects.filter(issuer__in=[issuer.pk for issuer in issuers], year=year)
    return {series.issuer_id: series for series in found}


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number that an issuer's next paper of a year takes.

    known: the highest number on a decision of the register's that its series has not reached.
    is_begun: whether the series has numbers already, so that its beginning can't be set.
    """

    next: str
    known: str
    is_begun: bool
    issuer_pk: int | None


def numbering(issuer: Issuer, year: int) -> Numbering:
    """What comes next in an issuer's series of a year, kept or not; two queries."""
    series = Series.objects.filter(issuer=issuer, year=year).first() if issuer.pk else None
    last = series.last if series else 0
    ending = f"/QĐ-{issuer.symbol}"
    noted = Decision.objects.filter(
        unit=issuer.unit, issued_on__year=year, number__iendswith=ending
    ).values_list("number", flat=True)
    known = max((number_of(text) for text in noted), default=0)
    return Numbering(
        next=padded(last + 1),
        known=f"{padded(known)}{ending}" if known > last else "",
        is_begun=series is not None and series.last_on is not None,
        issuer_pk=issuer.pk,
    )

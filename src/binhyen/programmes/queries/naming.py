"""Sites as an officer names them in a form."""

from django.db.models import QuerySet

from binhyen.people.models import Person

from ..models import Site
from .finding import SiteFilter, sites_found


def site_text(site: Site) -> str:
    """P01-24643-002 – Thôn 5, Xã Đắk Wil."""
    place = ", ".join(part for part in [site.village, site.unit.name] if part)
    return f"{site.code} – {place}"


def site_choices(person: Person, words: str) -> QuerySet[Site]:
    """Visible sites by code, programme, place or host."""
    return sites_found(person, SiteFilter(words=words)).select_related("unit")


def site_named(person: Person, code: str) -> Site | None:
    """The visible site of a code."""
    return Site.objects.visible_to(person).filter(code=code).select_related("unit").first()

"""Who may see and do what, and where: every list and every action asks here."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Succession, Unit

from ..choices import GRANTED, VIEWING, Permission
from ..models import Person, Post


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware has let through: what every view takes."""

    user: Person
    htmx: HtmxDetails


def posts_granting(person: Person, permission: Permission, *, on: date | None = None) -> list[Post]:
    """The posts held on a day (today) that grant the permission; none for a stranger."""
    return [post for post in _posts_held(person, on) if permission in GRANTED[post.role]]


def reach(person: Person, permission: Permission, *, unit: str) -> Q:
    """Rows in any unit that a post with the permission covers; nothing for a stranger.

    unit: lookup from the row to its unit, such as "unit" or "site__unit". A post covers its
    unit, what lies below it today, and every unit these came from; see `units.models.Reach`.
    Of a unit that was split, every successor sees the records and only the main one (or a unit
    above them all) changes them.
    """
    posts = posts_granting(person, permission)
    if is_everywhere(posts):
        return Q()
    if not posts:
        return Q(pk__in=())
    return Q(**{f"{unit}__in": _covered(posts, permission).values("unit")})


def reach_upwards(person: Person, permission: Permission, *, unit: str) -> Q:
    """Like `reach`, and for looking also what the units above own: a catalogue, a template."""
    within = reach(person, permission, unit=unit)
    posts = posts_granting(person, permission)
    if permission != Permission.REGISTER_VIEW or not posts or is_everywhere(posts):
        return within
    above = [Q(**{f"{unit}__in": units}) for units in _above(_units_of(posts))]
    return reduce(or_, above, within)


def may(person: Person, permission: Permission, *, at: Unit | None = None) -> bool:
    """Whether a person holds the permission anywhere, or at one unit."""
    posts = posts_granting(person, permission)
    if at is None or is_everywhere(posts):
        return bool(posts)
    if any(_stands_over(post.unit, at) for post in posts):
        return True
    return bool(posts) and _covered(posts, permission).filter(unit=at).exists()


def may_there(person: Person, permission: Permission, *, unit: str) -> Exists | Value:
    """Whether a person holds the permission at a row's unit, as a column; see `reach`."""
    posts = posts_granting(person, permission)
    if is_everywhere(posts) or not posts:
        return Value(bool(posts), output_field=BooleanField())
    covered = _covered(posts, permission).filter(unit=OuterRef(unit))
    return Exists(covered)


def permissions_at(person: Person, unit: Unit) -> frozenset[Permission]:
    """Everything a person may do at one unit."""
    return permissions_over(person, [unit])[unit]


def permissions_over(person: Person, units: Iterable[Unit]) -> dict[Unit, frozenset[Permission]]:
    """Everything a person may do at each of some units, in one query."""
    posts = _posts_held(person)
    everywhere = _granted(post for post in posts if post.unit.level == Level.NATION)
    found = dict.fromkeys(units, everywhere)
    covers = Reach.objects.filter(over__in=_units_of(posts), unit__in=found)
    by_pk = {unit.pk: unit for unit in found}
    for over, pk, is_main in covers.annotate(is_main=_wholly()).values_list(
        "over", "unit", "is_main"
    ):
        granted = _granted(post for post in posts if post.unit_id == over)
        found[by_pk[pk]] |= granted if is_main else granted & VIEWING
    return found


def log_reach(person: Person) -> Q:
    """The entries of the log that a person may read: those of the units they cover.

    Entries about users are for those who may see users. Entries of no unit (the system's own)
    are for whoever covers the nation.
    """
    readable, named = (
        posts_granting(person, p) for p in (Permission.LOG_VIEW, Permission.PERSON_VIEW)
    )
    seen = _entries_in(readable)
    if named == readable or is_everywhere(named):
        return seen
    of_people = Q(kind__startswith="people.") | Q(kind__startswith="kernel.")
    return seen & (~of_people | _entries_in(named))


def _posts_held(person: Person, on: date | None = None) -> list[Post]:
    """The posts of a day; today's are kept on the object for the length of a request."""
    if not person.is_authenticated or not person.is_active:
        return []
    if on is not None:
        return list(person.posts.held_on(on).select_related("unit"))
    held: list[Post] | None = getattr(person, "_posts_today", None)
    if held is None:
        held = list(person.posts.held_on(timezone.localdate()).select_related("unit"))
        person._posts_today = held  # type: ignore[attr-defined]
    return held


def _granted(posts: Iterable[Post]) -> frozenset[Permission]:
    return frozenset().union(*(GRANTED[post.role] for post in posts))


def _units_of(posts: Iterable[Post]) -> list[int]:
    return [post.unit_id for post in posts]


def is_everywhere(posts: list[Post]) -> bool:
    """Whether one of the posts is over the nation, which covers every unit."""
    return any(post.unit.level == Level.NATION for post in posts)


def _stands_over(over: Unit, unit: Unit) -> bool:
    """Whether a unit of today is the other or has it below: so it reaches it, without asking."""
    return over.valid_to is None and unit.path.startswith(over.path)


def _wholly() -> Q:
    """Of the units covered: those that came in whole, and the main part of one that was split."""
    main = Succession.objects.filter(
        old=OuterRef("unit"),
        is_main=True,
        new__reached_by__over=OuterRef("over"),
        new__reached_by__in_part=False,
    )
    return Q(in_part=False) | Q(Exists(main))


def _covered(posts: list[Post], permission: Permission) -> QuerySet[Reach]:
    rows = Reach.objects.filter(over__in=_units_of(posts))
    return rows if permission in VIEWING else rows.filter(_wholly())


def _entries_in(posts: list[Post]) -> Q:
    if is_everywhere(posts):
        return Q()
    if not posts:
        return Q(pk__in=())
    paths = Unit.objects.filter(reached_by__over__in=_units_of(posts))
    return Q(unit_path__in=list(paths.values_list("path", flat=True).distinct()))


def _above(over: list[int]) -> Iterator[QuerySet[Unit, Any]]:
    """The units that stand or stood over those that these posts cover, by how far above."""
    covered = Unit.objects.filter(reached_by__over__in=over).order_by()
    return (covered.values("__".join(["parent"] * steps)) for steps in range(1, Level.COMMUNE + 1))

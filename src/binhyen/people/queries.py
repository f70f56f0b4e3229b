"""The one place that decides who may see and do what, and where."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from .choices import GRANTED, Permission
from .models import Person, Post


def posts_granting(person: Person, permission: Permission, *, on: date | None = None) -> list[Post]:
    """The posts held on a day (today) that grant the permission; none for a stranger."""
    if not person.is_authenticated or not person.is_active:
        return []
    held = getattr(person, "_posts_held", None)
    if held is None or on is not None:
        held = list(person.posts.held_on(on or timezone.localdate()).select_related("unit"))
        if on is None:
            person._posts_held = held
    return [post for post in held if permission in GRANTED[post.role]]


def reach(person: Person, permission: Permission, *, unit: str) -> Q:
    """Rows in any unit that a post with the permission covers; nothing for a stranger.

    unit: lookup from the row to its unit, such as "unit" or "site__unit". A post covers its
    unit, what lies below it today, and every unit these came from; see `units.models.Reach`.
    """
    posts = posts_granting(person, permission)
    if any(post.unit.level == Level.NATION for post in posts):
        return Q()
    if not posts:
        return Q(pk__in=())
    covered = Reach.objects.filter(over__in=[post.unit_id for post in posts])
    return Q(**{f"{unit}__in": covered.values("unit")})


def may(person: Person, permission: Permission, *, at: Unit | None = None) -> bool:
    """Whether a person holds the permission anywhere, or at one unit."""
    posts = posts_granting(person, permission)
    if at is None or any(post.unit.level == Level.NATION for post in posts):
        return bool(posts)
    covered = Reach.objects.filter(over__in=[post.unit_id for post in posts], unit=at)
    return bool(posts) and covered.exists()


def reach_upwards(person: Person, permission: Permission, *, unit: str) -> Q:
    """Like `reach`, and for looking also what belongs to the units above: a catalogue, a template."""
    posts = posts_granting(person, permission)
    if any(post.unit.level == Level.NATION for post in posts):
        return Q()
    if not posts:
        return Q(pk__in=())
    over = [post.unit_id for post in posts]
    covered = Reach.objects.filter(over__in=over).values("unit")
    if permission != Permission.REGISTER_VIEW:
        return Q(**{f"{unit}__in": covered})
    return Q(**{f"{unit}__in": covered}) | Q(**{f"{unit}__in": _above(over)})


def _above(over: list[int]) -> list[int]:
    """Every unit that stands or stood over the units that these posts cover."""
    paths = Unit.objects.filter(reached_by__over__in=over).values_list("path", flat=True)
    prefixes = {
        "/".join(steps[:depth]) + "/"
        for steps in (path.split("/")[:-1] for path in paths)
        for depth in range(1, len(steps))
    }
    return list(Unit.objects.filter(path__in=prefixes).values_list("pk", flat=True))

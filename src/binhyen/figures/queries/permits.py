"""Whether somebody stands above a unit for its figures."""

from collections.abc import Iterable

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit


def may_accept(person: Person, unit: Unit) -> bool:
    """Whether a post with the right to accept is held at a level above the unit, and covers it.

    A leader of a commune holds the right there, but not over the commune's own figures.
    """
    posts = posts_granting(person, Permission.FIGURES_ACCEPT)
    above = [post.unit for post in posts if post.unit.level < unit.level]
    if any(over.level == Level.NATION or unit.path.startswith(over.path) for over in above):
        return True
    covers = Reach.objects.filter(over__in=above, unit=unit, in_part=False)
    return bool(above) and covers.exists()


def from_above(person: Person, units: Iterable[Unit]) -> set[int]:
    """Of units for which somebody may enter figures, those that are only below their posts.

    Entering is the unit's own work; somebody of a level above does it in its stead. At most one
    query.
    """
    posts = {post.unit_id: post.unit for post in posts_granting(person, Permission.FIGURES_ENTER)}
    asked = {unit.pk: unit for unit in units}
    if all(pk in posts for pk in asked):
        return set()
    covers = Reach.objects.filter(over__in=posts, unit__in=asked).order_by()
    own = {pk for pk in asked if pk in posts}
    for over, unit in covers.values_list("over", "unit"):
        if posts[over].level >= asked[unit].level:
            own.add(unit)
    return asked.keys() - own

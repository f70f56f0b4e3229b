"""Whether somebody stands above a unit for its figures."""

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

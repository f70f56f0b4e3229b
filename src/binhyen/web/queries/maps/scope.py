"""Which units a map draws, and which a reader may choose."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Succession, Unit, UnitQuerySet
from binhyen.units.queries import Ground

from .ways import ways


@lru_cache(maxsize=8)
def vintages(today: date, ground: Ground) -> tuple[date, ...]:
    """Days whose maps differ, latest first: today and the eve of each reform."""
    del ground  # only part of the key
    reforms = Succession.objects.filter(on__lte=today).values_list("on", flat=True).distinct()
    return (today, *(day - timedelta(days=1) for day in sorted(set(reforms), reverse=True)))


def vintage_of(day: date, days: Sequence[date]) -> date:
    """Of the days that `vintages` gives, the one that has the units of another day."""
    return min((vintage for vintage in days if vintage >= day), default=days[0])


def scopes(person: Person, ground: Ground) -> tuple[Unit, ...]:
    """The nation and the provinces, today's and former, in which the person may see anything.

    The first is what a map opens with: the nation for whoever sees it, else the province of
    one's highest post.
    """
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    ranked = sorted(posts, key=lambda post: (post.unit.level, post.unit.path))
    if ranked and ranked[0].unit.level == Level.NATION:
        return _provinces((), ground)
    return _provinces(tuple(top(post.unit.path) for post in ranked), ground) if ranked else ()


@lru_cache(maxsize=64)
def _provinces(tops: tuple[str, ...], ground: Ground) -> tuple[Unit, ...]:
    """Everything without `tops`; else the provinces with these paths, and those they came from."""
    del ground  # only part of the key
    over = Unit.objects.filter(level__lte=Level.PROVINCE)
    if not tops:
        key = lambda unit: (unit.level, unit.valid_to is not None, unit.sort_key)  # noqa: E731
        return tuple(sorted(over, key=key))
    seen = over.filter(level=Level.PROVINCE, reached_by__over__path__in=tops).distinct()
    return tuple(sorted(seen, key=lambda unit: (unit.path != tops[0], unit.sort_key)))


def top(path: str) -> str:
    """The path of the province that a unit's path begins with."""
    return "/".join(path.split("/")[:2]) + "/"


@lru_cache(maxsize=64)
def drawn(scope: Unit, on: date, ground: Ground) -> tuple[Unit, ...]:
    """Provinces of the nation, or the communes that a unit had, has or became by the day."""
    if scope.level == Level.NATION:
        return tuple(Unit.objects.at(on).filter(level=Level.PROVINCE))
    communes = Unit.objects.under(scope).filter(level=Level.COMMUNE)
    if scope.valid_to is not None and scope.valid_to <= on:
        return _became(communes.at(scope.valid_to - timedelta(days=1)), on, ground)
    if scope.valid_from is not None and scope.valid_from > on:
        return _became(communes.at(scope.valid_from), on, ground)
    return tuple(communes.at(on))


def counted_in(scope: Unit, today: date, ground: Ground) -> Q:
    """Records of units in the scope, whatever their day: its own, those before and those after."""
    if scope.level == Level.NATION:
        return Q()
    inside = Q(unit__path__startswith=scope.path)
    if scope.valid_to is None:
        return inside | Q(unit__in=Reach.objects.filter(over=scope).values("unit"))
    return inside | Q(unit__in=[unit.pk for unit in drawn(scope, today, ground)])


def seen_of(person: Person, units: tuple[Unit, ...]) -> frozenset[int]:
    """Those of the drawn units whose figures the person sees, if only in part."""
    ids = [unit.pk for unit in units]
    within = Unit.objects.filter(reach(person, Permission.REGISTER_VIEW, unit="pk"))
    if not units or units[0].level == Level.COMMUNE:
        return frozenset(within.filter(pk__in=ids).values_list("pk", flat=True))
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    if any(post.unit.level == Level.NATION for post in posts):
        return frozenset(ids)
    tops = {top(path) for path in within.values_list("path", flat=True)}
    return frozenset(unit.pk for unit in units if unit.path in tops)


def _became(communes: UnitQuerySet, on: date, ground: Ground) -> tuple[Unit, ...]:
    then = list(communes)
    there = ways(then, on, ground)
    ids = {to for unit in then for to in (there[unit.pk].to if unit.pk in there else (unit.pk,))}
    return tuple(Unit.objects.filter(pk__in=ids, level=Level.COMMUNE))

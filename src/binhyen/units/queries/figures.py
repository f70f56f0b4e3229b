"""As then and as now: figures carried across every reform between two days."""

from collections.abc import Mapping
from datetime import date

from ..choices import SuccessionKind
from ..models import Succession
from ..rules.figures import Group, Number, Translated, comparable_groups, translate
from ..rules.reach import Link


def figures_on(
    figures: Mapping[int, Number], *, counted_on: date, shown_on: date
) -> Translated[Number]:
    """Figures by unit, counted on the units of one day, read on those of another day.

    What can't be split is returned by name; over several reforms it stays with the units of
    the reform at which it couldn't be carried further.
    """
    forwards = counted_on <= shown_on
    done: Translated[Number] = Translated(figures, ())
    for day in _reform_days(counted_on, shown_on):
        step = translate(done.values, links_of(day), forwards=forwards)
        done = Translated(step.values, (*done.unsplit, *step.unsplit))
    return done


def groups_between(one: date, other: date) -> list[Group]:
    """Groups of units whose totals compare between two days, whatever reforms lie between.

    A group of several reforms also holds the units that existed only between them, on the
    side of the earlier day.
    """
    return comparable_groups(
        link for day in _reform_days(min(one, other), max(one, other)) for link in links_of(day)
    )


def links_of(day: date) -> list[Link]:
    """What became of what on one day of reform."""
    rows = Succession.objects.filter(on=day).order_by("pk").values_list("old", "new", "kind")
    return [Link(old, new, kind == SuccessionKind.WHOLE) for old, new, kind in rows]


def _reform_days(one: date, other: date) -> list[date]:
    """Days of reform after the earlier and up to the later day, in the order of travel."""
    early, late = min(one, other), max(one, other)
    days = Succession.objects.filter(on__gt=early, on__lte=late).order_by("on")
    ordered = list(days.values_list("on", flat=True).distinct())
    return ordered if one <= other else ordered[::-1]

"""The programmes of the catalogue that a round doesn't hold, each with why."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import covered_by
from binhyen.reviews.models import Round
from binhyen.units.models import Reach

from ..choices import Absence
from ..rules.absence import Recorded, why_absent

STANDING = (State.RUNNING, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Absent:
    """A programme that isn't in a round."""

    programme: Programme
    why: Absence


def absent_from(one: Round, held: Collection[int]) -> tuple[Absent, ...]:
    """Of the catalogue of the round's unit, of those over it and of those below, by name.

    held: programmes that the round holds. A round of one programme leaves none out. One query.
    """
    if one.programme_id is not None:
        return ()
    path = one.unit.path
    over = [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]
    below = Reach.objects.filter(over=one.unit).values("unit")
    found = Programme.objects.filter(Q(unit__in=below) | Q(unit__path__in=over))
    there = Site.objects.filter(covered_by(one.unit), programme=OuterRef("pk"))
    told = found.exclude(pk__in=held).annotate(
        has_standing=Exists(there.filter(state__in=STANDING)),
        has_preparing=Exists(there.filter(state=State.PREPARING)),
        has_any=Exists(there),
    )
    return tuple(
        Absent(each, why_absent(_recorded(each), window_until=one.window_until))
        for each in told.order_by("sort_key", "code")
    )


def _recorded(each: Programme) -> Recorded:
    sites = (getattr(each, f"has_{name}") for name in ("standing", "preparing", "any"))
    return Recorded(each.state, each.ending, each.established_on, *sites)

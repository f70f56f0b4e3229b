"""The official figures of what a person sees, and where they say that attention is needed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum

from binhyen.kernel.models import Head
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import GAPS
from binhyen.programmes.queries.counting import COUNTED
from binhyen.units.choices import Level

from ...choices import Attention
from ...rules.today import attention, weight

MOST = 8
KEPT_S = 3_600


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """A unit of today in which sites lack their founding decision."""

    code: str
    name: str
    lacking: int
    sites: int


@dataclass(frozen=True, slots=True)
class ProgrammeFigure:
    code: str
    name: str
    running: int
    ended: int
    why: Attention


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`started` and `finished` are of the year; `gaps` by the name of what is missing."""

    year: int
    programmes: int
    sites: int
    ended: int
    teams: int
    members: int
    started: int
    finished: int
    gaps: dict[str, int]
    places: tuple[PlaceFigure, ...] = ()
    watched: tuple[ProgrammeFigure, ...] = ()
    watched_in_all: int = 0


def figures(person: Person, *, on: date) -> Figures:
    """Counted anew for a province or commune; for the nation once for each state of the log.

    Every change of the register leaves an entry, so a chain digest names one state of it.
    """
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    level = min((post.unit.level for post in posts), default=Level.COMMUNE)
    if level != Level.NATION:
        return _counted(person, on, level)
    head = Head.objects.filter(name="log").values_list("digest", flat=True).first() or ""
    key = f"today-nation-{on.year}-{head}"
    kept: Figures | None = cache.get(key)
    if kept is None:
        kept = _counted(person, on, level)
        cache.set(key, kept, KEPT_S)
    return kept


def _counted(person: Person, on: date, level: int) -> Figures:
    sites = Site.objects.visible_to(person).order_by()
    rows = _by_programme(sites, on)
    overview = _overview(rows, on)
    if level > Level.PROVINCE:
        return overview
    watched = _watched(person, {row["programme"]: (row["sites"], row["ended"]) for row in rows})
    return replace(
        overview,
        places=_places(sites, Level.PROVINCE if level == Level.NATION else Level.COMMUNE),
        watched=tuple(watched[:MOST]),
        watched_in_all=len(watched),
    )


def _by_programme(sites: QuerySet[Site], on: date) -> list[dict[str, Any]]:
    """Every figure of each programme, in one pass over the sites."""
    lacking = {
        name: Count("pk", filter=gap.test if gap.is_of_ended else COUNTED & gap.test)
        for name, gap in GAPS.items()
    }
    rows: Any = sites.values("programme").annotate(
        sites=Count("pk", filter=COUNTED),
        ended=Count("pk", filter=~COUNTED),
        team_sum=Sum("team_count", filter=COUNTED, default=0),
        member_sum=Sum("member_count", filter=COUNTED, default=0),
        started=Count("pk", filter=Q(established_on__year=on.year)),
        finished=Count("pk", filter=~COUNTED & Q(ended_on__year=on.year)),
        **{f"gap_{name}": count for name, count in lacking.items()},
    )
    return list(rows)


def _overview(rows: list[dict[str, Any]], on: date) -> Figures:
    def total(name: str) -> int:
        return sum(row[name] for row in rows)

    return Figures(
        year=on.year,
        programmes=sum(1 for row in rows if row["sites"]),
        sites=total("sites"),
        ended=total("ended"),
        teams=total("team_sum"),
        members=total("member_sum"),
        started=total("started"),
        finished=total("finished"),
        gaps={name: total(f"gap_{name}") for name in GAPS},
    )


def _watched(person: Person, counts: dict[int, tuple[int, int]]) -> list[ProgrammeFigure]:
    """Running programmes that want a look, the most urgent first."""
    within = reach(person, Permission.REGISTER_VIEW, unit="unit")
    own = within | Q(pk__in=list(counts)) if within else Q()
    running = Programme.objects.filter(own, state=State.RUNNING).order_by("code")
    found = []
    for pk, code, name in running.values_list("pk", "code", "name"):
        here = counts.get(pk, (0, 0))
        if why := attention(*here):
            found.append(ProgrammeFigure(code, name, *here, why))
    return sorted(found, key=lambda one: weight(one.running, one.ended), reverse=True)


def _places(sites: QuerySet[Site], level: int) -> tuple[PlaceFigure, ...]:
    """Units of today by how many of their sites lack a decision.

    A site of a unit that was divided counts at each of its successors, as it does in the list
    of sites that the figure leads to.
    """
    over = "unit__reached_by__over"
    today = {f"{over}__level": level, f"{over}__valid_to": None}
    rows = (
        sites.filter(COUNTED, **today)
        .values_list(f"{over}__code", f"{over}__name")
        .annotate(n=Count("pk"), decided=Count("decision"))
    )
    found = [PlaceFigure(code, name, n - decided, n) for code, name, n, decided in rows]
    lacking = [place for place in found if place.lacking]
    return tuple(sorted(lacking, key=lambda place: (-place.lacking, place.code))[:MOST])

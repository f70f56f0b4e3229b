"""The official figures of what a person sees, and where they say that attention is needed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum, Value

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import GAPS, register_state
from binhyen.programmes.queries.counting import COUNTED
from binhyen.units.choices import Level
from binhyen.units.models import Reach

from ...choices import Attention
from ...rules.today import attention, weight

MOST = 8
KEPT_S = 3_600
PROGRAMME, UNIT = "programme", "unit"  # what rows are counted by
FEW = 900  # units that are named in a query; of more all of a level are read


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


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of the sites of one programme or unit that have ended, or that have not.

    key: of the programme or unit. Several rows of one key and `is_ended` add up.
    """

    key: int
    is_ended: bool
    figures: dict[str, int]


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
    """Counted anew for a province or commune, for the nation once a state of the register."""
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    level = min((post.unit.level for post in posts), default=Level.COMMUNE)
    if level != Level.NATION:
        return _counted(person, on, level)
    key = f"today-nation-{on.year}-{register_state()}"
    kept: Figures | None = cache.get(key)
    if kept is None:
        kept = _counted(person, on, level)
        cache.set(key, kept, KEPT_S)
    return kept


def _counted(person: Person, on: date, level: int) -> Figures:
    sites = Site.objects.visible_to(person).order_by()
    is_over_communes = level <= Level.PROVINCE
    rows = _rows(sites, on, by_unit=is_over_communes)
    overview = _overview(rows[PROGRAMME], on)
    if not is_over_communes:
        return overview
    watched = _watched(person, rows[PROGRAMME])
    places = _places(rows[UNIT], Level.PROVINCE if level == Level.NATION else Level.COMMUNE)
    return replace(
        overview, places=places, watched=tuple(watched[:MOST]), watched_in_all=len(watched)
    )


def _rows(sites: QuerySet[Site], on: date, *, by_unit: bool) -> dict[str, list[Row]]:
    """Figures by programme and state, and of what hasn't ended by unit; one query for both.

    Grouping by the state makes each count a plain one, which an index answers in half the time
    of one with a condition.
    """
    amounts = {
        "n": Count("pk"),
        "teams": Sum("team_count", default=0),
        "members": Sum("member_count", default=0),
        "started": Count("pk", filter=Q(established_on__year=on.year)),
        "finished": Count("pk", filter=Q(ended_on__year=on.year)),
        **{f"gap_{name}": Count("pk", filter=gap.test) for name, gap in GAPS.items()},
    }
    lacking = {name: Value(0) for name in amounts} | {
        "n": Count("pk"),
        "gap_decision": Count("pk", filter=GAPS["decision"].test),
    }
    found: QuerySet[Any, Any]
    found = sites.values_list(Value(PROGRAMME), "programme", "state").annotate(**amounts)
    if by_unit:
        counted = sites.filter(COUNTED).values_list(Value(UNIT), "unit", Value(State.RUNNING))
        found = found.union(counted.annotate(**lacking), all=True)
    rows: dict[str, list[Row]] = {PROGRAMME: [], UNIT: []}
    for by, key, state, *figures in found:
        named = dict(zip(amounts, figures, strict=True))
        rows[by].append(Row(key, state == State.ENDED, named))
    return rows


def _overview(rows: list[Row], on: date) -> Figures:
    running = [row for row in rows if not row.is_ended]
    ended = [row for row in rows if row.is_ended]

    def total(among: list[Row], name: str) -> int:
        return sum(row.figures[name] for row in among)

    return Figures(
        year=on.year,
        programmes=len({row.key for row in running}),
        sites=total(running, "n"),
        ended=total(ended, "n"),
        teams=total(running, "teams"),
        members=total(running, "members"),
        started=total(rows, "started"),
        finished=total(ended, "finished"),
        gaps={
            name: total(ended if gap.is_of_ended else running, f"gap_{name}")
            for name, gap in GAPS.items()
        },
    )


def _watched(person: Person, rows: list[Row]) -> list[ProgrammeFigure]:
    """Running programmes that want a look, the most urgent first."""
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        running, ended = counts.get(row.key, (0, 0))
        n = row.figures["n"]
        counts[row.key] = (running, ended + n) if row.is_ended else (running + n, ended)
    within = reach(person, Permission.REGISTER_VIEW, unit="unit")
    own = within | Q(pk__in=list(counts)) if within else Q()
    programmes = Programme.objects.filter(own, state=State.RUNNING).order_by("code")
    found = []
    for pk, code, name in programmes.values_list("pk", "code", "name"):
        running, ended = counts.get(pk, (0, 0))
        if why := attention(running, ended):
            found.append(ProgrammeFigure(code, name, running, ended, why))
    return sorted(found, key=lambda one: weight(one.running, one.ended), reverse=True)


def _places(rows: list[Row], level: int) -> tuple[PlaceFigure, ...]:
    """Units of today by how many of their sites lack a decision.

    A site of a unit that was divided counts at each of its successors, as it does in the list
    of sites that the figure leads to.
    """
    counts = {row.key: (row.figures["n"], row.figures["gap_decision"]) for row in rows}
    links = Reach.objects.filter(over__level=level, over__valid_to=None)
    if len(counts) <= FEW:
        links = links.filter(unit__in=list(counts))
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for unit, code, name in links.values_list("unit", "over__code", "over__name"):
        if unit in counts:
            n, lacking = sums.get((code, name), (0, 0))
            sums[code, name] = (n + counts[unit][0], lacking + counts[unit][1])
    found = [PlaceFigure(*over, lacking, n) for over, (n, lacking) in sums.items() if lacking]
    return tuple(sorted(found, key=lambda place: (-place.lacking, place.code))[:MOST])

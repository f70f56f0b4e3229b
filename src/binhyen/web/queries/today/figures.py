"""The official figures of what a person sees, and where they say that attention is needed."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from binhyen.figures.queries import Tally, tallies_asked
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting, reach
from binhyen.programmes.choices import Move, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import GAPS, kinds_of_moves, moved, register_state
from binhyen.programmes.queries.counting import COUNTED, EVER_COUNTED
from binhyen.units.choices import Level
from binhyen.units.models import Reach

from ...choices import Attention
from ...rules.today import attention, weight

MOST = 8
KEPT_S = 3_600
PROGRAMME, UNIT = "programme", "unit"  # what rows are counted by
SYNTHETIC = "synthetic"
CAME, WENT = "came", "went"  # or how sites came and went in the year
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
    """Figures of the sites of one programme or unit in one state; several of one key add up.

    key: of the programme or unit; how: the state. Of what came or went in the year the key is 0,
    and `how` the origin or the ending.
    """

    key: int
    how: str
    figures: dict[str, int]

    @property
    def is_ended(self) -> bool:
        return self.how == State.ENDED


@dataclass(frozen=True, slots=True)
class Named:
    """A programme by its key, or a unit of today by the key of one that it covers."""

    by: str
    key: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`came` and `went` are of the year, by origin and by ending; `gaps` by what is missing.

    tallies: of the months' returns, where they were asked for with the rest; holds_synthetic:
    whether the register has a synthetic programme, likewise.
    """

    year: int
    programmes: int
    sites: int
    ended: int
    teams: int
    members: int
    came: dict[str, int]
    went: dict[str, int]
    gaps: dict[str, int]
    places: tuple[PlaceFigure, ...] = ()
    watched: tuple[ProgrammeFigure, ...] = ()
    watched_in_all: int = 0
    tallies: tuple[Tally, ...] | None = None
    holds_synthetic: bool | None = None

    @property
    def ways(self) -> list[tuple[Move, int]]:
        """The year's moves that there were, recounting apart, each with how many."""
        found = [
            (Move(move), (self.came if is_in else self.went).get(how, 0))
            for move, is_in, how in kinds_of_moves()
        ]
        return [(move, n) for move, n in found if n]

    @property
    def started(self) -> int:
        return sum(self.came.values())


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
    overview = _overview(rows, on)
    if not is_over_communes:
        return replace(overview, holds_synthetic=bool(rows[SYNTHETIC]))
    below = Level.PROVINCE if level == Level.NATION else Level.COMMUNE
    asked = [] if level == Level.NATION else [*tallies_asked(person, on=on), _synthetic()]
    named = _named(person, rows, below, asked)
    watched = _watched(named, rows[PROGRAMME])
    known = {PROGRAMME, UNIT, SYNTHETIC}
    tallies = tuple((one.by, one.key, one.code) for one in named if one.by not in known)
    return replace(
        overview,
        places=_places(named, rows[UNIT]),
        watched=tuple(watched[:MOST]),
        watched_in_all=len(watched),
        tallies=tallies if asked else None,
        holds_synthetic=any(one.by == SYNTHETIC for one in named) if asked else None,
    )


def _synthetic() -> QuerySet[Any, Any]:
    """A row if any programme is synthetic, as the strip of every page asks."""
    asked: QuerySet[Any, Any] = Programme.objects.filter(is_synthetic=True).order_by()
    counted = asked.values("is_synthetic").annotate(n=Count("pk"))
    return counted.values_list(Value(SYNTHETIC), "n", Value(""), Value(""))


def _rows(sites: QuerySet[Site], on: date, *, by_unit: bool) -> dict[str, list[Row]]:
    """Figures by programme and state, the year's moves, and what is counted by unit: one query.

    What is being prepared, or was dropped before its launch, is in none of them.
    Grouping by the state makes each count a plain one, which an index answers in half the time
    of one with a condition.
    """
    amounts = {
        "n": Count("pk"),
        "teams": Sum("team_count", default=0),
        "members": Sum("member_count", default=0),
        **{f"gap_{name}": Count("pk", filter=gap.test) for name, gap in GAPS.items()},
    }
    only_n: dict[str, Any] = {name: Value(0) for name in amounts} | {"n": Count("pk")}
    lacking = only_n | {"gap_decision": Count("pk", filter=GAPS["decision"].test)}
    year = {"since": date(on.year, 1, 1), "until": date(on.year, 12, 31)}
    came, went = (sites.filter(moved(move, **year)) for move in (Move.IN, Move.OUT))
    parts: list[QuerySet[Any, Any]] = [
        came.values_list(Value(CAME), Value(0), "origin").annotate(**only_n),
        went.values_list(Value(WENT), Value(0), "ending").annotate(**only_n),
    ]
    if by_unit:
        home = Coalesce("placed_in", "unit")
        counted = sites.filter(COUNTED).values_list(Value(UNIT), home, Value(State.RUNNING))
        parts.append(counted.annotate(**lacking))
    else:  # above the communes it is asked together with the names
        made_up = Programme.objects.filter(is_synthetic=True).order_by()
        parts.append(made_up.values_list(Value(SYNTHETIC), Value(0), "state").annotate(**only_n))
    ever = sites.filter(EVER_COUNTED)
    found: QuerySet[Any, Any]
    found = ever.values_list(Value(PROGRAMME), "programme", "state").annotate(**amounts)
    rows: dict[str, list[Row]] = {by: [] for by in (PROGRAMME, UNIT, CAME, WENT, SYNTHETIC)}
    for by, key, how, *figures in found.union(*parts, all=True):
        rows[by].append(Row(key, how, dict(zip(amounts, figures, strict=True))))
    return rows


def _overview(rows: dict[str, list[Row]], on: date) -> Figures:
    running = [row for row in rows[PROGRAMME] if not row.is_ended]
    ended = [row for row in rows[PROGRAMME] if row.is_ended]

    def total(among: list[Row], name: str) -> int:
        return sum(row.figures[name] for row in among)

    return Figures(
        year=on.year,
        programmes=len({row.key for row in running}),
        sites=total(running, "n"),
        ended=total(ended, "n"),
        teams=total(running, "teams"),
        members=total(running, "members"),
        came={row.how: row.figures["n"] for row in rows[CAME]},
        went={row.how: row.figures["n"] for row in rows[WENT]},
        gaps={
            name: total(ended if gap.is_of_ended else running, f"gap_{name}")
            for name, gap in GAPS.items()
        },
    )


def _named(
    person: Person, rows: dict[str, list[Row]], level: int, asked: list[QuerySet[Any, Any]]
) -> list[Named]:
    """What the figures are called, in one query: running programmes, and today's units of a level.

    A unit is named once for each unit of its day that it came from or has below it. asked: what
    else is asked for in the same breath.
    """
    programmes, units = ({row.key for row in rows[by]} for by in (PROGRAMME, UNIT))
    within = reach(person, Permission.REGISTER_VIEW, unit="unit")
    own = within | Q(pk__in=list(programmes)) if within else Q()
    running = Programme.objects.filter(own, state=State.RUNNING).order_by()
    links = Reach.objects.filter(over__level=level, over__valid_to=None).order_by()
    if len(units) <= FEW:
        links = links.filter(unit__in=list(units))
    found: QuerySet[Any, Any] = running.values_list(Value(PROGRAMME), "pk", "code", "name")
    places = links.values_list(Value(UNIT), "unit", "over__code", "over__name")
    return [Named(*row) for row in found.union(places, *asked, all=True)]


def _watched(named: list[Named], rows: list[Row]) -> list[ProgrammeFigure]:
    """Running programmes that want a look, the most urgent first."""
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        running, ended = counts.get(row.key, (0, 0))
        n = row.figures["n"]
        counts[row.key] = (running, ended + n) if row.is_ended else (running + n, ended)
    found = []
    for programme in sorted((one for one in named if one.by == PROGRAMME), key=lambda p: p.code):
        running, ended = counts.get(programme.key, (0, 0))
        if why := attention(running, ended):
            found.append(ProgrammeFigure(programme.code, programme.name, running, ended, why))
    return sorted(found, key=lambda one: weight(one.running, one.ended), reverse=True)


def _places(named: list[Named], rows: list[Row]) -> tuple[PlaceFigure, ...]:
    """Units of today by how many of their sites lack a decision.

    A site of a unit that was divided counts at each of its successors until an officer placed it,
    as it does in the list of sites that the figure leads to.
    """
    counts = {row.key: (row.figures["n"], row.figures["gap_decision"]) for row in rows}
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for over in named:
        if over.by == UNIT and over.key in counts:
            n, lacking = sums.get((over.code, over.name), (0, 0))
            here = counts[over.key]
            sums[over.code, over.name] = (n + here[0], lacking + here[1])
    found = [PlaceFigure(*over, lacking, n) for over, (n, lacking) in sums.items() if lacking]
    return tuple(sorted(found, key=lambda place: (-place.lacking, place.code))[:MOST])

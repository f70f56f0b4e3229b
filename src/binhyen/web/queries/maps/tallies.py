"""What the register holds for each unit, counted in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Count, QuerySet, Sum
from django.utils.timezone import localdate

from binhyen.dossiers.queries import figures_by_place
from binhyen.programmes.choices import Source
from binhyen.programmes.models import Site

from ...choices import Measure
from ...rules.maps.placing import Tally

Key = tuple[int, int | None]  # unit of its day, and where an officer placed it since
SOURCES = {Measure.STATE_VND: Source.STATE, Measure.COMMUNITY_VND: Source.COMMUNITY}
COLUMNS = {Measure.TEAMS: "team_count", Measure.MEMBERS: "member_count"}
PLACE = ("unit_id", "placed_in_id")


def tallies(sites: QuerySet[Site], measure: Measure) -> Iterator[tuple[Key, Tally]]:
    """A tally for each unit of a day; all columns but money's lie in the index `site_figures`."""
    sites = sites.order_by()
    if measure == Measure.PROGRAMMES:
        return _programmes(sites)
    if measure == Measure.DOSSIERS:
        return _dossiers(sites)
    if measure in SOURCES:
        return _money(sites, SOURCES[measure])
    if measure in COLUMNS:
        return _sums(sites, COLUMNS[measure])
    counts = sites.values_list(*PLACE).annotate(n=Count("pk"), decided=Count("decision"))
    if measure == Measure.NO_DECISION:
        return (((u, p), Tally(n - decided, n)) for u, p, n, decided in counts)
    return (((u, p), Tally(n, n)) for u, p, n, _decided in counts)


def _programmes(sites: QuerySet[Site]) -> Iterator[tuple[Key, Tally]]:
    found: dict[Key, set[int]] = defaultdict(set)
    counts: Counter[Key] = Counter()
    rows = sites.values_list(*PLACE, "programme_id").annotate(n=Count("pk"))
    for unit, placed, programme, n in rows:
        found[unit, placed].add(programme)
        counts[unit, placed] += n
    return ((key, Tally(frozenset(ids), counts[key])) for key, ids in found.items())


def _dossiers(sites: QuerySet[Site]) -> Iterator[tuple[Key, Tally]]:
    """Papers that are there as part of those needed today; sites that need none aren't counted."""
    for place, found in figures_by_place(sites, localdate()).items():
        yield place, Tally(found.present, found.sites, 0, found.needed)


def _sums(sites: QuerySet[Site], column: str) -> Iterator[tuple[Key, Tally]]:
    rows = sites.values_list(*PLACE).annotate(n=Count("pk"), known=Count(column), sum=Sum(column))
    return (((u, p), Tally(total or 0, n, n - known)) for u, p, n, known, total in rows)


def _money(sites: QuerySet[Site], source: Source) -> Iterator[tuple[Key, Tally]]:
    """Sites without a word about money are silent; "0 đồng" is a word."""
    given = sites.filter(contributions__source=source).values_list(*PLACE)
    rows = given.annotate(n=Count("pk", distinct=True), sum=Sum("contributions__amount_vnd"))
    sums = {(u, p): (n, total) for u, p, n, total in rows}
    for u, p, n in sites.values_list(*PLACE).annotate(n=Count("pk")):
        known, total = sums.get((u, p), (0, 0))
        yield (u, p), Tally(int(total), n, n - known)

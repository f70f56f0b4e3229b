"""What the register holds for each unit, counted in the database."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet, Sum

from binhyen.programmes.choices import Source
from binhyen.programmes.models import Contribution, Site

from ...choices import Measure
from ...rules.maps.placing import Tally

Key = tuple[int, int | None]  # unit of its day, and where an officer placed it since
SOURCES = {Measure.STATE_VND: Source.STATE, Measure.COMMUNITY_VND: Source.COMMUNITY}
COLUMNS = {Measure.TEAMS: "team_count", Measure.MEMBERS: "member_count"}
PLACE = ("unit_id", "placed_in_id")


def tallies(sites: QuerySet[Site], measure: Measure) -> Iterator[tuple[Key, Tally]]:
    """A tally for each unit of a day (a programme's share of it where programmes are counted)."""
    sites = sites.order_by()
    if measure == Measure.PROGRAMMES:
        rows = sites.values_list(*PLACE, "programme_id").annotate(n=Count("pk"))
        return (((u, p), Tally(frozenset({programme}), n)) for u, p, programme, n in rows)
    if measure in SOURCES:
        return _money(sites, SOURCES[measure])
    if measure in COLUMNS:
        column = COLUMNS[measure]
        sums = sites.values_list(*PLACE).annotate(
            n=Count("pk"), known=Count(column), total=Sum(column)
        )
        return (((u, p), Tally(t or 0, n, n - known)) for u, p, n, known, t in sums)
    counts = sites.values_list(*PLACE).annotate(n=Count("pk"), decided=Count("decision"))
    if measure == Measure.NO_DECISION:
        return (((u, p), Tally(n - decided, n)) for u, p, n, decided in counts)
    return (((u, p), Tally(n, n)) for u, p, n, _decided in counts)


def _money(sites: QuerySet[Site], source: Source) -> Iterator[tuple[Key, Tally]]:
    """Sites without a word about money are silent; "0 đồng" is a word."""
    given = Contribution.objects.filter(source=source, site__in=sites).order_by()
    rows = given.values_list("site__unit_id", "site__placed_in_id").annotate(
        n=Count("site", distinct=True), total=Sum("amount_vnd")
    )
    sums = {(u, p): (n, total) for u, p, n, total in rows}
    for u, p, n in sites.values_list(*PLACE).annotate(n=Count("pk")):
        known, total = sums.get((u, p), (0, 0))
        yield (u, p), Tally(int(total), n, n - known)

"""How much of what the dossiers need is there.

Sites are counted in groups that need the same papers (state, origin, ending, how long they run), so
a province of 919 sites and a nation of 124,000 take the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from binhyen.kernel.dates import Precision
from binhyen.kernel.models import Entry
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting
from binhyen.programmes.models import Programme, Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import HeldState, Of
from ..models import Document
from ..rules import checklists, standing
from ..rules.months import latest_start, months_from
from .checklists import checklists_by_unit
from .held import Dossier, facts_of, lines_of

Place = tuple[int, int | None]  # unit of its day, and where an officer placed it since
GROUP = ("unit_id", "placed_in_id", "state", "origin", "ending")
KEPT_S = 3_600
KINDS = ("programmes.", "units.", "dossiers.")  # of entries in the log that change a figure here
CHANGES = reduce(or_, (Q(kind__startswith=kind) for kind in KINDS))
UNSIGNED, PRESENT = (standing.RANK[s] for s in (HeldState.UNSIGNED, HeldState.PRESENT))


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some sites: how many need papers, how many papers those are, and what became of them."""

    sites: int = 0
    needed: int = 0
    present: int = 0
    unsigned: int = 0
    out_of_date: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.sites + other.sites,
            self.needed + other.needed,
            self.present + other.present,
            self.unsigned + other.unsigned,
            self.out_of_date + other.out_of_date,
        )

    @property
    def missing(self) -> int:
        return self.needed - self.present - self.unsigned - self.out_of_date

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means that nothing is wanting; None where nothing is needed."""
        return self.present * 100 // self.needed if self.needed else None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A commune of today with its figures; or a former one that was divided, under its own name."""

    unit: Unit
    figures: Figures

    @property
    def is_divided(self) -> bool:
        return self.unit.valid_to is not None


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site or programme with the papers that it needs."""

    record: Any
    dossier: Dossier

    @property
    def percent(self) -> int | None:
        needed = self.dossier.needed
        return self.dossier.present * 100 // needed if needed else None


def completeness_by_unit(person: Person, on: date) -> list[UnitFigures]:
    """The communes of today that a person sees, each with the figures of its sites, by name.

    Sites of a divided commune that nobody has placed since stand under the commune of their day.
    """
    places = _figures_seen(person, on)
    homes = _homes({unit for unit, _placed in places})
    sums: dict[int, Figures] = defaultdict(Figures)
    for (unit, placed), figures in places.items():
        sums[placed or homes.get(unit, unit)] += figures
    units = Unit.objects.select_related("parent__parent").in_bulk(list(sums))
    rows = [UnitFigures(units[pk], figures) for pk, figures in sums.items() if figures.needed]
    return sorted(rows, key=lambda row: (row.unit.sort_key, row.unit.pk))


def _figures_seen(person: Person, on: date) -> Mapping[Place, Figures]:
    """Of all sites that a person sees; the nation's are kept until something changes."""
    sites = Site.objects.visible_to(person)
    posts = posts_granting(person, Permission.REGISTER_VIEW)
    changes = Entry.objects.filter(CHANGES).order_by("-number")
    state = changes.values_list("digest", flat=True).first()
    if state is None or not any(post.unit.level == Level.NATION for post in posts):
        return figures_by_place(sites, on)
    key = f"dossiers:figures:{on}:{state}"
    found: dict[Place, Figures] | None = cache.get(key)
    if found is None:
        found = figures_by_place(sites, on)
        cache.set(key, found, KEPT_S)
    return found


def units_at(paths: Iterable[str]) -> list[Unit]:
    """The units with these paths."""
    return list(Unit.objects.filter(path__in=list(paths)))


def sites_counted_at(person: Person, unit: Unit) -> QuerySet[Site]:
    """The visible sites whose papers `completeness_by_unit` counts under a unit."""
    sites = Site.objects.visible_to(person)
    recorded = {unit.pk}
    if unit.level == Level.COMMUNE and unit.valid_to is None:
        covered = Reach.objects.filter(over=unit).values_list("unit_id", flat=True)
        homes = _homes(set(covered))
        recorded |= {pk for pk, home in homes.items() if home == unit.pk}
    return sites.filter(Q(placed_in=unit) | Q(placed_in=None, unit__in=recorded))


def figures_by_place(sites: QuerySet[Site], on: date) -> dict[Place, Figures]:
    """By the unit of their day, and where they were placed since; two queries a checklist."""
    found: dict[Place, Figures] = defaultdict(Figures)
    lists = checklists_by_unit(on)
    own = [unit for units in lists.values() for unit in units or ()]
    for checklist, units in lists.items():
        some = sites.exclude(unit__in=own) if units is None and own else sites
        some = some if units is None else sites.filter(unit__in=units)
        for place, figures in _counted(some.order_by(), checklist, on):
            found[place] += figures
    return dict(found)


def site_lines(sites: Iterable[Site], on: date) -> list[SiteLine]:
    """Each of these sites with its papers; two queries, and one if a province has its own list."""
    every = list(sites)
    documents = Document.objects.filed().filter(site__in=[site.pk for site in every])
    held = _by(documents, "site_id")
    return [
        SiteLine(site, _dossier(site.programme, site, held.get(site.pk, []), checklist, on))
        for site, checklist in _with_checklists(every, on)
    ]


def programme_lines(programmes: Iterable[Programme], on: date) -> list[SiteLine]:
    """Each of these programmes with the papers of its own."""
    every = list(programmes)
    documents = Document.objects.filed().filter(site=None, programme__in=[p.pk for p in every])
    held = _by(documents, "programme_id")
    return [
        SiteLine(one, _dossier(one, None, held.get(one.pk, []), checklist, on))
        for one, checklist in _with_checklists(every, on)
    ]


def _dossier(
    programme: Programme,
    site: Site | None,
    filed: list[Document],
    checklist: checklists.Checklist,
    on: date,
) -> Dossier:
    facts = facts_of(programme, site)
    needed = {kind.code for kind in standing.needed(checklist, facts, on)}
    lines = lines_of(filed, checklist, needed, of=facts.of, on=on)
    return Dossier(checklist, tuple(line for line in lines if line.is_needed))


def _by(documents: QuerySet[Document], column: str) -> Mapping[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    for document in documents:
        found[getattr(document, column)].append(document)
    return found


def _with_checklists(records: Sequence[Any], on: date) -> Iterator[tuple[Any, Any]]:
    lists = checklists_by_unit(on)
    rest = next(checklist for checklist, units in lists.items() if units is None)
    by_unit = {unit: checklist for checklist, units in lists.items() for unit in units or ()}
    for record in records:
        yield record, by_unit.get(record.unit_id, rest)


# --- counted in the database ---


def _counted(
    sites: QuerySet[Site], checklist: checklists.Checklist, on: date
) -> Iterator[tuple[Place, Figures]]:
    thresholds = checklist.thresholds
    grouped = sites.annotate(run=_run(thresholds, on))
    wanted: dict[tuple[Any, ...], frozenset[str]] = {}
    known: dict[tuple[Any, ...], frozenset[str]] = {}  # a few dozen kinds of group, not thousands
    for *group, count in grouped.values_list(*GROUP, "run").annotate(n=Count("pk")):
        facts = tuple(group[2:])
        if facts not in known:
            known[facts] = _needs(checklist, *facts)
        needs = known[facts]
        if needs:
            wanted[tuple(group)] = needs
            yield (group[0], group[1]), Figures(count, count * len(needs))
    kinds = frozenset().union(*wanted.values()) if wanted else frozenset()
    if not kinds:
        return
    papers = grouped.filter(documents__withdrawn_at=None, documents__kind__in=sorted(kinds))
    papers = papers.annotate(rank=_rank(checklist, kinds, on))
    counts = papers.values_list(*GROUP, "run", "documents__kind").annotate(
        any=Count("pk", distinct=True),
        valid=Count("pk", distinct=True, filter=Q(rank__gte=UNSIGNED)),
        present=Count("pk", distinct=True, filter=Q(rank=PRESENT)),
    )
    for *group, kind, some, valid, present in counts:
        if kind in wanted.get(tuple(group), ()):
            figures = Figures(0, 0, present, valid - present, some - valid)
            yield (group[0], group[1]), figures


def _needs(
    checklist: checklists.Checklist, state: str, origin: str, ending: str, run: int
) -> frozenset[str]:
    facts = standing.Facts(Of.SITE, state, origin, ending)
    kinds = checklist.of(Of.SITE)
    return frozenset(kind.code for kind in kinds if standing.is_needed(kind, facts, run))


def _run(thresholds: Sequence[int], on: date) -> Case:
    """`rules.standing.months_run` as a column."""
    since = {
        months: [
            Q(
                established_precision=precision,
                established_on__lte=latest_start(on, months, precision),
            )
            for precision in Precision.values
        ]
        for months in sorted(thresholds, reverse=True)
    }
    cases = [
        When(condition, then=Value(months))
        for months, conditions in since.items()
        for condition in conditions
    ]
    return Case(*cases, default=Value(0), output_field=IntegerField())


def _rank(checklist: checklists.Checklist, kinds: Iterable[str], on: date) -> Case:
    """`rules.standing.worth` as a column."""
    aging = [checklist.kinds[code] for code in kinds if checklist.kinds[code].valid_months]
    signed = [code for code in kinds if checklist.kinds[code].signed]
    over = [When(documents__valid_until__lt=on, then=Value(0))]
    over += [
        When(
            documents__valid_until=None,
            documents__kind=kind.code,
            documents__dated_on__lt=months_from(on, -(kind.valid_months or 0)),
            then=Value(0),
        )
        for kind in aging
    ]
    unsigned = When(
        documents__kind__in=sorted(signed), documents__signed_on=None, then=Value(UNSIGNED)
    )
    return Case(*over, unsigned, default=Value(PRESENT), output_field=IntegerField())


def _homes(units: set[int]) -> dict[int, int]:
    """The one commune of today that covers a unit; nothing for a divided one."""
    covers = Reach.objects.filter(
        unit__in=units, over__level=Level.COMMUNE, over__valid_to=None
    ).values_list("unit_id", "over_id")
    found: dict[int, list[int]] = defaultdict(list)
    for unit, over in covers:
        found[unit].append(over)
    return {unit: overs[0] for unit, overs in found.items() if len(overs) == 1}

"""The board of cases: filters, counts by kind and step, rows for a page or a workbook."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from binhyen.kernel.text import fold
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Reach, Unit

from ..choices import CaseKind, CaseState
from ..models import Case, CaseQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a reader asks of the board; "" and None ask nothing.

    lateness: "late" or "escalated". state: one of CaseState, or "" for all. did: "opened" or
    "closed" from the day `since` to the day `until`.
    """

    words: str = ""
    kind: str = ""
    state: str = CaseState.OPEN
    step: str = ""
    lateness: str = ""
    unit: Unit | None = None
    programme: Programme | None = None
    did: str = ""
    since: date | None = None
    until: date | None = None


DEEDS = ("opened", "closed")
ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "opened": ("-opened_at", "-pk"),
    "code": ("code",),
}


def cases_found(
    person: Person, asked: CaseFilter, *, on: date, order: str = "due"
) -> QuerySet[Case]:
    """The cases that a person may see and that a filter leaves, with what a row shows."""
    cases = _narrowed(Case.objects.visible_to(person), asked, on=on)
    related = ("unit", "programme", "site__unit", "turn_unit", "escalated_unit")
    return cases.select_related(*related).order_by(*ORDERS.get(order, ORDERS["due"]))


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many open cases of a kind stand at a step, and how many of these are late."""

    kind: CaseKind
    step: str
    name: str
    cases: int
    late: int


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """The figures above the board, over everything but the filter of state, kind and step."""

    open: int
    late: int
    escalated: int
    done: int
    dropped: int
    steps: tuple[StepCount, ...]

    def of_kind(self, kind: str) -> tuple[StepCount, ...]:
        return tuple(count for count in self.steps if count.kind == kind)


def board_counts(person: Person, asked: CaseFilter, *, on: date) -> BoardCounts:
    """Counts by state and, of the open ones, by kind and step; two queries."""
    wide = CaseFilter(words=asked.words, unit=asked.unit, programme=asked.programme, state="")
    cases = _narrowed(Case.objects.visible_to(person), wide, on=on).order_by()
    is_open = Q(state=CaseState.OPEN)
    late = Count("pk", filter=is_open & Q(due_on__lt=on))
    figures = cases.aggregate(
        open=Count("pk", filter=is_open),
        late=late,
        escalated=Count("pk", filter=is_open & Q(escalated_unit__isnull=False)),
        done=Count("pk", filter=Q(state=CaseState.DONE)),
        dropped=Count("pk", filter=Q(state=CaseState.DROPPED)),
    )
    grouped = cases.filter(is_open).values_list("kind", "step", "step_name")
    rows = grouped.annotate(n=Count("pk"), late=late).order_by("kind", "step", "step_name")
    steps = tuple(StepCount(CaseKind(kind), *rest) for kind, *rest in rows)
    return BoardCounts(**figures, steps=steps)


def case_named(person: Person, code: str) -> Case | None:
    """A case that a person may see, with what its page shows."""
    related = (
        "procedure__unit", "unit", "programme__unit", "programme__sector", "site__unit",
        "site__programme", "site__organisation", "parent__unit", "parent__programme",
        "into_programme", "into_site__unit", "into_site__programme", "turn_unit__parent",
        "escalated_unit", "opened_by",
    )  # fmt: skip
    return Case.objects.visible_to(person).select_related(*related).filter(code=code).first()


def _narrowed(cases: CaseQuerySet, asked: CaseFilter, *, on: date) -> CaseQuerySet:
    same = {"kind": asked.kind, "state": asked.state, "step": asked.step}
    cases = cases.filter(**{name: value for name, value in same.items() if value})
    if asked.programme:
        cases = cases.filter(programme=asked.programme)
    if asked.unit:
        below = Reach.objects.filter(over=asked.unit).values("unit")
        cases = cases.filter(unit__in=below) if asked.unit.level else cases
    if asked.did in DEEDS:
        at = f"{asked.did}_at__date"
        days = {f"{at}__gte": asked.since, f"{at}__lte": asked.until, f"{at}__isnull": False}
        cases = cases.filter(**{name: day for name, day in days.items() if day is not None})
    if asked.lateness == "late":
        cases = cases.open().filter(due_on__lt=on)
    elif asked.lateness == "escalated":
        cases = cases.open().filter(escalated_unit__isnull=False)
    return _with_words(cases, fold(asked.words).split())


def _with_words(cases: CaseQuerySet, words: Iterable[str]) -> CaseQuerySet:
    for word in words:
        cases = cases.filter(folded__contains=word)
    return cases


def cases_of(record: Programme | Site) -> QuerySet[Case]:
    """The cases about a programme itself or about a site, the latest first."""
    about = Q(site=record) if isinstance(record, Site) else Q(programme=record, site=None)
    into = Q(into_site=record) if isinstance(record, Site) else Q(into_programme=record)
    found = Case.objects.filter(about | into).select_related("unit", "turn_unit", "procedure")
    return found.order_by("-opened_at", "-pk")


def held_by_cases(records: Collection[Programme | Site]) -> set[Programme | Site]:
    """Those of the records about which a case is open; a query for each sort of record."""
    of = Case.objects.filter(state=CaseState.OPEN)
    sites = {record.pk: record for record in records if isinstance(record, Site)}
    programmes = {record.pk: record for record in records if isinstance(record, Programme)}
    found: set[Programme | Site] = set()
    if sites:
        keys = of.filter(site__in=sites).values_list("site_id", flat=True)
        found |= {sites[key] for key in keys if key}
    if programmes:
        keys = of.filter(programme__in=programmes, site=None).values_list("programme_id", flat=True)
        found |= {programmes[key] for key in keys if key}
    return found

"""The page of the record that an entry is about, where it still is and may be seen."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from binhyen.figures.models import Batch as FigureBatch
from binhyen.figures.models import Definition, Return
from binhyen.intake.models import Batch
from binhyen.kernel.models import Entry
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import people_visible_to, reach
from binhyen.programmes.models import Programme, Site
from binhyen.reports.models import Frame, Report
from binhyen.units.models import Unit

from ...choices import Kind

# A part of a record is shown on the page of the whole.
WHOLES = {
    Kind.CONTRIBUTION: ("site_id", Kind.SITE),
    Kind.TEAM: ("site_id", Kind.SITE),
    Kind.BOARD: ("site_id", Kind.SITE),
    Kind.ALIAS: ("programme_id", Kind.PROGRAMME),
    Kind.POST: ("person_id", Kind.PERSON),
    Kind.NOTE: ("of_id", Kind.RETURN),
    Kind.EXCUSE: ("of_id", Kind.RETURN),
    Kind.REVISION: ("of_id", Kind.RETURN),
    Kind.EDITION: ("report_id", Kind.REPORT),
}
Target = tuple[str, str]


def links_to(entries: Iterable[Entry], person: Person) -> dict[int, str]:
    """Addresses by the entries' numbers, in one query."""
    targets = {entry.number: target for entry in entries if (target := _target(entry))}
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, key in targets.values():
        wanted[kind].add(int(key))
    found = dict(_found(wanted, person))
    return {number: found[target] for number, target in targets.items() if target in found}


def _target(entry: Entry) -> Target | None:
    column, whole = WHOLES.get(entry.kind, ("", ""))  # type: ignore[call-overload]
    if column:
        key = ((entry.after or {}) | (entry.before or {})).get(column)
        return (str(whole), str(key)) if key else None
    return (entry.kind, entry.record) if entry.record.isdecimal() else None


def _found(wanted: dict[str, set[int]], person: Person) -> Iterator[tuple[Target, str]]:
    kinds = [kind for kind in PAGES if wanted.get(kind)]
    branches = [
        _branch(index, PAGES[kind], wanted[kind], person) for index, kind in enumerate(kinds)
    ]
    if not branches:
        return
    first, *rest = branches
    for index, key, part in first.union(*rest, all=True) if rest else first:
        yield (str(kinds[index]), str(key)), PAGES[kinds[index]].address(part)


def _branch(index: int, page: "Shown", keys: set[int], person: Person) -> QuerySet[Any, Any]:
    number = Value(index, output_field=IntegerField())
    kept = page.rows(person).filter(pk__in=sorted(keys)).order_by()
    return kept.values_list(number, F("pk"), page.part)


def _programmes(person: Person) -> QuerySet[Programme]:
    """An entry in reach is about a programme in reach; those of the units above have none here."""
    return Programme.objects.filter(reach(person, Permission.REGISTER_VIEW, unit="unit"))


def _address_by_key(name: str) -> Callable[[str], str]:
    """SQLite keeps a UUID without its dashes."""
    return lambda part: reverse(name, args=[UUID(part)])


def _return_address(part: str) -> str:
    """A month's form, by its unit's code and its period's."""
    return reverse("figures:entry", args=part.split("|"))


def _unit_address(part: str) -> str:
    """Today's unit by its code; one that has gone by its last day as well."""
    code, _, ended = part.partition("|")
    url = reverse("units:detail", args=[code])
    return f"{url}?on={date.fromisoformat(ended) - timedelta(days=1)}" if ended else url


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose rows a reader may open, the part of a row that names its page, and the page."""

    rows: Callable[[Person], QuerySet[Any]]
    part: Any
    address: Callable[[str], str]


def _to(name: str) -> Callable[[str], str]:
    return lambda part: reverse(name, args=[part])


_ENDED = Coalesce(Cast("valid_to", CharField()), Value(""))
PAGES = {
    Kind.SITE: Shown(Site.objects.visible_to, F("code"), _to("programmes:site")),
    Kind.PROGRAMME: Shown(_programmes, F("code"), _to("programmes:detail")),
    Kind.PERSON: Shown(people_visible_to, Cast("pk", CharField()), _to("people:detail")),
    Kind.BATCH: Shown(
        Batch.objects.visible_to, Cast("key", CharField()), _address_by_key("intake:batch")
    ),
    Kind.RETURN: Shown(
        Return.objects.visible_to,
        Concat("unit__code", Value("|"), "period__code"),
        _return_address,
    ),
    Kind.FIGURE_BATCH: Shown(
        FigureBatch.objects.visible_to, Cast("key", CharField()), _address_by_key("figures:batch")
    ),
    Kind.DEFINITION: Shown(
        Definition.objects.visible_to, Cast("pk", CharField()), _to("figures:definition")
    ),
    Kind.REPORT: Shown(
        Report.objects.visible_to, Cast("key", CharField()), _address_by_key("reports:detail")
    ),
    Kind.FRAME: Shown(Frame.objects.visible_to, Cast("pk", CharField()), _to("reports:frame")),
    Kind.UNIT: Shown(
        lambda _: Unit.objects.all(), Concat("code", Value("|"), _ENDED), _unit_address
    ),
}

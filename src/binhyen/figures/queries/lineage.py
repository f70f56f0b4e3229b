"""What a figure was made of: values, their returns and versions, their place in the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q

from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.people.queries import log_reach
from binhyen.units.models import Unit

from ..choices import OPEN_STATES, IndicatorKind, Over, Recorded
from ..models import Return, Value
from ..rules.cells import Amount
from ..rules.indicators import Catalogue, split
from ..rules.periods import Period
from .catalogue import catalogue, months_of, period_ids, series_ids
from .counting import Counted, counted
from .values import grounds

MOST_SOURCES = 400
LOADED = "load-figures"
_UNSENT = Return.objects.filter(
    unit=OuterRef("unit"), period=OuterRef("period"), state__in=OPEN_STATES
)


@dataclass(frozen=True, slots=True)
class Source:
    """One stored value behind a figure. entry: the last number in the log that wrote it."""

    key: str
    unit: Unit
    month: str
    amount: Amount
    state: str = ""
    version: int = 0
    entry: int | None = None
    of: Return | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """How a figure came about. vintage: the day of the hierarchy that it was read on.

    formula: of a computed indicator, as written. left_out: how many sources are not listed.
    counted: for a figure counted from the register, what was counted and the page that lists it.
    unsent: how many amounts stand in returns that nobody has sent, and so are not counted.
    """

    key: str
    vintage: date
    formula: str
    components: tuple[str, ...]
    sources: tuple[Source, ...]
    left_out: int = 0
    counted: Counted | None = None
    unsent: int = 0


def lineage(
    key: str, unit: Unit, period: Period, *, as_then: bool = False, known: Catalogue | None = None
) -> Lineage:
    """Everything behind one figure, the largest amounts first where there are very many."""
    known = known or catalogue()
    indicator = known.by_code.get(split(key)[0])
    components = _components(key, known)
    standing = {key for key in components if _stands(key, known)}
    found, left_out, unsent = _sources(components, unit, period, standing, as_then=as_then)
    is_counted = indicator is not None and indicator.kind == IndicatorKind.COUNTED
    register = counted(unit, period).get(indicator.source) if indicator and is_counted else None
    return Lineage(
        key,
        period.until,
        indicator.formula.text if indicator and indicator.formula else "",
        tuple(components) if components != [key] else (),
        tuple(found),
        left_out,
        register,
        unsent,
    )


def _components(key: str, known: Catalogue) -> list[str]:
    indicator = known.by_code.get(split(key)[0])
    if indicator is None or indicator.formula is None:
        return [key]
    names = [part for name in indicator.formula.names for part in _components(name, known)]
    return list(dict.fromkeys(names))


def _stands(key: str, known: Catalogue) -> bool:
    """Whether a period takes the figure of its last month alone."""
    indicator = known.by_code.get(split(key)[0])
    return indicator is not None and indicator.over == Over.LAST


def _sources(
    keys: Sequence[str], unit: Unit, period: Period, standing: set[str], *, as_then: bool
) -> tuple[list[Source], int, int]:
    """The largest, how many more there are, and how many nobody has sent.

    standing: those of the keys of which only the last month is in the figure.
    """
    months = months_of(period)
    series, stored = series_ids(keys), period_ids(months)
    taken = [number for key, number in series.items() if key in standing]
    last = stored.get(months[-1].code)
    names = {number: name for name, number in series.items()}
    codes = {number: code for code, number in stored.items()}
    behind = Value.objects.filter(
        ~Q(series__in=taken) | Q(period=last),
        series__in=names,
        period__in=codes,
        unit__in=_places(unit, as_then=as_then),
    )
    rows = behind.exclude(Exists(_UNSENT))
    in_order = rows.order_by(F("amount").desc(nulls_last=True), "unit__path", "period")
    listed = list(in_order.select_related("unit")[:MOST_SOURCES])
    left_out = rows.count() - len(listed) if len(listed) == MOST_SOURCES else 0
    returns = {
        (one.unit_id, one.period_id): one
        for one in Return.objects.filter(
            unit__in={row.unit_id for row in listed}, period__in=codes
        ).select_related("unit", "period")
    }
    entries = _entries(list(returns.values()))
    loaded = _loads(names.values())
    found = []
    for row in listed:
        one = returns.get((row.unit_id, row.period_id))
        name = names[row.series_id]
        entry = entries.get((str(one.pk), name)) if one else None
        if entry is None and row.recorded == Recorded.LOADED:
            entry = loaded.get(name)
        found.append(
            Source(
                name,
                row.unit,
                codes[row.period_id],
                Amount(row.amount, row.amount is None, row.recorded),
                one.state if one else "",
                one.version if one else 0,
                entry,
                one,
            )
        )
    return found, left_out, behind.filter(Exists(_UNSENT)).count()


def entries_readable(person: Person, sources: Iterable[Source]) -> set[int]:
    """The entries of these sources that a person may read; a load is told at the nation."""
    numbers = {one.entry for one in sources if one.entry}
    rows = Entry.objects.filter(log_reach(person), number__in=numbers)
    return set(rows.order_by().values_list("number", flat=True))


def _loads(keys: Iterable[str]) -> Mapping[str, int]:
    """The last entry that tells of a series being loaded; before these named what they loaded,
    the last of all."""
    found: dict[str, int] = {}
    rows = Entry.objects.filter(verb=LOADED, after__has_key="values").order_by("number")
    for number, after in rows.values_list("number", "after"):
        named = (after or {}).get("series")
        found |= dict.fromkeys(named if isinstance(named, list) else keys, number)
    return found


def _places(unit: Unit, *, as_then: bool) -> set[int]:
    """Every unit whose values a figure of the unit adds up."""
    ground = grounds([unit], as_then=as_then)[unit.pk]
    tops = Unit.objects.filter(pk__in=[pk for pk, _level in ground.tops])
    inside = [Q(path__startswith=path) for path in tops.values_list("path", flat=True)]
    below = Unit.objects.filter(reduce(or_, inside, Q(pk__in=())))
    return set(below.order_by().values_list("pk", flat=True))


def _entries(returns: Sequence[Return]) -> dict[tuple[str, str], int]:
    """The last entry of the log that wrote each cell of some returns."""
    records = [str(one.pk) for one in returns]
    rows = Entry.objects.filter(kind=Return._meta.label_lower, record__in=records)
    found = {}
    for number, record, after in rows.order_by("number").values_list("number", "record", "after"):
        for key in after or {}:
            found[record, key] = number
    return found

"""The content of a report worked out from the figures as they are now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from binhyen.figures.choices import OPEN_STATES, IndicatorKind, Over
from binhyen.figures.models import Return, Value
from binhyen.figures.queries import (
    Catalogue,
    Completeness,
    Figure,
    Indicator,
    Period,
    a_year_before,
    catalogue,
    expected_units,
    figures,
    months_of,
    period_ids,
    series_ids,
    split,
    standings,
)
from binhyen.figures.queries.counting import PROGRAMMES
from binhyen.kernel.models import Entry
from binhyen.programmes.models import Site
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import TableKind
from ..rules.content import Cell, Content, Label, Reported, Span, Spot
from ..rules.naming import in_names
from ..rules.numbers import number_text
from ..rules.shapes import Frame
from .register import in_register, register_of

AT_ONCE = 10_000
Found = dict[tuple[str, int, str], Figure]


def content_of(frame: Frame, unit: Unit, period: Period, *, issuer: str, on: date) -> Content:
    """What a report of a unit and a period says today; some twenty queries whatever its size.

    issuer: in whose name it goes out; on: the day from which what is owed is late.
    """
    known = catalogue(unit, period.until)
    before, months = a_year_before(period), months_of(period)
    months_before = months_of(before)
    asked = list({one.code: one for one in (*months, *months_before)}.values())
    done = {one.period.code: one for one in standings(unit, asked, on)}
    owed = {code: one.expected for code, one in done.items()}
    below = list(_below(unit, period))
    keys = [key for key in frame.keys if _has(known, key)]
    by_unit = [key for key in frame.keys_of(TableKind.UNITS) if _has(known, key)]
    by_month = [key for key in frame.keys_of(TableKind.MONTHS) if _has(known, key)]
    found: Found = figures(keys, [unit], [period, before], known=known)
    if by_unit and below:
        found |= figures(by_unit, below, [period], known=known)
    if by_month and len(months) > 1:
        found |= figures(by_month, [unit], months, known=known)
    made_of = {
        period.code: [one.code for one in months],
        before.code: [one.code for one in months_before],
        **{one.code: [one.code] for one in months},
    }
    returns = list(_returns(unit, [*months, *months_before]))
    cells = {
        Spot(*place): _cell(place, unit, figure, made_of, owed, known)
        for place, figure in found.items()
    }
    cells |= _from_register(cells, unit, below, period, [before, *months], known)
    return Content(
        unit=unit.pk,
        unit_name=unit.name,
        period=_span(period),
        before=_span(before),
        months=tuple(_span(month) for month in months),
        children=tuple((one.pk, one.name) for one in below) if by_unit else (),
        labels={key: _label(key, known) for key in frame.keys},
        cells=cells,
        words=_words(unit, period, before, issuer, done[months[-1].code]),
        returns={pk: version for pk, version, _made_up in returns},
        vintage=period.until.isoformat(),
        position=_position(),
        reported=tuple(_reported(keys, unit, months, known, owed)),
        as_of=on.isoformat(),
        is_synthetic=any(made_up for *_rest, made_up in returns) or _has_made_up_sites(unit),
    )


def versions_now(returns: Sequence[int]) -> dict[int, int]:
    """The version that each of some returns has now."""
    found: dict[int, int] = {}
    for start in range(0, len(returns), AT_ONCE):  # a nation's year has more than a query may name
        some = Return.objects.filter(pk__in=returns[start : start + AT_ONCE]).order_by()
        found |= dict(some.values_list("pk", "version"))
    return found


def _below(unit: Unit, period: Period) -> Iterator[Unit]:
    """The units of the unit's tables, in the order of a dictionary: the communes of a province,
    the provinces of the nation; none for a commune."""
    if unit.level == Level.NATION:
        there = Unit.objects.at(period.until).filter(level=Level.PROVINCE)
        yield from there.order_by("sort_key", "pk")
    elif unit.level < Level.COMMUNE:
        yield from expected_units(unit, period).order_by("sort_key", "pk")


def _of(
    place: tuple[str, int, str],
    unit: Unit,
    figure: Figure,
    made_of: Mapping[str, Sequence[str]],
    owed: Mapping[str, int],
    known: Catalogue,
) -> int:
    """How many values the unit's figure would add up, had every unit told every month of it.

    Nothing where no unit is asked: programmes are counted where they were issued.
    """
    key, pk, code = place
    if pk != unit.pk or is_issued(key, known):
        return 0
    return sum(owed[month] for month in made_of[code][-figure.of_months :])


def _from_register(
    cells: Mapping[Spot, Cell],
    unit: Unit,
    below: Sequence[Unit],
    period: Period,
    others: Sequence[Period],
    known: Catalogue,
) -> dict[Spot, Cell]:
    """Sites of which not every unit has told in a return, as the register counts them.

    A series of the period is taken so for the units below and each month too, that they add up;
    that of a year before for itself.
    """
    lacking = {spot for spot, cell in cells.items() if spot.unit == unit.pk and not cell.is_whole}
    now = {spot.key for spot in lacking if spot.period == period.code}
    periods = [one for one in others if any(spot.period == one.code for spot in lacking) or now]
    keys = {key for spot in lacking for key in (spot.key, *_parts(spot.key, known))}
    if not any(in_register(key, known) for key in keys):
        return {}
    within = _in(unit, in_part=False)
    told = register_of(keys, unit, below, [period, *periods], within=within, known=known)
    found, before = dict[Spot, Cell](), others[0].code
    whole = {key: _of_register(Spot(key, unit.pk, period.code), told, known) for key in now}
    now = {key for key in now if whole[key] is not None}
    for spot in cells:
        is_taken = spot in lacking if spot.period == before else spot.key in now
        if is_taken and (amount := _of_register(spot, told, known)) is not None:
            found[spot] = Cell(amount, is_register=True)
    return found


def _parts(key: str, known: Catalogue) -> tuple[str, ...]:
    indicator = known.by_code.get(split(key)[0])
    return indicator.formula.names if indicator and indicator.formula else ()


def _of_register(spot: Spot, told: Mapping[Spot, int], known: Catalogue) -> Fraction | None:
    """A count, or what a formula makes of counts alone."""
    indicator = known.by_code.get(split(spot.key)[0])
    if indicator is None or indicator.formula is None:
        amount = told.get(spot)
        return None if amount is None else Fraction(amount)
    parts = {name: told.get(replace(spot, key=name)) for name in indicator.formula.names}
    return indicator.formula.compute(parts).amount


def _reported(
    keys: Sequence[str],
    unit: Unit,
    months: Sequence[Period],
    known: Catalogue,
    owed: Mapping[str, int],
) -> Iterator[Reported]:
    """By month, the units that sent anything of what units themselves enter."""
    series = series_ids(_entered(keys, known))
    numbers = period_ids(months)
    rows = Value.objects.filter(
        _in(unit, in_part=False, unit__level=Level.COMMUNE),
        series__in=series.values(),
        period__in=numbers.values(),
        amount__isnull=False,
    ).order_by()
    by_month = rows.values("period").annotate(n=Count("unit", distinct=True))
    counts: dict[int, int] = dict(by_month.values_list("period", "n"))
    unsent = _unsent(series.values(), unit, months)
    for month in months:
        n, left = counts.get(numbers.get(month.code, 0), 0), unsent.get(month.code, 0)
        yield Reported(month.code, n - left, owed[month.code], left)


def _unsent(series: Iterable[int], unit: Unit, months: Sequence[Period]) -> dict[str, int]:
    """By month, the units with figures whose return is still with themselves."""
    told = Value.objects.filter(
        unit=OuterRef("unit"), period=OuterRef("period"), series__in=series, amount__isnull=False
    )
    rows = Return.objects.filter(
        _in(unit, in_part=False, unit__level=Level.COMMUNE),
        Exists(told),
        period__code__in=[month.code for month in months],
        state__in=OPEN_STATES,
    )
    found = rows.order_by().values("period__code").annotate(n=Count("pk"))
    return dict(found.values_list("period__code", "n"))


def _entered(keys: Sequence[str], known: Catalogue) -> set[str]:
    """The series that these need and that units enter, formulas followed down."""
    wanted, waiting, met = set[str](), list(keys), set[str]()
    while waiting:
        key = waiting.pop()
        indicator = known.by_code.get(split(key)[0])
        if indicator is None or key in met:
            continue
        met.add(key)
        if indicator.formula is not None:
            waiting += indicator.formula.names
        elif indicator.kind == IndicatorKind.ENTERED:
            wanted.add(key)
    return wanted


def _returns(unit: Unit, months: Sequence[Period]) -> Iterator[tuple[int, int, bool]]:
    """Every return behind the figures: its version, and whether it was made up."""
    codes = [month.code for month in months]
    rows = Return.objects.filter(_in(unit), period__code__in=codes)
    yield from rows.order_by("pk").values_list("pk", "version", "is_synthetic")


def _has_made_up_sites(unit: Unit) -> bool:
    """Whether what is counted from the register is made up."""
    return Site.objects.filter(_in(unit), is_synthetic=True).exists()


def _in(unit: Unit, **narrowed: Any) -> Q:
    """What lies in a unit: all of it for the nation, which has no rows of its own in `Reach`."""
    if unit.level == Level.NATION:
        return Q(**{name: value for name, value in narrowed.items() if name != "in_part"})
    covered = Reach.objects.filter(over=unit, **narrowed).order_by()
    return Q(unit__in=covered.values("unit"))


def _position() -> int:
    found = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    return found or 0


def is_issued(key: str, known: Catalogue) -> bool:
    """Whether it counts programmes, which the register knows at the unit that issued them."""
    indicator = known.by_code.get(split(key)[0])
    return indicator is not None and indicator.source.startswith(PROGRAMMES)


def _has(known: Catalogue, key: str) -> bool:
    return key in known.by_key or key in known.by_code


def _span(period: Period) -> Span:
    days = period.start.isoformat(), period.until.isoformat()
    return Span(period.code, period.label, *days)


def _label(key: str, known: Catalogue) -> Label:
    indicator = known.by_code.get(split(key)[0])
    if indicator is None:
        return Label(key, "")
    formula = indicator.formula.text if indicator.formula else ""
    return Label(
        name=known.label_of(key),
        unit=indicator.unit,
        decimals=indicator.decimals,
        good=indicator.good.value,
        adds_up=_adds_up(indicator, known),
        is_last=indicator.over == Over.LAST,
        formula=formula,
        in_names=in_names(formula, known.label_of),
    )


def _adds_up(indicator: Indicator, known: Catalogue) -> bool:
    """Whether the parts of a territory make the whole: not for what is divided."""
    if indicator.kind != IndicatorKind.COMPUTED or indicator.formula is None:
        return True
    names = (known.by_code.get(split(name)[0]) for name in indicator.formula.names)
    parts = all(one is None or _adds_up(one, known) for one in names)
    return parts and "/" not in indicator.formula.text and "*" not in indicator.formula.text


def _cell(
    place: tuple[str, int, str],
    unit: Unit,
    figure: Figure,
    made_of: Mapping[str, Sequence[str]],
    owed: Mapping[str, int],
    known: Catalogue,
) -> Cell:
    of = _of(place, unit, figure, made_of, owed, known)
    return Cell(
        figure.amount,
        figure.why.value if figure.why else "",
        figure.is_whole and figure.known >= of,
        figure.is_at_least,
        figure.known,
        of,
        figure.of_months,
        figure.units if of else 0,
        figure.of_units if of else 0,
    )


def _words(
    unit: Unit, period: Period, before: Period, issuer: str, done: Completeness
) -> dict[str, str]:
    """The words that a form may name besides figures; see shapes.WORDS."""
    return {
        "don_vi": "cả nước" if unit.level == Level.NATION else _in_sentence(unit.name),
        "co_quan": issuer,
        "ky": _in_sentence(period.label),
        "tu_ngay": f"{period.start:%d/%m/%Y}",
        "den_ngay": f"{period.until:%d/%m/%Y}",
        "cung_ky": _in_sentence(before.label),
        **_of_communes(unit, done),
    }


def _of_communes(unit: Unit, done: Completeness) -> dict[str, str]:
    """How complete the returns are; nothing for a commune, which sends its own alone."""
    counts = {
        "so_xa": done.expected,
        "so_xa_da_duyet": done.accepted,
        "so_xa_dung_han": done.on_time,
    }
    is_above = unit.level < Level.COMMUNE
    return {name: _counted(n) if is_above else "" for name, n in counts.items()}


def _counted(n: int) -> str:
    return number_text(Fraction(n))


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]

"""The content of a report worked out from the figures as they are now."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from binhyen.figures.choices import IndicatorKind, Over
from binhyen.figures.models import Return
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
    split,
    standing,
)
from binhyen.kernel.models import Entry
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from ..choices import TableKind
from ..rules.content import Cell, Content, Label, Span, Spot
from ..rules.numbers import number_text
from ..rules.shapes import Frame

Found = dict[tuple[str, int, str], Figure]


def content_of(frame: Frame, unit: Unit, period: Period, *, issuer: str, on: date) -> Content:
    """What a report of a unit and a period says today; some twenty queries whatever its size.

    issuer: in whose name it goes out; on: the day from which what is owed is late.
    """
    known = catalogue(unit, period.until)
    before, months = a_year_before(period), months_of(period)
    communes = list(_below(unit, period))
    keys = [key for key in frame.keys if _has(known, key)]
    by_unit = [key for key in frame.keys_of(TableKind.UNITS) if _has(known, key)]
    by_month = [key for key in frame.keys_of(TableKind.MONTHS) if _has(known, key)]
    found: Found = figures(keys, [unit], [period, before], known=known)
    if by_unit and communes:
        found |= figures(by_unit, communes, [period], known=known)
    if by_month and len(months) > 1:
        found |= figures(by_month, [unit], months, known=known)
    return Content(
        unit=unit.pk,
        unit_name=unit.name,
        period=_span(period),
        before=_span(before),
        months=tuple(_span(month) for month in months),
        children=tuple((one.pk, one.name) for one in communes) if by_unit else (),
        labels={key: _label(key, known) for key in frame.keys},
        cells={Spot(*place): _cell(figure) for place, figure in found.items()},
        words=_words(unit, period, before, issuer, _completeness(unit, months, on)),
        returns=dict(_returns(unit, [*months, *months_of(before)])),
        vintage=period.until.isoformat(),
        position=_position(),
    )


def versions_now(returns: Sequence[int]) -> dict[int, int]:
    """The version that each of some returns has now."""
    found = Return.objects.filter(pk__in=returns).order_by()
    return dict(found.values_list("pk", "version"))


def _below(unit: Unit, period: Period) -> Iterator[Unit]:
    """The communes of the unit's tables, in the order of a dictionary; none for a commune."""
    if unit.level < Level.COMMUNE:
        yield from expected_units(unit, period).order_by("sort_key", "pk")


def _completeness(unit: Unit, months: Sequence[Period], on: date) -> Completeness:
    """Of the last month: by then what the period holds has been sent, or hasn't."""
    return standing(unit, months[-1], on)


def _returns(unit: Unit, months: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """The versions of every return behind the figures."""
    covered = Reach.objects.filter(over=unit).values("unit")
    codes = [month.code for month in months]
    rows = Return.objects.filter(unit__in=covered, period__code__in=codes)
    yield from rows.order_by("pk").values_list("pk", "version")


def _position() -> int:
    found = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    return found or 0


def _has(known: Catalogue, key: str) -> bool:
    return key in known.by_key or key in known.by_code


def _span(period: Period) -> Span:
    days = period.start.isoformat(), period.until.isoformat()
    return Span(period.code, period.label, *days)


def _label(key: str, known: Catalogue) -> Label:
    indicator = known.by_code.get(split(key)[0])
    if indicator is None:
        return Label(key, "")
    return Label(
        name=known.label_of(key),
        unit=indicator.unit,
        decimals=indicator.decimals,
        good=indicator.good.value,
        adds_up=_adds_up(indicator, known),
        is_last=indicator.over == Over.LAST,
        formula=indicator.formula.text if indicator.formula else "",
    )


def _adds_up(indicator: Indicator, known: Catalogue) -> bool:
    """Whether the parts of a territory make the whole: not for what is divided."""
    if indicator.kind != IndicatorKind.COMPUTED or indicator.formula is None:
        return True
    names = (known.by_code.get(split(name)[0]) for name in indicator.formula.names)
    parts = all(one is None or _adds_up(one, known) for one in names)
    return parts and "/" not in indicator.formula.text and "*" not in indicator.formula.text


def _cell(figure: Figure) -> Cell:
    why = figure.why.value if figure.why else ""
    return Cell(figure.amount, why, figure.is_whole, figure.is_at_least)


def _words(
    unit: Unit, period: Period, before: Period, issuer: str, done: Completeness
) -> dict[str, str]:
    """The words that a form may name besides figures; see shapes.WORDS."""
    return {
        "don_vi": _in_sentence(unit.name),
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

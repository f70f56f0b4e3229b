"""Where a figure of a report came from, as it was when it was signed."""

from dataclasses import dataclass

from binhyen.figures.choices import NoFigure
from binhyen.figures.models import Return
from binhyen.figures.queries import (
    Amount,
    Catalogue,
    Lineage,
    Source,
    at_version,
    catalogue,
    lineage,
    period_named,
)
from binhyen.units.models import Unit

from ..rules.content import Cell, Content, Label, Span, Spot
from .content import is_issued
from .register import records_of


@dataclass(frozen=True, slots=True)
class Used:
    """One stored value behind a figure. then: what stood in the version that the report used."""

    source: Source
    label: str
    month: str
    version: int
    then: Amount | None
    decimals: int = 0

    @property
    def is_corrected(self) -> bool:
        """Whether the return was put right after the report had used it."""
        return bool(self.version) and self.source.version > self.version

    @property
    def differs(self) -> bool:
        return self.then is not None and self.then.amount != self.source.amount.amount


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything behind one figure. is_issued: it counts programmes, where they were issued.

    records: the page that lists what the register counted for it, where it did.
    """

    spot: Spot
    label: Label
    cell: Cell
    unit: Unit
    span: Span
    lineage: Lineage
    used: tuple[Used, ...]
    components: tuple[tuple[str, str], ...]
    is_issued: bool
    known: Catalogue
    records: str = ""

    @property
    def why(self) -> str:
        """Why there is no figure, in words; empty where there is one."""
        return str(NoFigure(self.cell.why).label) if self.cell.why else ""


def origin_of(content: Content, number: int, *, english: bool = False) -> Origin | None:
    """The origin of the figure with this number in a report; None where there is none."""
    spot = content.spot(number)
    if spot is None or (period := period_named(spot.period)) is None:
        return None
    unit = Unit.objects.select_related("parent").get(pk=spot.unit)
    known = catalogue(Unit.objects.get(pk=content.unit), period.until)
    found = lineage(spot.key, unit, period, known=known)
    earlier = _earlier(found, content)
    labels = {key: known.label_of(key, english=english) for key in (spot.key, *found.components)}
    is_above = is_issued(spot.key, known)  # then a commune's nought says nothing
    cell = content.cells[spot]
    sources = [] if cell.is_register else found.sources
    sources = [one for one in sources if one.amount.amount or not is_above]
    used = tuple(_used(source, content, earlier, known, english=english) for source in sources)
    return Origin(
        spot,
        content.labels[spot.key],
        cell,
        unit,
        content.span_of(spot.period) or Span(spot.period, period.label, "", ""),
        found,
        used,
        tuple((key, labels[key]) for key in found.components),
        is_above,
        known,
        records_of(spot.key, unit, period, known) if cell.is_register else "",
    )


def _earlier(found: Lineage, content: Content) -> dict[int, dict[str, Amount]]:
    """What those returns said that were corrected since: two queries each, and they are few."""
    returns: dict[int, Return] = {one.of.pk: one.of for one in found.sources if one.of}
    return {
        pk: at_version(one, content.returns[pk])
        for pk, one in returns.items()
        if content.returns.get(pk, one.version) < one.version
    }


def _used(
    source: Source,
    content: Content,
    earlier: dict[int, dict[str, Amount]],
    known: Catalogue,
    *,
    english: bool,
) -> Used:
    pk = source.of.pk if source.of else 0
    version = content.returns.get(pk, source.version)
    then = earlier[pk].get(source.key) if pk in earlier else source.amount
    month = period_named(source.month)
    name = month.label if month else source.month
    indicator = known.by_key.get(source.key)
    decimals = indicator.decimals if indicator else 0
    return Used(source, known.label_of(source.key, english=english), name, version, then, decimals)

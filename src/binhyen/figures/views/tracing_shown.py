"""What a figure was made of, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number
from binhyen.units.models import Unit

from ..choices import Recorded, ReturnState
from ..queries import Figure, Lineage, Period, Source, figures, period_named
from ..rules.indicators import Catalogue, split
from ..wording import measured_text, period_text, period_with_days, series_text, source_text

MANY_ROWS, FIRST_ROWS = 15, 10


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored amount: whose, of which month, in which return and entry of the log."""

    series: str
    unit: Unit
    month: str
    text: str
    recorded: str
    state: str
    version: int
    url: str
    entry: int | None


@dataclass(frozen=True, slots=True)
class Traced:
    title: str
    unit: Unit
    period: str
    amount: str
    why: str
    formula: str
    components: tuple[str, ...]
    register: str
    register_amount: str
    register_link: str
    rows: tuple[Stored, ...]
    left_out: int
    unsent: int
    as_then: bool

    @property
    def first_rows(self) -> tuple[Stored, ...]:
        """The largest, to be seen at once."""
        return self.rows if len(self.rows) <= MANY_ROWS else self.rows[:FIRST_ROWS]

    @property
    def other_rows(self) -> tuple[Stored, ...]:
        return self.rows[len(self.first_rows) :]

    @property
    def left_out_text(self) -> str:
        return read_number(self.left_out)


def traced(
    found: Lineage, *, what: str, unit: Unit, period: Period, known: Catalogue, as_then: bool,
    **_rest: Any,
) -> Traced:  # fmt: skip
    indicator = known.by_code[split(what)[0]]
    figure = figures([what], [unit], [period], as_then=as_then, known=known)[
        what, unit.pk, period.code
    ]
    counted = found.counted
    return Traced(
        title=measured_text(known, what),
        unit=unit,
        period=period_with_days(period),
        amount=_amount_text(figure, indicator.decimals),
        why=str(figure.why.label) if figure.why else "",
        formula=found.formula,
        components=tuple(series_text(known, key) for key in found.components),
        register=source_text(counted.source) if counted else "",
        register_amount=read_number(counted.amount if counted else None),
        register_link=counted.link if counted else "",
        rows=tuple(_stored(one, known) for one in found.sources),
        left_out=found.left_out,
        unsent=found.unsent,
        as_then=as_then,
    )


def _amount_text(figure: Figure, decimals: int) -> str:
    if figure.number is None:
        return "–"
    text = read_number(figure.number, places=decimals or None)
    return _("ít nhất %(n)s") % {"n": text} if figure.is_at_least else text


def _stored(one: Source, known: Catalogue) -> Stored:
    decimals = known.by_key[one.key].decimals if one.key in known.by_key else 0
    amount, month = one.amount, period_named(one.month)
    text = _("chưa rõ") if amount.is_unknown else _grouped(amount.amount or 0, decimals)
    return Stored(
        series_text(known, one.key),
        one.unit,
        period_text(month) if month else one.month,
        text,
        str(Recorded(amount.recorded).label),
        str(ReturnState(one.state).label) if one.state else "",
        one.version,
        one.of.get_absolute_url() if one.of else "",
        one.entry,
    )


def _grouped(amount: int, decimals: int) -> str:
    return read_number(amount if not decimals else amount / 10**decimals, places=decimals or None)

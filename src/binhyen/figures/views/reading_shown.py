"""Figures in words and tables, for pages and files alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from binhyen.ui.words import number_text
from binhyen.units.models import Unit

from ..choices import View
from ..queries import Change, Figure, Period, reading
from ..queries.reading import AgainstChance, Asked, Read
from ..rules.charts.funnels import Point, Stands
from ..wording import is_english, period_with_days, series_text, short_period
from ..wording import unit_text as counted_in

MOST_COLUMNS, FEWER_COLUMNS = 12, 6
MANY_UNITS = 40
RATE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words, its plain number for files, what is said of it, what lies behind it."""

    text: str
    number: float | int | None = None
    note: str = ""
    url: str = ""

    @property
    def html(self) -> SafeString:
        """The cell of a table, written at once: a page has hundreds."""
        linked = self.url and self.number is not None
        text = format_html('<a href="{}">{}</a>', self.url, self.text) if linked else self.text
        note = format_html('<span class="reading-note">{}</span>', self.note) if self.note else ""
        return format_html('<td class="num">{}{}</td>', text, note)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    url: str
    cells: tuple[Cell, ...]
    is_total: bool = False

    @property
    def html(self) -> SafeString:
        return format_html_join("", "{}", ((cell.html,) for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    """What every page of reading shows below its picture, and every file holds."""

    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


# --- numbers in words ---


def places_of(asked: Asked) -> int | None:
    """How many decimals: two of a rate, the indicator's own of what is computed."""
    if asked.per_people:
        return RATE_PLACES
    indicator = asked.indicator
    return indicator.decimals if indicator.decimals else None


def amount_text(amount: Fraction | float | int | None, asked: Asked) -> str:
    if amount is None:
        return "–"
    number = float(amount)
    places = places_of(asked)
    if places is None:
        return number_text(int(number) if number.is_integer() else number)
    return number_text(number, places=places)


def figure_cell(figure: Figure, asked: Asked, *, url: str = "") -> Cell:
    """A figure; in words where there is none; "at least" where a part can't be split."""
    if figure.amount is None:
        return Cell("–", None, str(figure.why.label) if figure.why else "", url)
    text = amount_text(figure.amount, asked)
    if figure.is_at_least:
        text = _("ít nhất %(n)s") % {"n": text}
    return Cell(text, _plain(figure.amount, asked), _doubt(figure, asked), url)


def _doubt(figure: Figure, asked: Asked) -> str:
    """Why a figure may be less than the whole truth."""
    said = []
    if figure.unsplit:
        left = amount_text(figure.unsplit, asked)
        said.append(_("%(n)s thuộc đơn vị đã chia, không tách được") % {"n": left})
    if figure.months < figure.of_months:
        said.append(
            _("có %(n)s trong %(all)s tháng") % {"n": figure.months, "all": figure.of_months}
        )
    if figure.unknown:
        said.append(_("%(n)s số báo là chưa rõ") % {"n": figure.unknown})
    return "; ".join(said)


def change_cell(change: Change, asked: Asked) -> Cell:
    """+12, and in words whether that is good where the indicator has a direction."""
    if change.difference is None:
        return Cell("–")
    text = _signed(amount_text(abs(change.difference), asked), change.difference)
    note = "" if change.is_good is None else _("tốt hơn") if change.is_good else _("xấu hơn")
    return Cell(text, _plain(change.difference, asked), note)


def percent_cell(change: Change) -> Cell:
    if change.percent is None:
        return Cell("–")
    text = _signed(number_text(abs(change.percent), places=1), change.percent)
    return Cell(f"{text} %", round(change.percent, 1))


def _signed(text: str, amount: Fraction | float) -> str:
    return f"+{text}" if amount > 0 else f"−{text}" if amount < 0 else text


def _plain(amount: Fraction, asked: Asked) -> float | int:
    if amount.denominator == 1:
        return amount.numerator
    return round(float(amount), max(places_of(asked) or 0, 2))


# --- addresses ---


def unit_word(unit: Unit) -> str:
    """A unit in an address: its code, with its last day once it has gone."""
    if unit.last_day is None:
        return unit.code
    return f"{unit.name} ({unit.code}, đến {unit.last_day:%d/%m/%Y})"


def behind_url(key: str, unit: Unit, period: Period, *, as_then: bool) -> str:
    """The page that lists what a figure was made of."""
    by = "&by=then" if as_then else ""
    unit_part = quote(unit_word(unit))
    return f"{_behind()}?what={key}&unit={unit_part}&period={period.code}{by}"


@cache
def _behind() -> str:
    """Asked for hundreds of times a page."""
    return reverse("figures:behind")


def question_of(asked: Asked, **other: str) -> dict[str, str]:
    """The question as it stands in an address."""
    said = {
        "what": asked.key,
        "unit": unit_word(asked.unit),
        "kind": asked.period.kind.code,
        "until": asked.period.code,
        "span": str(asked.span),
    }
    said |= {"by": "then"} if asked.as_then else {}
    said |= {"rate": "on"} if asked.per_people else {}
    said |= {"parts": "on"} if asked.in_parts else {}
    return said | other


def reading_url(asked: Asked, **other: str) -> str:
    return f"{reverse('figures:read')}?{urlencode(question_of(asked, **other))}"


def question_text(asked: Asked, *, view: View) -> str:
    """The question without its last period, for a board that always shows the newest."""
    said = question_of(asked, view=view.value)
    said.pop("until")
    return urlencode(said)


def file_url(asked: Asked, ending: str, *, view: View) -> str:
    return f"{reverse(f'figures:read-{ending}')}?{urlencode(question_of(asked, view=view.value))}"


# --- titles ---


def measure_text(asked: Asked) -> str:
    """Số vụ cháy (vụ), or: per 10,000 people."""
    name = series_text(asked.known, asked.key)
    if asked.per_people:
        return _("%(name)s trên 10.000 dân") % {"name": name}
    return f"{name} ({counted_in(asked.indicator)})"


def where_text(asked: Asked) -> str:
    """The unit, and which hierarchy adds it up."""
    if asked.as_then:
        return _("%(unit)s, theo địa giới của kỳ đó") % {"unit": asked.unit.name}
    return str(asked.unit.name)


def whole_cells(one: Read, asked: Asked) -> dict[str, Cell]:
    """The unit's own figure in the last period, in large."""
    return {
        "figure": _read_cell(one, asked),
        "before": figure_cell(one.before, asked),
        "change": change_cell(one.change, asked),
        "percent": percent_cell(one.change),
    }


# --- tables ---


def series_table(asked: Asked, found: Mapping[tuple[str, int, str], Read]) -> Table:
    """A row a period, the newest first: the figure, its parts, a year before, what changed."""
    again = reading.recounts(asked)
    parts = asked.keys[1:]
    columns = [measure_text(asked), *(part_text(asked, key) for key in parts)]
    columns += [_("Cùng kỳ năm trước"), _("Tăng, giảm"), _("Tăng, giảm %")]
    columns += [_("Tăng, giảm thực"), _("Do đếm lại")] if again else []
    rows = []
    for period in reversed(asked.periods):
        one = found[asked.key, asked.unit.pk, period.code]
        cells = [_read_cell(found[key, asked.unit.pk, period.code], asked) for key in asked.keys]
        cells += [figure_cell(one.before, asked), change_cell(one.change, asked)]
        cells.append(percent_cell(one.change))
        if again:
            cells += [_moved_cell(figure) for figure in again[period.code]]
        rows.append(Row(period_with_days(period), "", tuple(cells)))
    title = f"{measure_text(asked)}, {where_text(asked)}"
    return Table(title, _("Kỳ"), tuple(columns), tuple(rows))


def columns_of(asked: Asked, units: Sequence[Unit]) -> tuple[Period, ...]:
    """The last periods that a table of so many units has room for."""
    most = FEWER_COLUMNS if len(units) > MANY_UNITS else MOST_COLUMNS
    return asked.periods[-most:]


def units_table(
    asked: Asked, units: Sequence[Unit], found: Mapping[tuple[str, int, str], Read]
) -> Table:
    """A row a unit, a column a period, the last ones where there are many; or a column a part."""
    periods = columns_of(asked, units)
    if asked.in_parts:
        columns = [
            part_text(asked, key) if key != asked.key else _("Tổng số") for key in asked.keys
        ]
        places = [(key, asked.period) for key in asked.keys]
    else:
        columns = [short_period(period) for period in periods]
        places = [(asked.key, period) for period in periods]
    rows = tuple(
        Row(
            unit.name,
            reading_url(asked, unit=unit_word(unit), view="series"),
            tuple(_read_cell(found[key, unit.pk, period.code], asked) for key, period in places),
            is_total=unit == asked.unit,
        )
        for unit in units
    )
    until = f", {period_with_days(asked.period)}" if asked.in_parts else ""
    title = f"{measure_text(asked)}, {where_text(asked)}{until}"
    notes = () if asked.in_parts or len(periods) == asked.span else (_left_out(asked, periods),)
    return Table(title, _("Đơn vị"), tuple(columns), rows, notes)


def _left_out(asked: Asked, periods: Sequence[Period]) -> str:
    """How many of the periods a table has no room for."""
    return _("Bảng hiện %(n)s kỳ cuối trong %(all)s kỳ đã chọn.") % {
        "n": len(periods), "all": asked.span,
    }  # fmt: skip


def map_table(
    asked: Asked, units: Sequence[Unit], found: Mapping[tuple[str, int, str], Read]
) -> Table:
    """A row a unit in one period: the figure, a year before, what changed."""
    columns = (
        measure_text(asked), _("Cùng kỳ năm trước"), _("Tăng, giảm"), _("Tăng, giảm %")
    )  # fmt: skip
    rows = []
    for unit in units:
        one = found[asked.key, unit.pk, asked.period.code]
        cells = (
            _read_cell(one, asked), figure_cell(one.before, asked),
            change_cell(one.change, asked), percent_cell(one.change),
        )  # fmt: skip
        url = reading_url(asked, unit=unit_word(unit), view="series")
        rows.append(Row(unit.name, url, cells, is_total=unit == asked.unit))
    title = f"{measure_text(asked)}, {where_text(asked)}, {period_with_days(asked.period)}"
    return Table(title, _("Đơn vị"), columns, tuple(rows))


def funnel_table(asked: Asked, units: Sequence[Unit], held: AgainstChance) -> Table:
    """A row a unit, by name: its value with an interval, and where it stands. Never a rank."""
    columns = (
        size_text(held), value_text(held, asked), _("Khoảng tin cậy 95 %"), _("So với ngẫu nhiên")
    )  # fmt: skip
    points = {point.number: point for point in held.funnel.points} if held.funnel else {}
    rows = [
        Row(unit.name, reading_url(asked, unit=unit_word(unit), view="series"),
            tuple(_point_cells(points.get(unit.pk), unit, asked, held)))
        for unit in units
    ]  # fmt: skip
    title = f"{measure_text(asked)}, {where_text(asked)}, {period_with_days(asked.period)}"
    return Table(title, _("Đơn vị"), columns, tuple(rows))


def _point_cells(
    point: Point | None, unit: Unit, asked: Asked, held: AgainstChance
) -> Iterator[Cell]:
    if point is None:
        yield from (Cell("–", note=_("chưa đủ số liệu")), Cell("–"), Cell("–"), Cell("–"))
        return
    value, low, high = (x * held.times for x in (point.value, point.low, point.high))
    url = behind_url(asked.key, unit, asked.period, as_then=asked.as_then)
    yield Cell(number_text(point.size, places=_size_places(held)), round(point.size, 2))
    yield Cell(number_text(value, places=1), round(value, 2), url=url)
    yield Cell(f"{number_text(low, places=1)} – {number_text(high, places=1)}")
    yield Cell(STANDS[point.stands]())


def _size_places(held: AgainstChance) -> int:
    return 0 if held.is_share else 1


STANDS = {
    Stands.WITHIN: lambda: _("trong mức ngẫu nhiên"),
    Stands.HIGH: lambda: _("cao, nên xem lại"),
    Stands.LOW: lambda: _("thấp, nên xem lại"),
    Stands.FAR_HIGH: lambda: _("cao khác hẳn"),
    Stands.FAR_LOW: lambda: _("thấp khác hẳn"),
}


def size_text(held: AgainstChance) -> str:
    return _("Mẫu số") if held.is_share else _("Số vụ trông đợi")


def value_text(held: AgainstChance, asked: Asked) -> str:
    """What the funnel's values are."""
    if held.is_share:
        return series_text(asked.known, asked.key) + " (%)"
    if held.by_people:
        return _("%(name)s trên 10.000 dân") % {"name": series_text(asked.known, asked.key)}
    return _("Bằng bao nhiêu % mức trông đợi")


def part_text(asked: Asked, key: str) -> str:
    """A part by its own name."""
    indicator = asked.indicator
    found = next((p for p in indicator.parts if key.endswith(f".{p.code}")), None)
    if found is None:
        return series_text(asked.known, key)
    return found.name_en if is_english() else found.name


def _read_cell(one: Read, asked: Asked) -> Cell:
    url = behind_url(one.key, one.unit, one.period, as_then=asked.as_then)
    return figure_cell(one.figure, asked, url=url)


def _moved_cell(figure: Figure) -> Cell:
    if figure.amount is None:
        return Cell("–")
    return Cell(_signed(number_text(abs(int(figure.amount))), figure.amount), int(figure.amount))

"""Tables of figures: what every page of reading shows below its picture, and every file holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from binhyen.ui.words import read_number
from binhyen.units.models import Unit

from ..queries import Figure, Period, reading
from ..queries.reading import AgainstChance, Asked, Read
from ..rules.charts.funnels import Point
from ..wording import period_with_days, short_period
from .reading_shown import (
    STANDS,
    Cell,
    behind_url,
    change_cells,
    change_titles,
    course_urls,
    figure_cell,
    measure_text,
    part_text,
    parts_text,
    read_cell,
    read_part,
    signed,
    size_text,
    value_text,
    where_text,
)

MOST_COLUMNS, FEWER_COLUMNS = 12, 6
MANY_UNITS = 40


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    url: str
    cells: tuple[Cell, ...]
    is_total: bool = False

    @property
    def html(self) -> SafeString:
        return SafeString("".join([cell.html for cell in self.cells]))


@dataclass(frozen=True, slots=True)
class Table:
    """What every page of reading shows below its picture, and every file holds."""

    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())


def _size_places(held: AgainstChance) -> int:
    return 0 if held.is_share else 1


def series_table(asked: Asked, found: Mapping[tuple[str, int, str], Read]) -> Table:
    """A row a period, the newest first: the figure, its parts, a year before, what changed."""
    again = reading.recounts(asked)
    parts = asked.keys[1:]
    columns = [measure_text(asked), *(part_text(asked, key) for key in parts)]
    columns += [_("Cùng kỳ năm trước"), *change_titles(asked)]
    columns += [_("Tăng, giảm thực"), _("Do đếm lại")] if again else []
    rows = []
    for period in reversed(asked.periods):
        one = found[asked.key, asked.unit.pk, period.code]
        cells = _with_parts(asked, found, asked.unit, period)
        cells += [figure_cell(one.before, asked), *change_cells(one.change, asked)]
        if again:
            cells += [_moved_cell(figure) for figure in again[period.code]]
        rows.append(Row(period_with_days(period), "", tuple(cells)))
    title = f"{measure_text(asked)}, {where_text(asked)}"
    return Table(title, _("Kỳ"), tuple(columns), tuple(rows))


def _with_parts(
    asked: Asked, found: Mapping[tuple[str, int, str], Read], unit: Unit, period: Period
) -> list[Cell]:
    """A figure, then its parts: what they lack is said once, at the whole."""
    whole, *parts = (found[key, unit.pk, period.code] for key in asked.keys)
    cell = read_cell(whole, asked)
    if short := parts_text(whole.figure, [part.figure for part in parts], asked):
        cell = replace(cell, note=f"{cell.note}; {short}" if cell.note else short)
    return [cell, *(read_part(part, whole, asked) for part in parts)]


def columns_of(asked: Asked, units: Sequence[Unit]) -> tuple[Period, ...]:
    """The last periods that a table of so many units has room for."""
    most = FEWER_COLUMNS if len(units) > MANY_UNITS else MOST_COLUMNS
    return asked.periods[-most:]


def units_table(
    asked: Asked, units: Sequence[Unit], found: Mapping[tuple[str, int, str], Read]
) -> Table:
    """A row a unit, a column a period, the newest first, the last ones where there are many; or
    a column a part."""
    periods = columns_of(asked, units)[::-1]
    if asked.in_parts:
        columns = [
            part_text(asked, key) if key != asked.key else _("Tổng số") for key in asked.keys
        ]
    else:
        columns = [short_period(period) for period in periods]
    course, codes = course_urls(asked), [period.code for period in periods]
    rows = tuple(
        Row(
            unit.name,
            course(unit),
            tuple(_with_parts(asked, found, unit, asked.period))
            if asked.in_parts
            else tuple(read_cell(found[asked.key, unit.pk, code], asked) for code in codes),
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
    columns = (measure_text(asked), _("Cùng kỳ năm trước"), *change_titles(asked))
    rows, course = [], course_urls(asked)
    for unit in units:
        one = found[asked.key, unit.pk, asked.period.code]
        before = figure_cell(one.before, asked)
        cells = (read_cell(one, asked), before, *change_cells(one.change, asked))
        rows.append(Row(unit.name, course(unit), cells, is_total=unit == asked.unit))
    title = f"{measure_text(asked)}, {where_text(asked)}, {period_with_days(asked.period)}"
    return Table(title, _("Đơn vị"), columns, tuple(rows))


def funnel_table(asked: Asked, units: Sequence[Unit], held: AgainstChance) -> Table:
    """A row a unit, by name: its value with an interval, and where it stands. Never a rank."""
    columns = (
        size_text(held), value_text(held, asked), _("Khoảng tin cậy 95 %"), _("So với ngẫu nhiên")
    )  # fmt: skip
    points = {point.number: point for point in held.funnel.points} if held.funnel else {}
    course = course_urls(asked)
    rows = [
        Row(unit.name, course(unit), tuple(_point_cells(points.get(unit.pk), unit, asked, held)))
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
    yield Cell(read_number(point.size, places=_size_places(held)), round(point.size, 2))
    yield Cell(read_number(value, places=1), round(value, 2), url=url)
    yield Cell(f"{read_number(low, places=1)} – {read_number(high, places=1)}")
    yield Cell(str(STANDS[point.stands]))


def _moved_cell(figure: Figure) -> Cell:
    if figure.amount is None:
        return Cell("–")
    return Cell(signed(read_number(abs(int(figure.amount))), figure.amount), int(figure.amount))

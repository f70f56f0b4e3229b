"""A reading put together: its table and its picture, from one question."""

from dataclasses import dataclass, replace

from ..choices import NoFunnel, View
from ..queries import reading
from ..queries.reading import AgainstChance, Asked, Read
from ..rules.charts.lines import WIDTH
from . import reading_pictures as pictures
from . import reading_tables as tables
from .reading_pictures import Picture
from .reading_tables import Table


@dataclass(frozen=True, slots=True)
class Built:
    """What a page, a panel of a board or a file shows.

    whole: the unit's own figure in the last period, where it was read on the way.
    """

    asked: Asked
    view: View
    table: Table
    picture: Picture | None
    whole: Read | None = None
    held: AgainstChance | None = None

    @property
    def why_no_funnel(self) -> NoFunnel | None:
        return self.held.why if self.held else None


def built(asked: Asked, view: View, *, width: int = WIDTH) -> Built:
    """One question, read in one way. width: of a chart, in its own units."""
    if view == View.SERIES:
        return _over_time(asked, width)
    if view == View.TABLE:
        return _side_by_side(asked)
    alone = replace(asked, in_parts=False)
    if view == View.SMALL:
        return _small(alone)
    return _on_map(alone) if view == View.MAP else _against_chance(alone, width)


def _over_time(asked: Asked, width: int) -> Built:
    found = reading.read(asked, [asked.unit], asked.periods)
    table = tables.series_table(asked, found)
    picture = pictures.series_picture(asked, found, table.title, width=width)
    whole = found[asked.key, asked.unit.pk, asked.period.code]
    return Built(asked, View.SERIES, table, picture, whole)


def _side_by_side(asked: Asked) -> Built:
    below = reading.units_below(asked.unit, asked.period.until, as_then=asked.as_then)
    units = [asked.unit, *below]
    periods = [asked.period] if asked.in_parts else tables.columns_of(asked, units)
    found = reading.read(asked, units, periods, beside=False)
    return Built(asked, View.TABLE, tables.units_table(asked, units, found), None)


def _small(asked: Asked) -> Built:
    below = reading.units_below(asked.unit, asked.period.until, as_then=asked.as_then)
    units = [asked.unit, *below]
    found = reading.read(asked, units, asked.periods, beside=False)
    table = tables.units_table(asked, units, found)
    return Built(asked, View.SMALL, table, pictures.small_picture(asked, below, found, table.title))


def _on_map(asked: Asked) -> Built:
    below = reading.units_below(asked.unit, asked.period.until, as_then=asked.as_then)
    units = [asked.unit, *below]
    found = reading.read(asked, units, [asked.period])
    table = tables.map_table(asked, units, found)
    picture = pictures.map_picture(asked, below, found, table.title)
    whole = found[asked.key, asked.unit.pk, asked.period.code]
    return Built(asked, View.MAP, table, picture, whole)


def _against_chance(asked: Asked, width: int) -> Built:
    below = reading.units_below(asked.unit, asked.period.until, as_then=asked.as_then)
    held = reading.against_chance(asked, below)
    table = tables.funnel_table(asked, below, held)
    picture = pictures.funnel_picture(asked, below, held, table.title, width=width)
    return Built(asked, View.FUNNEL, table, picture, held=held)

"""Cells of a file judged one by one: what each will do, or why it isn't taken."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from binhyen.people.choices import Permission
from binhyen.people.queries import permissions_over
from binhyen.units.models import Unit

from ..choices import CellFault, CellState, IndicatorKind, Recorded
from ..models import Batch, Cell, Return
from ..queries import Counted, calendar, catalogues, counted, existed, period_named, states, values
from ..rules.cells import read_cell, shown
from ..rules.indicators import Catalogue, Indicator
from ..rules.periods import Period
from ..rules.workbooks import Typed
from .entering import shut
from .permits import Actor

LONGEST_PERIOD = 60


@dataclass(frozen=True, slots=True)
class _Place:
    """What a file calls a unit and a period, and the series there, or why nothing is taken.

    shut: why its figures can't be changed now; those that say what stands there are no change.
    """

    unit: Unit | None
    code: str
    fault: CellFault | None = None
    about: str = ""
    keys: Container[str] = ()
    shut: CellFault | None = None


@dataclass
class Judge:
    """Cells of a file judged one by one; what they need is looked up once for all of them.

    units: of each period, by code. known: the indicators of a unit in a period. register: what is
    counted of a unit in a period, by source; asked for only where a file says something else.
    """

    by: Actor
    at: datetime
    places: dict[tuple[str, str], _Place] = field(default_factory=dict)
    periods: dict[str, Period | None] = field(default_factory=dict)
    units: dict[str, dict[str, Unit]] = field(default_factory=dict)
    allowed: set[int] = field(default_factory=set)
    returns: Mapping[tuple[int, str], Return] = field(default_factory=dict)
    known: dict[tuple[int, str], Catalogue] = field(default_factory=dict)
    register: dict[tuple[int, str], dict[str, Counted]] = field(default_factory=dict)

    def judged(self, batch: Batch, typed: Sequence[Typed]) -> list[Cell]:
        self._look_up(typed)
        cells, seen = [self._placed(batch, one) for one in typed], set[tuple]()
        self._find_before([cell for cell in cells if not cell.fault])
        for cell, one in zip(cells, typed, strict=True):
            if not cell.fault:
                self._read(cell, one)
            place = (cell.unit_id, cell.period, cell.key)
            if not cell.fault and place in seen:
                refuse(cell, CellFault.TWICE)
            seen.add(place)
        return cells

    def _look_up(self, typed: Sequence[Typed]) -> None:
        """Periods, units, rights, returns and indicators; a query for each period and few more."""
        codes: dict[str, set[str]] = defaultdict(set)
        for text in {one.period for one in typed}:
            self.periods[text] = period_of_text(text)
        for one in typed:
            if period := self.periods[one.period]:
                codes[period.code].update(_spellings(_plain(one.unit, 200)))
        found = {period.code: period for period in self.periods.values() if period}
        for code, spelt in codes.items():
            there = Unit.objects.at(found[code].until).filter(code__in=spelt).order_by("level")
            self.units[code] = {unit.code: unit for unit in there}  # the lowest of one code
        pairs = [(unit, found[code]) for code, by in self.units.items() for unit in by.values()]
        units = list({unit.pk: unit for unit, _period in pairs}.values())
        self.allowed = _allowed(self.by, units)
        self.returns = states(units, list(found.values()))
        self.known = catalogues(pairs)

    def _placed(self, batch: Batch, one: Typed) -> Cell:
        """Its unit, period and series, or the reason why one of them is none."""
        named = (one.unit, one.period)
        if named not in self.places:
            self.places[named] = self._place(*named)
        place = self.places[named]
        cell = Cell(batch_id=batch.pk, sheet=_plain(one.sheet, 120), row=one.row, column=one.column,
                    unit_text=_plain(one.unit, 200), period_text=_plain(one.period, 60),
                    key=_plain(one.key, 130), typed=_plain(_words(one.typed), 200),
                    unit=place.unit, period=place.code, state=CellState.NEW)  # fmt: skip
        if place.fault is not None:
            return refuse(cell, place.fault, place.about)
        if one.key not in place.keys:
            return refuse(cell, CellFault.NO_SUCH_INDICATOR, one.key)
        return cell

    def _place(self, unit_text: str, period_text: str) -> _Place:
        period = self.periods[period_text]
        if period is None:
            return _Place(None, "", CellFault.PERIOD_UNKNOWN, period_text)
        units = self.units[period.code]
        unit = next((units[code] for code in _spellings(unit_text) if code in units), None)
        if unit is None:
            return _Place(None, "", CellFault.UNIT_UNKNOWN, unit_text)
        if not existed(unit, period):
            return _Place(unit, period.code, CellFault.UNIT_NOT_THERE)
        if unit.pk not in self.allowed:
            return _Place(unit, period.code, CellFault.NOT_ALLOWED)
        one, keys = (
            self.returns.get((unit.pk, period.code)),
            self.known[unit.pk, period.code].by_key,
        )
        return _Place(unit, period.code, keys=keys, shut=shut(one, self.at) if one else None)

    def _read(self, cell: Cell, one: Typed) -> None:
        assert cell.unit is not None  # noqa: S101
        known = self.known[cell.unit.pk, cell.period]
        typed = one.typed
        read = read_cell(float(typed) if isinstance(typed, int) else typed, known.by_key[cell.key])
        if read.fault is not None:
            refuse(cell, read.fault, read.about)
            return
        cell.amount, cell.is_unknown = read.amount, read.is_unknown
        cell.state = effect(cell)
        if cell.state == CellState.SAME:
            return
        if known.by_key[cell.key].kind == IndicatorKind.COUNTED:
            self._hold_against_register(cell, known.by_key[cell.key])
        elif fault := self.places[one.unit, one.period].shut:
            refuse(cell, fault)

    def _hold_against_register(self, cell: Cell, indicator: Indicator) -> None:
        """What the register counts is not written by a file: it is the same, or refused."""
        found = self._counted(cell).get(indicator.source)
        if found is None or cell.is_unknown or cell.amount != found.amount:
            says = shown(found.amount, indicator.decimals) if found else "–"
            refuse(cell, CellFault.COUNTED, says)
            return
        cell.had_value, cell.before = True, found.amount
        cell.before_recorded = Recorded.COUNTED
        cell.state = CellState.SAME

    def _counted(self, cell: Cell) -> dict[str, Counted]:
        period = period_named(cell.period)
        assert cell.unit is not None  # noqa: S101
        assert period is not None  # noqa: S101
        place = (cell.unit.pk, period.code)
        if place not in self.register:
            self.register[place] = counted(cell.unit, period)
        return self.register[place]

    def _find_before(self, cells: Sequence[Cell]) -> None:
        codes = {cell.period for cell in cells}
        periods = [found for code in codes if (found := period_named(code))]
        units = {cell.unit_id for cell in cells if cell.unit_id}
        stored = values({cell.key for cell in cells}, units, periods)
        for cell in cells:
            before = stored.get((cell.key, cell.unit_id or 0, cell.period))
            if before is not None:
                cell.had_value, cell.before = True, before.amount
                cell.before_recorded = before.recorded


def period_of_text(text: str) -> Period | None:
    """A period by its code, or a month as it is said: "Tháng 11/2026", "11/2026"."""
    if len(text) > LONGEST_PERIOD:
        return None
    found = period_named(text)
    if found is not None:
        return found
    number, _slash, year = text.lower().removeprefix("tháng").strip().partition("/")
    if number.strip().isdecimal() and year.strip().isdecimal():
        return period_named(f"{calendar().returned.code}-{int(year)}-{int(number):02}")
    return None


def _spellings(code: str) -> tuple[str, ...]:
    """A unit's code as it is and with the noughts that Excel drops."""
    return (code, code.zfill(5), code.zfill(2)) if code.isdigit() else (code,)


def _allowed(by: Actor, units: Sequence[Unit]) -> set[int]:
    """The units for which somebody may enter figures."""
    if isinstance(by, str):
        return {unit.pk for unit in units}
    rights = permissions_over(by, units)
    return {unit.pk for unit in units if Permission.FIGURES_ENTER in rights[unit]}


def _plain(text: str, longest: int) -> str:
    """As much of a text as is kept; no database takes the character nought."""
    return text.replace("\x00", "")[:longest]


def refuse(cell: Cell, code: CellFault, about: str = "") -> Cell:
    cell.state, cell.fault, cell.about = CellState.REFUSED, code.value, _plain(about, 200)
    return cell


def effect(cell: Cell) -> CellState:
    """What a cell that was understood will do."""
    if not cell.had_value:
        return CellState.NEW
    return CellState.SAME if cell.before == cell.amount else CellState.CHANGE


def _words(typed: object) -> str:
    if isinstance(typed, float) and typed.is_integer():
        return str(int(typed))
    return str(typed)

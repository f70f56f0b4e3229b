"""The choice of a plan as a mixed-integer program: one yes or no for each pair worth weighing."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from ..choices import Limit
from .ground import Floats, Ground, Pair, Wishes, useful
from .keeping import Breach

Ints = NDArray[np.int64]
MANY = np.inf


@dataclass(frozen=True, slots=True)
class Row:
    """least ≤ Σ coefficients · x ≤ most over some columns.

    breach: which limit it is and whom it concerns; None for a row that only says what a column
    means. unit: what one of its coefficients is worth, in đồng or points.
    """

    columns: Ints
    coefficients: Floats
    least: float
    most: float
    breach: Breach | None
    unit: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """pairs: the first columns, each 0 or 1; then one column in 0 … 1 for each pair that spills.

    worth: [columns], what each adds to the value. rows: limits and meanings.
    """

    pairs: tuple[Pair, ...]
    worth: Floats
    rows: tuple[Row, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Those that bind anything here, each once, in the order of `Limit`."""
        there = {row.breach.limit for row in self.rows if row.breach}
        return tuple(limit for limit in Limit if limit in there)


@dataclass(slots=True)
class _Draft:
    """Columns by commune and offer, and the rows so far."""

    ground: Ground
    wishes: Wishes
    cells: Ints
    index: dict[tuple[int, int], int]
    rows: list[Row] = field(default_factory=list)

    def at_most(
        self, columns: Ints, coefficients: Ints, most: int, limit: Limit, *about: str
    ) -> None:
        """Leave the row out where it can't bind."""
        if int(coefficients.sum()) > most:
            unit = gcd(*coefficients.tolist()) or 1
            scaled = (coefficients // unit).astype(float)
            self.rows.append(Row(columns, scaled, -MANY, most // unit, Breach(limit, about), unit))

    def at_least(self, columns: Ints, least: int, limit: Limit, *about: str) -> None:
        if least > 0:
            ones = np.ones(len(columns))
            self.rows.append(Row(columns, ones, least, MANY, Breach(limit, about)))


def build(ground: Ground, wishes: Wishes) -> Model:
    """The program. Pairs that can't gain are left out unless somebody insists on them."""
    gain = ground.averted - wishes.caution * ground.sd
    insisted = {ground.at(pair) for pair in sorted(wishes.wanted)}
    for pair in sorted(wishes.refused):
        ground.at(pair)
    weighed = useful(ground, caution=wishes.caution)
    for cell in insisted:
        weighed[cell] = True
    cells = np.argwhere(weighed)
    index = {(int(c), int(p)): number for number, (c, p) in enumerate(cells)}
    draft = _Draft(ground, wishes, cells, index)
    _budgets(draft)
    _communes(draft)
    _programmes(draft)
    _floors(draft)
    _insisted(draft)
    worth = [gain[cells[:, 0], cells[:, 1]], *_spill(draft)]
    return Model(
        pairs=tuple((ground.communes[c].code, ground.offers[p].code) for c, p in index),
        worth=np.concatenate(worth),
        rows=tuple(draft.rows),
    )


def _budgets(draft: _Draft) -> None:
    everywhere = np.arange(len(draft.cells))
    at = draft.cells[:, 0], draft.cells[:, 1]
    ground, wishes = draft.ground, draft.wishes
    draft.at_most(everywhere, ground.state_vnd[at], wishes.state_vnd, Limit.STATE_BUDGET)
    draft.at_most(
        everywhere, ground.community_vnd[at], wishes.community_vnd, Limit.COMMUNITY_BUDGET
    )


def _communes(draft: _Draft) -> None:
    """What a commune can carry and raise, and how much of one aim it takes."""
    ground, cells = draft.ground, draft.cells
    load = np.array([offer.load for offer in ground.offers], dtype=np.int64)
    edges = np.searchsorted(cells[:, 0], np.arange(len(ground.communes) + 1))
    for row, commune in enumerate(ground.communes):
        columns = np.arange(edges[row], edges[row + 1])
        offers = cells[columns, 1]
        draft.at_most(columns, load[offers], commune.capacity, Limit.CAPACITY, commune.code)
        if commune.community_vnd is not None:
            raised = ground.community_vnd[row, offers]
            draft.at_most(columns, raised, commune.community_vnd, Limit.COMMUNE_MONEY, commune.code)
        _aims(draft, row, columns, offers.tolist())
        if commune.is_poor and commune.code not in draft.wishes.excused_communes:
            least = draft.wishes.least_per_poor_commune
            draft.at_least(columns, least, Limit.POOR_FLOOR, commune.code)


def _aims(draft: _Draft, row: int, columns: Ints, offers: Sequence[int]) -> None:
    ground, commune = draft.ground, draft.ground.communes[row]
    running = Counter(
        ground.offers[ground.column[code]].aim for code in commune.running & ground.column.keys()
    )
    by_aim: dict[str, list[int]] = defaultdict(list)
    for column, offer in zip(columns.tolist(), offers, strict=True):
        by_aim[ground.offers[offer].aim].append(column)
    for aim, there in by_aim.items():
        most = max(draft.wishes.most_per_aim - running[aim], 0)
        ones = np.ones(len(there), dtype=np.int64)
        draft.at_most(np.array(there), ones, most, Limit.OVERLAP, commune.code, aim)


def _programmes(draft: _Draft) -> None:
    for column, offer in enumerate(draft.ground.offers):
        if offer.most_communes is not None:
            there = np.flatnonzero(draft.cells[:, 1] == column)
            ones = np.ones(len(there), dtype=np.int64)
            draft.at_most(there, ones, offer.most_communes, Limit.PROGRAMME_CEILING, offer.code)


def _floors(draft: _Draft) -> None:
    areas = [commune.area for commune in draft.ground.communes]
    of_column = np.array(areas, dtype=object)[draft.cells[:, 0]]
    for area in dict.fromkeys(areas):
        there = np.flatnonzero(of_column == area)
        if area in draft.wishes.excused_areas:
            continue
        draft.at_least(there, draft.wishes.least_per_area, Limit.AREA_FLOOR, area)


def _insisted(draft: _Draft) -> None:
    ground = draft.ground
    for pair in sorted(draft.wishes.wanted):
        row, column = ground.at(pair)
        here = np.array([draft.index[row, column]])
        draft.at_least(here, 1, Limit.WANTED, *pair)
        if pair[1] in ground.communes[row].running:
            draft.at_most(here, np.ones(1, dtype=np.int64), 0, Limit.RUNNING, *pair)
    for pair in sorted(draft.wishes.refused):
        if (number := draft.index.get(ground.at(pair))) is not None:
            one = np.ones(1, dtype=np.int64)
            draft.at_most(np.array([number]), one, 0, Limit.REFUSED, *pair)


def _spill(draft: _Draft) -> list[Floats]:
    """A column for each pair that spills, with the rows that say what it means.

    u is the share that reaches neighbours without the programme: 1 − (those that have it)/(all)
    where the pair is chosen, 0 where not. One row holds u up where spill does harm; where it does
    good, two hold it down.
    """
    ground, worth = draft.ground, []
    number = len(draft.cells)
    for (row, column), here in draft.index.items():
        offer = ground.offers[column]
        moved = float(ground.averted[row, column]) * offer.spill
        if not moved:
            continue
        near = ground.neighbours[row]
        runs = [n for n in near if offer.code in ground.communes[n].running]
        may = [draft.index[n, column] for n in near if (n, column) in draft.index]
        may = [m for m in may if int(draft.cells[m, 0]) not in runs]
        free = 1 - len(runs) / len(near) if near else 1.0
        share = np.full(len(may), 1 / len(near) if near else 0.0)
        if moved > 0:
            columns, signs = np.array([number, here, *may]), np.array([1.0, -free, *share])
            draft.rows.append(Row(columns, signs, 0.0, MANY, None))
        else:
            both = np.array([number, here])
            draft.rows.append(Row(both, np.array([1.0, -free]), -MANY, 0.0, None))
            columns, signs = np.array([number, *may]), np.array([1.0, *share])
            draft.rows.append(Row(columns, signs, -MANY, free, None))
        worth.append(-moved)
        number += 1
    return [np.array(worth)] if worth else []

"""Which months of a study keep the most places, with the programme and without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..choices import LeftOut
from .panels import Start

FEWEST_MONTHS, FEWEST_PLACES = 12, 2
MOST_GAPS = 0.1  # the library refuses a panel where more places than that lack months


@dataclass(frozen=True, slots=True)
class Stretch:
    """Windows that end in one month and cut the ground into the same places.

    firsts: months that they may begin with. starts: of each place, counted from month 0, `last + 1`
    where it never begins by then. sent: [places, last + 1], whether a place sent its month.
    """

    firsts: range
    last: int
    starts: Sequence[Start]
    sent: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """first, last: months by number. with_it, without: places that can be compared."""

    first: int
    last: int
    with_it: int
    without: int

    @property
    def is_enough(self) -> bool:
        return min(self.with_it, self.without) >= FEWEST_PLACES

    @property
    def months(self) -> int:
        return self.last - self.first + 1


def pairs(with_it: int, without: int) -> float:
    """Chance weighs with 1/with + 1/without: how much two such numbers of places can tell."""
    return with_it * without / (with_it + without) if with_it + without else 0.0


def best(stretches: Iterable[Stretch]) -> Window | None:
    """The window that keeps the most, the longer one of two that keep the same.

    What counts is both sides: places without the programme don't make up for places that have it.
    Where no window has two of each, the one with
    the most places.
    """
    found = [window for stretch in stretches for window in windows(stretch)]
    if not found:
        return None
    return max(found, key=_rank)


def _rank(window: Window) -> tuple[bool, float, int]:
    enough = window.is_enough
    both = window.with_it, window.without
    places = pairs(*both) if enough else sum(both)
    return enough, round(places, 6), window.months


def windows(stretch: Stretch) -> list[Window]:
    """Each with the places that it keeps: known starts after its first month, no month missing."""
    known = np.array([not isinstance(one, LeftOut) for one in stretch.starts], dtype=bool)
    starts = np.array([0 if isinstance(one, LeftOut) else one for one in stretch.starts], dtype=int)
    found = []
    for first in stretch.firsts:
        if stretch.last - first + 1 < FEWEST_MONTHS:
            continue
        sent = stretch.sent[:, first:]
        there = known & sent.any(axis=1)
        whole = there & sent.all(axis=1)
        if (there & ~whole).sum() > MOST_GAPS * there.sum():
            whole = np.zeros_like(whole)
        fit = whole & (starts > first)
        begun = fit & (starts <= stretch.last)
        found.append(
            Window(first, stretch.last, int(begun.sum()), int(fit.sum()) - int(begun.sum()))
        )
    return found

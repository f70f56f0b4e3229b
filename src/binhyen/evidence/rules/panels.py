"""When each place began, who can't be compared and why, and the panel that is left."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whatworks.panel import Panel
from whatworks.study import started_together

from ..choices import LeftOut

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Ground that stayed the same over the window: one unit, or all that a reform mixed.

    units: of any day within the window. code: unique among the places of a panel.
    """

    code: str
    name: str
    units: frozenset[int]
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A site's work at a place. is_sure: whether it is known to lie just there."""

    programme: str
    place: int
    starts_on: date | None
    precision: str = "day"
    is_ended: bool = False
    ended_on: date | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """A place that isn't compared, and why."""

    code: str
    name: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class Stopped:
    """A place left out because the programme stopped there: when it began, and its counts."""

    code: str
    start: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFacts:
    """What is compared, and everything named that is not.

    names: of the panel's units, by code. together: codes of programmes that began at the same time
    in the same places, so that they can't be told apart. is_illustrative: neighbours come from
    the map's cells, not from imported boundaries. stopped: of those left out, the ones where it
    is known when the programme began.
    """

    panel: Panel | None
    places: tuple[Place, ...]
    left_out: tuple[Left, ...]
    together: tuple[str, ...] = ()
    is_illustrative: bool = False
    stopped: tuple[Stopped, ...] = ()

    @property
    def begun(self) -> Panel | None:
        """The panel with the places that stopped as if they went on, without neighbours.

        The effect on it is that of having begun; None where no place stopped.
        """
        if self.panel is None or not self.stopped:
            return None
        more = np.array([_counts_told(one.counts) for one in self.stopped])
        return Panel(
            np.vstack([self.panel.counts, more]),
            np.concatenate([self.panel.treated_from, [one.start for one in self.stopped]]),
            units=(*self.panel.units, *(one.code for one in self.stopped)),
            periods=self.panel.periods,
        )

    @property
    def names(self) -> dict[str, str]:
        return {place.code: place.name for place in self.places}

    @property
    def sha256(self) -> str:
        """Of everything that the result depends on but the seed."""
        told: dict[str, object] = {"together": self.together}
        if self.panel is not None:
            told |= {
                "units": self.panel.units,
                "periods": self.panel.periods,
                "counts": np.nan_to_num(self.panel.counts, nan=-1).astype(int).tolist(),
                "treated_from": self.panel.treated_from.tolist(),
                "neighbours": self.panel.neighbours,
                "population": [place.population for place in self.places],
            }
        if self.stopped:
            told["stopped"] = _stopped_told(self.stopped)
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_dict(self) -> dict[str, object]:
        """For storage beside the result: everything that it was worked out from, by name."""
        left = [
            {"code": one.code, "name": one.name, "reason": str(one.reason)} for one in self.left_out
        ]
        told: dict[str, object] = {
            "left_out": left,
            "together": list(self.together),
            "is_illustrative": self.is_illustrative,
            "units": [],
            "months": [],
        }
        if self.panel is None:
            return told
        panel = self.panel
        starts = [
            panel.periods[start] if start < panel.n_periods else None
            for start in panel.treated_from.tolist()
        ]
        return told | {
            "units": [
                {"code": p.code, "name": p.name, "units": sorted(p.units), "start": start}
                for p, start in zip(self.places, starts, strict=True)
            ],
            "months": list(panel.periods),
            "neighbours": [list(pair) for pair in panel.neighbours or ()],
            "knows_neighbours": panel.neighbours is not None,
            "counts": [_told_counts(row) for row in panel.counts],
            "population": [place.population for place in self.places],
            "stopped": _stopped_told(self.stopped),
        }


def stored_facts(told: Mapping[str, Any]) -> PanelFacts | None:
    """What `as_dict` stored; None for an older result, with which the counts weren't kept.

    Who was left out is told by the result.
    """
    if not told.get("counts"):
        return None
    units, months, people = told["units"], told["months"], told["population"]
    at = {month: i for i, month in enumerate(months)}
    pairs = tuple((i, j) for i, j in told["neighbours"])
    panel = Panel(
        np.array([_counts_told(row) for row in told["counts"]]),
        np.array([len(months) if one["start"] is None else at[one["start"]] for one in units]),
        exposure=np.array(people, dtype=float) if all(people) else None,
        neighbours=pairs if told["knows_neighbours"] else None,
        units=tuple(one["code"] for one in units),
        periods=tuple(months),
    )
    return PanelFacts(
        panel=panel,
        places=tuple(
            Place(
                code=one["code"],
                name=one["name"],
                units=frozenset(one["units"]),
                population=population,
            )
            for one, population in zip(units, people, strict=True)
        ),
        left_out=(),
        together=tuple(told["together"]),
        is_illustrative=told["is_illustrative"],
        stopped=tuple(Stopped(code, start, tuple(row)) for code, start, row in told["stopped"]),
    )


def _told_counts(row: Floats) -> list[int | None]:
    return [None if np.isnan(count) else int(count) for count in row]


def _counts_told(row: Sequence[int | None]) -> list[float]:
    return [np.nan if count is None else float(count) for count in row]


def _stopped_told(stopped: Iterable[Stopped]) -> list[list[Any]]:
    return [[one.code, one.start, list(one.counts)] for one in stopped]


@dataclass(frozen=True, slots=True)
class Months:
    """The last days of the window's months, in order."""

    until: tuple[date, ...]

    def index(self, day: date) -> int:
        """The month that has a day; 0 for any before, as many as there are for any after."""
        return sum(until < day for until in self.until)

    @property
    def never(self) -> int:
        return len(self.until)


Start = int | LeftOut


def start_of(works: Iterable[Work], months: Months) -> Start:
    """The first treated month of a place (`never` if none is), or why it can't be known.

    The first site decides. A date known only to the year does no harm where another site is sure
    to have begun before it, nor where the whole year lies before the window; an unknown date
    always does. Where every site has stopped within the window, months after the stop are neither
    treated nor untreated, so the place goes.
    """
    works = [one for one in works if _earliest(one, months) < months.never]
    if not works:
        return months.never
    if all(_has_stopped(one, months) for one in works):
        return LeftOut.STOPPED
    sure = [one for one in works if one.is_sure and _is_exact(one, months)]
    first = min((_earliest(one, months) for one in sure), default=months.never)
    if first == 0:
        return 0
    for one in works:
        if one in sure or (one.starts_on is not None and _earliest(one, months) >= first):
            continue
        if not one.is_sure:
            return LeftOut.PLACE_UNKNOWN
        return LeftOut.START_UNKNOWN if one.starts_on is None else LeftOut.YEAR_ONLY
    return first


def begin_of(works: Iterable[Work], months: Months) -> Start:
    """The same as if nothing had stopped: when the programme began in a place."""
    return start_of([replace(one, is_ended=False) for one in works], months)


def _earliest(work: Work, months: Months) -> int:
    return 0 if work.starts_on is None else months.index(work.starts_on)


def _is_exact(work: Work, months: Months) -> bool:
    if work.starts_on is None:
        return False
    if work.precision != "year":
        return True
    return months.index(date(work.starts_on.year, 12, 31)) == 0


def _has_stopped(work: Work, months: Months) -> bool:
    if not work.is_ended:
        return False
    return work.ended_on is None or months.index(work.ended_on) < months.never


def starts_of(works: Iterable[Work], places: int, months: Months) -> list[Start]:
    """For each place; works of one programme only."""
    at = _by_place(works)
    return [start_of(at[place], months) for place in range(places)]


def begins_of(works: Iterable[Work], places: int, months: Months) -> list[Start]:
    """The same as if nothing had stopped."""
    at = _by_place(works)
    return [begin_of(at[place], months) for place in range(places)]


def _by_place(works: Iterable[Work]) -> dict[int, list[Work]]:
    at: dict[int, list[Work]] = defaultdict(list)
    for one in works:
        at[one.place].append(one)
    return at


def together_with(
    panel: Panel, kept: Sequence[int], others: Mapping[str, Sequence[Start]]
) -> tuple[str, ...]:
    """Programmes that began at the same time in so many of the places that none can be told apart.

    kept: the places of the panel's units. Only places with a month before count.
    """
    later = panel.treated_from > 0
    starts = {
        code: [_index(theirs[i], panel.n_periods) for i, is_fit in zip(kept, later, strict=True)
               if is_fit]
        for code, theirs in sorted(others.items())
    }  # fmt: skip
    if not later.any():
        return ()
    found = started_together(panel.of(later), starts)
    return found.detail if found else ()


def _index(start: Start, never: int) -> int:
    return never if isinstance(start, LeftOut) else start


def assemble(
    places: Sequence[Place],
    months: Sequence[str],
    counts: Floats,
    starts: Sequence[Start],
    *,
    neighbours: Sequence[tuple[int, int]] | None,
    others: Mapping[str, Sequence[Start]] | None = None,
    begins: Sequence[Start] = (),
    is_illustrative: bool = False,
) -> PanelFacts:
    """Leave out by name whoever can't be compared; the rest is the panel, None if nobody is left.

    counts: [places, months], nan where nothing was sent. neighbours: pairs of places. others:
    starts of other programmes, by code. begins: starts as if nothing had stopped. Places without a
    single figure go here; single missing months, and places treated from the first month, are left
    to the library's own rule.
    """
    reasons: dict[int, LeftOut] = {}
    for i, start in enumerate(starts):
        if np.isnan(counts[i]).all():
            reasons[i] = LeftOut.NO_FIGURES
        elif isinstance(start, LeftOut):
            reasons[i] = start
    left = tuple(Left(places[i].code, places[i].name, why) for i, why in sorted(reasons.items()))
    kept = [i for i in range(len(places)) if i not in reasons]
    ours = tuple(places[i] for i in kept)
    if not kept:
        return PanelFacts(panel=None, places=(), left_out=left)
    people = [place.population for place in ours]
    whole = Panel(
        counts[kept],
        np.array([starts[i] for i in kept]),
        exposure=np.array(people, dtype=float) if all(people) else None,
        neighbours=_among(kept, neighbours),
        units=tuple(place.code for place in ours),
        periods=tuple(months),
    )
    return PanelFacts(
        panel=whole,
        places=ours,
        left_out=left,
        together=together_with(whole, kept, others or {}),
        is_illustrative=is_illustrative,
        stopped=tuple(
            Stopped(places[i].code, begin, tuple(_told_counts(counts[i])))
            for i, begin in enumerate(begins)
            if reasons.get(i) == LeftOut.STOPPED and not isinstance(begin, LeftOut)
        ),
    )


def _among(
    kept: Sequence[int], neighbours: Sequence[tuple[int, int]] | None
) -> tuple[tuple[int, int], ...] | None:
    if neighbours is None:
        return None
    at = {old: new for new, old in enumerate(kept)}
    return tuple((at[i], at[j]) for i, j in neighbours if i in at and j in at)

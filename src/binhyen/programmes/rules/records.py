"""Which facts of a site or programme may be written; every reason against them, by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ..choices import Ending, FaultCode, Origin, State

LARGEST_COUNT = 1_000_000
LARGEST_VND = 10**13
NOTE_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against writing a record: which field, and why."""

    field: str
    code: FaultCode

    @property
    def label(self) -> str:
        return str(self.code.label)


class LifeLike(Protocol):
    """How a record came and went; `SiteFacts` and `ProgrammeFacts` fit."""

    @property
    def state(self) -> str: ...
    @property
    def established_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def origin(self) -> str: ...
    @property
    def ending(self) -> str: ...
    @property
    def merged_into(self) -> object | None: ...


class SiteLike(LifeLike, Protocol):
    """What the checks look at; `SiteFacts` fits."""

    @property
    def village(self) -> str: ...
    @property
    def parent(self) -> object | None: ...
    @property
    def decision_number(self) -> str: ...
    @property
    def decision_on(self) -> date | None: ...
    @property
    def team_count(self) -> int | None: ...
    @property
    def member_count(self) -> int | None: ...
    @property
    def state_vnd(self) -> int | None: ...
    @property
    def community_vnd(self) -> int | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def rating(self) -> str: ...
    @property
    def note(self) -> str: ...


def site_faults(facts: SiteLike, *, today: date) -> list[Fault]:
    """Every reason against these facts, in the order of the form; empty means none."""
    return [
        *life_faults(facts, today=today),
        *_parent_faults(facts),
        *_decision_faults(facts, today),
        *_number_faults(facts),
        *_place_faults(facts),
        *_length_faults(facts),
    ]


def life_faults(facts: LifeLike, *, today: date) -> list[Fault]:
    """What speaks against how and when a record came and went."""
    return [*_date_faults(facts, today), *_ending_faults(facts)]


def _date_faults(facts: LifeLike, today: date) -> Iterable[Fault]:
    for name in ("established_on", "ended_on"):
        if (on := getattr(facts, name)) and on > today:
            yield Fault(name, FaultCode.FUTURE)
    if facts.established_on and facts.ended_on and facts.ended_on < facts.established_on:
        yield Fault("ended_on", FaultCode.DATES_REVERSED)
    if facts.ended_on and facts.state != State.ENDED:
        yield Fault("state", FaultCode.END_WITHOUT_STATE)


def _ending_faults(facts: LifeLike) -> Iterable[Fault]:
    """How a record ended, and into what it went, belong together."""
    if facts.ending and facts.state != State.ENDED:
        yield Fault("state", FaultCode.ENDING_WITHOUT_STATE)
    if facts.ending == Ending.MERGED and facts.merged_into is None:
        yield Fault("merged_into", FaultCode.MERGED_INTO_NOTHING)
    if facts.ending != Ending.MERGED and facts.merged_into is not None:
        yield Fault("ending", FaultCode.NOT_MERGED)
    if facts.ending == Ending.DROPPED and facts.established_on:
        yield Fault("ending", FaultCode.DROPPED_THOUGH_LAUNCHED)


def _parent_faults(facts: SiteLike) -> Iterable[Fault]:
    if facts.parent is not None and facts.origin != Origin.REPLICATED:
        yield Fault("origin", FaultCode.NOT_REPLICATED)


def _decision_faults(facts: SiteLike, today: date) -> Iterable[Fault]:
    if facts.decision_on and facts.decision_on > today:
        yield Fault("decision_on", FaultCode.FUTURE)


def _number_faults(facts: SiteLike) -> Iterable[Fault]:
    limits = {
        "team_count": LARGEST_COUNT,
        "member_count": LARGEST_COUNT,
        "state_vnd": LARGEST_VND,
        "community_vnd": LARGEST_VND,
    }
    for name, largest in limits.items():
        number = getattr(facts, name) or 0
        if number < 0:
            yield Fault(name, FaultCode.NEGATIVE)
        elif number > largest:
            yield Fault(name, FaultCode.TOO_LARGE)


def _place_faults(facts: SiteLike) -> Iterable[Fault]:
    if (facts.lat is None) != (facts.lon is None):
        yield Fault("lat" if facts.lat is None else "lon", FaultCode.HALF_PLACE)
    elif facts.lat is not None and facts.lon is not None:
        if not -90 <= facts.lat <= 90:
            yield Fault("lat", FaultCode.NOT_ON_EARTH)
        if not -180 <= facts.lon <= 180:
            yield Fault("lon", FaultCode.NOT_ON_EARTH)


def _length_faults(facts: SiteLike) -> Iterable[Fault]:
    longest = {"village": 120, "decision_number": 60, "rating": 60, "note": NOTE_LENGTH}
    for name, length in longest.items():
        if len(getattr(facts, name)) > length:
            yield Fault(name, FaultCode.TOO_LONG)

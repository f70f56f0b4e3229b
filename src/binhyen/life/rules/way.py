"""The line of steps that a case has behind it and before it, for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..choices import DONE, DROPPED, CaseState
from .procedure import Track


@dataclass(frozen=True, slots=True)
class Stand:
    """One step of the line. state: passed, here, ahead; at the end done or dropped.

    on: the day the step was left; None for one that the case hasn't left.
    """

    code: str
    name: str
    state: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A case went from a step to another, or to its end, on a day."""

    step: str
    to: str
    on: date


def way(track: Track, moves: Iterable[Move], *, here: str, state: str) -> list[Stand]:
    """The steps passed and not returned from, the present one, and those that commonly follow."""
    left: list[tuple[str, date]] = []
    last: date | None = None
    for move in moves:
        left.append((move.step, move.on))
        last = move.on
        passed = [code for code, _ in left]
        if move.to in passed:
            left = left[: passed.index(move.to)]
    stands = [Stand(code, _name(track, code), "passed", on) for code, on in left]
    if state == CaseState.OPEN:
        ahead = _ahead(track, here, {here, *(stand.code for stand in stands)})
        return [*stands, Stand(here, _name(track, here), "here"), *ahead]
    if state == CaseState.DROPPED:
        if not stands or stands[-1].code != here:
            stands.append(Stand(here, _name(track, here), "passed", last))
        return [*stands, Stand(DROPPED, "", "dropped", last)]
    return [*stands, Stand(DONE, "", "done", last)]


def _name(track: Track, code: str) -> str:
    step = track.steps.get(code)
    return step.name if step else code


def _ahead(track: Track, here: str, seen: set[str]) -> list[Stand]:
    """Along the first outcome of each step that goes on, up to the end or to a step known."""
    found: list[Stand] = []
    code = here
    while step := track.steps.get(code):
        onward = (outcome.to for outcome in step.outcomes if outcome.goes_on)
        code = next((to for to in onward if to not in seen), "")
        if code in track.steps:
            found.append(Stand(code, _name(track, code), "ahead"))
            seen = {*seen, code}
    return [*found, Stand(DONE, "", "ahead")] if code == DONE else found

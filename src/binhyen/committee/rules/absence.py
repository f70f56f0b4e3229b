"""Why a programme of the catalogue isn't in a round: what the register says today."""

from dataclasses import dataclass
from datetime import date

from ..choices import Absence

PREPARING, ENDED, DROPPED = "preparing", "ended", "dropped"


@dataclass(frozen=True, slots=True)
class Recorded:
    """state, ending, begun_on: the programme's own. The rest is about its sites on the ground."""

    state: str
    ending: str = ""
    begun_on: date | None = None
    has_standing: bool = False
    has_preparing: bool = False
    has_any: bool = False


def why_absent(programme: Recorded, *, window_until: date) -> Absence:
    """The first thing that keeps it out; with none, it came after the round was opened."""
    if programme.state == ENDED:
        return Absence.DROPPED if programme.ending == DROPPED else Absence.ENDED
    if programme.state == PREPARING:
        return Absence.PREPARING
    if programme.begun_on is not None and programme.begun_on > window_until:
        return Absence.LATER
    if programme.has_standing:
        return Absence.SINCE
    if programme.has_preparing:
        return Absence.SITES_PREPARING
    return Absence.SITES_ENDED if programme.has_any else Absence.NO_SITE

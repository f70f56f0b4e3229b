"""Whether a paper is needed, and what one that is there is worth."""

from dataclasses import dataclass
from datetime import date

from ..choices import HeldState
from .checklists import Checklist, Kind
from .months import latest_start, months_from

RANK = {HeldState.OUT_OF_DATE: 0, HeldState.UNSIGNED: 1, HeldState.PRESENT: 2}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides which papers a record needs. `of`: a programme or a site."""

    of: str
    state: str
    origin: str = ""
    ending: str = ""
    since: date | None = None
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class Paper:
    """What decides the worth of a paper. dated_on: of the paper itself, or when it was filed."""

    dated_on: date
    signed_on: date | None = None
    valid_until: date | None = None


def months_run(facts: Facts, thresholds: list[int], on: date) -> int:
    """The longest of the periods that the record has certainly run by a day; 0 for none."""
    if facts.since is None:
        return 0
    since = facts.since
    passed = (m for m in thresholds if since <= latest_start(on, m, facts.precision))
    return max(passed, default=0)


def needed(checklist: Checklist, facts: Facts, on: date) -> list[Kind]:
    """The papers that a record needs on a day, in the checklist's order."""
    run = months_run(facts, checklist.thresholds, on)
    return [kind for kind in checklist.of(facts.of) if is_needed(kind, facts, run)]


def is_needed(kind: Kind, facts: Facts, months: int) -> bool:
    return facts.of in kind.of and any(
        need.of in {"", facts.of}
        and facts.state in need.states
        and (not need.origins or facts.origin in need.origins)
        and (not need.endings or facts.ending in need.endings)
        and need.after_months <= months
        for need in kind.needs
    )


def worth(kind: Kind | None, paper: Paper, on: date) -> HeldState:
    """Out of date before unsigned: a paper that must be made anew needs no signature."""
    if paper.valid_until is not None:
        is_over = paper.valid_until < on
    else:
        months = kind.valid_months if kind else None
        is_over = months is not None and paper.dated_on < months_from(on, -months)
    if is_over:
        return HeldState.OUT_OF_DATE
    if kind is not None and kind.signed and paper.signed_on is None:
        return HeldState.UNSIGNED
    return HeldState.PRESENT


def good_until(kind: Kind | None, paper: Paper) -> date | None:
    """The last day on which the paper still counts; None if it doesn't age."""
    if paper.valid_until is not None:
        return paper.valid_until
    months = kind.valid_months if kind else None
    return None if months is None else months_from(paper.dated_on, months)

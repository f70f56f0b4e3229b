"""Who may take a report from those who sent it up, and what waits for whom."""

from dataclasses import dataclass

from ..choices import Refusal, ReportState, Task


@dataclass(frozen=True, slots=True)
class Hands:
    """Through whose hands a version went: keys of persons, None for nobody or the system."""

    signer: int | None
    sender: int | None


def against_taking(person: int | None, hands: Hands) -> Refusal | None:
    """Why a person doesn't receive, give back or lock a report: it went through their own hands.

    person: None for the system.
    """
    if person is None:
        return None
    if person == hands.signer:
        return Refusal.BY_SIGNER
    return Refusal.BY_SENDER if person == hands.sender else None


def task_in(state: str, *, is_written: bool) -> Task:
    """What somebody has to do with a report that waits for them."""
    if state == ReportState.DRAFT:
        return Task.SIGN if is_written else Task.WRITE
    if state == ReportState.SIGNED:
        return Task.SEND
    return Task.MEND if state == ReportState.RETURNED else Task.RECEIVE

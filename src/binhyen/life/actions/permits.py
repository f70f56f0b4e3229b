"""Whose turn a case is, and in whose name somebody takes it."""

from datetime import date

from binhyen.people.choices import Permission
from binhyen.people.models import Person

from ..choices import BlockerCode
from ..models import Case
from ..queries import delegation_of, holds_turn
from ..rules.blockers import Blocker
from .refusals import CaseBlocked, OutOfTurn

Actor = Person | str


def person_of(by: Actor) -> Person | None:
    """The user, or None where a system acts by itself."""
    return by if isinstance(by, Person) else None


def name_of(by: Actor) -> str:
    return by if isinstance(by, str) else by.get_username()


def demand_turn(case: Case, by: Actor, *, on: date) -> Person | None:
    """Whose stead the person acts in, None for their own.

    Raises OutOfTurn, or CaseBlocked where what was delegated to them has run out.
    """
    if isinstance(by, str) or holds_turn(by, case):
        return None
    delegation = delegation_of(case, by)
    if delegation is None or not holds_turn(delegation.by, case):
        raise OutOfTurn
    if delegation.until < on:
        raise CaseBlocked([Blocker(BlockerCode.DELEGATION_EXPIRED)])
    return delegation.by


def demand_work(case: Case, by: Actor, *, on: date) -> Person | None:
    """Who may record a meeting or assets: whoever has the turn and may act, not only approve."""
    if case.turn_permission != Permission.CASE_ACT and not isinstance(by, str):
        raise OutOfTurn
    return demand_turn(case, by, on=on)


__all__ = ["Actor", "demand_turn", "demand_work", "name_of", "person_of"]

"""Writes of plans, each in one transaction with its entry in the log."""

from .plans import (
    PlanFacts,
    adopt_plan,
    change_plan,
    copy_plan,
    make_plan,
    why_closed,
    why_not_withdrawn,
    why_not_written,
    withdraw_plan,
)
from .queue import enqueue, resume_work, solve_now, start_work, work
from .refusals import PlanningBlocked, Reason

__all__ = [
    "PlanFacts",
    "PlanningBlocked",
    "Reason",
    "adopt_plan",
    "change_plan",
    "copy_plan",
    "enqueue",
    "make_plan",
    "resume_work",
    "solve_now",
    "start_work",
    "why_closed",
    "why_not_withdrawn",
    "why_not_written",
    "withdraw_plan",
    "work",
]

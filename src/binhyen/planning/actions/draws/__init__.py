"""Writes of draws, each in one transaction with its entry in the log.

preparing: from the list of communes to the schedule · holding: announced, held, withdrawn ·
keeping: what they share.
"""

from .holding import (
    announce_draw,
    earlier_line,
    hold_draw,
    told_draw,
    why_not_announced,
    why_not_held,
    why_not_withdrawn,
    withdraw_draw,
    withdrawn_line,
)
from .preparing import DrawFacts, change_draw, prepare_draw, schedule_draw

__all__ = [
    "DrawFacts",
    "announce_draw",
    "change_draw",
    "earlier_line",
    "hold_draw",
    "prepare_draw",
    "schedule_draw",
    "told_draw",
    "why_not_announced",
    "why_not_held",
    "why_not_withdrawn",
    "withdraw_draw",
    "withdrawn_line",
]

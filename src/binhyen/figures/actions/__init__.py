"""Every change of figures: entered, sent, accepted, corrected, loaded, defined."""

from .approving import accept, correct, give_back, lock, lock_all, submit
from .cells import Written, keep_period, keep_series
from .defining import define_indicators
from .entering import Saved, enter, open_return, prefill, prefilled
from .refusals import CellRefused, FiguresBlocked, Reason
from .remarks import excuse, write_note
from .totals import recompute_totals

__all__ = [
    "CellRefused",
    "FiguresBlocked",
    "Reason",
    "Saved",
    "Written",
    "accept",
    "correct",
    "define_indicators",
    "enter",
    "excuse",
    "give_back",
    "keep_period",
    "keep_series",
    "lock",
    "lock_all",
    "open_return",
    "prefill",
    "prefilled",
    "recompute_totals",
    "submit",
    "write_note",
]

"""Every change of figures: entered, sent, accepted, corrected, loaded, defined."""

from .approving import (
    accept,
    accept_all,
    correct,
    give_back,
    lock,
    lock_all,
    recall,
    send_up,
    submit,
)
from .batches import (
    LARGEST_FILE,
    FileRefused,
    bring_back,
    commit_batch,
    discard_batch,
    leave_out,
    open_batch,
    repair_cell,
    undo_batch,
)
from .boards import delete_board, keep_board
from .cells import Written, keep_period, keep_series
from .defining import define_indicators
from .entering import Saved, begin, enter, open_return, prefill, prefilled
from .loading import LoadedReturn, LoadRefused, load_returns, load_values
from .refusals import CellRefused, FiguresBlocked, Reason
from .remarks import excuse, write_note
from .standing_in import stand_in
from .totals import recompute_totals

__all__ = [
    "LARGEST_FILE",
    "CellRefused",
    "FiguresBlocked",
    "FileRefused",
    "LoadRefused",
    "LoadedReturn",
    "Reason",
    "Saved",
    "Written",
    "accept",
    "accept_all",
    "begin",
    "bring_back",
    "commit_batch",
    "correct",
    "define_indicators",
    "delete_board",
    "discard_batch",
    "enter",
    "excuse",
    "give_back",
    "keep_board",
    "keep_period",
    "keep_series",
    "leave_out",
    "load_returns",
    "load_values",
    "lock",
    "lock_all",
    "open_batch",
    "open_return",
    "prefill",
    "prefilled",
    "recall",
    "recompute_totals",
    "repair_cell",
    "send_up",
    "stand_in",
    "submit",
    "undo_batch",
    "write_note",
]

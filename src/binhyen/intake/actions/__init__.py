"""A file put in, put right, committed as a whole, taken back as a whole."""

from .batches import commit, discard, expire, keep, put_in, reopen, undo
from .catalogue import put_in_catalogue
from .holding import NotNow, RegisterMoved
from .marking import confirm, leave_out
from .repairs import NotOffered, Repaired, edit, enter_programme, follow, reread, set_apart

__all__ = [
    "NotNow",
    "NotOffered",
    "RegisterMoved",
    "Repaired",
    "commit",
    "confirm",
    "discard",
    "edit",
    "enter_programme",
    "expire",
    "follow",
    "keep",
    "leave_out",
    "put_in",
    "put_in_catalogue",
    "reopen",
    "reread",
    "set_apart",
    "undo",
]

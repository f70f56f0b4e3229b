"""A data row understood: programme, place, dates, numbers, money — or why not."""

from .again import cells_again, reread_row, written
from .place import names_village, split_place
from .row import kept, read_row
from .status import NOTICES, REFUSING, refused_as, status_of

__all__ = [
    "NOTICES",
    "REFUSING",
    "cells_again",
    "kept",
    "names_village",
    "read_row",
    "refused_as",
    "reread_row",
    "split_place",
    "status_of",
    "written",
]

"""Standard output kept for what is meant for it."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stdout_kept() -> Iterator[None]:
    """Whatever a library writes to standard output meanwhile goes to standard error instead.

    Solvers in C print lines of their own past Python (HiGHS does now and then), and one of them
    before a command's JSON makes it unreadable.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # closed, as in some services
        yield
        return
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # C keeps its lines back until there are many
        os.dup2(kept, 1)
        os.close(kept)

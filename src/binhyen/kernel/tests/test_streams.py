"""Standard output holds what a command says, and nothing that a library prints past Python."""

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes
from binhyen.kernel.streams import stdout_kept
with stdout_kept():
    ctypes.CDLL(None).puts(b"Running HiGHS")
print("{}")
"""


@pytest.mark.slow
@pytest.mark.one_database
def test_what_is_written_past_python_goes_to_standard_error():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert (run.stdout, run.stderr) == ("{}\n", "Running HiGHS\n")

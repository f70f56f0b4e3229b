"""Reading a file in a process of its own, within bounds of memory.

For the kinds of file whose size can't be told beforehand: a stray cell in the last corner of an
.xls would otherwise take the server down with it.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Sequence

from .limits import LONGEST_WAIT_S, MOST_MEMORY, refuse_size
from .rules.reading import Sheet, WorkbookRefused


def read_apart(content: bytes) -> list[Sheet]:
    """The sheets of a file, read in another process. Raises WorkbookRefused."""
    command = [sys.executable, "-m", __name__]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT_S,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise refuse_size() from fault
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise refuse_size()
    if done.returncode:
        raise WorkbookRefused("corrupt")
    answer = pickle.loads(done.stdout)  # noqa: S301 what our own process wrote
    if isinstance(answer, tuple):
        code, where, params = answer
        raise WorkbookRefused(code, where, **params)
    sheets: list[Sheet] = answer
    return sheets


def answer(content: bytes) -> Sequence[Sheet] | tuple[str, str, dict[str, str]]:
    """What the other process finds: the sheets, or why there are none."""
    from .cells import laid_out

    try:
        return laid_out(content, {})
    except WorkbookRefused as fault:
        return fault.code, fault.where, fault.params


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(pickle.dumps(answer(sys.stdin.buffer.read())))

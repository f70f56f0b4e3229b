"""A process that works off the queue, started by the server that somebody asked."""

import subprocess
import sys

from django.conf import settings
from django.db import transaction

from ..choices import OPEN_RUNS
from ..models import Run


def start_work_on_commit() -> None:
    """Once what was queued is stored; only where `binhyen serve` is at work."""
    if settings.BINHYEN_STARTS_WORK:
        transaction.on_commit(start_work)


def resume_work() -> bool:
    """Start on what an earlier server left waiting; False if there is nothing."""
    if not Run.objects.filter(state__in=OPEN_RUNS).exists():
        return False
    start_work()
    return True


def start_work() -> None:
    """Several at once do no harm, since each run is claimed by one."""
    start_process("evidence", "work")


def start_process(*words: str) -> None:
    """A command in a process of its own, which ends with its queue: the server stays light."""
    subprocess.Popen(  # noqa: S603  # words of ours
        [sys.executable, "-m", "binhyen.config.cli", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

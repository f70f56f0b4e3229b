import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tools.postgres import PostgresMissing, binaries, temporary_postgres

pytestmark = pytest.mark.slow


def folder_of(url: str) -> Path:
    return Path(unquote(urlsplit(url).netloc.partition("@")[2]))


def test_the_server_answers_and_leaves_nothing_behind():
    with temporary_postgres() as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert folder_of(url).exists()
    assert not folder_of(url).exists()


def test_a_failure_inside_stops_the_server_as_well():
    with pytest.raises(ZeroDivisionError), temporary_postgres() as url:
        raise ZeroDivisionError
    assert not folder_of(url).exists()


def test_a_killed_suite_leaves_no_server_running():
    caller = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tools.postgres",
            "sh",
            "-c",
            'echo "$BINHYEN_DATABASE_URL"; read x',
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert caller.stdout and caller.stdin
    folder = folder_of(caller.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(caller.pid, signal.SIGKILL)
    caller.wait()
    caller.stdin.close()
    caller.stdout.close()
    _wait_until_gone(server)
    shutil.rmtree(folder)


def _wait_until_gone(pid: int) -> None:
    """The kernel tells when a process that isn't our child ends. Raises TimeoutError."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    gone = poll.poll(20_000)
    os.close(descriptor)
    if not gone:
        raise TimeoutError(f"The server {pid} still runs.")


def test_a_machine_without_postgresql_says_what_to_type(monkeypatch):
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        binaries()

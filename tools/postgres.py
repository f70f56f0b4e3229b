"""A throw-away PostgreSQL from the installed binaries, for the suite and the benches.

    with temporary_postgres() as url: ...
    python tools/postgres.py COMMAND ARGS…     runs a command with BINHYEN_DATABASE_URL set

It listens on a socket in its own temporary folder only, never waits for the disk, and goes when
the caller does, whatever happens. The server refuses to run as root, so root starts it as the
user "postgres" or, without one, as "nobody".
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PATIENCE_S = 30
UNSAFE_BUT_QUICK = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "on",
    "max_connections": "60",
    "shared_buffers": "128MB",
}
_SET_DEATH_SIGNAL = 1  # prctl(2): PR_SET_PDEATHSIG


class PostgresMissing(RuntimeError):
    """No PostgreSQL server is installed here."""


def binaries() -> Path:
    """The folder of initdb and postgres: Debian's newest, else the one on PATH.

    Raises PostgresMissing with the line to type.
    """
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing("PostgreSQL is not installed here. Type: apt-get install postgresql")


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """A running server's address, postgres://…; stopped and erased at the end."""
    folder = binaries()
    account = _account()
    place = Path(tempfile.mkdtemp(prefix="binhyen-pg-"))
    try:
        if account:
            os.chown(place, account.pw_uid, account.pw_gid)
        _initialise(folder, place, account)
        server = _start(folder, place, account)
        try:
            _wait_until_it_answers(folder, place, server)
            yield f"postgres://suite@{quote(str(place), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # "fast" shutdown: ends sessions, then stops
            server.wait(PATIENCE_S)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom to run the server as: oneself, unless that is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissing('PostgreSQL refuses to run as root and there is no user "postgres".')


def _as(account: pwd.struct_passwd | None) -> dict[str, int | list[int]]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(folder: Path, place: Path, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [
            *(folder / "initdb", "--pgdata", place / "data", "--username", "suite"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        cwd=place,
        capture_output=True,
        text=True,
        **_as(account),  # type: ignore[call-overload]  # user, group, extra_groups
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _start(
    folder: Path, place: Path, account: pwd.struct_passwd | None
) -> "subprocess.Popen[bytes]":
    settings = [part for item in UNSAFE_BUT_QUICK.items() for part in ("-c", "=".join(item))]
    log = (place / "log").open("wb")
    with log:
        return subprocess.Popen(
            [folder / "postgres", "-D", place / "data", "-k", place, *settings],
            cwd=place,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_the_caller(),
            **_as(account),  # type: ignore[call-overload]
        )


def _die_with_the_caller() -> Callable[[], None]:
    """Even a killed suite leaves no server behind (Linux only; elsewhere a no-op)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    return lambda: prctl(_SET_DEATH_SIGNAL, signal.SIGINT) if prctl else None


def _wait_until_it_answers(folder: Path, place: Path, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        asked = subprocess.run([folder / "pg_isready", "-q", "-h", place], check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(place / 'log').read_text()}")


def main() -> int:
    """Run the rest of the command line with the server's address in the environment."""
    with temporary_postgres() as url:
        environment = {**os.environ, "BINHYEN_DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

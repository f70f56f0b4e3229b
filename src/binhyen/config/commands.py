"""Commands that belong to no room, and the table of those that do."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings
from django.utils.module_loading import import_string

from . import static
from .database import bring_up_to_date

GROUPS = {
    "cases": "binhyen.life.commands.cases",
    "demo": "binhyen.demo.commands.demo",
    "evidence": "binhyen.evidence.commands.evidence",
    "figures": "binhyen.figures.commands.figures",
    "files": "binhyen.files.commands.files",
    "import": "binhyen.intake.commands.import_",
    "log": "binhyen.kernel.commands.log",
    "migrate": "binhyen.config.commands.migrate",
    "planning": "binhyen.planning.commands.planning",
    "procedures": "binhyen.life.commands.procedures",
    "serve": "binhyen.config.commands.serve",
    "units": "binhyen.units.commands.units",
    "user": "binhyen.people.commands.user",
}


def command(word: str) -> click.Command:
    """The command behind a word; only its own room is imported."""
    found: click.Command = import_string(GROUPS[word])
    return found


@click.command()
def migrate() -> None:
    """Create the database or bring it up to date.

    Every other command does this as well; this one does nothing else.
    """
    bring_up_to_date()  # when called as a function; from the command line it has been done
    click.echo("The database is up to date.", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Of each worker."
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM; serves HTTPS.",
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its key, PKCS#8."
)
def serve(
    *, host: str, port: int, workers: int, threads: int, certificate: Path | None, key: Path | None
) -> None:
    """Serve the pages until interrupted.

    One worker with four threads is enough for a province; more workers take about 100 MB each.
    """
    if (certificate is None) != (key is None):
        raise click.UsageError("--certificate and --key belong together.")
    _demand_free(host, port)
    static.collect()
    arguments = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--backlog", "1024", "--workers-kill-timeout", "3", "--respawn-failed-workers"),
        *("--log-level", os.environ.get("BINHYEN_LOG_LEVEL", "warning").lower()),
    ]
    if certificate and key:
        arguments += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    scheme = "https" if certificate else "http"
    click.echo(f"Bình Yên: {scheme}://{host}:{port}  (Ctrl-C to stop)", err=True)
    os.environ["BINHYEN_HOME"] = str(settings.BINHYEN_HOME)
    os.environ["BINHYEN_STARTS_WORK"] = "1"
    for room in ("evidence", "planning"):
        resume: Callable[[], bool] = import_string(f"binhyen.{room}.actions.resume_work")
        resume()
    # glibc keeps what each thread once needed; with two heaps instead of one a thread the nation's
    # map leaves 160 MB behind, not 290.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.execv(sys.executable, [*arguments, "binhyen.config.wsgi:application"])  # noqa: S606


def _demand_free(host: str, port: int) -> None:
    """Say in one line what granian would say in fifty. Raises click.ClickException."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as failure:
        problem = failure.strerror or str(failure)
        raise click.ClickException(
            f"Can't listen on {host}:{port} ({problem}). Choose another with --host or --port."
        ) from None

"""Where a measurement runs: a folder and a database of its own, and child processes in them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.postgres import temporary_postgres

from .figure import Figure, read

ROOT = Path(__file__).resolve().parents[1]
BINHYEN = (sys.executable, "-m", "binhyen.config.cli")


class StepFailed(Exception):
    """A child process of a measurement failed; its last words are in the text."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An environment with its own data folder and database."""

    home: Path
    environment: dict[str, str]
    database: str

    def run(self, *command: str) -> "Done":
        """Run a command here to its end. Raises StepFailed."""
        start = time.perf_counter()
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StepFailed(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return Done(time.perf_counter() - start, done.stdout, done.stderr)

    def binhyen(self, *arguments: str) -> "Done":
        return self.run(*BINHYEN, *arguments)

    def measure(self, module: str, *arguments: str) -> list[Figure]:
        """The figures that a module of this package prints when run here."""
        return read(self.run(sys.executable, "-m", f"bench.{module}", *arguments).out)


@dataclass(frozen=True, slots=True)
class Done:
    seconds: float
    out: str
    err: str


@contextmanager
def ground(database: str) -> Iterator[Ground]:
    """A new, empty one on "sqlite" or "postgresql", gone afterwards."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="binhyen-bench-")))
        environment = {**os.environ, "BINHYEN_HOME": str(home)}
        environment["DJANGO_SETTINGS_MODULE"] = "binhyen.config.settings"
        environment.pop("BINHYEN_DATABASE_URL", None)
        if database == "postgresql":
            environment["BINHYEN_DATABASE_URL"] = stack.enter_context(temporary_postgres())
        yield Ground(home, environment, database)


def here() -> Ground:
    """The environment that this process was given."""
    url = os.environ.get("BINHYEN_DATABASE_URL", "")
    home = Path(os.environ["BINHYEN_HOME"])
    return Ground(home, dict(os.environ), "postgresql" if url.startswith("postgres") else "sqlite")


def set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    django.setup()


def gather_static_files() -> None:
    """As `binhyen serve` does before it starts; pages name these files by their content."""
    from binhyen.config import static

    static.collect()

"""The suite's own ground: its data folder and its database, chosen before Django starts.

`pytest` runs on SQLite in a temporary file, `pytest --database=postgresql` on a temporary server
that the suite starts and stops. Loaded by `-p` in pyproject.toml: a conftest comes too late.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools.postgres import temporary_postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        help="sqlite (the default), or a temporary PostgreSQL of the suite's own. "
        "Without it BINHYEN_DATABASE_URL decides, if set.",
    )
    parser.addoption(
        "--everything",
        action="store_true",
        help="On PostgreSQL, also what is marked as telling nothing new there (one_database).",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Choose folder and database before pytest-django reads the settings."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the controller has chosen for its workers
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    folder = Path(tempfile.mkdtemp(prefix="binhyen-suite-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["BINHYEN_HOME"] = str(folder)
    (folder / "static").mkdir()  # empty: the finders serve the sources
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in the test's thread
    chosen = early_config.known_args_namespace.database
    if chosen == "postgresql":
        os.environ["BINHYEN_DATABASE_URL"] = stack.enter_context(temporary_postgres())
    elif chosen == "sqlite":
        os.environ.pop("BINHYEN_DATABASE_URL", None)


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests want: a database in a file that never waits for the disk."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": settings.PLAIN_STATIC}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    if "sqlite" in database["ENGINE"]:
        name = str(Path(os.environ["BINHYEN_HOME"]) / "test.sqlite3")
        database.setdefault("TEST", {})["NAME"] = name
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays: going through it again and again took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header(config: pytest.Config) -> str:
    from django.db import connection

    return f"database: {connection.vendor}"


# Fixtures through which a test touches the database; others say the same on each of them.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "page", "django_db_setup"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None]:
    """Whatever asks for a page is a browser test, and slow; the longest begin first.

    On PostgreSQL only what touches the database is run again, or starts commands of its own; and
    nothing that is marked as telling nothing of the database (`one_database`), unless
    `--everything` is asked for.
    """
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            item.add_marker("slow")
    if config.getoption("--database") == "postgresql" and not config.getoption("--everything"):
        indifferent = [item for item in items if not _touches_the_database(item)]
        config.hook.pytest_deselected(items=indifferent)
        items[:] = [item for item in items if _touches_the_database(item)]
    yield  # others put what commits last
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [item for hand in _dealt(items, workers) for item in hand]


def _dealt(items: list[pytest.Item], workers: int) -> list[list[pytest.Item]]:
    """A hand for each worker, as many each: its share of the slow files first, then quick ones.

    xdist gives each worker such a part of the list and lets an idle one take from the ends of the
    others': with the quick tests there, all end together. Files stay whole and in order.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    weights = {path: sum(map(_weight, found)) for path, found in files.items()}
    hands: list[list[pytest.Item]] = [[] for _ in range(workers)]
    loads = [0] * workers
    quick: list[pytest.Item] = []
    for path in sorted(files, key=lambda path: -weights[path]):
        if not weights[path]:
            quick += files[path]
            continue
        lightest = loads.index(min(loads))
        hands[lightest] += files[path]
        loads[lightest] += weights[path]
    for number, hand in enumerate(hands):
        size = len(items) * (number + 1) // workers - len(items) * number // workers
        lacking = max(0, size - len(hand))
        hand += quick[:lacking]
        del quick[:lacking]
    hands[-1] += quick
    return hands


def _weight(item: pytest.Item) -> int:
    """Seconds, roughly."""
    if item.get_closest_marker("long"):
        return 40
    if item.get_closest_marker("browser"):
        return 8
    return 2 if item.get_closest_marker("slow") else 0


def _touches_the_database(item: pytest.Item) -> bool:
    """Pages ask by the queries and actions of their room, and each is walked on both (access)."""
    if item.get_closest_marker("one_database") or item.path.stem.endswith("_pages"):
        return False
    if item.get_closest_marker("django_db") or "faults" in item.path.parts:
        return True
    return bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))

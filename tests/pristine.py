"""The database as the migrations left it, or with the demonstration in it, and the way back.

Django empties every table after a test that commits, and with them the 13,000 units that each
room relies on; loading them again would take seconds a test, and the demonstration twenty.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

ASIDE, PROVINCE = "pristine_", "province_"
MODEL = "model"


class Kept:
    """A copy of every table that has rows now, under names that begin with `aside`."""

    def __init__(self, aside: str) -> None:
        quote = connection.ops.quote_name
        self.sources = {}
        with connection.cursor() as cursor:
            self.tables = [
                name
                for name in connection.introspection.table_names(cursor)
                if not name.startswith((ASIDE, PROVINCE)) and name != "django_migrations"
            ]
            for name in self.tables:
                cursor.execute(f"SELECT 1 FROM {quote(name)} LIMIT 1")
                if cursor.fetchone():
                    self.sources[name] = quote(aside + name)
                    cursor.execute(
                        f"CREATE TABLE {self.sources[name]} AS SELECT * FROM {quote(name)}"
                    )

    def restore(self) -> None:
        """Put back those rows and no others; keys count on from the highest one kept."""
        fill(self.tables, self.sources)


def fill(tables: Sequence[str], sources: Mapping[str, str]) -> None:
    """Empty the tables and put in what their sources hold, as one.

    Nothing watches meanwhile: the log's own triggers refuse to let it be emptied.
    """
    quote = connection.ops.quote_name
    without = without_triggers if connection.vendor == "sqlite" else without_guards
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
        without(cursor),
    ):
        if connection.vendor == "sqlite":
            for name in tables:
                cursor.execute(f"DELETE FROM {quote(name)}")
        else:
            cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in tables)}")
        for name, source in sources.items():
            cursor.execute(f"INSERT INTO {quote(name)} SELECT * FROM {source}")


@contextmanager
def without_triggers(cursor: Any) -> Iterator[None]:
    quote = connection.ops.quote_name
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = dict(cursor.fetchall())
    for name in triggers:
        cursor.execute(f"DROP TRIGGER {quote(name)}")
    yield
    for definition in triggers.values():
        cursor.execute(definition)


@contextmanager
def without_guards(cursor: Any) -> Iterator[None]:
    """Neither the log's triggers nor the checks of keys, to the end of the transaction."""
    cursor.execute("SET LOCAL lock_timeout = '20s'")  # a page still at work says so
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[Kept]:
    """After a test that commits, bring back the rows that the migrations made."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        pristine = Kept(ASIDE)
    emptying = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = (  # type: ignore[attr-defined]
        lambda case: pristine.restore()
    )
    yield pristine
    TransactionTestCase._fixture_teardown = emptying  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def kept_province(django_db_setup: Kept, django_db_blocker: Any) -> Kept:
    """The synthetic province as `binhyen demo` loads it; on SQLite by one worker for all."""
    suite = Path(os.environ["BINHYEN_HOME"])
    shared = suite / "province.sqlite3"
    with django_db_blocker.unblock(), (suite / "province.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if shared.exists():
            bring(shared, django_db_setup.tables)
        else:
            from binhyen.demo.actions import load_province

            load_province()
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM INTO %s", [str(shared)])
        province = Kept(PROVINCE)
        django_db_setup.restore()
    return province


def bring(shared: Path, tables: Sequence[str]) -> None:
    """The rows of another worker's database in place of one's own."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS other", [str(shared)])
        fill(tables, {name: f"other.{quote(name)}" for name in tables})
        cursor.execute("DETACH other")


@pytest.fixture
def demo_province(transactional_db: None, kept_province: Kept) -> None:
    """The synthetic province, there for every thread to see."""
    kept_province.restore()


@pytest.fixture(scope="session")
def model_home() -> Path:
    """A data folder as `binhyen migrate` leaves it, made once for all workers; copy, never use.

    Ten seconds each would go into the same 13,000 units.
    """
    model = Path(os.environ["BINHYEN_HOME"]) / "model-home"
    with _once(model):
        if not model.exists():
            _migrate(BINHYEN_HOME=str(model), BINHYEN_DATABASE_URL="")
    return model


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest,
    django_db_keepdb: bool,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> bool:
    """A copy of migrated tables for each worker to begin with, on the suite's own ground.

    They needn't be dropped one by one: the folder or server they lie in is erased at the end.
    """
    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        home: Path = request.getfixturevalue("model_home")
        shutil.copyfile(home / "binhyen.sqlite3", name)
        return True
    if request.config.getoption("--database") != "postgresql":
        return django_db_keepdb
    quote = connection.ops.quote_name
    with (
        _once(Path(os.environ["BINHYEN_HOME"]) / "model-database"),
        django_db_blocker.unblock(),
        connection._nodb_cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MODEL])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {quote(MODEL)}")
            server, _, _ = os.environ["BINHYEN_DATABASE_URL"].rpartition("/")
            _migrate(BINHYEN_DATABASE_URL=f"{server}/{MODEL}")
            _gather_statistics(f"{server}/{MODEL}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(MODEL)}")
    return True


def _gather_statistics(database: str) -> None:
    """As PostgreSQL does by itself within a minute; before, it takes 13,000 units for a few."""
    import psycopg

    with psycopg.connect(database, autocommit=True) as there:
        there.execute("VACUUM ANALYZE")


@contextmanager
def _once(what: Path) -> Iterator[None]:
    """One worker after the other."""
    with what.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(**environment: str) -> None:
    command = [sys.executable, "-m", "binhyen.config.cli", "migrate"]
    subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)

"""The database as the migrations left it, or with the demonstration in it, and the way back.

Django empties every table after a test that commits, and with them the 13,000 units that each
room relies on; loading them again would take seconds a test, and the demonstration twenty.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

ASIDE, PROVINCE = "pristine_", "province_"


class Pristine:
    """A copy of every table that has rows now, under names that begin with `aside`."""

    def __init__(self, aside: str = ASIDE) -> None:
        self.aside = aside
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            self.tables = [
                name
                for name in connection.introspection.table_names(cursor)
                if not name.startswith((ASIDE, PROVINCE)) and name != "django_migrations"
            ]
            self.filled = []
            for name in self.tables:
                cursor.execute(f"SELECT 1 FROM {quote(name)} LIMIT 1")
                if cursor.fetchone():
                    self.filled.append(name)
                    cursor.execute(
                        f"CREATE TABLE {quote(aside + name)} AS SELECT * FROM {quote(name)}"
                    )

            self.triggers = {}
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                self.triggers = dict(cursor.fetchall())

    def restore(self) -> None:
        """Put back those rows and no others; keys count on from the highest one kept."""
        if connection.vendor == "sqlite":
            self._restore_sqlite()
        else:
            self._restore_postgresql()

    def _restore_sqlite(self) -> None:
        """Triggers come off meanwhile: the log's own refuse to let it be emptied."""
        quote = connection.ops.quote_name
        with (
            connection.constraint_checks_disabled(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            for name in self.triggers:
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}")
            for name in self.tables:
                cursor.execute(f"DELETE FROM {quote(name)}")
            self._copy_back(cursor)
            for definition in self.triggers.values():
                cursor.execute(definition)

    def _restore_postgresql(self) -> None:
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '20s'")  # a page still at work says so
            # Neither the log's triggers nor the checks of keys.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in self.tables)}")
            self._copy_back(cursor)

    def _copy_back(self, cursor: Any) -> None:
        quote = connection.ops.quote_name
        for name in self.filled:
            cursor.execute(f"INSERT INTO {quote(name)} SELECT * FROM {quote(self.aside + name)}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After a test that commits, bring back the rows that the migrations made."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        pristine = Pristine()
    emptying = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = (  # type: ignore[attr-defined]
        lambda case: pristine.restore()
    )
    yield
    TransactionTestCase._fixture_teardown = emptying  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def _provinces() -> list[Pristine]:
    """The copy of the demonstration, once one was made."""
    return []


@pytest.fixture
def demo_province(transactional_db: None, _provinces: list[Pristine]) -> None:
    """The synthetic province as `binhyen demo` loads it; a copy of it from the second time on."""
    from binhyen.demo.actions import load_province

    if _provinces:
        _provinces[0].restore()
    else:
        load_province()
        _provinces.append(Pristine(PROVINCE))


@pytest.fixture(scope="session")
def model_home() -> Path:
    """A data folder as `binhyen migrate` leaves it, made once for all workers; copy, never use.

    Ten seconds each would go into the same 13,000 units.
    """
    suite = Path(os.environ["BINHYEN_HOME"])
    model = suite / "model-home"
    with (suite / "model-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            environment = {**os.environ, "BINHYEN_HOME": str(model), "BINHYEN_DATABASE_URL": ""}
            command = [sys.executable, "-m", "binhyen.config.cli", "migrate"]
            subprocess.run(command, env=environment, check=True, capture_output=True)
    return model

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from binhyen.demo.actions import load_province


def count_keys_from_the_start() -> None:
    """PostgreSQL's counters don't go back with a transaction; SQLite's do."""
    from django.apps import apps

    for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="module")
def the_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration once for all tests of a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_province()
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()

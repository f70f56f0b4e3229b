from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from binhyen.demo.actions import load_province


@pytest.fixture(scope="module")
def the_province(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration once for all tests of a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_province()
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()

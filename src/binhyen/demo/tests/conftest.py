from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction


@pytest.fixture(scope="module")
def the_province(kept_province: Any, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration once for all tests of a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        kept_province.restore()
        yield
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()

import pytest
from django.db import connection

from binhyen.config import database


@pytest.mark.django_db
def test_a_database_with_every_migration_and_the_units_is_up_to_date():
    assert database.is_up_to_date()
    assert database.bring_up_to_date() is False


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'units' AND name LIKE '0001%'")
    assert not database.is_up_to_date()

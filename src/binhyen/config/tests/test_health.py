import pytest
from django.db import connection

from binhyen import __version__

pytestmark = pytest.mark.django_db


def test_a_well_server_says_so_without_a_login(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "version": __version__}
    assert "no-store" in response["Cache-Control"]


def test_a_database_without_its_tables_is_not_well(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE units_unit RENAME TO units_unit_away")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "database"
    if connection.vendor == "postgresql":
        connection.needs_rollback = True  # the failed statement has ended the transaction
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE units_unit_away RENAME TO units_unit")

"""Begin anew: only ever in a database that holds nothing but a demonstration."""

from django.core.management import call_command
from django.db import connection, transaction

from ..models import Showing
from .cast import NotADemo, demand_demo_database


def erase() -> None:
    """Drop every table and make them again with the units; the demonstration's log goes as well.

    Nothing is lost that was not invented, except what someone typed into the demonstration.
    Raises NotADemo where no demonstration was loaded and the database is not empty.
    """
    if not Showing.objects.exists():
        demand_demo_database()
    tables = connection.introspection.table_names()
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for table in tables:
            cursor.execute(_drop(table))
    call_command("migrate", verbosity=0, interactive=False)


def gather_statistics() -> None:
    """Let the planner know what was just loaded; without it SQLite takes the wrong index."""
    statement = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _drop(table: str) -> str:
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    return f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}{cascade}"


__all__ = ["NotADemo", "erase", "gather_statistics"]

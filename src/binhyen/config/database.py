"""Creates the database, or brings it up to date, before a command needs it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import iter_modules

import click
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

LOCK_NUMBER = (
    5_108_919  # any number, the same for every process, that nobody else locks in PostgreSQL
)


def bring_up_to_date() -> bool:
    """Migrate and load the units if anything is missing; True if something was.

    Says so on standard error only. Two processes take turns; the second finds nothing to do.
    Raises click.ClickException where the database can't be reached.
    """
    try:
        _make_folder()
        if is_up_to_date():
            return False
        with _alone():
            if is_up_to_date():
                return False
            click.echo("Preparing the database …", err=True)
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as failure:
        raise click.ClickException(f"The database {_name()} can't be reached: {failure}") from None
    return True


def is_up_to_date() -> bool:
    """Whether every migration on disk is in the database, and the units with them.

    Compares names only: Django's own check imports each migration and takes half a second.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
            cursor.execute("SELECT 1 FROM units_unit LIMIT 1")
            return cursor.fetchone() is not None and _migrations_on_disk() <= applied
    except DatabaseError:
        if connection.vendor == "sqlite" or connection.connection is not None:
            return False  # a table is missing: a new database
        raise


def _migrations_on_disk() -> set[tuple[str, str]]:
    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path) / "migrations")])
        if module.name[0] not in "_~"
    }


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time: a lock beside the file, or one in PostgreSQL itself."""
    if connection.vendor == "sqlite":
        with Path(f"{_name()}-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


def _make_folder() -> None:
    if connection.vendor == "sqlite" and ":memory:" not in _name():
        Path(_name()).parent.mkdir(parents=True, exist_ok=True)


def _name() -> str:
    return str(connection.settings_dict["NAME"])

"""Empties a test database, log and all; no other, because the log is append-only."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from binhyen.kernel import seals


class Command(flush.Command):
    help = __doc__ or ""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        name = str(connection.settings_dict["NAME"])
        if not any(mark in name for mark in ("test_", "memory")):
            raise CommandError("The log is append-only: this database is not emptied.")
        seals.take_off(connection)
        try:
            super().handle(**options)
        finally:
            seals.put_on(connection)

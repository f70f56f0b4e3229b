from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "binhyen.kernel"
    label = "kernel"

    def ready(self) -> None:
        post_migrate.connect(_seal, sender=self)


def _seal(*, using: str, **_: Any) -> None:
    """SQLite drops a table's triggers when a migration rebuilds it; so they are put on again."""
    from . import seals

    connection = connections[using]
    if set(seals.SEALED) <= set(connection.introspection.table_names()):
        seals.put_on(connection)

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class UnitsConfig(AppConfig):
    name = "binhyen.units"
    label = "units"

    def ready(self) -> None:
        post_migrate.connect(load_after_migrating, sender=self)


def load_after_migrating(using: str, apps: Any, **_: Any) -> None:
    """A new database has the units from the start.

    After migrating rather than in a migration: a migration would tie the loader to the tables
    of its day, and its rows would be gone once a test had emptied the tables. Loading waits
    until the tables are today's, so that migrating to an earlier state still works.
    """
    from .actions import load_units
    from .models import Unit

    try:
        then = apps.get_model("units", "Unit")
    except LookupError:
        return
    columns = {field.column for field in Unit._meta.concrete_fields}
    is_today = columns == {field.column for field in then._meta.concrete_fields}
    if is_today and using == "default" and not Unit.objects.exists():
        load_units()

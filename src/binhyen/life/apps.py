from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LifeConfig(AppConfig):
    name = "binhyen.life"
    label = "life"

    def ready(self) -> None:
        from binhyen.programmes.actions import let_keep

        from .queries import held_by_cases

        let_keep(held_by_cases)
        post_migrate.connect(keep_shipped_after_migrating, sender=self)


def keep_shipped_after_migrating(using: str, apps: Any, **_: Any) -> None:
    """A database knows the procedures that the package ships, each change as a further version.

    After migrating, as the units are, and only once the tables are today's. A case runs by the
    row it began with, so a newer package never changes a running case.
    """
    from django.utils.timezone import now

    from .actions import keep_shipped_procedures
    from .models import Procedure

    try:
        then = apps.get_model("life", "Procedure")
    except LookupError:
        return
    columns = {field.column for field in Procedure._meta.concrete_fields}
    is_today = columns == {field.column for field in then._meta.concrete_fields}
    if is_today and using == "default":
        keep_shipped_procedures(at=now())

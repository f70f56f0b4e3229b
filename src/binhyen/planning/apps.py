from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "binhyen.planning"
    label = "planning"

    def ready(self) -> None:
        """The history says tables, wishes, lists and months as the pages do."""
        from binhyen.ui import trail

        from .history import HELD

        trail.HELD |= HELD

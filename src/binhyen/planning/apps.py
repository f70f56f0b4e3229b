from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "binhyen.planning"
    label = "planning"

    def ready(self) -> None:
        """The history says a plan's tables, weights and wishes as its pages do."""
        from binhyen.ui import trail

        from .history import HELD

        trail.HELD |= {("planning.plan", column): tell for column, tell in HELD.items()}

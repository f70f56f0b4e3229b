from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "binhyen.figures"
    label = "figures"

    def ready(self) -> None:
        """The history says a period as the reader does; a record's label holds its code."""
        from binhyen.ui import trail

        from .wording import said_with_period

        trail.SAID |= dict.fromkeys(
            ("figures.return", "figures.period", "figures.revision"), said_with_period
        )

from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "binhyen.committee"
    label = "committee"

    def ready(self) -> None:
        """A case opened from a rating carries what was concluded of it here."""
        from binhyen.reviews.actions import SPOKEN

        from .actions.cases import spoken

        SPOKEN.append(spoken)

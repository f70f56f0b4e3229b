from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "binhyen.people"
    label = "people"
    verbose_name = _("Người dùng")

    def ready(self) -> None:
        from . import events

        events.connect()

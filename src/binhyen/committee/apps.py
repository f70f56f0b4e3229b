from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "binhyen.committee"
    label = "committee"

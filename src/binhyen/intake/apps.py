from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "binhyen.intake"
    label = "intake"

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "binhyen.planning"
    label = "planning"

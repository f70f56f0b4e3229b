from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "binhyen.figures"
    label = "figures"

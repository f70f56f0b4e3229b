from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "binhyen.ui"
    label = "ui"

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "binhyen.papers"
    label = "papers"

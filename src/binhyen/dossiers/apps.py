from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "binhyen.dossiers"
    label = "dossiers"

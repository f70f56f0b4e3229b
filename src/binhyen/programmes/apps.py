from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "binhyen.programmes"
    label = "programmes"

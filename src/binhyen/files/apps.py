from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "binhyen.files"
    label = "files"

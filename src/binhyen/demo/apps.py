from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "binhyen.demo"
    label = "demo"

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "binhyen.people"
    label = "people"

from django.db import models

from binhyen.people.models import Person

from .choices import Show


class Showing(models.Model):
    """A demonstration that this database holds. Its presence makes it a demonstration database."""

    show = models.CharField(max_length=10, choices=Show.choices, unique=True)
    seed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.get_show_display()


class Account(models.Model):
    """Marks a user whose password is public, so that the gate lets it in from here only."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="demo_account")

    def __str__(self) -> str:
        return str(self.person)

"""Reads a record's history."""

from django.db import models

from binhyen.kernel.models import Entry


def history_of(subject: models.Model) -> models.QuerySet[Entry]:
    """Everything that happened to one record, newest first."""
    return Entry.objects.filter(kind=subject._meta.label_lower, record=str(subject.pk)).order_by(
        "-number"
    )

from django.db import models
from django.db.models import Q

from .choices import MEDIA_TYPES, PICTURES, FileKind


class Stored(models.Model):
    """A content that lies in the folder of files under its digest; whoever names it keeps it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    pages = models.PositiveIntegerField(null=True, help_text="Of a PDF.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="stored_kind_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[FileKind(self.kind)]

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .choices import BatchState, Effect, Status, Subject, Tab


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person, permission: Permission = Permission.IMPORT_RUN) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Batch(models.Model):
    """One file put in: previewed, repaired, committed as a whole, undone as a whole."""

    key = models.UUIDField(unique=True)
    subject = models.CharField(max_length=9, choices=Subject.choices, default=Subject.REGISTER)
    unit = models.ForeignKey(Unit, models.PROTECT, help_text="The territory it was read for.")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=BatchState.choices, default=BatchState.PREVIEW)
    reading = models.JSONField(default=dict, help_text="Sheets, headers, columns as understood.")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False, help_text="The file says so of itself.")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["file_sha256"], name="batch_file")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_register(self) -> bool:
        return self.subject == Subject.REGISTER

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("intake:batch", args=[self.key])


class RowQuerySet(models.QuerySet["Row"]):
    def on(self, tab: str) -> Self:
        """The rows of one tab of the preview; tabs don't overlap and leave no row out."""
        return self.filter(TABS[Tab(tab)])

    def taken(self) -> Self:
        """Rows that committing writes: understood as new, and what the officer ticked."""
        return self.filter(TAKEN)

    def confirmable(self) -> Self:
        """Rows that go in only once the officer has ticked them."""
        return self.filter(CONFIRMABLE)


_WRITES = Q(effect__in=[Effect.NEW, Effect.UPDATE], skipped=False)
_WHOLE = Q(batch__subject=Subject.CATALOGUE) | Q(programme__isnull=False, unit__isnull=False)
CONFIRMABLE = (
    _WRITES & _WHOLE & (Q(status=Status.DOUBTFUL) | Q(status=Status.OK, effect=Effect.UPDATE))
)
TAKEN = Q(_WRITES, status=Status.OK, effect=Effect.NEW) | CONFIRMABLE & Q(confirmed=True)
TABS = {
    Tab.REFUSED: Q(status=Status.REFUSED) & Q(skipped=False),
    Tab.DOUBTFUL: Q(status=Status.DOUBTFUL) & Q(skipped=False),
    Tab.NEW: Q(status=Status.OK, effect=Effect.NEW, skipped=False),
    Tab.UPDATE: Q(status=Status.OK, effect=Effect.UPDATE, skipped=False),
    Tab.SAME: Q(status=Status.OK, effect=Effect.SAME, skipped=False),
    Tab.SKIPPED: Q(skipped=True),
}


class Row(models.Model):
    """One data row of the file: its cells as they stand, and how they were read."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=120)
    number = models.PositiveIntegerField(help_text="Row of the sheet as Excel counts it.")
    cells = models.JSONField(help_text="Cell text by column meaning, as written.")
    status = models.CharField(max_length=8, choices=Status.choices)
    effect = models.CharField(max_length=6, choices=Effect.choices)
    reasons = models.JSONField(default=list, help_text="Codes and details of doubts, refusals.")
    reading = models.JSONField(default=dict, help_text="Values as understood.")
    repairs = models.JSONField(default=dict, help_text="Cell text put right in the page.")
    proposals = models.JSONField(default=list, help_text="Repairs on offer, one click each.")
    differences = models.JSONField(default=list, help_text="What an update would change.")
    confirmed = models.BooleanField(default=False, help_text="The officer ticked it.")
    skipped = models.BooleanField(default=False, help_text="The officer left it out.")
    apart_reason = models.CharField(
        max_length=500, blank=True, default="",
        help_text="Why this is another site than the one it resembles, as the officer said.",
    )  # fmt: skip
    programme = models.ForeignKey(Programme, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="intake_rows")

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "number"], name="row_once")
        ]
        indexes = [
            models.Index(fields=["batch", "status", "effect"], name="row_status"),
            models.Index(fields=["batch", "programme", "unit"], name="row_place"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number}"

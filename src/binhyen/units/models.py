from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from binhyen.kernel.text import fold, sort_key

from .choices import Kind, Level, SuccessionKind
from .rules.places import Place


class UnitQuerySet(models.QuerySet["Unit"]):
    def at(self, on: date) -> Self:
        """Units that existed on a day: valid_from <= on < valid_to."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )

    def under(self, unit: "Unit") -> Self:
        """The unit itself and what lies below it in its own day."""
        return self.filter(path__startswith=unit.path)


class Unit(models.Model):
    """One administrative unit over the time in which it stayed the same.

    A code can be borne by two units one after the other (24611 was Phường Nghĩa Đức, then
    Phường Bắc Gia Nghĩa), so code and `valid_from` together are the name of a row.
    """

    LOG_LEFT_OUT = frozenset({"folded", "sort_key"})

    code = models.CharField(max_length=8)
    name = models.CharField(max_length=120, help_text="With its kind: Xã Đắk Wil.")
    short_name = models.CharField(max_length=120, help_text="Without: Đắk Wil.")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(
        max_length=80, unique=True, help_text="Keys from the nation down, each closed by '/'."
    )
    valid_from = models.DateField(null=True, help_text="Empty: since before our records.")
    valid_to = models.DateField(null=True, help_text="The first day it no longer existed.")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    population = models.PositiveIntegerField(null=True)
    aliases = models.JSONField(default=list, help_text="Other spellings, without the kind.")
    source = models.CharField(max_length=80, blank=True)
    folded = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level", "valid_from"], name="unit_once_per_day"
            ),
            models.UniqueConstraint(
                fields=["code", "level"],
                condition=Q(valid_from=None),
                name="unit_once_at_the_start",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_to=None)
                | Q(valid_from__lt=models.F("valid_to")),
                name="unit_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="unit_code"),
            models.Index(fields=["level", "valid_to"], name="unit_level_now"),
            models.Index(fields=["folded"], name="unit_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refold()
        super().save(*args, **kwargs)

    def refold(self) -> None:
        """Search and sort columns follow the name; bulk writers call this themselves."""
        self.folded, self.sort_key = fold(self.short_name), sort_key(self.short_name)

    @property
    def key(self) -> str:
        """The unit's step in a path: code, and the month it began if that is known."""
        return f"{self.code}.{self.valid_from:%Y%m}" if self.valid_from else self.code

    @property
    def place(self) -> Place | None:
        return None if self.lat is None or self.lon is None else Place(self.lat, self.lon)

    @property
    def last_day(self) -> date | None:
        return date.fromordinal(self.valid_to.toordinal() - 1) if self.valid_to else None

    @property
    def is_current(self) -> bool:
        return self.valid_to is None

    @property
    def log_unit_path(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        """Today's unit has the plain address; one that has gone carries its last day."""
        url = reverse("units:detail", args=[self.code])
        if self.last_day is None:
            return url
        return f"{url}?on={self.last_day}"


class Succession(models.Model):
    """What became of a unit: `old` went wholly or in part into `new` on a day."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    on = models.DateField()
    kind = models.CharField(max_length=5, choices=SuccessionKind.choices)
    is_main = models.BooleanField(help_text="Where most of it, or its seat, went.")
    share = models.FloatField(null=True, help_text="Of the old unit's area, 0–1, where known.")
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]


class Reach(models.Model):
    """What a post at `over` covers: its units of today, and all they came from.

    Derived, rebuilt whenever units change. `in_part` where only a part of `unit` came in.
    """

    over = models.ForeignKey(Unit, models.CASCADE, related_name="reaches")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="reached_by")
    in_part = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["over", "unit"], name="reach_once")]


class Boundary(models.Model):
    """A unit's polygon as imported. Without one the map draws an illustrative cell."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="boundary")
    geometry = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon, WGS 84.")
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

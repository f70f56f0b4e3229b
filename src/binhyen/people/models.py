from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.units.models import Unit

from .choices import Role


class Person(AbstractUser):
    """A user of the system. Known only by name, work contact and posts."""

    LOG_MASKED = frozenset({"email", "phone"})
    LOG_LEFT_OUT = frozenset({"password", "last_login"})

    first_name = None  # type: ignore[assignment]  # Vietnamese names are written whole
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    phone = models.CharField(_("Điện thoại công vụ"), max_length=20, blank=True)

    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, on: date) -> Self:
        return self.filter(Q(held_from__lte=on), Q(held_until=None) | Q(held_until__gte=on))


class Post(models.Model):
    """A person holds a role over a unit of today, all below it, and all these came from."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    held_from = models.DateField(_("Từ ngày"))
    held_until = models.DateField(_("Đến hết ngày"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["unit__level", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit", "held_from"], name="post_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.unit}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class SavedView(models.Model):
    """A list's filters under a name, for oneself or shared with one's unit."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
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
    left_on = models.DateField(
        _("Ngày ngừng dùng"), null=True, blank=True, help_text="Contact data goes a year later."
    )

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        constraints = [
            # So that a name can't be typed in two ways, and the lock-out not be walked around.
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="username_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.pk])

    @cached_property
    def log_unit_path(self) -> str:
        """The highest unit of the person's posts; entries about nobody's person stay central."""
        post = self.posts.select_related("unit").order_by("unit__level", "pk").first()
        return post.unit.path if post else ""


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, on: date) -> Self:
        return self.filter(Q(held_from__lte=on), Q(held_until=None) | Q(held_until__gte=on))


class Post(models.Model):
    """A person holds a role over a unit of today, all below it, and all these came from."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("Địa bàn"))
    held_from = models.DateField(_("Từ ngày"))
    held_until = models.DateField(_("Đến hết ngày"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò được giao")
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

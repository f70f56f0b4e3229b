from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .choices import NotRated, Of, Outcome, RatingState, RoundState
from .rules import shapes
from .rules.parsing import parse
from .rules.shapes import Value


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """The sheets of units above and below one's posts: a commune reads its province's."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Sheet(models.Model):
    """One version of a scoring sheet in a unit's own collection. Its text is never rewritten."""

    LOG_LEFT_OUT = frozenset({"created_at"})

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="review_sheets", verbose_name=_("Địa bàn ban hành")
    )
    code = models.SlugField(_("Mã phiếu"), max_length=40)
    version = models.PositiveSmallIntegerField(_("Bản"))
    name = models.CharField(_("Tên phiếu"), max_length=200)
    text = models.TextField(_("Nội dung phiếu"))
    effective_on = models.DateField(_("Hiệu lực từ ngày"))
    withdrawn_on = models.DateField(_("Thôi dùng từ ngày"), null=True, blank=True)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người lập")
    )
    created_at = models.DateTimeField()

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "version"], name="sheet_version_once")
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def content(self) -> shapes.Sheet:
        """The sheet as read; what was saved has been checked."""
        return parse(self.text)

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("reviews:sheet", args=[self.pk])


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """Rounds of the units above and below one's posts; the ratings in them have their own."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Round(models.Model):
    """One review by one version of a sheet, over a window of days, of what a unit has."""

    sheet = models.ForeignKey(
        Sheet, models.PROTECT, related_name="rounds", verbose_name=_("Phiếu chấm")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="review_rounds", verbose_name=_("Địa bàn")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="review_rounds",
        verbose_name=_("Chỉ của mô hình"),
    )  # fmt: skip
    name = models.CharField(_("Tên đợt"), max_length=240)
    window_from = models.DateField(_("Kỳ xét từ ngày"))
    window_until = models.DateField(_("Kỳ xét đến hết ngày"))
    score_by = models.DateField(_("Hạn tự chấm"))
    appraise_by = models.DateField(_("Hạn thẩm định"))
    closes_on = models.DateField(_("Hạn quyết định"))
    state = models.CharField(
        _("Bước"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN
    )
    decision_number = models.CharField(_("Số quyết định xếp loại"), max_length=60, blank=True)
    opened_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người mở đợt")
    )
    opened_at = models.DateTimeField(_("Mở lúc"))
    decided_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người quyết định")
    )
    decided_at = models.DateTimeField(_("Quyết định lúc"), null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-window_until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values), name="round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(window_from__lt=models.F("window_until"))
                & Q(score_by__lte=models.F("appraise_by"))
                & Q(appraise_by__lte=models.F("closes_on")),
                name="round_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="round_of_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    @property
    def is_decided(self) -> bool:
        return self.state == RoundState.DECIDED

    def get_absolute_url(self) -> str:
        return reverse("reviews:round", args=[self.pk])


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Rating(models.Model):
    """One thing that a round rates, from its self-score to what was decided.

    `unit` is where it belongs for whoever may see it: a site's or a programme's own, or the very
    unit that is rated. `version` counts the writings, so that none goes over another unseen.
    """

    LOG_LEFT_OUT = frozenset({"known", "own_values", "values"})

    round = models.ForeignKey(Round, models.CASCADE, related_name="ratings", verbose_name=_("Đợt"))
    of = models.CharField(max_length=9, choices=Of.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="ratings", verbose_name=_("Địa bàn")
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="ratings",
        verbose_name=_("Điểm mô hình"),
    )  # fmt: skip
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="ratings",
        verbose_name=_("Mô hình"),
    )  # fmt: skip
    state = models.CharField(
        _("Bước"), max_length=10, choices=RatingState.choices, default=RatingState.WAITING
    )
    version = models.PositiveIntegerField(default=0)
    known = models.JSONField(default=dict, help_text="What the register said at the last writing.")
    own_values = models.JSONField(_("Tự chấm từng tiêu chí"), default=dict)
    own_score = models.PositiveIntegerField(_("Điểm tự chấm"), null=True, blank=True)
    own_note = models.CharField(_("Nhận xét khi tự chấm"), max_length=500, blank=True)
    scored_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người tự chấm")
    )
    values = models.JSONField(_("Từng tiêu chí"), default=dict)
    score = models.PositiveIntegerField(_("Điểm thẩm định"), null=True, blank=True)
    note = models.CharField(_("Ý kiến thẩm định"), max_length=500, blank=True)
    appraised_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người thẩm định")
    )
    not_rated = models.CharField(
        _("Vì sao không xếp loại"), max_length=10, choices=NotRated.choices, blank=True
    )
    class_code = models.CharField(_("Xếp loại"), max_length=40, blank=True)
    class_name = models.CharField(_("Tên loại"), max_length=40, blank=True)
    is_good = models.BooleanField(_("Loại tốt"), default=False)
    outcome = models.CharField(
        _("Kết quả rà soát"), max_length=9, choices=Outcome.choices, blank=True
    )
    reason = models.CharField(_("Lý do quyết định"), max_length=500, blank=True)
    case_code = models.CharField(_("Hồ sơ đã lập"), max_length=20, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["unit__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RatingState.values), name="rating_state"),
            models.CheckConstraint(
                condition=Q(of=Of.SITE, site__isnull=False, programme__isnull=False)
                | Q(of=Of.PROGRAMME, site=None, programme__isnull=False)
                | Q(of=Of.UNIT, site=None, programme=None),
                name="rating_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state=RatingState.NOT_RATED) ^ Q(not_rated=""),
                name="rating_or_reason_for_none",
            ),
            models.UniqueConstraint(
                fields=["round", "site"], condition=Q(of=Of.SITE), name="rating_site_once"
            ),
            models.UniqueConstraint(
                fields=["round", "programme"],
                condition=Q(of=Of.PROGRAMME),
                name="rating_programme_once",
            ),
            models.UniqueConstraint(
                fields=["round", "unit"], condition=Q(of=Of.UNIT), name="rating_unit_once"
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="rating_of_round"),
            models.Index(fields=["unit", "is_good"], name="rating_good_in_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.class_name or self.get_state_display()}"

    @property
    def subject_name(self) -> str:
        if self.site is not None:
            return str(self.site)
        return str(self.programme or self.unit)

    @property
    def subject_url(self) -> str:
        subject = self.site or self.programme or self.unit
        return subject.get_absolute_url()

    @property
    def known_then(self) -> dict[str, Value]:
        return read_values(self.known)

    @property
    def self_scored(self) -> dict[str, Value]:
        return read_values(self.own_values)

    @property
    def appraised(self) -> dict[str, Value]:
        return read_values(self.values)

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("reviews:rating", args=[self.pk])


def read_values(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    """Values by criterion, as a column holds them."""
    return {code: Value(**one) for code, one in stored.items()}


def kept_values(values: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    """Values by criterion, as a column takes them."""
    return {
        code: {"number": one.number, "whole": one.whole, "reason": one.reason}
        for code, one in values.items()
    }

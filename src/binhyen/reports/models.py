from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.files.models import Stored
from binhyen.papers.models import Issued, Issuer
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.units.models import Unit

from .choices import ReportState


class FrameQuerySet(models.QuerySet["Frame"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """The forms of units above and below one's posts."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Frame(models.Model):
    """A version of a unit's own form of report. Its text never changes: a change is a new version.

    Holds for the unit and all below it, from a day on.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="report_frames", verbose_name=_("Địa bàn")
    )
    code = models.CharField(_("Mã"), max_length=60)
    version = models.PositiveIntegerField(_("Bản"))
    name = models.CharField(_("Tên biểu mẫu"), max_length=200)
    effective_on = models.DateField(_("Hiệu lực từ ngày"))
    text = models.TextField(_("Nội dung (TOML)"))
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = FrameQuerySet.as_manager()

    class Meta:
        verbose_name = _("biểu mẫu báo cáo")
        ordering = ["name", "unit", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "version"], name="report_frame_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("reports:frame", args=[self.pk])


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Report(models.Model):
    """A unit's report of a period by a form, on its way from draft to locked.

    While it is a draft its figures are those of the moment; every version that was signed is kept
    as an Edition. `version` is the one being drafted or the last signed; `edits` counts every
    change, so that a page knows whether what it shows is still so.
    """

    LOG_LEFT_OUT = frozenset({"comment", "edits", "is_written"})

    key = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name=_("Đơn vị"))
    period = models.CharField(_("Kỳ"), max_length=40, help_text="quarter-2026-1")
    until = models.DateField(help_text="The period's last day.")
    frame_code = models.CharField(_("Biểu mẫu"), max_length=60)
    name = models.CharField(_("Tên báo cáo"), max_length=200)
    name_en = models.CharField(_("Tên báo cáo bằng tiếng Anh"), max_length=200, blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT
    )
    version = models.PositiveIntegerField(_("Bản"), default=1)
    edits = models.PositiveIntegerField(default=0)
    due_on = models.DateField(_("Hạn gửi"), null=True)
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="reports", verbose_name=_("Cơ quan ban hành")
    )
    texts = models.JSONField(
        _("Phần lời"), default=dict, help_text="What the officer wrote, by field."
    )
    recipients = models.TextField(_("Nơi nhận"), blank=True)
    signatory = models.CharField(_("Họ và tên người ký"), max_length=160, blank=True)
    is_deputy = models.BooleanField(_("Cấp phó ký thay"), default=False)
    is_written = models.BooleanField(
        default=False, help_text="Whether every text is there that must be before it is signed."
    )
    reason = models.CharField(_("Lý do lập bản mới"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người lập")
    )
    created_at = models.DateTimeField(_("Lập lúc"))
    sent_at = models.DateTimeField(_("Gửi lúc"), null=True)
    sent_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người gửi")
    )
    received_at = models.DateTimeField(_("Nhận lúc"), null=True)
    received_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người nhận")
    )
    comment = models.CharField(_("Ý kiến của cấp trên"), max_length=500, blank=True)
    locked_at = models.DateTimeField(_("Khóa lúc"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo định kỳ")
        ordering = ["-until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "frame_code"], name="report_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.LOCKED) | Q(locked_at__isnull=False),
                name="report_locked_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-until"], name="report_of_unit"),
            models.Index(fields=["state", "-until"], name="report_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.key])

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        is_english = (get_language() or "vi").startswith("en")
        return (self.name_en if is_english else "") or self.name

    @property
    def sent_on(self) -> date | None:
        return localdate(self.sent_at) if self.sent_at else None

    @property
    def was_late(self) -> bool:
        """Whether it was sent after its last day."""
        return bool(self.due_on and self.sent_on and self.sent_on > self.due_on)

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="report__unit"))


class Edition(models.Model):
    """A version of a report as it was signed: its form, figures, words and files, for good."""

    LOG_LEFT_OUT = frozenset({"content", "frame_text", "texts"})  # they are in the files

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField(_("Bản"))
    frame_text = models.TextField()
    content = models.JSONField(help_text="See rules.content: every figure with its origin.")
    texts = models.JSONField(default=dict)
    issued = models.OneToOneField(
        Issued, models.PROTECT, related_name="report_edition", verbose_name=_("Văn bản đi")
    )
    docx = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    pdf = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    xlsx = models.ForeignKey(Stored, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người ký")
    )
    signed_at = models.DateTimeField(_("Ký lúc"))
    reason = models.CharField(_("Lý do lập bản mới"), max_length=500, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản báo cáo đã ký")
        ordering = ["report", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["report", "version"], name="report_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.report}, {_('bản')} {self.version}"

    @property
    def log_unit_path(self) -> str:
        return self.report.unit.path

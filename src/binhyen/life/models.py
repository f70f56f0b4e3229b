from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.dossiers.models import Document
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.units.models import Unit

from .choices import AssetKind, CaseKind, CaseState, EventKind, NoticeKind
from .rules import workdays


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """The procedures of units above and below one's posts."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Procedure(models.Model):
    """One version of a procedure of a unit. Its text never changes: a change is a new version."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="procedures")
    code = models.SlugField(_("Mã"), max_length=40)
    version = models.PositiveIntegerField(_("Phiên bản"))
    name = models.CharField(_("Tên quy trình"), max_length=200)
    effective_on = models.DateField(_("Áp dụng từ ngày"))
    text = models.TextField(_("Nội dung (TOML)"))
    is_shipped = models.BooleanField(default=False, help_text="Comes with the package.")
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="procedures_written"
    )
    created_at = models.DateTimeField()
    withdrawn_on = models.DateField(_("Thôi áp dụng từ ngày"), null=True, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy trình")
        ordering = ["unit", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "version"], name="procedure_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {_('phiên bản')} {self.version}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("life:procedure", args=[self.pk])


class CaseYear(models.Model):
    """The last number given to a case of a year; the row is locked while one is given."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))

    def open(self) -> Self:
        return self.filter(state=CaseState.OPEN)


class Case(models.Model):
    """One programme or site on its way through a procedure: hồ sơ công việc.

    `turn` counts moves and never goes back: who acts says which turn they saw. `turn_unit` and
    `turn_permission` say whose it is now. A case about a site names its programme too.
    """

    LOG_LEFT_OUT = frozenset({"folded"})

    code = models.CharField(_("Mã hồ sơ"), max_length=20, unique=True)
    kind = models.CharField(_("Loại hồ sơ"), max_length=10, choices=CaseKind.choices)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="cases")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cases", verbose_name=_("Địa bàn lập hồ sơ")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="cases")
    parent = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="cases_replicating"
    )
    into_programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="cases_merging"
    )
    into_site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="cases_merging"
    )
    title = models.CharField(_("Tiêu đề"), max_length=300)
    state = models.CharField(
        _("Tình trạng"), max_length=8, choices=CaseState.choices, default=CaseState.OPEN
    )
    step = models.CharField(_("Bước"), max_length=40)
    step_name = models.CharField(
        _("Tên bước"), max_length=160, help_text="As the case's procedure calls it."
    )
    turn = models.PositiveIntegerField(_("Lượt"), default=1)
    step_began_on = models.DateField(_("Đến bước này từ ngày"))
    due_on = models.DateField(_("Hạn xử lý"), null=True, blank=True)
    turn_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="cases_waiting", verbose_name=_("Nơi xử lý")
    )
    turn_permission = models.CharField(max_length=20)
    escalated_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_escalated",
        verbose_name=_("Đã báo lên"),
    )
    ground = models.CharField(_("Căn cứ"), max_length=40, blank=True)
    reason = models.TextField(_("Lý do mở hồ sơ"), blank=True)
    changes = models.JSONField(
        _("Nội dung điều chỉnh"),
        default=dict,
        blank=True,
        help_text="Facts of the register to be changed, by field.",
    )
    assets_declared = models.BooleanField(_("Đã kê khai tài sản"), default=False)
    approved_on = models.DateField(_("Phê duyệt ngày"), null=True, blank=True)
    opened_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="cases_opened"
    )
    opened_at = models.DateTimeField(_("Lúc mở"))
    closed_at = models.DateTimeField(_("Lúc đóng"), null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)
    folded = models.CharField(max_length=360)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ công việc")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CaseState.values), name="case_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_at=None)
                | Q(~Q(state=CaseState.OPEN), closed_at__isnull=False),
                name="case_closed_when_not_open",
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state=CaseState.OPEN, site__isnull=False),
                name="case_one_open_a_site",
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state=CaseState.OPEN, site=None),
                name="case_one_open_a_programme",
            ),
        ]
        indexes = [
            models.Index(
                fields=["turn_unit", "turn_permission", "due_on"],
                condition=Q(state=CaseState.OPEN),
                name="case_turn",
            ),
            models.Index(
                fields=["escalated_unit", "turn_permission"],
                condition=Q(state=CaseState.OPEN, escalated_unit__isnull=False),
                name="case_escalated",
            ),
            models.Index(
                fields=["due_on", "id"], condition=Q(state=CaseState.OPEN), name="case_due"
            ),
            models.Index(fields=["unit", "state", "kind"], name="case_of_unit"),
            models.Index(fields=["state", "kind", "step"], name="case_board"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refold()
        super().save(*args, **kwargs)

    def refold(self) -> None:
        """The search column; bulk writers call this themselves."""
        self.folded = fold(f"{self.code} {self.title} {self.unit.name}")[:360]

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("life:case", args=[self.code])


class Event(models.Model):
    """What happened to a case, in order. A move keeps the step's days as they were."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    turn = models.PositiveIntegerField(help_text="The turn in which it happened.")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    step = models.CharField(max_length=40)
    step_name = models.CharField(max_length=160)
    outcome = models.CharField(max_length=40, blank=True)
    outcome_name = models.CharField(max_length=160, blank=True)
    to_step = models.CharField(max_length=40, blank=True)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="case_events"
    )
    by_for = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="case_events_for",
        help_text="Who had delegated it.",
    )
    at = models.DateTimeField()
    on = models.DateField()
    began_on = models.DateField(null=True, help_text="When the step that was left began.")
    due_on = models.DateField(null=True, help_text="And when it had been due.")

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.step_name}"

    @property
    def acted_on(self) -> date:
        """The real day, whatever day was stated."""
        return timezone.localdate(self.at)

    @property
    def on_differs(self) -> bool:
        return self.on != self.acted_on

    @property
    def late_days(self) -> int:
        """By how many working days the step was late, by the real day; at the least one."""
        if self.due_on is None or self.acted_on <= self.due_on:
            return 0
        return max(-workdays.between(self.acted_on, self.due_on), 1)


class Delegation(models.Model):
    """Somebody takes one turn of a case in another's stead, until the end of a day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="delegations")
    step = models.CharField(max_length=40)
    turn = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.CASCADE, related_name="delegations_given")
    to = models.ForeignKey(Person, models.CASCADE, related_name="delegations_held")
    until = models.DateField(_("Đến hết ngày"))
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "turn"], condition=Q(ended_at=None), name="delegation_one_a_turn"
            )
        ]
        indexes = [
            models.Index(fields=["to", "until"], condition=Q(ended_at=None), name="delegation_held")
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.to}"

    @property
    def log_unit_path(self) -> str:
        return self.case.unit.path


class Meeting(models.Model):
    """A residents' meeting: how many came and how they voted, no names."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="meetings")
    step = models.CharField(max_length=40)
    held_on = models.DateField(_("Ngày họp"))
    place = models.CharField(_("Địa điểm"), max_length=200)
    present = models.PositiveIntegerField(_("Số người dự"))
    voted_for = models.PositiveIntegerField(_("Đồng ý"))
    against = models.PositiveIntegerField(_("Không đồng ý"))
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("Biên bản"),
    )

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=F("voted_for") + F("against")), name="meeting_votes_fit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y}, {self.place}"

    @property
    def is_agreed(self) -> bool:
        """More than half of those present agreed; taking part is voluntary."""
        return self.voted_for * 2 > self.present

    @property
    def log_unit_path(self) -> str:
        return self.case.unit.path


class Asset(models.Model):
    """What a site holds and somebody must keep once it ends."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="assets")
    kind = models.CharField(_("Loại tài sản"), max_length=12, choices=AssetKind.choices)
    name = models.CharField(_("Tên tài sản"), max_length=160)
    quantity = models.PositiveIntegerField(_("Số lượng"), default=1)
    value_vnd = models.BigIntegerField(_("Giá trị (đồng)"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="asset_at_least_one"),
            models.CheckConstraint(
                condition=Q(value_vnd=None) | Q(value_vnd__gte=0), name="asset_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.site.unit.path


class Handover(models.Model):
    """Some or all of an asset given to a named holder in a case."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="handovers")
    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    quantity = models.PositiveIntegerField(_("Số lượng"))
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="handovers", verbose_name=_("Nơi nhận")
    )
    on = models.DateField(_("Ngày bàn giao"))
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.asset} → {self.holder}"

    @property
    def log_unit_path(self) -> str:
        return self.case.unit.path


class Notice(models.Model):
    """A reminder, a deadline missed or an escalation, told once a turn to a unit."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    turn = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="case_notices")
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "turn", "kind"], name="notice_once_a_turn")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"

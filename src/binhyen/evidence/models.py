from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach_upwards
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .choices import OPEN_RUNS, OutcomeRole, RunState, StudyState, VerdictWord


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """What is found of a programme is for all who run it: to look, also studies from above."""
        return self.filter(reach_upwards(person, permission, unit="unit"))

    def in_force(self) -> Self:
        """Locked, and not replaced by a newer version that is locked as well."""
        newer = Study.objects.filter(state=StudyState.LOCKED).values("amends")
        return self.filter(state=StudyState.LOCKED).exclude(pk__in=newer.exclude(amends=None))


class Study(models.Model):
    """What will be asked of a programme, written down before anybody looks.

    Its text is free until the lock; nothing is worked out before the lock and nothing changes
    after it. Whoever wants it otherwise makes a new version (`amends`) and says why.
    """

    key = models.SlugField(
        _("Mã đề cương"), max_length=60, unique=True, help_text="cam-1, cam-1-v2"
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="studies", verbose_name=_("Mô hình")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="studies", verbose_name=_("Địa bàn so sánh")
    )
    question = models.CharField(_("Câu hỏi"), max_length=500)
    outcomes = models.JSONField(
        _("Kết quả"), help_text='[{"series": "theft", "role": "primary"}, …]'
    )
    comparison = models.JSONField(
        default=list, help_text="Stable units of the window: lists of unit numbers."
    )
    first_month = models.CharField(_("Tháng đầu"), max_length=40, help_text="month-2019-01")
    last_month = models.CharField(_("Tháng cuối"), max_length=40)
    delay_months = models.PositiveSmallIntegerField(_("Độ trễ (tháng)"), default=1)
    least_worthwhile_percent = models.PositiveSmallIntegerField(
        _("Mức giảm nhỏ nhất đáng làm (phần trăm)"), default=20
    )
    draws = models.PositiveSmallIntegerField(_("Số lần gán ngẫu nhiên"), default=200)
    seed = models.PositiveIntegerField(_("Hạt giống ngẫu nhiên"), default=1)
    is_randomised = models.BooleanField(_("Nơi làm trước do bốc thăm"), default=False)
    has_recording_changed = models.BooleanField(_("Cách ghi chép đã thay đổi"), default=False)
    mechanism = models.TextField(_("Mô hình tác động bằng cách nào"), blank=True)
    activities: Any = models.JSONField(
        _("Việc làm cho thấy mô hình được thực hiện"),
        default=list,
        help_text='Series of what is done, not of what should fall: ["outreach", …]',
    )
    cost_low_vnd = models.BigIntegerField(
        _("Chi phí một nơi một năm, thấp nhất (đồng)"), null=True, help_text="Before the lock."
    )
    cost_high_vnd = models.BigIntegerField(_("Chi phí một nơi một năm, cao nhất (đồng)"), null=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=9, choices=StudyState.choices, default=StudyState.DRAFT
    )
    version = models.PositiveSmallIntegerField(_("Phiên bản"), default=1)
    amends = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="amended_by", verbose_name=_("Thay cho")
    )
    reason = models.CharField(_("Lý do lập phiên bản mới"), max_length=500, blank=True)
    registered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người đăng ký")
    )
    registered_at = models.DateTimeField(_("Đăng ký lúc"))
    locked_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người khóa")
    )
    locked_at = models.DateTimeField(_("Khóa lúc"), null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề cương đánh giá")
        ordering = ["programme__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=StudyState.values), name="study_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=StudyState.LOCKED) | Q(locked_at__isnull=False),
                name="study_locked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(first_month__lt=F("last_month")), name="study_months_in_order"
            ),
            models.CheckConstraint(
                condition=Q(version=1, amends=None) | Q(version__gt=1, amends__isnull=False),
                name="study_amends_another",
            ),
            models.CheckConstraint(
                condition=Q(cost_low_vnd=None, cost_high_vnd=None)
                | Q(cost_low_vnd__gt=0, cost_high_vnd__gte=F("cost_low_vnd")),
                name="study_cost_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.programme}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        try:
            return reverse("evidence:study", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def is_locked(self) -> bool:
        return self.state == StudyState.LOCKED

    @property
    def series(self) -> list[str]:
        """The series of its outcomes, the primary one first."""
        ordered = sorted(self.outcomes, key=lambda one: one["role"] != OutcomeRole.PRIMARY)
        return [one["series"] for one in ordered]

    @property
    def primary(self) -> str:
        return self.series[0]


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach_upwards(person, permission, unit="study__unit"))


class Queued(models.Model):
    """What stands with anything that waits in the queue, is worked out and done again alike.

    `claim` and `beat_at` are its worker's: a row whose worker fell silent is taken by another, and
    only the one that holds the claim writes the result. `state` and `queued_at` are the table's.
    """

    OF_THE_QUEUE = frozenset({"progress", "claim", "beat_at", "log_number"})  # none for the log

    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    data_sha256 = models.CharField(max_length=64, blank=True)
    code_version = models.CharField(max_length=60, blank=True)
    log_number = models.PositiveBigIntegerField(null=True, help_text="The entry of its result.")
    queued_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("Bắt đầu lúc"), null=True)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True)
    claim = models.CharField(max_length=40, blank=True)
    beat_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True


class Run(Queued):
    """One outcome of a locked study worked out once, with all that is needed to do it again."""

    LOG_LEFT_OUT = Queued.OF_THE_QUEUE | {"result", "panel"}

    study = models.ForeignKey(
        Study, models.PROTECT, related_name="runs", verbose_name=_("Đề cương")
    )
    outcome = models.CharField(_("Kết quả"), max_length=130, help_text="A series: theft.")
    state = models.CharField(
        _("Tình trạng"), max_length=7, choices=RunState.choices, default=RunState.WAITING
    )
    word = models.CharField(_("Kết luận"), max_length=15, choices=VerdictWord.choices, blank=True)
    seed = models.PositiveIntegerField()
    draws = models.PositiveSmallIntegerField()
    result: Any = models.JSONField(null=True, help_text="See rules.results.")
    panel: Any = models.JSONField(null=True, help_text="Units, months, starts, who was left out.")
    queued_at = models.DateTimeField(_("Xếp hàng lúc"))

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần tính")
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE)
                | (Q(finished_at__isnull=False) & ~Q(word="") & ~Q(data_sha256="")),
                name="run_done_with_a_result",
            ),
            models.UniqueConstraint(
                fields=["study", "outcome"],
                condition=Q(state__in=OPEN_RUNS),
                name="run_waits_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="run_queue")]

    def __str__(self) -> str:
        return f"{self.study.key}, {self.outcome}"

    @property
    def log_unit_path(self) -> str:
        return self.study.unit.path

    def get_absolute_url(self) -> str:
        try:
            return reverse("evidence:run", args=[self.pk])
        except NoReverseMatch:
            return ""

    @property
    def is_done(self) -> bool:
        return self.state == RunState.DONE

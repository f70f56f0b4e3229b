from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from binhyen.evidence.models import Queued
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from .choices import OPEN_PLANS, DrawState, Outcome, PlanState


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """Plans of one's own units and below; of those above what was adopted, for looking."""
        within = reach(person, permission, unit="unit")
        if permission != Permission.REGISTER_VIEW or not within:  # empty: everywhere
            return self.filter(within)
        above = reach_upwards(person, permission, unit="unit")
        return self.filter(within | (Q(state=PlanState.ADOPTED) & above))


class Plan(Queued):
    """Which programme goes to which commune: what was wished for, on what ground, what came out.

    What is wished for is free while it is a draft, or where no plan came of it. `basis` is all
    that was known when it was worked out (need, effects, neighbours, what runs where) and `result`
    what was chosen; neither moves when figures do. Communes are told by code, `basis` has the
    number of each one's unit. For their shapes see `rules.telling`.
    """

    LOG_LEFT_OUT = Queued.OF_THE_QUEUE | {"offers", "communes", "basis", "result"}

    key = models.SlugField(_("Mã kế hoạch"), max_length=60, unique=True, help_text="kh-68-1")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="plans", verbose_name=_("Địa bàn của kế hoạch")
    )
    name = models.CharField(_("Tên kế hoạch"), max_length=200)
    years = models.PositiveSmallIntegerField(_("Số năm"), default=3)
    state_vnd = models.BigIntegerField(_("Ngân sách nhà nước (đồng)"))
    community_vnd = models.BigIntegerField(_("Kinh phí xã hội hóa (đồng)"))
    most_per_aim = models.PositiveSmallIntegerField(
        _("Số mô hình cùng mục đích nhiều nhất ở một xã"), default=1
    )
    least_per_area = models.PositiveSmallIntegerField(
        _("Số mô hình mới ít nhất ở mỗi khu vực"), default=1
    )
    least_per_poor_commune = models.PositiveSmallIntegerField(
        _("Số mô hình mới ít nhất ở mỗi xã nghèo"), default=1
    )
    caution_percent = models.PositiveSmallIntegerField(
        _("Mức thận trọng (phần trăm độ lệch chuẩn)"), default=0
    )
    harm = models.JSONField(_("Trọng số thiệt hại"), help_text='{"theft": 1.0, …}')
    offers = models.JSONField(
        _("Mô hình đưa ra lựa chọn"),
        help_text="[{code, name, aim, state_vnd, community_vnd, load, most_communes, spill}]",
    )
    communes = models.JSONField(
        _("Các xã"),
        help_text="[{code, name, population, capacity, is_poor, community_vnd, cost_percent}]",
    )
    wanted = models.JSONField(_("Yêu cầu"), default=list, help_text="[[commune, programme]]")
    refused = models.JSONField(_("Loại ra"), default=list, help_text="[[commune, programme]]")
    note = models.TextField(_("Ghi chú"), blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=9, choices=PlanState.choices, default=PlanState.DRAFT
    )
    outcome = models.CharField(_("Kết quả"), max_length=11, choices=Outcome.choices, blank=True)
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="copies", verbose_name=_("Lập từ")
    )
    reason = models.CharField(_("Lý do lập bản mới"), max_length=500, blank=True)
    basis: Any = models.JSONField(null=True, help_text="See rules.telling.")
    result: Any = models.JSONField(null=True, help_text="See rules.telling.")
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người lập")
    )
    created_at = models.DateTimeField(_("Lập lúc"))
    queued_at = models.DateTimeField(_("Xếp hàng lúc"), null=True)
    adopted_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người duyệt")
    )
    adopted_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    withdrawn_reason = models.CharField(_("Lý do rút"), max_length=500, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người rút")
    )
    withdrawn_at = models.DateTimeField(_("Rút lúc"), null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch nhân rộng")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PlanState.DONE, PlanState.ADOPTED))
                | (Q(finished_at__isnull=False) & ~Q(outcome="") & ~Q(data_sha256="")),
                name="plan_done_with_a_result",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.ADOPTED)
                | Q(adopted_at__isnull=False, outcome=Outcome.PLAN),
                name="plan_adopted_with_a_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="plan_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state_vnd__gte=0, community_vnd__gte=0),
                name="plan_money_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="plan_queue")]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        try:
            return reverse("planning:plan", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def is_open(self) -> bool:
        """Waiting for its turn, or being worked out."""
        return self.state in OPEN_PLANS

    @property
    def has_plan(self) -> bool:
        return self.outcome == Outcome.PLAN

    @property
    def is_adopted(self) -> bool:
        return self.state == PlanState.ADOPTED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == PlanState.WITHDRAWN

    @property
    def is_changeable(self) -> bool:
        """Whether its wishes may still be said otherwise: nothing has come of them yet."""
        return not self.is_open and not self.has_plan and not self.is_withdrawn


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """Those being prepared for who covers the province; announced ones also for all below."""
        within = reach(person, permission, unit="unit")
        if permission != Permission.REGISTER_VIEW or not within:  # empty: everywhere
            return self.filter(within)
        below = Q(announced_at__isnull=False) & reach_upwards(person, permission, unit="unit")
        return self.filter(within | below)

    def published(self) -> Self:
        """Those that were announced, withdrawn since or not: what went out is anybody's to read."""
        return self.exclude(published="")


class Draw(models.Model):
    """Who begins in which wave with a programme: prepared, announced, drawn, or withdrawn.

    Free until it is announced; from then on nothing changes but that it is drawn or withdrawn,
    and it can always be read. `published` is the text as it went out, letter by letter: names of
    communes may change later. The secret seed stands apart, see `Seed`.
    """

    LOG_LEFT_OUT = frozenset({"compared", "published", "entrants", "places"})

    key = models.SlugField(_("Mã lần bốc thăm"), max_length=60, unique=True, help_text="bt-cam-1")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="draws", verbose_name=_("Địa bàn"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="draws", verbose_name=_("Mô hình")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="draws", verbose_name=_("Từ kế hoạch")
    )
    outcome = models.CharField(_("Kết quả cần đo"), max_length=130, help_text="theft")
    since_month = models.CharField(_("Số liệu từ tháng"), max_length=40)
    watched_months = models.PositiveSmallIntegerField(_("Theo dõi (tháng)"), default=12)
    least_worthwhile_percent = models.PositiveSmallIntegerField(
        _("Mức giảm nhỏ nhất đáng làm (phần trăm)"), default=20
    )
    is_ranked = models.BooleanField(_("Nơi nhu cầu cao đi trước"), default=True)
    entrants = models.JSONField(
        _("Các xã"), help_text='[{"code", "name", "unit", "need", "rate", "low", "high"}, …]'
    )
    compared: Any = models.JSONField(help_text="What each way of spacing buys; see queries.draws.")
    sizes = models.JSONField(_("Số xã của từng đợt"), default=list, help_text="[4, 3, 3]")
    gap_months = models.PositiveSmallIntegerField(_("Các đợt cách nhau (tháng)"), null=True)
    first_month = models.CharField(_("Tháng của đợt đầu"), max_length=7, blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=9, choices=DrawState.choices, default=DrawState.DRAFT
    )
    prepared_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người chuẩn bị")
    )
    prepared_at = models.DateTimeField(_("Chuẩn bị lúc"))
    source = models.CharField(_("Số công khai sẽ lấy từ"), max_length=300, blank=True)
    number_on = models.DateField(_("Ngày có số công khai"), null=True)
    digits = models.PositiveSmallIntegerField(_("Số chữ số"), null=True)
    commitment = models.CharField(_("SHA-256 của hạt giống"), max_length=64, blank=True)
    announced_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người công bố")
    )
    announced_at = models.DateTimeField(_("Công bố lúc"), null=True)
    number = models.CharField(_("Số công khai"), max_length=20, blank=True)
    places = models.JSONField(
        _("Kết quả bốc thăm"), default=list, help_text='[{"wave", "code", "name", "ticket"}, …]'
    )
    drawn_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người bốc thăm")
    )
    drawn_at = models.DateTimeField(_("Bốc thăm lúc"), null=True)
    published = models.TextField(_("Văn bản công bố"), blank=True)
    withdrawn_reason = models.CharField(_("Lý do rút"), max_length=500, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người rút")
    )
    withdrawn_at = models.DateTimeField(_("Rút lúc"), null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần bốc thăm")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DrawState.values), name="draw_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DrawState.ANNOUNCED, DrawState.DRAWN])
                | (
                    Q(announced_at__isnull=False, number_on__isnull=False)
                    & ~Q(commitment="")
                    & ~Q(published="")
                ),
                name="draw_announced_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=DrawState.DRAWN) | (Q(drawn_at__isnull=False) & ~Q(number="")),
                name="draw_drawn_with_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=DrawState.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="draw_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.programme}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        try:
            return reverse("planning:draw", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def is_drawn(self) -> bool:
        """Whether waves were drawn, also where it was withdrawn since."""
        return self.drawn_at is not None


class Seed(models.Model):
    """The secret of an announced draw. Apart from it, so that no page, export or entry of the log
    that tells a draw can take it along."""

    LOG_LEFT_OUT = frozenset({"text"})

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="+")
    text = models.CharField(max_length=128)

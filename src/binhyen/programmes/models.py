from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.dates import Precision, show
from binhyen.kernel.text import fold, sort_key, squash
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.units.models import Unit

from .choices import (
    UNCOUNTED,
    DecisionKind,
    Ending,
    OrganisationKind,
    Origin,
    SeatRole,
    Source,
    State,
)


def life_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What always holds of how a programme or site came and went."""
    merged = Q(ending=Ending.MERGED, merged_into__isnull=False)
    rules = {
        "state_known": Q(state__in=State.values),
        "origin_known": Q(origin__in=Origin.values),
        "ending_known": Q(ending__in=Ending.values),
        "ended_if_ending": Q(ending=Ending.UNKNOWN) | Q(state=State.ENDED),
        "ended_if_ended_on": Q(ended_on=None) | Q(state=State.ENDED),
        "merged_into_one": merged | (~Q(ending=Ending.MERGED) & Q(merged_into=None)),
    }
    return [
        models.CheckConstraint(condition=rule, name=f"{prefix}_{name}")
        for name, rule in rules.items()
    ]


class Sector(models.Model):
    """A field of work, lĩnh vực."""

    name = models.CharField(_("Tên lĩnh vực"), max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """The catalogues of units above and below one's posts: a commune reads its province's."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Programme(models.Model):
    """A named way of working, mô hình, in the catalogue of a unit (mostly a province)."""

    LOG_LEFT_OUT = frozenset({"folded", "sort_key"})

    code = models.SlugField(_("Mã"), max_length=40, unique=True)
    name = models.CharField(_("Tên mô hình"), max_length=255)
    sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="programmes", verbose_name=_("Lĩnh vực")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="programmes", verbose_name=_("Địa bàn ban hành")
    )
    aim = models.TextField(_("Mục đích"), blank=True)
    state = models.CharField(
        _("Tình trạng"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    established_on = models.DateField(_("Ngày xây dựng"), null=True, blank=True)
    established_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    origin = models.CharField(
        _("Nguồn gốc"), max_length=10, choices=Origin.choices, blank=True, default=Origin.UNKNOWN
    )
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    ended_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ending = models.CharField(
        _("Kết thúc thế nào"),
        max_length=10,
        choices=Ending.choices,
        blank=True,
        default=Ending.UNKNOWN,
    )
    merged_into = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("Nhập vào mô hình"),
    )
    is_synthetic = models.BooleanField(default=False)
    folded = models.CharField(max_length=255)
    sort_key = models.CharField(max_length=400)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = life_constraints("programme")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refold()
        super().save(*args, **kwargs)

    def refold(self) -> None:
        self.folded, self.sort_key = fold(self.name), sort_key(self.name)[:400]

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("programmes:detail", args=[self.code])


class Alias(models.Model):
    """Another name under which officers write the same programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=255)
    folded = models.CharField(max_length=255)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "folded"], name="alias_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def log_unit_path(self) -> str:
        return self.programme.unit.path


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Organisation(models.Model):
    """A body that hosts, leads or joins: a school, a parish council, a company, the police."""

    LOG_LEFT_OUT = frozenset({"folded"})

    name = models.CharField(_("Tên cơ quan, tổ chức"), max_length=200)
    kind = models.CharField(_("Loại"), max_length=10, choices=OrganisationKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="organisations")
    folded = models.CharField(max_length=200)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "folded"], name="organisation_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class Decision(models.Model):
    """A paper with number and date that opens, changes or ends something."""

    number = models.CharField(_("Số, ký hiệu"), max_length=60, help_text="315/QĐ-UBND")
    issued_on = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    issued_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    signatory = models.CharField(_("Chức vụ người ký"), max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=DecisionKind.choices, default=DecisionKind.OPENS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions")

    class Meta:
        ordering = ["-issued_on", "number"]
        indexes = [models.Index(fields=["unit", "number"], name="decision_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))

    def counted(self) -> Self:
        """What the official count counts: what was launched and has not ended."""
        return self.exclude(state__in=UNCOUNTED)


# What sites are counted by, or summed of them, beside where they are and what they apply.
COUNTED_BY = (
    *("team_count", "member_count", "decision", "lat", "origin", "ending"),
    *("established_on", "established_precision", "ended_on", "ended_precision"),
)


class Site(models.Model):
    """One area or organisation that applies a programme: điểm mô hình.

    `unit` is the unit of its day and never rewritten by a reform; today's unit is read through
    the succession, or from `placed_in` where an officer placed a site of a split unit.
    """

    LOG_LEFT_OUT = frozenset({"folded", "sort_key"})

    code = models.CharField(_("Mã điểm"), max_length=60, unique=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="sites", verbose_name=_("Mô hình")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="sites", verbose_name=_("Xã, phường, thị trấn")
    )
    placed_in = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sites_placed",
        verbose_name=_("Nay thuộc"),
    )
    village = models.CharField(_("Thôn, bon, buôn, tổ dân phố"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name=_("Cơ quan, tổ chức"),
    )
    state = models.CharField(
        _("Tình trạng"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    established_on = models.DateField(_("Ngày ra mắt"), null=True, blank=True)
    established_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    ended_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    origin = models.CharField(
        _("Nguồn gốc"), max_length=10, choices=Origin.choices, blank=True, default=Origin.UNKNOWN
    )
    parent = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("Nhân rộng từ điểm"),
    )
    ending = models.CharField(
        _("Kết thúc thế nào"),
        max_length=10,
        choices=Ending.choices,
        blank=True,
        default=Ending.UNKNOWN,
    )
    merged_into = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("Nhập vào điểm"),
    )
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
        verbose_name=_("Quyết định thành lập"),
    )
    team_count = models.PositiveIntegerField(_("Số tổ"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("Số thành viên"), null=True, blank=True)
    lat = models.FloatField(_("Vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("Kinh độ"), null=True, blank=True)
    rating = models.CharField(
        _("Xếp loại đã ghi"),
        max_length=60,
        blank=True,
        help_text=_("Chép nguyên từ sổ; chưa qua vòng xếp loại trong hệ thống."),
    )
    note = models.TextField(_("Ghi chú"), blank=True)
    leader = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="sites_led"
    )
    is_synthetic = models.BooleanField(default=False)
    folded = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=200)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            *life_constraints("site"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="site_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "sort_key", "placed_in"], name="site_in_unit"),
            models.Index(fields=["programme", "sort_key"], name="site_of_programme"),
            models.Index(fields=["state", "sort_key"], name="site_state"),
            models.Index(fields=["sort_key", "id"], name="site_order"),
            # All that is counted of the sites of some units or programmes, for the map, Today, the
            # movements and figures of every kind, so that counting reads no row of the table.
            models.Index(
                fields=["unit", "placed_in", "programme", "state", *COUNTED_BY],
                name="site_figures",
            ),
            models.Index(
                fields=["programme", "state", "unit", "placed_in", *COUNTED_BY],
                name="site_by_programme",
            ),
            # What came and what went, day by day, in the order in which it is counted.
            models.Index(
                fields=[
                    "established_on",
                    "established_precision",
                    "origin",
                    "state",
                    "ended_on",
                    "ending",
                    "programme",
                    "unit",
                    "placed_in",
                ],
                name="site_came",
            ),
            models.Index(
                fields=[
                    "ended_on",
                    "ended_precision",
                    "ending",
                    "programme",
                    "unit",
                    "placed_in",
                ],
                condition=Q(ended_on__isnull=False),
                name="site_went",
            ),
        ]

    def __str__(self) -> str:
        place = ", ".join(part for part in [self.village, self.unit.name] if part)
        return f"{self.programme.name} – {place}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refold()
        super().save(*args, **kwargs)

    def refold(self) -> None:
        """Search column over code, place, programme and host; sort by unit, then village.

        Place names stand there without spaces too, so that "rmang" finds Đắk R'Măng.
        """
        host = self.organisation.name if self.organisation else ""
        together = [squash(self.unit.short_name), squash(self.village)]
        words = [self.code, self.village, self.unit.name, *together, self.programme.name, host]
        self.folded = fold(" ".join(words))[:400]
        self.sort_key = f"{sort_key(self.unit.short_name)[:90]} {sort_key(self.village)[:90]}"[:200]

    @property
    def established_text(self) -> str:
        return show(self.established_on, self.established_precision)

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("programmes:site", args=[self.code])


class Team(models.Model):
    """A working group inside a site, tổ. Optional detail below `Site.team_count`."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="teams")
    name = models.CharField(_("Tên tổ"), max_length=120)
    member_count = models.PositiveIntegerField(_("Số thành viên"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="team_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.site.unit.path


class Board(models.Model):
    """Ban chỉ đạo or ban chủ nhiệm of a programme or one of its sites, named by a decision."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="boards")
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="boards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boards")
    name = models.CharField(_("Tên ban"), max_length=160)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class Seat(models.Model):
    """A place on a board: role, office held, body represented, and at most a work contact."""

    LOG_MASKED = frozenset({"work_contact"})

    board = models.ForeignKey(Board, models.CASCADE, related_name="seats")
    role = models.CharField(_("Vai trò"), max_length=16, choices=SeatRole.choices)
    office = models.CharField(_("Chức vụ"), max_length=160)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120, blank=True)
    work_contact = models.CharField(_("Liên hệ công vụ"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.office}"

    @property
    def log_unit_path(self) -> str:
        return self.board.unit.path


class Contribution(models.Model):
    """Money or goods for a site, in whole đồng, from the State or the community.

    `is_founding` marks the sum that a register states for a site as a whole, one a source; its
    day is unknown unless it is said.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="contributions")
    source = models.CharField(_("Nguồn"), max_length=9, choices=Source.choices)
    amount_vnd = models.BigIntegerField(_("Số tiền (đồng)"))
    received_on = models.DateField(_("Ngày nhận"), null=True, blank=True)
    received_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    note = models.CharField(_("Nội dung"), max_length=200, blank=True)
    is_founding = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "source"],
                condition=Q(is_founding=True),
                name="contribution_founding_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_vnd__gte=0), name="contribution_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="contribution_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_vnd} đ, {self.get_source_display()}"

    @property
    def log_unit_path(self) -> str:
        return self.site.unit.path

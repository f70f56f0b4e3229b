from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.units.models import Unit

from .choices import BatchState, CellState, Recorded, ReturnState
from .rules.indicators import SEPARATOR, split
from .rules.punctuality import Punctuality, punctuality


class DefinitionQuerySet(models.QuerySet["Definition"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """The definitions of units above and below one's posts."""
        return self.filter(reach_upwards(person, permission, unit="unit"))


class Definition(models.Model):
    """A version of a unit's own indicators, beside those that come with the package.

    Its text never changes: a change is a new version, in force from a day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="indicator_definitions")
    version = models.PositiveIntegerField(_("Phiên bản"))
    effective_on = models.DateField(_("Áp dụng từ ngày"))
    text = models.TextField(_("Nội dung (TOML)"))
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bộ chỉ tiêu")
        ordering = ["unit", "-version"]
        constraints = [models.UniqueConstraint(fields=["unit", "version"], name="indicators_once")]

    def __str__(self) -> str:
        return f"{self.unit}, {_('phiên bản')} {self.version}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("figures:definition", args=[self.pk])


class Period(models.Model):
    """A period for which something is stored; which days it has, rules.periods says."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True, help_text="month-2026-11")
    kind = models.CharField(max_length=24)
    start = models.DateField()
    until = models.DateField(help_text="The last day.")

    class Meta:
        ordering = ["start", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "start"], name="figures_period_once"),
            models.CheckConstraint(
                condition=Q(start__lte=F("until")), name="figures_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Series(models.Model):
    """What is stored under one number: an indicator, or one part of its breakdown."""

    id = models.AutoField(primary_key=True)
    indicator = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True, help_text="Empty: the whole.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "part"], name="figures_series_once")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{self.indicator}{SEPARATOR}{self.part}" if self.part else self.indicator

    @staticmethod
    def of(key: str) -> "Series":
        indicator, part = split(key)
        return Series(indicator=indicator, part=part)


# Columns of tables with millions of rows: the key's index serves them, and to check three foreign
# keys a row would take the load of a nation from one minute to eight. Writers look ids up first.
_IN_MILLIONS: Any = {"related_name": "+", "db_index": False, "db_constraint": False}


class Value(models.Model):
    """The amount in force of a series at a unit in a period. No row: nothing was said.

    One index serves every question, so that millions load fast: a series over the units of a
    period, or a unit over a list of periods, is one range or a handful of look-ups.
    """

    pk = models.CompositePrimaryKey("series", "period", "unit")
    series = models.ForeignKey(Series, models.PROTECT, **_IN_MILLIONS)
    period = models.ForeignKey(Period, models.PROTECT, **_IN_MILLIONS)
    unit = models.ForeignKey(Unit, models.PROTECT, **_IN_MILLIONS)
    amount = models.BigIntegerField(null=True, help_text="Empty: said to be unknown.")
    recorded = models.PositiveSmallIntegerField(choices=Recorded.choices, default=Recorded.ENTERED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded__in=Recorded.values), name="value_recorded_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.period_id}/{self.unit_id}: {self.amount}"


class Total(models.Model):
    """What the values within a unit above the communes add up to, its own included.

    Within means below it in the values' own day: no reform changes a total. Of a unit of today
    all that it came from is added on asking, see queries.values. Kept in the transaction of
    every change; `recompute_totals` gives the same rows from nothing.
    """

    pk = models.CompositePrimaryKey("series", "period", "unit")
    series = models.ForeignKey(Series, models.PROTECT, **_IN_MILLIONS)
    period = models.ForeignKey(Period, models.PROTECT, **_IN_MILLIONS)
    unit = models.ForeignKey(Unit, models.PROTECT, **_IN_MILLIONS)
    amount = models.BigIntegerField()
    known = models.IntegerField(help_text="How many values it is the sum of.")
    unknown = models.IntegerField(help_text="How many more were said to be unknown.")

    def __str__(self) -> str:
        return f"{self.series_id}/{self.period_id}/{self.unit_id}: {self.amount}"


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Return(models.Model):
    """A unit's figures of one period, on their way from draft to locked.

    `version` is 1 until a correction after the lock makes it 2; `edits` counts every change, so
    that a page knows whether what it shows is still so.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="returns", verbose_name=_("Đơn vị"))
    period = models.ForeignKey(Period, models.PROTECT, related_name="returns", verbose_name=_("Kỳ"))
    state = models.CharField(
        _("Tình trạng"), max_length=9, choices=ReturnState.choices, default=ReturnState.DRAFT
    )
    version = models.PositiveIntegerField(_("Phiên bản"), default=1)
    edits = models.PositiveIntegerField(default=0)
    due_on = models.DateField(_("Hạn gửi"), null=True)
    submitted_at = models.DateTimeField(_("Gửi lúc"), null=True)
    submitted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    first_submitted_at = models.DateTimeField(null=True, help_text="For punctuality.")
    accepted_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    locked_at = models.DateTimeField(_("Khóa lúc"), null=True)
    comment = models.TextField(_("Ý kiến khi trả lại"), blank=True)
    is_synthetic = models.BooleanField(default=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo số liệu")
        ordering = ["period", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="return_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReturnState.values), name="return_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.LOCKED) | Q(locked_at__isnull=False),
                name="return_locked_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"], name="return_by_state")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.period}"

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        try:
            return reverse("figures:entry", args=[self.unit.code, self.period.code])
        except NoReverseMatch:
            return ""

    @property
    def is_begun(self) -> bool:
        """Whether it is stored; a page shows one before anybody begins it."""
        return not self._state.adding

    @property
    def is_locked(self) -> bool:
        return self.state == ReturnState.LOCKED

    @property
    def is_open(self) -> bool:
        return self.state in (ReturnState.DRAFT, ReturnState.RETURNED)

    def punctuality(self, on: date) -> Punctuality:
        first = self.first_submitted_at
        return punctuality(self.due_on, timezone.localdate(first) if first else None, on)

    def is_late(self, on: date) -> bool:
        """Whether it was first sent after its last day, or is still owed after it."""
        return self.punctuality(on) in (Punctuality.LATE, Punctuality.OVERDUE)


class OfReturnQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="of__unit"))


class Note(models.Model):
    """A comment on one cell."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="notes")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    text = models.CharField(_("Ý kiến"), max_length=500)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def log_unit_path(self) -> str:
        return self.of.unit.path


class Excuse(models.Model):
    """Why a warned figure is right all the same. Holds for the amount it was given for."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="excuses")
    rule = models.CharField(max_length=60, help_text="A check's code, or jump, range.")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+", null=True)
    amount = models.BigIntegerField(null=True, help_text="What stood there when it was given.")
    reason = models.CharField(_("Lý do"), max_length=500)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "rule", "series"], nulls_distinct=False, name="excuse_once"
            )
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def log_unit_path(self) -> str:
        return self.of.unit.path


class StandIn(models.Model):
    """Somebody of a level above who fills in a return in its unit's stead, and why.

    Whoever stands in for a unit may no longer accept that return.
    """

    of = models.ForeignKey(Return, models.CASCADE, related_name="stand_ins")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField(_("Lý do"), max_length=500)
    at = models.DateTimeField()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["of", "by"], name="stand_in_once")]

    def __str__(self) -> str:
        return self.reason


class Revision(models.Model):
    """One cell corrected after the lock: what stood there in the version before, and why."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField(help_text="The version that it made.")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    had_value = models.BooleanField(help_text="No: the cell was empty.")
    before = models.BigIntegerField(null=True)
    has_value = models.BooleanField(default=True)
    after = models.BigIntegerField(null=True)
    reason = models.CharField(_("Lý do"), max_length=500)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = OfReturnQuerySet.as_manager()

    class Meta:
        ordering = ["of", "version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["of", "version", "series"], name="revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.of}, {_('phiên bản')} {self.version}"

    @property
    def log_unit_path(self) -> str:
        return self.of.unit.path


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """One's own, and those shared at units above and below one's posts."""
        shared = Q(is_shared=True) & reach_upwards(person, permission, unit="unit")
        return self.filter(Q(owner=person) | shared)


class Board(models.Model):
    """A page of figures that somebody put together, for themself or for their unit."""

    owner = models.ForeignKey(Person, models.CASCADE, related_name="figure_boards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figure_boards")
    name = models.CharField(_("Tên bảng"), max_length=120)
    is_shared = models.BooleanField(_("Chia sẻ"), default=False)
    panels = models.JSONField(default=list, help_text="What each panel shows, in order.")
    changed_at = models.DateTimeField()

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng theo dõi")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person, permission: Permission = Permission.FIGURES_ENTER) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Batch(models.Model):
    """One file of figures: previewed, repaired, taken in as a whole, undone as a whole."""

    key = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figure_batches")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=BatchState.choices, default=BatchState.PREVIEW)
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp số liệu")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return reverse("figures:batch", args=[self.key])


class Cell(models.Model):
    """One cell of a file: where it stands, what was typed, how it was read and what it will do."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="cells")
    sheet = models.CharField(max_length=120)
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    unit_text = models.CharField(max_length=200)
    period_text = models.CharField(max_length=60)
    key = models.CharField(max_length=130)
    typed = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(null=True)
    is_unknown = models.BooleanField(default=False)
    had_value = models.BooleanField(default=False)
    before = models.BigIntegerField(null=True)
    before_recorded = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=8, choices=CellState.choices)
    fault = models.CharField(max_length=24, blank=True)
    about = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sheet", "row", "column"], name="figures_cell_once"
            )
        ]
        indexes = [models.Index(fields=["batch", "state"], name="figures_cell_state")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}:{self.column}"

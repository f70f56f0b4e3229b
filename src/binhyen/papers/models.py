from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.dossiers.models import Document
from binhyen.files.models import Stored
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .rules.issuers import IssuerFacts


class IssuerQuerySet(models.QuerySet["Issuer"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))

    def open(self) -> Self:
        return self.filter(closed_on=None)


class Issuer(models.Model):
    """A body that issues papers under its own numbers: a committee, the police, a board."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="issuers", verbose_name=_("Địa bàn")
    )
    name = models.CharField(_("Tên cơ quan ban hành"), max_length=160)
    parent_name = models.CharField(
        _("Cơ quan cấp trên trực tiếp, in trên tên cơ quan"), max_length=160, blank=True
    )
    symbol = models.CharField(_("Ký hiệu sau số"), max_length=20)
    place = models.CharField(_("Nơi ban hành"), max_length=60)
    acts_for = models.CharField(
        _("Thay mặt (TM.), nếu làm việc tập thể"), max_length=120, blank=True
    )
    head = models.CharField(_("Chức vụ cấp trưởng"), max_length=120)
    deputy = models.CharField(_("Chức vụ cấp phó"), max_length=120, blank=True)
    head_in_full = models.CharField(_("Cấp trưởng, viết đủ trong câu"), max_length=200)
    closed_on = models.DateField(_("Thôi ban hành từ ngày"), null=True, blank=True)

    objects = IssuerQuerySet.as_manager()

    class Meta:
        ordering = ["unit__level", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol"],
                condition=Q(closed_on=None),
                name="issuer_symbol_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> IssuerFacts:
        names = IssuerFacts.__dataclass_fields__
        return IssuerFacts(**{name: getattr(self, name) for name in names})

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class Series(models.Model):
    """An issuer's numbers of one year. Whoever takes a number holds this row until all is kept.

    `began_after` is the last number given out before this program kept the register; numbers
    from there to `last` are ours, each on one row of Issued.
    """

    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="series", verbose_name=_("Cơ quan ban hành")
    )
    year = models.PositiveSmallIntegerField(_("Năm"))
    began_after = models.PositiveIntegerField(_("Số đã cấp trước"), default=0)
    last = models.PositiveIntegerField(_("Số sau cùng"), default=0)
    last_on = models.DateField(_("Ngày của số sau cùng"), null=True)

    class Meta:
        ordering = ["issuer", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year"], name="series_once"),
            models.CheckConstraint(
                condition=Q(last__gte=models.F("began_after")), name="series_counts_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}, {self.year}"

    @property
    def log_unit_path(self) -> str:
        return self.issuer.unit.path


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach_upwards(person, permission, unit="unit"))

    def in_use(self) -> Self:
        return self.filter(withdrawn_on=None)


class Template(models.Model):
    """A province's own Word template for a kind of paper; the newest not withdrawn is used."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="templates", verbose_name=_("Địa bàn")
    )
    kind = models.CharField(_("Loại văn bản"), max_length=40)
    version = models.PositiveIntegerField(_("Lần"))
    stored = models.ForeignKey(
        Stored, models.PROTECT, related_name="templates", verbose_name=_("Nội dung tệp")
    )
    name = models.CharField(_("Tên tệp"), max_length=200)
    is_whole = models.BooleanField(
        _("PDF giữ đủ"), help_text="Whether the PDF shows all that the Word file does."
    )
    added_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Người nộp")
    )
    added_at = models.DateTimeField(_("Lúc nộp"))
    withdrawn_on = models.DateField(_("Thôi dùng từ ngày"), null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "version"], name="template_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path


class IssuedQuerySet(models.QuerySet["Issued"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach(person, permission, unit="unit"))


class Issued(models.Model):
    """A line of the register of outgoing papers: a number, what bears it, and where it lies.

    A paper about a programme lies in its dossier; one of another room, such as a periodic report,
    is kept there, and `lies_at` is its page.
    """

    LOG_LEFT_OUT = frozenset({"folded", "recipients", "token", "values"})  # or in the file

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="papers", verbose_name=_("Dãy số")
    )
    number = models.PositiveIntegerField(_("Số"), validators=[MinValueValidator(1)])
    symbol = models.CharField(_("Số, ký hiệu"), max_length=60)
    kind = models.CharField(_("Loại văn bản"), max_length=40)
    title = models.CharField(_("Tên loại và trích yếu"), max_length=500)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="papers",
        verbose_name=_("Địa bàn"),
        help_text="The issuer's.",
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, related_name="papers", verbose_name=_("Mô hình")
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, related_name="papers", verbose_name=_("Điểm mô hình")
    )
    document = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        related_name="paper_issued",
        verbose_name=_("Giấy tờ"),
    )
    lies_at = models.CharField(
        max_length=200, blank=True, help_text="The page of a paper that lies in no dossier."
    )
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, related_name="papers", verbose_name=_("Mẫu")
    )
    issued_on = models.DateField(_("Ngày ban hành"))
    signatory = models.CharField(_("Người ký"), max_length=160, blank=True)
    recipients = models.TextField(_("Nơi nhận"), blank=True)
    values = models.JSONField(help_text="What was typed, by field.")
    issued_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="papers_issued",
        verbose_name=_("Người lấy số"),
    )
    issued_at = models.DateTimeField(_("Lúc lấy số"))
    token = models.UUIDField(
        null=True, unique=True, help_text="Of the form that asked, so that asking twice gives one."
    )
    folded = models.CharField(max_length=600)

    objects = IssuedQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản đi")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="issued_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="issued_from_one"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, programme__isnull=False, lies_at="")
                | Q(document=None, programme=None, site=None) & ~Q(lies_at=""),
                name="issued_lies_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-issued_on", "-id"], name="issued_of_unit"),
            models.Index(fields=["programme", "kind"], name="issued_of_programme"),
        ]

    def __str__(self) -> str:
        return self.symbol

    def refold(self) -> None:
        """What the register is searched by: number, title and programme, without marks."""
        about = self.programme.name if self.programme else ""
        self.folded = fold(f"{self.symbol} {self.title} {about}")[:600]

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    def get_absolute_url(self) -> str:
        return self.lies_at or reverse("dossiers:document", args=[self.document_id])

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.files.models import Stored
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach, reach_upwards
from binhyen.programmes.models import Programme, Site
from binhyen.units.models import Unit

from .choices import DocumentSource
from .rules.checklists import kind_label
from .rules.standing import Paper


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """Papers of the sites one reaches; of programmes those above one's posts as well."""
        of_sites = Q(site__isnull=False) & reach(person, permission, unit="site__unit")
        of_programmes = Q(site=None) & reach_upwards(person, permission, unit="programme__unit")
        return self.filter(of_sites | of_programmes)

    def filed(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Document(models.Model):
    """A paper of a programme, or of one of its sites, in as many versions as were handed in."""

    LOG_LEFT_OUT = frozenset({"dated_on"})

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="documents", verbose_name=_("Mô hình")
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        related_name="documents",
        verbose_name=pgettext_lazy("một điểm", "Điểm mô hình"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="documents", help_text="The record's, when it was filed."
    )
    kind = models.CharField(_("Loại giấy tờ"), max_length=40)
    title = models.CharField(_("Tên, trích yếu"), max_length=255)
    number = models.CharField(_("Số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("Ngày của văn bản"), null=True, blank=True)
    signed_on = models.DateField(_("Ngày ký"), null=True, blank=True)
    valid_until = models.DateField(_("Có hiệu lực đến hết ngày"), null=True, blank=True)
    dated_on = models.DateField(
        help_text="Of the paper, else of its signature, else of its filing."
    )
    source = models.CharField(
        _("Nguồn"),
        max_length=8,
        choices=DocumentSource.choices,
        default=DocumentSource.UPLOADED,
    )
    filed_at = models.DateTimeField(_("Lúc đưa vào hồ sơ"))
    withdrawn_at = models.DateTimeField(_("Lúc rút khỏi hồ sơ"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=DocumentSource.values), name="document_source_known"
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(signed_on=None)
                | Q(signed_on__gte=models.F("issued_on")),
                name="document_signed_after_issue",
            ),
        ]
        indexes = [
            # All that a commune's completeness is counted from: no row of the table is read.
            models.Index(
                fields=["site", "kind", "withdrawn_at", "signed_on", "dated_on", "valid_until"],
                name="document_of_site",
            ),
            models.Index(fields=["programme", "site", "kind"], name="document_of_programme"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.date_it()
        if (names := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*names, "dated_on"}
        super().save(*args, **kwargs)

    def date_it(self) -> None:
        """The day from which a paper counts; bulk writers call this themselves."""
        filed_on = timezone.localdate(self.filed_at)
        self.dated_on = self.issued_on or self.signed_on or filed_on

    @property
    def record(self) -> Programme | Site:
        """What it is a paper of."""
        return self.site or self.programme

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def paper(self) -> Paper:
        return Paper(self.dated_on, self.signed_on, self.valid_until)

    @cached_property
    def latest(self) -> "Version":
        """The newest version; from what was prefetched, if it was."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def log_unit_path(self) -> str:
        return self.record.unit.path

    def get_absolute_url(self) -> str:
        return reverse("dossiers:document", args=[self.pk])


class Version(models.Model):
    """One state of a paper: the file, and a PDF of it where the file itself is none."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    stored = models.ForeignKey(Stored, models.PROTECT, related_name="versions")
    pdf = models.ForeignKey(Stored, models.PROTECT, null=True, related_name="versions_as_pdf")
    name = models.CharField(_("Tên tệp"), max_length=200)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> Stored:
        """What the page shows of it."""
        return self.pdf or self.stored

    @property
    def log_unit_path(self) -> str:
        return self.document.log_unit_path


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        return self.filter(reach_upwards(person, permission, unit="unit"))

    def in_force(self, on: date) -> Self:
        """Those that count on a day, the later ones first."""
        known = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
        return self.filter(known, effective_on__lte=on).order_by("-effective_on", "-version")


class Checklist(models.Model):
    """A province's own list of required papers from a day on; without one, the shipped one."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="checklists", verbose_name=_("Phạm vi áp dụng")
    )
    version = models.PositiveIntegerField(_("Lần"))
    name = models.CharField(_("Tên danh mục"), max_length=200)
    effective_on = models.DateField(_("Áp dụng từ ngày"))
    withdrawn_on = models.DateField(_("Bãi bỏ từ ngày"), null=True, blank=True)
    text = models.TextField(_("Toàn văn"))
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="checklist_version_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def log_unit_path(self) -> str:
        return self.unit.path

    @property
    def pk_text(self) -> str:
        """The key as part of an address: never with a thousands' point."""
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("dossiers:checklist", args=[self.pk])

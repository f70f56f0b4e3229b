from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes.models import Programme
from binhyen.reviews.choices import Outcome
from binhyen.reviews.models import Round

from .choices import Ground, Suggested


class DeliberationQuerySet(models.QuerySet["Deliberation"]):
    def visible_to(self, person: Person, permission: Permission = Permission.REGISTER_VIEW) -> Self:
        """Of rounds at or below one's posts: a commune doesn't read its province's table."""
        return self.filter(reach(person, permission, unit="round__unit"))

    def in_force(self) -> Self:
        """Without those that were taken back."""
        return self.exclude(outcome="")


class Deliberation(models.Model):
    """What a committee concluded of one programme in a round, with the evidence as it was then.

    `evidence` is what `evidence.queries.Evidence.as_dict` gave when it was written; a later run
    doesn't move it. `version` counts the writings, so that none goes over another unseen. One that
    was taken back has no outcome, votes or dissents any more; its history goes on.
    """

    LOG_LEFT_OUT = frozenset({"evidence"})

    round = models.ForeignKey(
        Round,
        models.PROTECT,
        related_name="deliberations",
        verbose_name=pgettext_lazy("rà soát", "Đợt"),
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="deliberations", verbose_name=_("Mô hình")
    )
    outcome = models.CharField(_("Kết luận"), max_length=9, choices=Outcome.choices, blank=True)
    ground = models.CharField(
        _("Căn cứ kết thúc"), max_length=14, choices=Ground.choices, blank=True
    )
    reason = models.CharField(_("Lý do"), max_length=500, blank=True)
    departure = models.CharField(_("Vì sao khác gợi ý"), max_length=500, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("Tán thành"))
    votes_against = models.PositiveSmallIntegerField(_("Không tán thành"))
    votes_abstained = models.PositiveSmallIntegerField(_("Không có ý kiến"))
    suggested = models.CharField(
        _("Gợi ý của quy tắc"), max_length=16, choices=Suggested.choices, blank=True
    )
    evidence = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("Người ghi")
    )
    at = models.DateTimeField(_("Ghi lúc"))
    case_code = models.CharField(_("Hồ sơ đã lập"), max_length=20, blank=True)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = _("kết luận rà soát")
        ordering = ["round", "programme"]
        constraints = [
            models.UniqueConstraint(fields=["round", "programme"], name="deliberation_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="deliberation_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.END, ground__in=Ground.values)
                | (~Q(outcome=Outcome.END) & Q(ground="")),
                name="deliberation_ends_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(votes_for__gt=0)
                | Q(votes_against__gt=0)
                | Q(votes_abstained__gt=0),
                name="deliberation_voted",
            ),
        ]

    def __str__(self) -> str:
        name = self.programme.name
        return f"{name}: {self.get_outcome_display()}" if self.outcome else name

    @property
    def log_unit_path(self) -> str:
        return self.round.unit.path

    def get_absolute_url(self) -> str:
        return reverse("committee:programme", args=[self.round_id, self.programme.code])


class Dissent(models.Model):
    """What somebody at the table held against the conclusion, word for word, by their office."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="dissents")
    number = models.PositiveSmallIntegerField()
    office = models.CharField(_("Chức vụ, cơ quan"), max_length=160)
    text = models.TextField(_("Ý kiến khác"))

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "number"], name="dissent_once"),
            models.CheckConstraint(condition=~Q(office="") & ~Q(text=""), name="dissent_said"),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.text[:60]}"

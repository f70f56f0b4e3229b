"""Registering and changing a site, and what comes to it later."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.dates import Precision
from binhyen.kernel.written_dates import WrittenDate
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..actions import SiteFacts
from ..choices import Ending, FaultCode, Origin, Source, State
from ..fields import UnitByName
from ..models import Organisation, Site
from ..queries import offer
from .fields import (
    DATE_HELP,
    MONEY_HELP,
    Count,
    DateAsKnown,
    Degrees,
    Money,
    SiteByName,
    programme_field,
)

LEADERS = ("team_count", "member_count", "lat", "lon", "note")


class SiteForm(forms.Form):
    """Everything of a site in the words of the register."""

    village = forms.CharField(
        label=_("Thôn, bon, buôn, tổ dân phố"), required=False, max_length=120
    )
    organisation = forms.CharField(
        label=_("Cơ quan, tổ chức áp dụng"), required=False, max_length=200,
        help_text=_("Chỉ ghi khi điểm đặt tại trường học, giáo xứ, doanh nghiệp, cơ quan…"),
    )  # fmt: skip
    established = DateAsKnown(label=_("Ngày ra mắt"), required=False, help_text=DATE_HELP)
    origin = forms.ChoiceField(
        label=_("Nguồn gốc"), required=False, choices=Origin.choices,
        help_text=_("“Do đếm lại” là điểm vốn đã có, nay mới được đếm: ngày ra mắt ghi ngày bắt"
                    " đầu đếm."),
    )  # fmt: skip
    decision_number = forms.CharField(
        label=_("Số quyết định thành lập"), required=False, max_length=60,
        help_text=_("Ví dụ 315/QĐ-UBND."),
    )  # fmt: skip
    decision_date = DateAsKnown(label=_("Ngày quyết định"), required=False)
    team_count = Count(label=_("Số tổ"), required=False)
    member_count = Count(label=_("Số thành viên"), required=False)
    state_vnd = Money(label=_("Ngân sách nhà nước"), required=False, help_text=MONEY_HELP)
    community_vnd = Money(label=_("Xã hội hóa"), required=False, help_text=MONEY_HELP)
    lat = Degrees(label=_("Vĩ độ"), required=False, most=90)
    lon = Degrees(label=_("Kinh độ"), required=False, most=180)
    state = forms.ChoiceField(label=_("Tình trạng"), choices=State.choices, initial=State.RUNNING)
    ended = DateAsKnown(label=_("Ngày kết thúc"), required=False, help_text=DATE_HELP)
    ending = forms.ChoiceField(label=_("Kết thúc thế nào"), required=False, choices=Ending.choices)
    rating = forms.CharField(
        label=_("Xếp loại đã ghi"), required=False, max_length=60,
        help_text=_("Chép nguyên từ sổ; chưa qua vòng xếp loại trong hệ thống."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Không ghi số điện thoại, số căn cước của bất kỳ ai."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, site: Site | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.site = person, site
        open_ones = ~Q(state=State.ENDED) | Q(pk=site.programme_id if site else None)
        self.fields["programme"] = programme_field(
            person,
            offer(person, open_ones).programmes,
            label=_("Mô hình"),
            empty=_("chọn một mô hình"),
        )
        self.fields["unit"] = UnitByName(
            label=_("Xã, phường, thị trấn"),
            person=person,
            permission=Permission.SITE_CHANGE,
            help_text=_("Gõ tên không dấu cũng được, rồi chọn trong gợi ý."),
        )
        self.fields["parent"] = SiteByName(
            person=person, known=site.parent if site else None, required=False,
            label=_("Nhân rộng từ điểm"), help_text=_("Chỉ ghi khi nhân rộng: điểm được làm theo."),
        )  # fmt: skip
        self.fields["merged_into"] = SiteByName(
            person=person, known=site.merged_into if site else None, required=False,
            label=_("Nhập vào điểm"), help_text=_("Chỉ ghi khi nhập vào nơi khác."),
        )  # fmt: skip
        if site:
            self.fields["reason"] = forms.CharField(
                label=_("Lý do sửa"), required=False, max_length=500,
                help_text=_("Bắt buộc khi kết thúc điểm hoặc đổi tình trạng."),
            )  # fmt: skip
        else:
            self.fields["twin_reason"] = forms.CharField(
                label=_("Đây là điểm khác, vì"), required=False, max_length=500,
                help_text=_("Ví dụ: thôn này có hai tổ ở hai cụm dân cư."),
            )  # fmt: skip
        self.order_fields(["programme", "unit"])

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        was = self.site.state if self.site else None
        if was and chosen.get("state") not in {None, was} and not chosen.get("reason"):
            self.add_error("reason", _("Hãy ghi vì sao tình trạng thay đổi."))
        unit = chosen.get("unit")
        if unit and unit.level == Level.NATION:
            self.add_error("unit", _("Hãy chọn đơn vị cấp xã, huyện hoặc tỉnh."))
        return chosen

    def facts(self, *, organisation: Organisation | None, old: SiteFacts | None) -> SiteFacts:
        """The facts as typed; what the form doesn't ask stays as it was."""
        c = self.cleaned_data
        return SiteFacts(
            **{name: c[name] for name in PLAIN},
            organisation=organisation,
            **_dated("established", c["established"]),
            **_dated("ended", c["ended"]),
            **_dated("decision", c["decision_date"]),
            placed_in=old.placed_in if old and old.unit == c["unit"] else None,
            leader=old.leader if old else None,
            is_synthetic=old.is_synthetic if old else c["programme"].is_synthetic,
        )


PLAIN = (
    "programme", "unit", "village", "state", "origin", "parent", "ending", "merged_into",
    "decision_number", "team_count", "member_count",
    "state_vnd", "community_vnd", "lat", "lon", "rating", "note",
)  # fmt: skip
# Where the form's field has another name than the fact.
FIELD_OF = {
    "established_on": "established",
    "ended_on": "ended",
    "decision_on": "decision_date",
}


def _dated(name: str, read: WrittenDate) -> dict[str, Any]:
    return {f"{name}_on": read.on, f"{name}_precision": read.precision or "day"}


def written(on: date | None, precision: str) -> WrittenDate:
    """A stored date as the form shows it."""
    return WrittenDate(on, Precision(precision))


def site_initial(facts: SiteFacts) -> dict[str, Any]:
    """A site's facts as the form shows them."""
    return {
        **{name: getattr(facts, name) for name in PLAIN},
        "organisation": facts.organisation.name if facts.organisation else "",
        "established": written(facts.established_on, facts.established_precision),
        "ended": written(facts.ended_on, facts.ended_precision),
        "decision_date": written(facts.decision_on, facts.decision_precision),
    }


class PlaceForm(forms.Form):
    """Which of a divided unit's heirs a site is in."""

    placed_in = forms.ChoiceField(label=_("Nay thuộc"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=500,
        help_text=_("Ví dụ: theo nghị quyết sắp xếp, thôn này về xã ấy."),
    )  # fmt: skip

    def __init__(self, *args: Any, heirs: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {str(unit.pk): unit for unit in heirs}
        choices = [(key, unit.name) for key, unit in self.heirs.items()]
        self.fields["placed_in"].choices = [  # type: ignore[attr-defined]
            ("", _("chưa xác định")),
            *choices,
        ]

    @property
    def unit(self) -> Unit | None:
        return self.heirs.get(self.cleaned_data["placed_in"])


class LeaderForm(forms.Form):
    """What the person in charge of a site may change of it."""

    team_count = Count(label=_("Số tổ"), required=False)
    member_count = Count(label=_("Số thành viên"), required=False)
    lat = Degrees(label=_("Vĩ độ"), required=False, most=90)
    lon = Degrees(label=_("Kinh độ"), required=False, most=180)
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContributionForm(forms.Form):
    source = forms.ChoiceField(label=_("Nguồn"), choices=Source.choices)
    amount_vnd = Money(label=_("Số tiền"), help_text=MONEY_HELP)
    received = DateAsKnown(label=_("Ngày nhận"), required=False, help_text=DATE_HELP)
    note = forms.CharField(label=_("Nội dung"), required=False, max_length=200)


# Ways to end that many sites can have at once; whatever is merged goes into a site of its own.
ALIKE = (Ending.ENDED, Ending.RECOUNTED, Ending.DROPPED)


class BulkForm(forms.Form):
    """One change for many sites; what is left empty stays."""

    state = forms.ChoiceField(
        label=_("Tình trạng mới"), required=False, choices=[("", _("giữ nguyên")), *State.choices]
    )
    ended = DateAsKnown(
        label=_("Ngày kết thúc"), required=False, help_text=_("Chỉ ghi khi kết thúc điểm.")
    )
    ending = forms.ChoiceField(
        label=_("Kết thúc thế nào"), required=False,
        choices=[("", _("giữ nguyên")), *((one.value, one.label) for one in ALIKE)],
    )  # fmt: skip
    rating = forms.CharField(label=_("Xếp loại mới"), required=False, max_length=60)
    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=500,
        help_text=_("Bắt buộc khi đổi tình trạng."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if not chosen.get("state") and not chosen.get("rating"):
            self.add_error("state", _("Hãy chọn tình trạng hoặc xếp loại mới."))
        if chosen.get("state") and not chosen.get("reason"):
            self.add_error("reason", _("Hãy ghi vì sao tình trạng thay đổi."))
        ended = chosen.get("ended")
        if ended and ended.on and chosen.get("state") != State.ENDED:
            self.add_error("ended", _("Có ngày kết thúc thì tình trạng phải là “đã kết thúc”."))
        if chosen.get("ending") and chosen.get("state") != State.ENDED:
            self.add_error("ending", FaultCode.ENDING_WITHOUT_STATE.label)
        return chosen

    def applied(self, facts: SiteFacts) -> SiteFacts:
        """A site's facts with the change; whoever leaves the ended state keeps nothing of it."""
        c = self.cleaned_data
        new: dict[str, Any] = {name: c[name] for name in ("state", "rating", "ending") if c[name]}
        if c["ending"]:
            new |= {"merged_into": None}
        if c["state"] == State.ENDED and c["ended"].on:
            new |= _dated("ended", c["ended"])
        elif c["state"] and c["state"] != State.ENDED:
            new |= {"ended_on": None, "ended_precision": Precision.DAY.value}
            new |= {"ending": Ending.UNKNOWN.value, "merged_into": None}
        return replace(facts, **new)


class SavedViewForm(forms.Form):
    name = forms.CharField(label=_("Lưu bộ lọc này với tên"), max_length=80)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

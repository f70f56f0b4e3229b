"""Opening a case: first what it is about, then what the first step must know."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.actions import ProgrammeFacts, SiteFacts
from binhyen.programmes.choices import State
from binhyen.programmes.models import Organisation, Programme, Site

from ..choices import CaseKind
from ..models import Procedure
from ..queries.pages import site_named
from .fields import ProgrammeByName, SiteByCode, UnitByName, words_field

# What an adjustment may change, in the order of the form.
SITE_CHANGES = ("village", "organisation", "team_count", "member_count", "note")
PROGRAMME_CHANGES = ("name", "sector", "aim")


class TargetForm(forms.Form):
    """Which programme or site a case will be about; lives in the address."""

    def __init__(self, person: Person, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.fields["site"] = SiteByCode(
            label=_("Điểm mô hình"),
            required=False,
            help_text=_("Gõ tên thôn, xã hoặc mã điểm. Để trống nếu hồ sơ về cả mô hình."),
            find=lambda code: site_named(person, code),
        )
        self.fields["programme"] = ProgrammeByName(
            label=_("Mô hình"), required=False, person=person
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("site") and not said.get("programme"):
            self.add_error("site", _("Hãy chọn một điểm, hoặc một mô hình."))
        return said

    @property
    def target(self) -> Programme | Site | None:
        said = self.cleaned_data
        return said.get("site") or said.get("programme")


class OpenForm(forms.Form):
    """What every case needs: where, and why."""

    reason = words_field(
        _("Lý do, sự cần thiết"),
        rows=4,
        help_text=_("Vì sao làm, và nếu đã có mô hình gần giống thì khác ở chỗ nào."),
    )

    def __init__(
        self, *args: Any, person: Person, procedures: Sequence[Procedure] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.person = person
        self.fields["unit"] = UnitByName(
            label=_("Địa bàn lập hồ sơ"),
            person=person,
            permission=Permission.CASE_ACT,
            is_todays=True,
            help_text=_("Cấp nào lập thì cấp ấy xử lý bước đầu."),
        )
        if len(procedures) > 1:
            self.fields["procedure"] = self._procedures(procedures)
        self.order_fields(self.field_order)

    def _procedures(self, procedures: Sequence[Procedure]) -> forms.TypedChoiceField:
        by_key = {str(one.pk): one for one in procedures}
        return forms.TypedChoiceField(
            label=_("Theo quy trình"),
            required=False,
            choices=[(key, f"{one} ({one.unit})") for key, one in by_key.items()],
            coerce=by_key.__getitem__,
            empty_value=None,
        )


class BuildForm(OpenForm):
    field_order = ("name", "sector", "aim", "unit", "reason", "procedure")

    name = forms.CharField(
        label=_("Tên mô hình"), max_length=255,
        help_text=_("Tên gọi chung, không kèm tên thôn, xã."),
    )  # fmt: skip
    sector = forms.CharField(
        label=_("Lĩnh vực"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "sector-options", "autocomplete": "off"}),
    )
    aim = words_field(
        _("Mục đích"),
        rows=3,
        help_text=_("Muốn thay đổi điều gì, cho ai. Dùng để tìm mô hình trùng lặp."),
    )

    def facts(self) -> ProgrammeFacts:
        said = self.cleaned_data
        return ProgrammeFacts(
            name=said["name"], unit=said["unit"], sector=said["sector"], aim=said["aim"]
        )


class ReplicateForm(OpenForm):
    field_order = (
        *("programme", "parent", "unit", "village", "organisation"),
        *("team_count", "member_count", "reason", "procedure"),
    )

    village = forms.CharField(
        label=_("Thôn, bon, buôn, tổ dân phố"), required=False, max_length=120
    )
    organisation = forms.CharField(
        label=_("Cơ quan, tổ chức áp dụng"), required=False, max_length=200,
        help_text=_("Chỉ ghi khi điểm đặt tại trường học, giáo xứ, doanh nghiệp, cơ quan…"),
    )  # fmt: skip
    team_count = forms.IntegerField(label=_("Số tổ dự kiến"), required=False, min_value=0)
    member_count = forms.IntegerField(label=_("Số thành viên dự kiến"), required=False, min_value=0)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, person=person, **options)
        self.fields["programme"] = ProgrammeByName(label=_("Mô hình"), person=person)
        self.fields["parent"] = SiteByCode(
            label=_("Nhân rộng từ điểm"),
            required=False,
            help_text=_("Điểm đã làm tốt mà điểm mới học theo. Để trống nếu là điểm đầu tiên."),
            find=lambda code: site_named(person, code),
            beside="programme",
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        programme, parent = said.get("programme"), said.get("parent")
        if programme and parent and (why := _not_to_copy(parent, programme)):
            self.add_error("parent", why)
        return said

    def facts(self, organisation: Organisation | None) -> SiteFacts:
        said = self.cleaned_data
        return SiteFacts(
            programme=said["programme"],
            unit=said["unit"],
            village=said["village"],
            organisation=organisation,
            team_count=said["team_count"],
            member_count=said["member_count"],
        )


def _not_to_copy(parent: Site, programme: Programme) -> str:
    """Why a new site of a programme can't be modelled on a site; empty if it can."""
    if parent.programme_id != programme.pk:
        said = _("Điểm này thuộc mô hình “%(programme)s”; hãy chọn điểm của mô hình đang mở.")
        return said % {"programme": parent.programme.name}
    if parent.state != State.RUNNING:
        said = _("Điểm này không đang hoạt động (%(state)s); chỉ nhân rộng từ điểm đang hoạt động.")
        return said % {"state": parent.get_state_display()}
    return ""


class TargetedForm(OpenForm):
    """Suspending, ending, taking over: nothing more than where and why."""

    field_order: Sequence[str] = ("unit", "reason", "procedure")

    def __init__(self, *args: Any, target: Programme | Site, **options: Any) -> None:
        self.target = target
        super().__init__(*args, **options)


class AdjustForm(TargetedForm):
    """The facts as they shall be; what differs from the register is the adjustment."""

    def __init__(self, *args: Any, target: Programme | Site, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        fields = _site_fields() if isinstance(target, Site) else _programme_fields()
        self.fields.update(fields)
        self.order_fields((*fields, "unit", "reason", "procedure"))

    @property
    def news(self) -> dict[str, Any]:
        """What is said other than the register says, by field."""
        known = known_facts(self.target)
        said = {name: self.cleaned_data.get(name) for name in known}
        return {name: value for name, value in said.items() if value != known[name]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not self.news:
            message = _("Chưa có gì khác với sổ; hãy sửa ít nhất một mục.")
            self.add_error(next(iter(known_facts(self.target))), message)
        return said


class MergeForm(TargetedForm):
    field_order = ("into", "unit", "reason", "procedure")

    def __init__(
        self, *args: Any, person: Person, target: Programme | Site, **options: Any
    ) -> None:
        super().__init__(*args, person=person, target=target, **options)
        if isinstance(target, Site):
            self.fields["into"] = SiteByCode(
                label=_("Nhập vào điểm"), find=lambda code: site_named(person, code)
            )
        else:
            self.fields["into"] = ProgrammeByName(label=_("Nhập vào mô hình"), person=person)
        self.order_fields(self.field_order)


FORMS: dict[str, type[OpenForm]] = {
    CaseKind.BUILD: BuildForm,
    CaseKind.REPLICATE: ReplicateForm,
    CaseKind.ADJUST: AdjustForm,
    CaseKind.SUSPEND: TargetedForm,
    CaseKind.END: TargetedForm,
    CaseKind.MERGE: MergeForm,
    CaseKind.TAKE_OVER: TargetedForm,
}


def known_facts(target: Programme | Site) -> dict[str, Any]:
    """What the register says, in the form's terms."""
    if isinstance(target, Site):
        host = target.organisation.name if target.organisation else ""
        return {
            name: host if name == "organisation" else getattr(target, name) for name in SITE_CHANGES
        }
    return {"name": target.name, "sector": target.sector.name, "aim": target.aim}


def _site_fields() -> dict[str, forms.Field]:
    return {
        "village": forms.CharField(
            label=_("Thôn, bon, buôn, tổ dân phố"), required=False, max_length=120
        ),
        "organisation": forms.CharField(
            label=_("Cơ quan, tổ chức áp dụng"), required=False, max_length=200
        ),
        "team_count": forms.IntegerField(label=_("Số tổ"), required=False, min_value=0),
        "member_count": forms.IntegerField(label=_("Số thành viên"), required=False, min_value=0),
        "note": words_field(_("Ghi chú"), required=False, rows=2),
    }


def _programme_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label=_("Tên mô hình"), max_length=255),
        "sector": forms.CharField(
            label=_("Lĩnh vực"),
            max_length=120,
            widget=forms.TextInput(attrs={"list": "sector-options", "autocomplete": "off"}),
        ),
        "aim": words_field(_("Mục đích"), required=False, rows=3),
    }

"""What is said when a case is moved, delegated, met about or handed over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.people.models import Person

from ..choices import AssetKind
from ..queries import Standing
from .fields import Money, day_field, words_field


class ActForm(forms.Form):
    """A comment, the day, and a ground where one of the outcomes asks for one."""

    ground = forms.ChoiceField(label=_("Căn cứ"), required=False)
    comment = words_field(
        _("Ý kiến"),
        required=False,
        rows=3,
        help_text=_("Bắt buộc khi trả lại hoặc dừng hồ sơ: ghi rõ cần sửa gì, vì sao."),
    )
    on = day_field(
        _("Ngày thực hiện"),
        help_text=_(
            "Không trước ngày hồ sơ đến bước này, không trước ngày của giấy tờ mà bước này cần. "
            "Thời hạn tính theo ngày thực bấm nút."
        ),
    )

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        if any(choice.outcome.ground for choice in standing.choices):
            names = [(ground.code, ground.name) for ground in standing.grounds]
            field = self.fields["ground"]
            field.choices = [("", _("chọn căn cứ")), *names]  # type: ignore[attr-defined]
        else:
            del self.fields["ground"]


class DelegateForm(forms.Form):
    to = forms.TypedChoiceField(label=_("Giao cho"), empty_value=None)
    until = day_field(_("Đến hết ngày"))
    reason = forms.CharField(label=_("Lý do"), required=False, max_length=300)

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        by_key = {str(person.pk): person for person in people}
        field = self.fields["to"]
        names = [(key, person.full_name) for key, person in by_key.items()]
        field.choices = [("", _("chọn người")), *names]  # type: ignore[attr-defined]
        field.coerce = by_key.__getitem__  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    held_on = day_field(_("Ngày họp"))
    place = forms.CharField(
        label=_("Địa điểm"), max_length=200, help_text=_("Ví dụ: Nhà văn hóa thôn 5.")
    )
    present = forms.IntegerField(
        label=_("Số người dự"), min_value=0, max_value=100_000,
        help_text=_("Chỉ ghi số lượng, không ghi tên."),
    )  # fmt: skip
    voted_for = forms.IntegerField(label=_("Số đồng ý"), min_value=0, max_value=100_000)
    against = forms.IntegerField(label=_("Số không đồng ý"), min_value=0, max_value=100_000)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        if said["voted_for"] + said["against"] > said["present"]:
            message = _("Số đồng ý và không đồng ý cộng lại nhiều hơn số người dự.")
            self.add_error("present", message)
        return said


class AssetLineForm(forms.Form):
    """One line of the list of assets; an empty line says nothing."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Loại tài sản"), choices=AssetKind.choices, initial=AssetKind.CAMERA
    )
    name = forms.CharField(label=_("Tên tài sản"), max_length=160)
    quantity = forms.IntegerField(label=_("Số lượng"), min_value=1, max_value=1_000_000, initial=1)
    value_vnd = Money(label=_("Giá trị (đồng)"), required=False, max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["quantity"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "aria-label": _("Số lượng"), "class": "number"}
        )
        self.fields["value_vnd"].widget.attrs["class"] = "number"


class HandOverForm(forms.Form):
    quantity = forms.IntegerField(label=_("Số lượng bàn giao"), min_value=1, max_value=10**12)
    holder = forms.CharField(
        label=_("Nơi nhận"),
        max_length=200,
        help_text=_("Cơ quan, tổ chức có tên cụ thể sẽ giữ và chịu trách nhiệm."),
        widget=forms.TextInput(attrs={"list": "holder-options", "autocomplete": "off"}),
    )
    on = day_field(_("Ngày bàn giao"))
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=200)

"""What a person types about users and posts; every refusal stands beside its field."""

import re
from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.text import fold
from binhyen.units.models import Unit

from . import queries, rules
from .choices import Refusal, Role
from .models import Person

_CODE = re.compile(r"\((\d{1,6})\)\s*$")
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
PASSWORD_HELP = _("Ít nhất 10 ký tự, không phải mật khẩu thông dụng.")
KEY_NAME = _("Tên của khóa")


def unit_label(unit: Unit) -> str:
    """As find-as-you-type offers it: Xã Đắk Wil, Tỉnh Lâm Đồng (24664)."""
    above = unit.parent
    place = f"{unit.name}, {above.name}" if above is not None and above.level else unit.name
    return f"{place} ({unit.code})"


def day_field(label: Any, *, required: bool = True, initial: Any = None) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, initial=initial, widget=widget, input_formats=_DAYS
    )


class PersonForm(forms.ModelForm):
    """Name and work contact of a user one manages, or one's own."""

    class Meta:
        model = Person
        fields = ["full_name", "email", "phone"]
        labels = {"email": _("Thư điện tử công vụ")}
        help_texts = {
            "full_name": _("Viết đầy đủ, có dấu."),
            "phone": _("Chỉ dùng số công vụ; có thể bỏ trống."),
        }


class NewPersonForm(PersonForm):
    """A new user."""

    class Meta(PersonForm.Meta):
        fields = ["username", "full_name", "email", "phone"]
        labels = {**PersonForm.Meta.labels, "username": _("Tên đăng nhập")}
        help_texts = {
            **PersonForm.Meta.help_texts,
            "username": _("Chữ thường không dấu, chữ số, dấu . _ - ; không dùng số điện thoại."),
        }

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).lower()
        if fault := rules.name_fault(name):
            raise forms.ValidationError(fault.label)
        if queries.person_named(name):
            raise forms.ValidationError(Refusal.NAME_TAKEN.label)
        return name


class PostForm(forms.Form):
    """A role over a unit of today, which may be typed with or without marks, or as a code."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=[("", "—"), *Role.choices])
    unit = forms.CharField(
        label=_("Địa bàn"),
        max_length=160,
        help_text=_("Gõ vài chữ của tên, có dấu hay không, hoặc mã đơn vị."),
        widget=forms.TextInput(
            attrs={
                "list": "unit-options",
                "autocomplete": "off",
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#unit-options",
            }
        ),
    )
    held_from = day_field(_("Từ ngày"))
    held_until = day_field(_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, by: Person, on: date, suggest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.on = by, on
        self.fields["held_from"].initial = on
        self.fields["unit"].widget.attrs["hx-get"] = suggest

    def clean_unit(self) -> Unit:
        words = self.cleaned_data["unit"]
        code = _CODE.search(words)
        found = list(queries.units_to_give(self.by, code[1] if code else words, on=self.on)[:6])
        exact = [u for u in found if fold(words) in (u.folded, fold(u.name), u.code)]
        found = exact or found
        if not found:
            raise forms.ValidationError(
                _("Không có đơn vị nào tên như vậy trong phạm vi quản lý của bạn.")
            )
        if len(found) > 1:
            names = "; ".join(unit_label(unit) for unit in found)
            raise forms.ValidationError(_("Có nhiều đơn vị: %s. Hãy chọn một.") % names)
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("held_from"), data.get("held_until")
        if since and until and until < since:
            self.add_error("held_until", Refusal.DAYS_OUT_OF_ORDER.label)
        return data


class EndPostForm(forms.Form):
    until = day_field(_("Ngày cuối giữ vai trò"))
    reason = forms.CharField(label=_("Lý do"), required=False, max_length=300)


class LeavingForm(forms.Form):
    reason = forms.CharField(label=_("Lý do ngừng dùng"), required=False, max_length=300)


class PeopleFilter(forms.Form):
    """The list's filters; they live in the address."""

    q = forms.CharField(label=_("Tìm theo tên"), required=False, max_length=80)
    role = forms.ChoiceField(
        label=_("Vai trò"), required=False, choices=[("", _("mọi vai trò")), *Role.choices]
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            ("", _("đang dùng")),
            ("left", _("đã ngừng")),
            ("all", _("tất cả")),
        ],
    )


class NewPasswordForm(forms.Form):
    """Chosen by the user through the administrator's link."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and data.get("again") != data["password"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau."))
        return data


class OwnPasswordForm(ChangePasswordForm):
    """allauth's, with the rules for passwords in one sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class AddKeyForm(AddWebAuthnForm):
    name = forms.CharField(label=KEY_NAME, required=False)


class EditKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=KEY_NAME)

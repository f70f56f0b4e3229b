"""Units, programmes and sites as an officer names them, and days."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.money import read_money
from binhyen.kernel.text import fold
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import programme_choices, unit_of_text, unit_text
from binhyen.ui.words import vnd_text
from binhyen.units.models import Unit

FEW = 12
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=DAYS, **options)


def words_field(label: Any, *, rows: int = 4, most: int = 4_000, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=most, **options)


class Money(forms.CharField):
    """A sum in whole đồng; None if nothing is said."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        read = read_money(text)
        if read.fault or read.doubt:
            message = _("Chưa rõ là bao nhiêu tiền. Hãy ghi cả đơn vị: 1,5 triệu hoặc 1.500.000 đ.")
            raise ValidationError(message, code="money")
        return read.value

    def prepare_value(self, value: Any) -> Any:
        return vnd_text(value) if isinstance(value, int) else value


def suggested(options: str, address: str) -> dict[str, str]:
    """Attributes of a text field whose suggestions are asked for while one types."""
    return {
        "list": options,
        "autocomplete": "off",
        "hx-get": address,
        "hx-target": f"#{options}",
        "hx-trigger": "input changed delay:200ms",
        "hx-swap": "innerHTML",
        "hx-push-url": "false",
    }


class _Named(forms.CharField, ABC):
    """A record by its code or name; cleans to the record, or None where nothing is typed."""

    record: type
    unknown: Any

    @abstractmethod
    def find(self, text: str) -> Any:
        """The record that a text names, None if none or several do."""

    @abstractmethod
    def text_of(self, record: Any) -> str:
        """How the field writes a record, such that `find` gives it back."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self.find(text)
        if found is None:
            raise ValidationError(self.unknown, code="unknown")
        return found

    def prepare_value(self, value: Any) -> Any:
        return self.text_of(value) if isinstance(value, self.record) else value


class UnitByName(_Named):
    """A unit where a person holds a permission; with `is_todays` only today's are suggested."""

    record = Unit
    unknown = _(
        "Không có, hoặc có nhiều địa bàn mang tên này trong phạm vi của bạn; "
        "hãy chọn trong danh sách gợi ý."
    )

    def __init__(
        self, *, person: Person, permission: Permission, is_todays: bool = False, **options: Any
    ) -> None:
        self.person, self.permission = person, permission
        address = f"{reverse('programmes:unit-options')}?for={permission.value}"
        address += "&today=on" if is_todays else ""
        options["widget"] = forms.TextInput(attrs=suggested("unit-options", address))
        super().__init__(**options)

    def find(self, text: str) -> Unit | None:
        return unit_of_text(self.person, self.permission, text)

    def text_of(self, record: Unit) -> str:
        return unit_text(record)


class ProgrammeByName(_Named):
    """A programme that a person sees."""

    record = Programme
    unknown = _("Không có mô hình mang tên này; hãy chọn trong danh sách gợi ý.")

    def __init__(self, *, person: Person, **options: Any) -> None:
        self.person = person
        address = reverse("programmes:programme-options")
        options["widget"] = forms.TextInput(attrs=suggested("programme-options", address))
        super().__init__(**options)

    def find(self, text: str) -> Programme | None:
        code, name = text.split(" – ")[0].strip(), fold(text)
        found = list(programme_choices(self.person, code)[:FEW])
        same = [one for one in found if one.code == code or one.folded == name]
        return same[0] if len(same) == 1 else None

    def text_of(self, record: Programme) -> str:
        return f"{record.code} – {record.name}"


class SiteByCode(_Named):
    """A site that a person sees, by its code; suggested by any of its words."""

    record = Site
    unknown = _("Không có điểm mang mã này; hãy gõ vài chữ rồi chọn trong danh sách gợi ý.")

    def __init__(
        self, *, find: Callable[[str], Site | None], beside: str = "", **options: Any
    ) -> None:
        """beside: another field of the form that the suggestions depend on."""
        self.by_code = find
        attrs = suggested("site-options", reverse("life:site-options"))
        attrs |= {"hx-include": f"[name='{beside}']"} if beside else {}
        options["widget"] = forms.TextInput(attrs=attrs)
        super().__init__(**options)

    def find(self, text: str) -> Site | None:
        return self.by_code(text.split(" – ")[0].strip())

    def text_of(self, record: Site) -> str:
        return site_text(record)


def site_text(site: Site) -> str:
    return f"{site.code} – {site}"

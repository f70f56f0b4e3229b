"""Fields that understand dates, sums and counts as officers write them, and records by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.dates import show
from binhyen.kernel.money import read_money
from binhyen.kernel.numbers import read_count
from binhyen.kernel.text import fold
from binhyen.kernel.written_dates import WrittenDate, read_date
from binhyen.people.models import Person
from binhyen.ui.words import number_text, vnd_text

from .. import queries
from ..fields import suggested
from ..models import Programme, Site

FIRST = 20
DATE_HELP = _("Biết đến đâu ghi đến đó: 08/02/2023, 02/2023 hoặc 2023.")
MONEY_HELP = _("Ghi được cả 1.500.000 và 1,5 triệu.")


class DateAsKnown(forms.CharField):
    """A day, a month or a year; cleans to a WrittenDate, empty if nothing is said."""

    def clean(self, value: Any) -> WrittenDate:
        text = super().clean(value)
        read = read_date(text, today=localdate())
        if read.fault == "future_date":
            raise ValidationError(_("Ngày này chưa tới."), code="future")
        if read.fault or read.doubt:
            message = _("Chưa rõ là ngày nào. Hãy ghi như 08/02/2023, 02/2023 hoặc 2023.")
            raise ValidationError(message, code="date")
        return read

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, WrittenDate):
            return show(value.on, value.precision) if value.on and value.precision else ""
        return value


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


class Count(forms.CharField):
    """A whole number; None if nothing is said."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        read = read_count(text)
        if read.fault or read.doubt:
            raise ValidationError(_("Hãy ghi một số nguyên, ví dụ 12."), code="count")
        return read.value

    def prepare_value(self, value: Any) -> Any:
        return number_text(value) if isinstance(value, int) else value


class Degrees(forms.CharField):
    """A latitude or longitude; decimal comma or point."""

    def __init__(self, *, most: float, **options: Any) -> None:
        self.most = most
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            degrees = float(text.replace(",", "."))
        except ValueError:
            degrees = float("nan")
        if not abs(degrees) <= self.most:
            raise ValidationError(_("Tọa độ ghi bằng độ, ví dụ 12,004512."), code="degrees")
        return degrees

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


class LongSelect(forms.Select):
    """A select whose options are written in one go; Django renders a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        written = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) == str(value or "") else "", label)
                for key, label in self.choices
            ),
        )
        own = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", SafeString(own), written)


class ProgrammeFromList(forms.TypedChoiceField):
    """A programme picked from the whole catalogue; cleans to a Programme or None."""

    def __init__(self, programmes: Iterable[Programme], *, empty: Any, **options: Any) -> None:
        by_code = {programme.code: programme for programme in programmes}
        names = [(code, programme_text(programme)) for code, programme in by_code.items()]
        super().__init__(
            choices=[("", empty), *names],
            coerce=by_code.__getitem__,
            empty_value=None,
            widget=LongSelect,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Programme) else value


class ProgrammeByName(forms.CharField):
    """A programme by its code or whole name, suggested as one types."""

    def __init__(self, *, person: Person, **options: Any) -> None:
        self.person = person
        address = reverse("programmes:programme-options")
        options["widget"] = forms.TextInput(attrs=suggested("programme-options", address))
        super().__init__(**options)

    def clean(self, value: Any) -> Programme | None:
        text = super().clean(value)
        if not text:
            return None
        code, name = text.split(" – ")[0].strip(), fold(text)
        found = list(queries.programme_choices(self.person, code)[:FIRST])
        same = [one for one in found if one.code == code or one.folded == name]
        if len(same) != 1:
            raise ValidationError(
                _("Không có mô hình mang tên này; hãy chọn trong danh sách gợi ý."),
                code="programme",
            )
        return same[0]

    def prepare_value(self, value: Any) -> Any:
        return programme_text(value) if isinstance(value, Programme) else value


class SiteByName(forms.CharField):
    """A site by its code, suggested as one types anything of it.

    known: the site that is named already, which may be one that the person doesn't see.
    """

    def __init__(self, *, person: Person, known: Site | None = None, **options: Any) -> None:
        self.person, self.known = person, known
        address = reverse("programmes:site-options")
        options["widget"] = forms.TextInput(attrs=suggested("site-options", address))
        super().__init__(**options)

    def clean(self, value: Any) -> Site | None:
        text = super().clean(value)
        if not text:
            return None
        code = text.split(" – ")[0].strip()
        if self.known and code == self.known.code:
            return self.known
        found = queries.site_named(self.person, code)
        if found is None:
            raise ValidationError(
                _("Không có điểm mang mã này trong phạm vi của bạn; hãy chọn trong gợi ý."),
                code="site",
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return queries.site_text(value) if isinstance(value, Site) else value


def programme_field(
    person: Person, programmes: Sequence[Programme] | None, *, empty: Any, **options: Any
) -> ProgrammeFromList | ProgrammeByName:
    """A list to pick from, or a name to type where there are too many to list (None)."""
    if programmes is None:
        return ProgrammeByName(person=person, **options)
    return ProgrammeFromList(programmes, empty=empty, **options)


def programme_text(programme: Programme) -> str:
    return f"{programme.code} – {programme.name}"

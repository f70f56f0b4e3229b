"""A file handed in, a row put right, a programme added to the catalogue on the way."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.programmes.queries import sector_names, unit_text
from binhyen.units.models import Unit

from . import queries, wording
from .choices import Subject
from .rules.reading import WorkbookRefused
from .workbook import LARGEST_FILE

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A workbook or a catalogue, for one of the units in a person's reach."""

    file = forms.FileField(
        label=_("Tệp"),
        allow_empty_file=True,
        help_text=_("Excel (.xlsx, .xlsm, .xls), LibreOffice (.ods) hoặc CSV, tối đa 25 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Hãy chọn một tệp.")},
    )
    unit = forms.ModelChoiceField(
        label=_("Tệp của địa bàn"), queryset=Unit.objects.none(), empty_label=None,
        help_text=_("Tên xã trong tệp được hiểu trong phạm vi địa bàn này."),
    )  # fmt: skip
    subject = forms.ChoiceField(
        label=_("Trong tệp có"), choices=Subject.choices, initial=Subject.REGISTER,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        units = queries.territories(person)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        field.choices = [(unit.pk, unit_text(unit)) for unit in units]
        field.initial = units[0].pk if units else None
        if not may(person, Permission.CATALOGUE_CHANGE):
            del self.fields["subject"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            fault = WorkbookRefused("file_too_large", limit=str(LARGEST_FILE // 2**20))
            raise forms.ValidationError(wording.refusal(fault))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit = cleaned.get("unit")
        is_catalogue = cleaned.get("subject") == Subject.CATALOGUE
        if unit and is_catalogue and not may(self.person, Permission.CATALOGUE_CHANGE, at=unit):
            self.add_error("unit", _("Bạn không được sửa danh mục của địa bàn này."))
        return cleaned


class RowForm(forms.Form):
    """The cells of a row as text, one field a column."""

    def __init__(
        self, *args: Any, meanings: Iterable[str], scales: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for meaning in meanings:
            unit = scales.get(meaning, 1)
            counts = _("Số không ghi đơn vị được hiểu là %(unit)s.")
            help_text = counts % {"unit": wording.scale_word(unit)} if unit > 1 else ""
            self.fields[meaning] = forms.CharField(
                label=str(wording.MEANINGS[meaning]),
                required=False,
                max_length=2000,
                help_text=help_text,
                widget=forms.Textarea(attrs={"rows": 2}) if meaning == "note" else None,
            )


class ApartForm(forms.Form):
    """Why a row is another site than the one it resembles."""

    reason = forms.CharField(
        label=_("Đây là điểm khác, vì"), max_length=500,
        help_text=_("Ví dụ: thôn này có hai tổ ở hai cụm dân cư. Lý do được ghi vào nhật ký."),
        error_messages={"required": _("Hãy ghi vì sao đây là điểm khác.")},
    )  # fmt: skip


class ProgrammeForm(forms.Form):
    """A programme that the catalogue lacks."""

    name = forms.CharField(label=_("Tên mô hình"), max_length=255)
    sector = forms.CharField(
        label=_("Lĩnh vực"), max_length=120,
        widget=forms.TextInput(attrs={"list": "sector-options", "autocomplete": "off"}),
        help_text=_("Chọn một lĩnh vực đã có, hoặc ghi lĩnh vực mới."),
    )  # fmt: skip

    @property
    def sectors(self) -> list[str]:
        return sector_names()

"""Which file to give out, and which one is handed in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitOrNation
from binhyen.units.models import Unit

from ..actions import LARGEST_FILE
from ..choices import FileFault
from ..rules.periods import Period
from .fields import period_field

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A file of figures for one of the units where a person enters them."""

    file = forms.FileField(
        label=_("Tệp"),
        allow_empty_file=True,
        help_text=_("Excel (.xlsx, .xlsm, .xls), LibreOffice (.ods) hoặc CSV, tối đa 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Hãy chọn một tệp.")},
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        by_key = {str(unit.pk): unit for unit in units}
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Tệp của địa bàn"),
            choices=[(key, unit.name) for key, unit in by_key.items()],
            coerce=by_key.__getitem__,
        )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(FileFault.TOO_LARGE.label)
        return file


class FormOfMonth(forms.Form):
    """The month's form of one unit, to fill in away from here."""

    def __init__(self, *args: Any, person: Person, periods: Sequence[Period], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"] = unit_field(person)
        self.fields["period"] = period_field(_("Kỳ"), periods)


class SpanOfMonths(forms.Form):
    """The months of a territory, from one to another."""

    def __init__(self, *args: Any, person: Person, periods: Sequence[Period], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"] = unit_field(person)
        self.fields["since"] = period_field(_("Từ kỳ"), periods)
        self.fields["until"] = period_field(_("Đến kỳ"), periods)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since.start > until.start:
            self.add_error("until", _("Kỳ cuối sớm hơn kỳ đầu."))
        return said


def unit_field(person: Person) -> UnitOrNation:
    return UnitOrNation(label=_("Địa bàn"), person=person, permission=Permission.REGISTER_VIEW)

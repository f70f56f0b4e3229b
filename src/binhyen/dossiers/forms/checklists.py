"""A checklist as it is edited: its text, whose it is, and from which day it counts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.people.models import Person
from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from .. import queries
from ..rules.checklists import LONGEST_TEXT
from .fields import Day


class ChecklistForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("Phạm vi áp dụng"), queryset=Unit.objects.none(), empty_label=None
    )
    effective_on = Day(
        label=_("Áp dụng từ ngày"),
        required=True,
        help_text=_("Từ hôm nay trở đi; trước ngày này bản cũ vẫn được dùng."),
    )
    text = forms.CharField(
        label=_("Nội dung (TOML)"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "code"}),
    )
    reason = forms.CharField(label=_("Lý do sửa"), max_length=500, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = queries.units_to_list_for(person)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        field.choices = [(unit.pk, unit_text(unit)) for unit in units]

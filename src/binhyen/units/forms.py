"""What the list of units can be asked; every answer lives in the address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Level
from .models import Unit


class ListForm(forms.Form):
    q = forms.CharField(label=_("Tên hoặc mã"), required=False, max_length=120)
    on = forms.DateField(
        label=_("Vào ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    level = forms.TypedChoiceField(
        label=_("Cấp"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Mọi cấp")), *[(v, label) for v, label in Level.choices if v]],
    )
    province = forms.ChoiceField(label=_("Tỉnh, thành phố"), required=False)

    def __init__(self, asked: Mapping[str, Any], *, today: date) -> None:
        super().__init__(asked)
        self.day = self._day(today)
        provinces = Unit.objects.at(self.day).filter(level=Level.PROVINCE)
        self.fields["province"] = forms.ChoiceField(
            label=_("Tỉnh, thành phố"),
            required=False,
            choices=[("", _("Cả nước")), *provinces.values_list("code", "name")],
        )

    def _day(self, today: date) -> date:
        try:
            return self.fields["on"].clean(self.data.get("on")) or today
        except forms.ValidationError:
            return today

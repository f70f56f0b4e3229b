"""Units as an officer names them, months, and days."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.programmes.queries import unit_of_text, unit_text
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..rules.periods import Period
from ..wording import period_with_days

NATION = re.compile(r"(?:^|\()VN\)?\s*$")
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=DAYS, **options)


def period_field(label: Any, periods: Sequence[Period], **options: Any) -> forms.TypedChoiceField:
    """One of some periods; cleans to the period."""
    by_code = {one.code: one for one in periods}
    return forms.TypedChoiceField(
        label=label,
        choices=[(one.code, period_with_days(one)) for one in periods],
        coerce=by_code.__getitem__,
        **options,
    )


class UnitByName(forms.CharField):
    """A unit where a person holds a permission, by name or code, suggested as one types.

    The page needs <datalist id="unit-options"></datalist>.
    """

    def __init__(self, *, person: Person, permission: Permission, **options: Any) -> None:
        self.person, self.permission = person, permission
        address = f"{reverse('programmes:unit-options')}?for={permission.value}"
        options["widget"] = forms.TextInput(
            attrs={
                "list": "unit-options",
                "autocomplete": "off",
                "hx-get": address,
                "hx-target": "#unit-options",
                "hx-trigger": "input changed delay:200ms",
                "hx-swap": "innerHTML",
                "hx-push-url": "false",
            }
        )
        super().__init__(**options)

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        unit = self._nation(text) or unit_of_text(self.person, self.permission, text)
        if unit is None:
            message = _(
                "Không có, hoặc có nhiều địa bàn mang tên này trong phạm vi của bạn; "
                "hãy chọn trong danh sách gợi ý."
            )
            raise ValidationError(message, code="unit")
        return unit

    def _nation(self, text: str) -> Unit | None:
        """The nation has a code without a digit, and is no choice where units are suggested."""
        if not NATION.search(text):
            return None
        found = Unit.objects.filter(reach(self.person, self.permission, unit="pk"))
        return found.filter(level=Level.NATION).first()

    def prepare_value(self, value: Any) -> Any:
        return unit_text(value) if isinstance(value, Unit) else value

"""What can be typed wherever a unit is chosen, in this room and those above."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import reach
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .queries import unit_of_text, unit_text

NATION = re.compile(r"(?:^|\()VN\)?\s*$")


class UnitByName(forms.CharField):
    """A unit where a person holds a permission, by name or code, suggested as one types.

    The page needs <datalist id="unit-options"></datalist>.
    """

    def __init__(self, *, person: Person, permission: Permission, **options: Any) -> None:
        self.person, self.permission = person, permission
        address = f"{reverse('programmes:unit-options')}?for={permission.value}"
        options["widget"] = forms.TextInput(attrs=suggested("unit-options", address))
        super().__init__(**options)

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        unit = self.named(text)
        if unit is None:
            message = _(
                "Không có, hoặc có nhiều địa bàn mang tên này trong phạm vi của bạn; "
                "hãy chọn trong danh sách gợi ý."
            )
            raise ValidationError(message, code="unit")
        return unit

    def named(self, text: str) -> Unit | None:
        return unit_of_text(self.person, self.permission, text)

    def prepare_value(self, value: Any) -> Any:
        return unit_text(value) if isinstance(value, Unit) else value


class UnitOrNation(UnitByName):
    """Or the nation, which has a code without a digit and is suggested nowhere."""

    def named(self, text: str) -> Unit | None:
        return unit_or_nation(self.person, self.permission, text)


def unit_or_nation(person: Person, permission: Permission, text: str) -> Unit | None:
    """The one unit that a text names, or the nation for who reaches it."""
    if NATION.search(text):
        inside = Unit.objects.filter(reach(person, permission, unit="pk"))
        if (nation := inside.filter(level=Level.NATION).first()) is not None:
            return nation
    return unit_of_text(person, permission, text)


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

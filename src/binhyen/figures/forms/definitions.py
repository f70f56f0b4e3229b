"""Writing a unit's own indicators: whose they are, from which day, and their text."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import posts_granting
from binhyen.programmes.fields import UnitOrNation
from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from ..rules.tables import LONGEST_FILE
from .fields import day_field


class CatalogueFilters(forms.Form):
    """Where and on which day the indicators are in force; one's own unit today unless said."""

    on = day_field(_("Áp dụng vào ngày"), required=False)

    def __init__(self, data: Any, *, person: Person, today: date) -> None:
        home = posts_granting(person, Permission.REGISTER_VIEW)[0].unit
        asked = {name: data[name] for name in ("unit", "on") if data.get(name)}
        shown = {"unit": unit_text(home) if home.level else "", "on": today.isoformat()}
        super().__init__(shown | asked)
        self.fields["unit"] = UnitOrNation(
            label=_("Địa bàn"), required=False, person=person, permission=Permission.REGISTER_VIEW
        )
        self.order_fields(["unit", "on"])
        self.is_valid()
        if isinstance(chosen := self.cleaned_data.get("unit"), Unit):
            self.data = {**self.data, "unit": unit_text(chosen)}  # a code is shown by its name
        self.query = urlencode({k: v for k, v in asked.items() if k not in self.errors})
        self.unit: Unit = self.cleaned_data.get("unit") or home
        self.day: date = self.cleaned_data.get("on") or today


class DefinitionForm(forms.Form):
    effective_on = day_field(
        _("Áp dụng từ ngày"),
        help_text=_("Kỳ kết thúc từ ngày này theo bản mới; kỳ trước đó giữ bản cũ."),
    )
    text = forms.CharField(
        label=_("Nội dung (TOML)"),
        required=False,
        max_length=LONGEST_FILE,
        strip=False,
        widget=forms.Textarea(attrs={"wrap": "off", "spellcheck": "false"}),
        help_text=_(
            "Mỗi bảng [[indicator]] là một chỉ tiêu. Lỗi được chỉ ra theo số dòng. "
            "Để trống thì địa bàn không còn chỉ tiêu riêng."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        by_key = {str(unit.pk): unit for unit in units}
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Chỉ tiêu riêng của"),
            choices=[(key, unit.name) for key, unit in by_key.items()],
            coerce=by_key.__getitem__,
        )
        self.order_fields(("unit", "effective_on", "text"))

"""Writing a unit's own indicators: whose they are, from which day, and their text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.units.models import Unit

from ..rules.tables import LONGEST_FILE
from .fields import day_field


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
            "Mỗi bảng [[indicator]] là một chỉ tiêu. Lỗi được chỉ ra theo số dòng. Để trống thì địa "
            "bàn không còn chỉ tiêu riêng."
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

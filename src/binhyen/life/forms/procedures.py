"""Writing a procedure: whose it is, from which day, and its text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.units.models import Unit

from .fields import day_field

MOST = 200_000


class ProcedureForm(forms.Form):
    effective_on = day_field(
        _("Áp dụng từ ngày"),
        help_text=_("Hồ sơ mở từ ngày này theo bản mới; hồ sơ đang chạy giữ bản cũ."),
    )
    text = forms.CharField(
        label=_("Nội dung quy trình (TOML)"),
        max_length=MOST,
        strip=False,
        widget=forms.Textarea(attrs={"wrap": "off", "spellcheck": "false"}),
        help_text=_(
            "Mỗi bảng [<loại hồ sơ>.steps.<bước>] là một bước. Lỗi sẽ được chỉ ra theo số dòng."
        ),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        by_key = {str(unit.pk): unit for unit in units}
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Quy trình của"),
            choices=[(key, unit.name) for key, unit in by_key.items()],
            coerce=by_key.__getitem__,
        )
        self.order_fields(("unit", "effective_on", "text"))


class WithdrawForm(forms.Form):
    on = day_field(_("Thôi áp dụng từ ngày"))
    reason = forms.CharField(label=_("Lý do"), required=False, max_length=300)

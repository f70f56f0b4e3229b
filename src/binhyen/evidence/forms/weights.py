"""What one event weighs, tried out by whoever reads: nothing of it is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_VND = 10**12


class WeightForm(forms.Form):
    weight = forms.IntegerField(
        label=_("Thử mức khác cho một vụ (đồng)"),
        required=False,
        min_value=1,
        max_value=MOST_VND,
        help_text=_("Cho kết quả chính; chỉ để xem, không lưu lại."),
    )

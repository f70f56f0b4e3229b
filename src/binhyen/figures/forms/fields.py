"""Days, and periods to choose from."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ..rules.periods import Period
from ..wording import period_with_days

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

"""What the log can be asked; every answer lives in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choices import Deed, Kind
from ..queries.history import Wanted

ALL = ("", _("tất cả"))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class HistoryForm(forms.Form):
    q = forms.CharField(
        label=_("Bản ghi"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    who = forms.CharField(label=_("Ai"), required=False, max_length=150)
    kind = forms.ChoiceField(label=_("Loại"), required=False, choices=[ALL, *Kind.choices])
    deed = forms.ChoiceField(label=_("Việc"), required=False, choices=[ALL, *Deed.choices])
    since = _day(_("Từ ngày"))
    until = _day(_("Đến hết ngày"))
    batch = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    record = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def is_narrow(self) -> bool:
        """Whether any of the less used filters is set, so that their part stands open."""
        return any(self.data.get(name) for name in ("kind", "deed", "since", "until"))

    @property
    def wanted(self) -> Wanted:
        """What was understood; a filter that wasn't leaves its complaint beside it."""
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            words=asked.get("q") or "",
            who=asked.get("who") or "",
            kind=asked.get("kind") or "",
            deed=asked.get("deed") or "",
            since=asked.get("since"),
            until=asked.get("until"),
            batch=asked.get("batch") or "",
            record=asked.get("record") or "" if asked.get("kind") else "",
        )

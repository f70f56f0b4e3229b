"""The filters of the board of cases; they live in the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.queries import unit_text
from binhyen.units.models import Unit

from ..choices import CaseKind, CaseState
from ..queries import CaseFilter
from .fields import UnitByName

ALL = ("", _("tất cả"))
SPAN = ("since", "until")


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is set: what it is, in words, and the address without it."""

    label: str
    value: str
    without: str


class CaseFilters(forms.Form):
    """Nothing is required; asked for nothing, the board shows the open cases."""

    field_order = ("q", "kind", "state", "late", "unit", "step")

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Loại hồ sơ"), required=False, choices=[ALL, *CaseKind.choices]
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[ALL, *CaseState.choices]
    )
    late = forms.ChoiceField(
        label=_("Hạn"),
        required=False,
        choices=[ALL, ("late", _("quá hạn")), ("escalated", _("đã báo cấp trên"))],
    )
    step = forms.CharField(label=_("Bước"), required=False, max_length=40)
    # They come with a link from a figure that counts cases.
    did = forms.ChoiceField(
        label=_("Trong kỳ"),
        required=False,
        choices=[ALL, ("opened", _("lập hồ sơ")), ("closed", _("kết thúc hồ sơ"))],
        widget=forms.HiddenInput,
    )
    since = forms.DateField(required=False, widget=forms.HiddenInput)
    until = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, person: Person, data: QueryDict) -> None:
        asked = data.copy()
        asked.setdefault("state", CaseState.OPEN)
        super().__init__(asked)
        self.asked = asked
        self.fields["unit"] = UnitByName(
            label=_("Địa bàn"), required=False, person=person, permission=Permission.REGISTER_VIEW
        )
        self.order_fields(self.field_order)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was understood; a filter that wasn't leaves its complaint beside it."""
        self.is_valid()
        unit = self.cleaned_data.get("unit")
        if isinstance(unit, Unit):  # a code in the address is shown by its name
            shown = self.asked.copy()
            shown["unit"] = unit_text(unit)
            self.data = shown
        return self.cleaned_data

    @cached_property
    def wanted(self) -> CaseFilter:
        chosen = self.chosen
        return CaseFilter(
            words=chosen.get("q") or "",
            kind=chosen.get("kind") or "",
            state=chosen.get("state") or "",
            step=chosen.get("step") or "",
            lateness=chosen.get("late") or "",
            unit=chosen.get("unit"),
            did=chosen.get("did") or "",
            since=chosen.get("since"),
            until=chosen.get("until"),
        )

    @property
    def trigger(self) -> str:
        """When a script asks anew: at a pause in the words, and when another filter is set."""
        others = [b.id_for_label for b in self.visible_fields() if b.name not in ("q", "step")]
        typed = "input changed delay:250ms from:#id_q"
        return ", ".join(["submit", typed, *(f"change from:#{name}" for name in others)])

    @cached_property
    def query(self) -> str:
        return self.address()

    def address(self, *, but: tuple[str, ...] = (), **instead: str) -> str:
        """The address without some filters and with others; "state=" alone asks for all."""
        kept = self.asked.copy()
        for name in list(kept):
            if name in ("page", *but) or (not kept[name] and name != "state"):
                del kept[name]
        for name, value in instead.items():
            kept[name] = value
        if kept.get("state") == CaseState.OPEN:
            del kept["state"]
        return kept.urlencode()

    @cached_property
    def active(self) -> list[Active]:
        """The filters that are set and understood, but for what the board opens with."""
        return list(self._active())

    def _active(self) -> Iterator[Active]:
        for name, value in self.chosen.items():
            if not value or (name, value) == ("state", CaseState.OPEN) or name in SPAN:
                continue
            choices = dict(getattr(self.fields[name], "choices", ()))
            shown = unit_text(value) if isinstance(value, Unit) else str(choices.get(value, value))
            without = self.address(but=(name,), state="") if name == "state" else ""
            if name == "did":
                shown = f"{shown} {self._days()}".strip()
                without = self.address(but=("did", *SPAN))
            without = without or self.address(but=(name,))
            yield Active(str(self.fields[name].label), shown, without)

    def _days(self) -> str:
        days = (self.chosen.get(name) for name in SPAN)
        return "–".join(date_format(day, "d/m/Y") for day in days if day)

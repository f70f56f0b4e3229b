"""What is read, all of it in the address; whatever is asked amiss is said and left aside."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitOrNation
from binhyen.programmes.queries import unit_text
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import View
from ..queries import catalogue, period_containing, period_named, reading
from ..queries.reading import Asked
from ..rules.indicators import Catalogue, split
from ..rules.periods import Period, PeriodKind, between
from ..wording import name_text, period_with_days, series_text

NOW, THEN = "now", "then"
SPANS = (6, 12, 24, 36, 60, 96)
SPAN = {"month": 24}  # of other kinds a dozen
MOST_PERIODS = 200
LOOKED_BACK = 12  # periods among which the newest with enough figures is looked for
A_YEAR = timedelta(days=366)
HERE_FIRST = "theft"


class UnitTold(UnitOrNation):
    """A unit asked for once: what its text means is remembered."""

    told: tuple[str, Unit] | None = None

    def clean(self, value: Any) -> Unit | None:
        if self.told is not None and self.told[0] == value:
            return self.told[1]
        found = super().clean(value)
        if found is not None:
            self.told = (value, found)
        return found


class ReadingForm(forms.Form):
    """Every field may be left out: the address `/figures/read/` alone shows something."""

    what = forms.ChoiceField(label=pgettext_lazy("cột", "Chỉ tiêu"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại kỳ"), required=False)
    until = forms.ChoiceField(label=gettext_lazy("Đến kỳ"), required=False)
    span = forms.TypedChoiceField(
        label=gettext_lazy("Số kỳ"), coerce=int, empty_value=None, required=False
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Cộng theo địa giới"),
        choices=[(NOW, gettext_lazy("hiện nay")), (THEN, gettext_lazy("của kỳ đó"))],
        required=False,
    )
    rate = forms.BooleanField(label=gettext_lazy("trên 10.000 dân"), required=False)
    parts = forms.BooleanField(label=gettext_lazy("chia theo loại"), required=False)

    def __init__(
        self, asked: Mapping[str, Any], *, person: Person, home: Unit, today: date
    ) -> None:
        self.person, self.home, self.today = person, home, today
        super().__init__(asked)
        self.naming = UnitTold(
            person=person,
            permission=Permission.REGISTER_VIEW,
            label=_("Đơn vị"),
            required=False,
        )
        self.fields["unit"] = self.naming
        self.order_fields(["what", "unit", "kind", "until", "span", "by"])
        self.unit = self._unit()
        self.known = catalogue(self.unit)
        self.keys = reading.keys_read(person, self.known)
        self.sort = self._sort()
        self.periods = self._periods()
        choices: dict[str, Any] = {
            "what": list(_grouped(self.known, self.keys)),
            "kind": [(one.code, name_text(one)) for one in reading.kinds_read()],
            "until": [(one.code, period_with_days(one)) for one in self.periods],
            "span": [(n, str(n)) for n in SPANS],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.data = {**{n: asked[n] for n in asked}, **self._shown()}

    def asked(self) -> Asked:
        """The question; its faults are errors of the form, beside their fields."""
        self.is_valid()
        said = self.cleaned_data
        key = said.get("what") or self._first_key()
        indicator = self.known.by_code[split(key)[0]]
        return Asked(
            known=self.known,
            key=key,
            unit=self.unit,
            period=self.last,
            span=said.get("span") or SPAN.get(self.sort.code, 12),
            as_then=said.get("by") == THEN,
            per_people=bool(said.get("rate")) and indicator.rate,
            in_parts=bool(said.get("parts")) and key == indicator.code and bool(indicator.parts),
            today=self.today,
        )

    def left_aside(self, asked: Asked) -> list[str]:
        """What was ticked but says nothing of this indicator."""
        found = []
        if self.cleaned_data.get("rate") and not asked.per_people:
            found.append(_("Chỉ tiêu này không tính trên 10.000 dân."))
        if self.cleaned_data.get("parts") and not asked.in_parts:
            found.append(_("Chỉ tiêu này không chia theo loại."))
        return found

    @property
    def view(self) -> View:
        """How it is to be read; the first way where none is asked for or none such fits."""
        text = self.data.get("view") or ""
        views = self.views
        return View(text) if text in View.values and View(text) in views else views[0]

    @property
    def views(self) -> tuple[View, ...]:
        """A commune has no units below it to be shown apart."""
        return (View.SERIES, View.TABLE) if self.unit.level == Level.COMMUNE else tuple(View)

    @property
    def last(self) -> Period:
        found = period_named(self.data.get("until") or "")
        return found if found in self.periods else self._last_full

    def _unit(self) -> Unit:
        text = self.data.get("unit") or ""
        try:
            return self.naming.clean(text) or self.home
        except ValidationError:
            return self.home

    def _sort(self) -> PeriodKind:
        kinds = {one.code: one for one in reading.kinds_read()}
        return kinds.get(self.data.get("kind") or "", kinds["month"])

    def _periods(self) -> list[Period]:
        """Those since anything is stored, and of a year at the least; the newest first."""
        first = min(reading.first_day() or self.today, self.today - A_YEAR)
        found = list(between(self.sort, first, self.today))
        return found[::-1][:MOST_PERIODS]

    @cached_property
    def _last_full(self) -> Period:
        """The newest period that is over and has nearly all its figures, or just the newest."""
        over = [one for one in self.periods if one.until < self.today]
        what = self.data.get("what") or ""
        key = what if what in self.keys else self._first_key()
        full = reading.newest_enough(key, self.unit, over[:LOOKED_BACK], self.known)
        return full or (over[0] if over else self.periods[0])

    def _first_key(self) -> str:
        return HERE_FIRST if HERE_FIRST in self.keys else self.keys[0]

    def _shown(self) -> dict[str, Any]:
        """A period of another kind gives way to that of this kind that has its last day."""
        shown: dict[str, Any] = {"kind": self.sort.code, "until": self.last.code}
        former = period_named(self.data.get("until") or "")
        if former is not None and former.kind != self.sort:
            same = period_containing(self.sort.code, former.until)
            if same in self.periods:
                shown["until"] = same.code
        if not self.data.get("what"):
            shown["what"] = self._first_key()
        if not self.data.get("span"):
            shown["span"] = SPAN.get(self.sort.code, 12)
        if self.naming.told is not None:
            shown["unit"] = unit_text(self.unit)
            self.naming.told = (shown["unit"], self.unit)
        elif not self.data.get("unit"):
            shown["unit"] = f"{self.home} ({self.home.code})"
            self.naming.told = (shown["unit"], self.home)
        return shown


def _grouped(known: Catalogue, keys: Sequence[str]) -> Iterable[tuple[str, list[Any]]]:
    """Choices by the headings of the form."""
    seen = set(keys)
    for group, indicators in known.grouped():
        inside = [key for one in indicators for key in (one.keys or (one.code,)) if key in seen]
        if inside:
            yield name_text(group), [(key, series_text(known, key)) for key in inside]

"""The map's choices, all of them in the address."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.people.models import Person
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Sector
from binhyen.units.models import Unit

from ..choices import Measure
from ..queries import maps

ROOT = "VN/"


class MapForm(forms.Form):
    """Every field may be left out: the address `/map/` alone is a map."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Chỉ tiêu"), choices=Measure.choices, required=False
    )
    unit = forms.ChoiceField(label=gettext_lazy("Phạm vi"), required=False)
    on = forms.ChoiceField(label=gettext_lazy("Ranh giới tại ngày"), required=False)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=gettext_lazy("Mô hình"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Tất cả mô hình"),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.all(),
        label=gettext_lazy("Lĩnh vực"),
        required=False,
        empty_label=gettext_lazy("Tất cả lĩnh vực"),
    )
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False)

    def __init__(
        self,
        asked: Mapping[str, Any],
        *,
        person: Person,
        scopes: Sequence[Unit],
        today: date,
        ground: maps.Ground,
    ) -> None:
        self.days = maps.vintages(today, ground)
        self.day_asked = _day(asked.get("on"))
        drawn = maps.vintage_of(self.day_asked, self.days) if self.day_asked else None
        super().__init__(_with_day(asked, drawn, today) if drawn else asked)
        self.today, self.ground = today, ground
        self.scopes = {scope_key(unit): unit for unit in scopes}
        self.scope = self._scope()
        self.within = maps.counted_in(self.scope, today, ground)
        self.fields["unit"].choices = _scope_choices(scopes)  # type: ignore[attr-defined]
        self.fields["on"].choices = _day_choices(self.days)  # type: ignore[attr-defined]
        self.fields["state"].choices = _state_choices()  # type: ignore[attr-defined]
        self.fields["programme"].queryset = self._programmes(person)  # type: ignore[attr-defined]

    def filters(self) -> maps.Filters:
        """What was asked; whatever was asked amiss counts as not asked and is said beside it."""
        self.is_valid()
        asked = self.cleaned_data
        return maps.Filters(
            scope=self.scope,
            within=self.within,
            ground=self.ground,
            on=date.fromisoformat(asked.get("on") or self.today.isoformat()),
            measure=Measure(asked.get("measure") or Measure.SITES),
            programme=asked.get("programme"),
            sector=asked.get("sector"),
            state=asked.get("state") or maps.COUNTED,
        )

    def _scope(self) -> Unit:
        first = next(iter(self.scopes.values()))
        return self.scopes.get(self.data.get("unit") or "", first)

    def _programmes(self, person: Person) -> QuerySet[Programme]:
        """The catalogue of the scope and of the nation: a nation's 2,500 names fit no list."""
        seen = Programme.objects.visible_to(person).order_by("sort_key")
        if self.scope.path == ROOT:
            return seen.filter(unit__path=ROOT)
        return seen.filter(self.within | Q(unit__path=ROOT))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _with_day(asked: Mapping[str, Any], drawn: date, today: date) -> Mapping[str, Any]:
    """What was asked, with the day whose boundaries stand for the one that was named."""
    return {**{name: asked[name] for name in asked}, "on": "" if drawn == today else str(drawn)}


def scope_key(unit: Unit) -> str:
    """A unit in the address: its path below the nation, so that former units have their own."""
    return unit.path.removeprefix(ROOT).rstrip("/") or "VN"


def _scope_choices(scopes: Sequence[Unit]) -> list[Any]:
    now = [(scope_key(unit), unit.name) for unit in scopes if unit.valid_to is None]
    then = [
        (
            scope_key(unit),
            _("%(name)s (đến hết %(day)s)") % {"name": unit.name, "day": _shown(unit)},
        )
        for unit in scopes
        if unit.last_day is not None
    ]
    return [*now, (_("Tỉnh, thành phố trước sắp xếp"), then)] if then else now


def _shown(unit: Unit) -> str:
    return date_format(unit.last_day, "d/m/Y") if unit.last_day else ""


def _day_choices(days: Sequence[date]) -> list[tuple[str, str]]:
    today, *eves = days
    past = [
        (day.isoformat(), _("Ngày %(day)s (trước sắp xếp)") % {"day": date_format(day, "d/m/Y")})
        for day in eves
    ]
    return [("", _("Hiện nay (%(day)s)") % {"day": date_format(today, "d/m/Y")}), *past]


def _state_choices() -> list[tuple[str, Any]]:
    counted = (maps.COUNTED, _("Đang áp dụng, kể cả tạm dừng"))
    return [counted, *State.choices, (maps.EVERY, _("Mọi tình trạng"))]

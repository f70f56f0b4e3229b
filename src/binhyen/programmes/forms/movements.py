"""What the movements can be asked; all of it in the address."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from binhyen.people.models import Person

from ..choices import Calendar
from ..queries import offer
from ..rules import Period, periods
from .fields import programme_field
from .filters import ALL, ListFilters, day_input

MOST = 100
# How many periods are shown where nobody says from which day.
FIRST = {Calendar.YEAR: 6, Calendar.REPORT_YEAR: 6, Calendar.HALF: 6, Calendar.QUARTER: 8}
NOW, THEN = "now", "then"


class MovementFilters(ListFilters):
    """Every field may be left out: the address alone is a table of the last years."""

    field_order = ("by", "since", "until", "unit", "boundary", "programme", "sector")

    by = forms.ChoiceField(label=_("Theo"), required=False, choices=Calendar.choices)
    since = forms.DateField(label=_("Từ ngày"), required=False, widget=day_input())
    until = forms.DateField(label=_("Đến ngày"), required=False, widget=day_input())
    boundary = forms.ChoiceField(
        label=_("Theo địa giới"), required=False,
        choices=[(NOW, _("hiện nay")), (THEN, _("ghi trong sổ"))],
    )  # fmt: skip

    def __init__(self, person: Person, data: QueryDict, *, today: date) -> None:
        offered = offer(person)
        super().__init__(person, data, offered.sectors)
        self.today = today
        for name in ("q", "state", "move"):
            del self.fields[name]
        self.fields["programme"] = programme_field(
            person, offered.programmes, label=_("Mô hình"), required=False, empty=ALL[1]
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày này đứng trước ngày bắt đầu."))
        return asked

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.chosen.get("by") or Calendar.YEAR)

    @property
    def is_then(self) -> bool:
        return self.chosen.get("boundary") == THEN

    def periods(self) -> list[Period]:
        """Up to today, oldest first; the latest hundred of very many."""
        until = min(self.chosen.get("until") or self.today, self.today)
        since = self.chosen.get("since") or self._first(until)
        return periods(self.calendar, since, until)[-MOST:]

    def days_cut(self, shown: Sequence[Period]) -> tuple[date, date] | None:
        """The first and last day shown, where they are others than the days asked for."""
        if self.calendar == Calendar.CUSTOM or not shown:
            return None
        first, last = shown[0].first, min(shown[-1].last, self.today)
        since = self.chosen.get("since") or first
        until = min(self.chosen.get("until") or last, self.today)
        return (first, last) if (first, last) != (since, until) else None

    @property
    def as_custom(self) -> str:
        """The address that asks for the very days."""
        return f"?{urlencode({'by': Calendar.CUSTOM.value})}&{self._address(but=('by',))}"

    def _first(self, until: date) -> date:
        if self.calendar == Calendar.CUSTOM:
            return date(until.year, 1, 1)
        few = periods(self.calendar, until - timedelta(days=366 * 7), until)
        return few[-FIRST[self.calendar] :][0].first

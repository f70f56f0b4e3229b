"""The filters of the list of returns; they live in the address."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from binhyen.units.models import Unit

from ..queries import Period, month_to_send, months_until, period_named
from ..wording import period_text

STATES = (
    ("", _("tất cả")),
    ("owed", _("chưa gửi")),
    ("returned", _("bị trả lại")),
    ("waiting", _("chờ duyệt")),
    ("accepted", _("đã duyệt, chưa khóa")),
    ("locked", _("đã khóa")),
)
SORTS = (
    ("", _("tên đơn vị")),
    ("newest", _("mới gửi trước")),
    ("unpunctual", _("ít gửi đúng hạn trước")),
)
OFFERED = 24


class ReturnFilters(forms.Form):
    """Nothing is required; asked for nothing, the list is of the month to send now."""

    over = forms.ChoiceField(label=_("Địa bàn"), required=False)
    period = forms.ChoiceField(label=_("Kỳ"), required=False)
    state = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=STATES)
    sort = forms.ChoiceField(label=_("Xếp theo"), required=False, choices=SORTS)

    def __init__(
        self, data: QueryDict, *, places: Sequence[Unit], over: Unit, period: Period, on: date
    ) -> None:
        asked = data.copy()
        asked["over"], asked["period"] = over.code, period.code
        super().__init__(asked, auto_id="filter_%s")
        months = months_until(month_to_send(on), OFFERED)
        months = months if period in months else [period, *months]
        self._offer("period", [(one.code, period_text(one)) for one in months])
        known = places if over in places else [over, *places]
        self._offer("over", [(unit.code, unit.name) for unit in known])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def state_chosen(self) -> str:
        state = self.data.get("state", "")
        return state if state in dict(STATES) else ""

    @property
    def sort_chosen(self) -> str:
        sort = self.data.get("sort", "")
        return sort if sort in dict(SORTS) else ""


def period_chosen(text: str, on: date) -> Period:
    """The month that an address names; without one the month to send now."""
    found = period_named(text)
    last = month_to_send(on)
    return found if found is not None and found.kind == last.kind else last

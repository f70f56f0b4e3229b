"""The filters of both lists; they live in the address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..choices import Ending, Move, Source, State
from ..fields import UnitByName
from ..models import Programme, Sector
from ..queries import GAPS, SiteFilter, moved, offer, unit_text
from .fields import programme_field, programme_text

ALL = ("", _("tất cả"))
COUNTED = ("counted", _("đang áp dụng, kể cả tạm dừng"))
DROPPED = ("dropped", Ending.DROPPED.label)
# Not filters: they leave out nothing.
VIEWING = ("sort", "page")


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is set: what it is, in words, and the address without it."""

    label: str
    value: str
    without: str


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ListFilters(forms.Form):
    """What both lists can be asked; nothing is required, and what makes no sense says nothing."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[ALL, *State.choices])
    move = forms.ChoiceField(label=_("Tăng, giảm"), required=False, choices=[ALL, *Move.choices])
    since = forms.DateField(label=_("Tăng, giảm từ ngày"), required=False, widget=day_input())
    until = forms.DateField(label=_("Tăng, giảm đến ngày"), required=False, widget=day_input())

    def __init__(self, person: Person, data: QueryDict, sectors: Iterable[Sector]) -> None:
        super().__init__(data)
        self.asked = data
        names = [(str(sector.pk), sector.name) for sector in sectors]
        self.fields["sector"] = forms.TypedChoiceField(
            label=_("Lĩnh vực"), required=False, choices=[ALL, *names], coerce=int, empty_value=None
        )
        self.fields["unit"] = UnitByName(
            label=_("Địa bàn"), required=False, person=person, permission=Permission.REGISTER_VIEW
        )

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

    @property
    def trigger(self) -> str:
        """When a script asks anew: at a pause in the words, and when another filter is set.

        The words' own "change" comes on leaving them, when the table already shows them.
        """
        others = [bound.id_for_label for bound in self.visible_fields() if bound.name != "q"]
        typed = "input changed delay:250ms from:#id_q"
        return ", ".join(["submit", typed, *(f"change from:#{name}" for name in others)])

    @cached_property
    def query(self) -> str:
        """The address without what says nothing, and without the page."""
        return self._address(but=())

    @cached_property
    def stem(self) -> str:
        """The address up to the order to come: "?q=thon&sort="."""
        rest = self._address(but=("sort",))
        return f"?{rest}&sort=" if rest else "?sort="

    @cached_property
    def active(self) -> list[Active]:
        """The filters that are set and understood, in the order of the form."""
        return list(self._active())

    def _active(self) -> Iterator[Active]:
        for name, value in self.chosen.items():
            if name in VIEWING or value in (None, "", False):
                continue
            shown = self._shown(name, value)
            yield Active(str(self.fields[name].label), shown, self._address(but=(name,)))

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, Unit):
            return unit_text(value)
        if isinstance(value, Programme):
            return programme_text(value)
        if isinstance(value, date):
            return date_format(value, "d/m/Y")
        if value is True:
            return str(_("có"))
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(str(value), value))

    def _address(self, *, but: tuple[str, ...]) -> str:
        kept = self.asked.copy()
        for name in list(kept):
            if name in ("page", *but) or not kept[name]:
                del kept[name]
        return kept.urlencode()


class ProgrammeFilters(ListFilters):
    field_order = ("q", "sector", "state", "unit", "sort")

    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, person: Person, data: QueryDict) -> None:
        super().__init__(person, data, Sector.objects.all())
        for name in ("move", "since", "until"):  # they come with a link of the movements
            self.fields[name].widget = forms.HiddenInput()
        self.order_fields(self.field_order)

    @property
    def only(self) -> Q:
        """What a figure of the movements leads to."""
        move, since, until = (self.chosen.get(name) for name in ("move", "since", "until"))
        if not (move or since or until):
            return Q()
        return moved(move or Move.IN, since=since, until=until)


class SiteFilters(ListFilters):
    field_order = (
        *("q", "unit", "programme", "state"),
        *("sector", "year", "on", "move", "since", "until", "missing", "money", "exact", "sort"),
    )

    year = forms.IntegerField(
        label=_("Năm ra mắt"),
        required=False,
        min_value=1945,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    on = forms.DateField(
        label=_("Có vào ngày"),
        required=False,
        widget=day_input(),
    )
    missing = forms.ChoiceField(
        label=_("Hồ sơ"),
        required=False,
        choices=[ALL, *((name, gap.label) for name, gap in GAPS.items())],
    )
    money = forms.ChoiceField(
        label=_("Nguồn lực"),
        required=False,
        choices=[ALL, ("any", _("có đóng góp")), *Source.choices, ("none", _("chưa có"))],
    )
    exact = forms.BooleanField(
        label=_("Chỉ tính đúng địa bàn đã chọn, không gồm đơn vị trước sắp xếp"),
        required=False,
    )
    state = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[ALL, COUNTED, *State.choices, DROPPED]
    )
    sort = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=[
            ("", _("theo địa bàn, thôn")),
            ("-place", _("theo địa bàn, thôn, ngược lại")),
            ("programme", _("theo mô hình")),
            ("-programme", _("theo mô hình, ngược lại")),
            ("-date", _("mới ra mắt trước")),
            ("date", _("ra mắt lâu nhất trước")),
            ("-members", _("nhiều thành viên trước")),
            ("members", _("ít thành viên trước")),
        ],
    )

    def __init__(self, person: Person, data: QueryDict) -> None:
        offered = offer(person)
        super().__init__(person, data, offered.sectors)
        self.fields["programme"] = programme_field(
            person,
            offered.programmes,
            label=_("Mô hình"),
            required=False,
            empty=ALL[1],
        )
        self.order_fields(self.field_order)

    @cached_property
    def wanted(self) -> SiteFilter:
        chosen = self.chosen
        return SiteFilter(
            words=chosen.get("q") or "",
            unit=chosen.get("unit"),
            is_exact=bool(chosen.get("exact")),
            programme=chosen.get("programme"),
            sector_id=chosen.get("sector"),
            state=chosen.get("state") or "",
            year=chosen.get("year"),
            on=chosen.get("on"),
            move=chosen.get("move") or "",
            since=chosen.get("since"),
            until=chosen.get("until"),
            missing=chosen.get("missing") or "",
            money=chosen.get("money") or "",
            sort=chosen.get("sort") or "place",
        )

    @property
    def is_narrow(self) -> bool:
        """Whether any of the less used filters is set, so that their part stands open."""
        rare = (
            "sector",
            "year",
            "on",
            "move",
            "since",
            "until",
            "missing",
            "money",
            "exact",
            "sort",
        )
        return any(self.asked.get(name) for name in rare)

"""Entering and changing a programme of the catalogue."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person

from ..actions import ProgrammeFacts
from ..choices import Ending, Origin, State
from ..fields import UnitByName
from ..models import Programme
from ..queries import offer
from .fields import DATE_HELP, DateAsKnown, programme_field


class ProgrammeForm(forms.Form):
    """What a programme is; its sites, boards and papers have pages of their own."""

    name = forms.CharField(label=_("Tên mô hình"), max_length=255)
    code = forms.SlugField(
        label=_("Mã"), required=False, max_length=40,
        help_text=_("Để trống thì hệ thống lấy mã kế tiếp."),
    )  # fmt: skip
    sector = forms.CharField(
        label=_("Lĩnh vực"), max_length=120,
        widget=forms.TextInput(attrs={"list": "sector-options", "autocomplete": "off"}),
    )  # fmt: skip
    aim = forms.CharField(
        label=_("Mục đích"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    state = forms.ChoiceField(label=_("Tình trạng"), choices=State.choices, initial=State.RUNNING)
    established = DateAsKnown(label=_("Ngày xây dựng"), required=False, help_text=DATE_HELP)
    origin = forms.ChoiceField(
        label=_("Nguồn gốc"), required=False, choices=Origin.choices,
        help_text=_("“Nhân rộng” khi làm theo mô hình của nơi khác."),
    )  # fmt: skip
    ended = DateAsKnown(label=_("Ngày kết thúc"), required=False, help_text=DATE_HELP)
    ending = forms.ChoiceField(label=_("Kết thúc thế nào"), required=False, choices=Ending.choices)
    aliases = forms.CharField(
        label=_("Tên khác"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một tên; khi nhập sổ, hệ thống nhận ra mô hình theo các tên này."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, person: Person, programme: Programme | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitByName(
            label=_("Địa bàn ban hành"), person=person, permission=Permission.CATALOGUE_CHANGE
        )
        others = ~Q(pk=programme.pk) if programme else Q()
        self.fields["merged_into"] = programme_field(
            person, offer(person, others).programmes, empty=_("không nhập vào đâu"),
            label=_("Nhập vào mô hình"), required=False,
            help_text=_("Chỉ ghi khi nhập vào nơi khác."),
        )  # fmt: skip
        if programme:
            del self.fields["code"]
            self.fields["reason"] = forms.CharField(
                label=_("Lý do sửa"), required=False, max_length=500
            )

    def facts(self, *, is_synthetic: bool) -> ProgrammeFacts:
        c = self.cleaned_data
        lines = [line.strip() for line in c["aliases"].splitlines()]
        return ProgrammeFacts(
            name=c["name"],
            code=c.get("code", ""),
            sector=c["sector"],
            unit=c["unit"],
            aim=c["aim"],
            state=c["state"],
            established_on=c["established"].on,
            established_precision=c["established"].precision or "day",
            origin=c["origin"],
            ended_on=c["ended"].on,
            ended_precision=c["ended"].precision or "day",
            ending=c["ending"],
            merged_into=c["merged_into"],
            aliases=[line for line in lines if line],
            is_synthetic=is_synthetic,
        )

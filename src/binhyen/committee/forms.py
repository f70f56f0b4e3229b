"""What is typed at the table: a conclusion with votes and any number of dissents, and a case."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitByName
from binhyen.reviews.choices import Outcome

from .actions import Conclusion, Opinion
from .actions.concluding import LONGEST, LONGEST_DISSENT, LONGEST_OFFICE
from .choices import Ground

MOST_VOTES, MOST_DISSENTS = 999, 20


def text_field(label: Any, *, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def votes_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_VOTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
        error_messages={"invalid": _("Hãy ghi một số nguyên, ví dụ 7.")},
    )  # fmt: skip


class ConclusionForm(forms.Form):
    """classes: code and name, where the programme itself is rated; dissents: how many rows."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_rating = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    runs = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_DISSENTS)
    outcome = forms.ChoiceField(label=_("Kết luận"), choices=Outcome.choices)
    ground = forms.ChoiceField(
        label=_("Căn cứ kết thúc"), required=False,
        choices=[("", _("chỉ chọn khi kết thúc")), *Ground.choices],
    )  # fmt: skip
    reason = text_field(
        _("Lý do"),
        help_text=_("Để trống được khi tiếp tục như gợi ý, theo loại đề nghị và đa số tán thành."),
    )
    departure = text_field(
        _("Vì sao khác gợi ý của quy tắc"),
        help_text=_("Bắt buộc khi kết luận khác với gợi ý ở trên."),
    )
    votes_for = votes_field(_("Tán thành"))
    votes_against = votes_field(_("Không tán thành"))
    votes_abstained = votes_field(_("Không có ý kiến"))

    def __init__(
        self, *args: Any, classes: Sequence[tuple[str, str]] = (), dissents: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if classes:
            self.fields["class_code"] = forms.ChoiceField(label=_("Xếp loại"), choices=classes)
        self.count = min(dissents, MOST_DISSENTS)
        for number in range(self.count):
            self.fields[f"office-{number}"] = forms.CharField(
                label=_("Ý kiến khác của"), required=False, max_length=LONGEST_OFFICE,
                help_text=_("Chức vụ, cơ quan; không ghi tên người."),
            )  # fmt: skip
            self.fields[f"text-{number}"] = forms.CharField(
                label=_("Nội dung ý kiến"), required=False, max_length=LONGEST_DISSENT, strip=False,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Ghi nguyên văn."),
            )  # fmt: skip

    @property
    def dissents(self) -> Iterator[tuple[BoundField, BoundField]]:
        for number in range(self.count):
            yield self[f"office-{number}"], self[f"text-{number}"]

    @property
    def has_room(self) -> bool:
        return self.count < MOST_DISSENTS

    def said(self) -> tuple[Conclusion, list[int]]:
        """What was understood, and the row in which each dissent was typed; empty rows are none."""
        c = self.cleaned_data
        typed = [
            (number, Opinion(c[f"office-{number}"], c[f"text-{number}"].replace("\r\n", "\n")))
            for number in range(self.count)
            if c[f"office-{number}"].strip() or c[f"text-{number}"].strip()
        ]
        names = ("outcome", "ground", "reason", "departure")
        votes = ("votes_for", "votes_against", "votes_abstained")
        conclusion = Conclusion(
            **{name: c[name] for name in (*names, *votes)},
            dissents=tuple(one for _number, one in typed),
        )
        return conclusion, [number for number, _one in typed]


class TakeBackForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = text_field(_("Vì sao rút lại"))


def rows_typed(data: Mapping[str, Any]) -> int:
    """How many rows of dissents a form was sent with; nonsense is none."""
    text = str(data.get("rows", ""))
    return min(int(text), MOST_DISSENTS) if text.isascii() and text.isdigit() else 0


class CaseForm(forms.Form):
    """Where a programme is to be replicated; what is adjusted or ended needs no place."""

    village = forms.CharField(
        label=_("Thôn, bon, buôn, tổ dân phố"), required=False, max_length=120
    )

    def __init__(self, *args: Any, person: Person, outcome: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcome != Outcome.REPLICATE:
            del self.fields["village"]
            return
        self.fields["unit"] = UnitByName(
            label=_("Nhân rộng tới xã, phường"), person=person, permission=Permission.CASE_ACT
        )
        self.order_fields(["unit", "village"])

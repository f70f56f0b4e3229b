"""What is typed about papers, issuers and templates, and what the register is asked."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.models import Programme
from binhyen.programmes.queries import programme_choices, unit_of_text, unit_text
from binhyen.units.models import Unit

from . import queries
from .choices import Elsewhere, FaultCode, FieldKind, Stage
from .models import Issuer
from .queries import Choice, Field, Kind, Wanted
from .rules.checking import clean, day_of
from .wording import said

ALL = ("", _("tất cả"))
MOST_ISSUERS = 200


# Another issuer has other numbers: the button and the warning beside it follow.
_ASKS_FOR_ITS_NUMBER = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "[name=on]",
    "hx-select": "#numbering",
    "hx-target": "#numbering",
    "hx-swap": "outerHTML",
    "hx-push-url": "false",
}


def in_our_words(form: forms.BaseForm) -> None:
    """Django's own words for what is missing or no number are replaced by the papers'."""
    for field in form.fields.values():
        field.error_messages["required"] = FaultCode.BLANK.label
        if isinstance(field, forms.IntegerField):
            field.error_messages["invalid"] = FaultCode.NOT_A_NUMBER.label


class PaperForm(forms.Form):
    """The fields of one kind of paper, who issues it and on which day.

    What is wrong with it the action says, so nothing is required here but in the label.
    """

    def __init__(
        self,
        kind: Kind,
        choices: Sequence[Choice],
        *,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.kind = kind
        self.fields["issuer"] = forms.ChoiceField(
            label=_("Cơ quan ban hành"),
            required=False,
            choices=[(choice.key, choice.label) for choice in choices],
            widget=forms.Select(attrs=_ASKS_FOR_ITS_NUMBER),
        )
        self.fields["on"] = forms.CharField(
            label=_("Ngày ban hành"), required=False, widget=_day_widget()
        )
        self.fields["issuer_was"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["token"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields["next"] = forms.CharField(required=False, widget=forms.HiddenInput)
        for one in kind.fields:
            self.fields[one.code] = _form_field(one)
        if self.is_bound:
            self.full_clean()
        for name in ("issuer", "on", *(one.code for one in kind.fields if one.is_required)):
            self.fields[name].required = True
        for bound in self.asked:
            if isinstance(bound.field.widget, forms.Textarea):
                bound.field.widget.attrs["rows"] = _rows(str(bound.value() or ""))

    use_required_attribute = False

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the kind's own fields."""
        return {one.code: clean(self[one.code].value()) for one in self.kind.fields}

    @property
    def asked(self) -> list[forms.BoundField]:
        """The kind's own fields, in order."""
        return [self[one.code] for one in self.kind.fields]


def _rows(text: str) -> int:
    """As many lines as a text takes, within reason."""
    return min(14, max(3, sum(1 + len(line) // 72 for line in text.split("\n"))))


def _day_widget() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _form_field(one: Field) -> forms.Field:
    options: dict[str, Any] = {"label": said(one.label), "help_text": said(one.help)}
    options["required"] = False
    if one.kind == FieldKind.CHOICE:
        offered = [("", "–"), *((choice, said(choice)) for choice in one.choices)]
        return forms.CharField(widget=forms.Select(choices=offered), **options)
    if one.kind == FieldKind.DATE:
        return _Day(widget=_day_widget(), **options)
    if one.kind in {FieldKind.LONG, FieldKind.ROWS}:
        return forms.CharField(widget=forms.Textarea, **options)
    mode = {"inputmode": "numeric"} if one.kind == FieldKind.NUMBER else {}
    return forms.CharField(widget=forms.TextInput(attrs=mode), **options)


class _Day(forms.CharField):
    """A day, shown as the browser's field wants it however it came."""

    def prepare_value(self, value: Any) -> Any:
        on = day_of(value) if isinstance(value, str) else None
        return on.isoformat() if on else value


class SubjectForm(forms.Form):
    """What a new paper is to be about: a programme, or one of its sites by its code."""

    programme = forms.CharField(label=_("Mô hình"), help_text=_("Mã hoặc tên trong danh mục."))
    site = forms.CharField(
        label=_("Mã điểm mô hình"),
        required=False,
        help_text=_("Để trống nếu văn bản nói về cả mô hình."),
    )

    def __init__(self, person: Person, data: QueryDict | None) -> None:
        super().__init__(data)
        self.person = person
        in_our_words(self)
        self.fields["programme"].widget = forms.TextInput(
            attrs={
                "list": "programme-options",
                "autocomplete": "off",
                "hx-get": reverse("programmes:programme-options"),
                "hx-target": "#programme-options",
                "hx-trigger": "input changed delay:200ms",
                "hx-swap": "innerHTML",
                "hx-push-url": "false",
            }
        )

    def clean_programme(self) -> Programme:
        text = self.cleaned_data["programme"]
        code = text.split(" – ")[0].strip()
        found = list(programme_choices(self.person, code)[:50])
        same = [one for one in found if one.code == code or one.name == text.strip()]
        if len(same) != 1:
            raise forms.ValidationError(
                _("Không có mô hình mang tên này; hãy chọn trong danh sách gợi ý.")
            )
        return same[0]


class RegisterFilters(forms.Form):
    """What the register of papers can be asked; what makes no sense says nothing."""

    q = forms.CharField(
        label=_("Tìm"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    issuer = forms.TypedChoiceField(
        label=_("Cơ quan ban hành"), required=False, coerce=int, empty_value=None
    )
    year = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=_("Từ ngày"), required=False, widget=_day_widget())
    until = forms.DateField(label=_("Đến ngày"), required=False, widget=_day_widget())

    def __init__(self, person: Person, data: QueryDict) -> None:
        super().__init__(data)
        issuers = queries.issuers_visible(person)[:MOST_ISSUERS]
        kinds = [(kind.code, said(kind.name)) for kind in queries.kinds().values()]
        kinds += [(one.value, str(one.label)) for one in Elsewhere]
        self._offer("kind", kinds)
        self._offer("issuer", [(one.pk, f"{one.name} – {one.symbol}") for one in issuers])
        self._offer("year", [(year, str(year)) for year in queries.years(person)])

    def _offer(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [ALL, *choices]

    @cached_property
    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            words=said.get("q") or "",
            issuer=said.get("issuer"),
            kind=said.get("kind") or "",
            year=said.get("year"),
            since=said.get("since"),
            until=said.get("until"),
        )

    @property
    def query(self) -> str:
        """The address without what says nothing, and without the page."""
        kept = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        for name in list(kept):
            if name == "page" or not kept[name]:
                del kept[name]
        return kept.urlencode()

    @property
    def is_set(self) -> bool:
        return self.wanted != Wanted()


class IssuerForm(forms.ModelForm):
    """A body that issues papers; its unit only when it is new."""

    class Meta:
        model = Issuer
        fields = (
            *("name", "parent_name", "symbol", "place"),
            *("acts_for", "head", "deputy", "head_in_full"),
        )
        help_texts = {
            "symbol": _("Chữ đứng sau số và loại văn bản: 04/KH-UBND thì ký hiệu là UBND."),
            "acts_for": _(
                "Cơ quan làm việc theo chế độ tập thể ghi phần đứng sau TM.; để trống với chế độ "
                "thủ trưởng."
            ),
            "head": _("In hoa trên chữ ký, ví dụ Chủ tịch."),
            "head_in_full": _("Ví dụ Chủ tịch Ủy ban nhân dân xã Đắk Wil."),
            "place": _("Đứng trước ngày tháng, ví dụ Đắk Wil."),
        }

    def __init__(self, person: Person, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        if self.instance.pk is None:
            self.fields["unit"] = forms.CharField(
                label=_("Địa bàn"),
                widget=forms.TextInput(
                    attrs={
                        "list": "unit-options",
                        "autocomplete": "off",
                        "hx-get": f"{reverse('programmes:unit-options')}?for=paper:issue",
                        "hx-target": "#unit-options",
                        "hx-trigger": "input changed delay:200ms",
                        "hx-swap": "innerHTML",
                        "hx-push-url": "false",
                    }
                ),
            )
            self.order_fields(["unit"])
        in_our_words(self)

    def clean_unit(self) -> Unit:
        text = self.cleaned_data["unit"]
        unit = unit_of_text(self.person, Permission.PAPER_ISSUE, text)
        if unit is None:
            raise forms.ValidationError(
                _("Không có địa bàn mang tên này trong phạm vi của bạn; hãy chọn trong gợi ý.")
            )
        return unit

    def validate_unique(self) -> None:
        """The action says so, with its reason."""

    def validate_constraints(self) -> None:
        """Likewise."""


class BeginForm(forms.Form):
    """Where the numbers of a year go on from."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    after = forms.IntegerField(
        label=_("Số sau cùng đã cấp trên sổ giấy"),
        min_value=0,
        max_value=99_999,
        help_text=_("Văn bản đầu tiên lấy số trong hệ thống sẽ mang số kế tiếp."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        in_our_words(self)


class TemplateForm(forms.Form):
    """A Word file to be used instead of the shipped text, and where."""

    file = forms.FileField(
        label=_("Tệp Word (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"})
    )
    unit = forms.ChoiceField(label=_("Áp dụng cho địa bàn"))

    def __init__(self, units: Sequence[Unit], *args: Any) -> None:
        super().__init__(*args)
        self.units = {str(unit.pk): unit for unit in units}
        field: Any = self.fields["unit"]
        field.choices = [(key, unit_text(unit)) for key, unit in self.units.items()]
        in_our_words(self)

    @property
    def chosen_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


def by_stage(kinds: Iterable[Kind]) -> list[tuple[str, list[Kind]]]:
    """Kinds under the names of the stages of a programme's life."""
    found: dict[str, list[Kind]] = {}
    for kind in kinds:
        found.setdefault(str(Stage(kind.stage).label), []).append(kind)
    return list(found.items())

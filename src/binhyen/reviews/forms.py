"""Opening a round, scoring by a sheet, deciding, and writing a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitByName, suggested
from binhyen.programmes.models import Programme
from binhyen.programmes.queries import programme_choices

from .choices import Measure, NotRated, Outcome, RatingState
from .models import Sheet as StoredSheet
from .queries import RatingFilter
from .rules.shapes import Class, Criterion, Sheet, Value
from .wording import limit_text, value_text

NOTE = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100
EARLY = 60  # suggestions asked for at once


def reason_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=NOTE, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class ProgrammeByName(forms.CharField):
    """A programme by its code or whole name, suggested as one types."""

    def __init__(self, *, person: Person, **options: Any) -> None:
        self.person = person
        address = reverse("programmes:programme-options")
        options["widget"] = forms.TextInput(attrs=suggested("programme-options", address))
        super().__init__(**options)

    def clean(self, value: Any) -> Programme | None:
        text = super().clean(value)
        if not text:
            return None
        code = text.split(" – ")[0].strip()
        found = list(programme_choices(self.person, code)[:EARLY])
        same = [one for one in found if one.code == code or one.name == text]
        if len(same) != 1:
            message = _("Không có mô hình mang tên này; hãy chọn trong danh sách gợi ý.")
            raise ValidationError(message, code="programme")
        return same[0]


class RoundFilters(forms.Form):
    """The list of rounds, in the address."""

    state = forms.ChoiceField(label=_("Bước"), required=False)
    year = forms.IntegerField(
        label=_("Kỳ kết thúc năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )  # fmt: skip

    def __init__(self, data: Any, states: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["state"] = forms.ChoiceField(
            label=_("Bước"), required=False, choices=[("", _("tất cả")), *states]
        )
        self.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        return self.cleaned_data


class OpenForm(forms.Form):
    """A new round: which sheet, of which year, where, and by when."""

    sheet = forms.ChoiceField(label=_("Phiếu chấm"))
    year = forms.IntegerField(
        label=_("Kỳ kết thúc năm"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Ngày đầu và ngày cuối kỳ theo phiếu."),
    )  # fmt: skip
    score_by = day_field(_("Hạn tự chấm"), required=False)
    appraise_by = day_field(_("Hạn thẩm định"), required=False)
    closes_on = day_field(_("Hạn quyết định"), required=False)

    def __init__(
        self, *args: Any, person: Person, sheets: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"] = forms.ChoiceField(label=_("Phiếu chấm"), choices=sheets)
        self.fields["unit"] = UnitByName(
            label=_("Địa bàn"),
            person=person,
            permission=Permission.REVIEW_RUN,
            help_text=_("Mọi đối tượng của phiếu trong địa bàn này vào chung một đợt."),
        )
        self.fields["programme"] = ProgrammeByName(
            label=_("Chỉ của mô hình"),
            required=False,
            person=person,
            help_text=_("Để trống thì gồm mọi mô hình."),
        )
        self.order_fields(["sheet", "year", "unit", "programme"])


class DeadlinesForm(forms.Form):
    score_by = day_field(_("Hạn tự chấm"))
    appraise_by = day_field(_("Hạn thẩm định"))
    closes_on = day_field(_("Hạn quyết định"))
    reason = reason_field(_("Vì sao đổi hạn"), required=True)


class CloseForm(forms.Form):
    decision_number = forms.CharField(
        label=_("Số quyết định xếp loại"), required=False, max_length=60,
        help_text=_("Ví dụ 315/QĐ-UBND. Để trống nếu chưa lấy số."),
    )  # fmt: skip
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """A form about a rating: says which version the person had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@dataclass(frozen=True, slots=True)
class FormLine:
    """One criterion of the form with what is known of it."""

    criterion: Criterion
    is_first_of_group: bool
    limit: str
    known: str
    own: str
    own_reason: str
    number: BoundField
    whole: BoundField | None
    reason: BoundField


class ScoreForm(SeenForm):
    """A sheet to be filled in: a number or an answer for each criterion, a reason where it differs.

    `own` is given for an appraisal: the self-score beside which it is made.
    """

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        known: Mapping[str, Value],
        own: Mapping[str, Value] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.known, self.own = sheet, known, own or {}
        for one in sheet.criteria:
            self._add(one)
            for part in ("n", "w", "r"):
                if f"{part}-{one.code}" in self.fields:
                    self.fields[f"{part}-{one.code}"].about = one.name  # type: ignore[attr-defined]
        self.fields["note"] = reason_field(_("Nhận xét chung"))

    def _add(self, one: Criterion) -> None:
        self.fields[f"n-{one.code}"] = _number_field(one)
        if one.measure == Measure.SHARE:
            self.fields[f"w-{one.code}"] = _whole_number(_("trên tổng số"))
        label = _("Lý do, nếu khác với sổ hoặc tự chấm") if self.own else _("Lý do, nếu khác sổ")
        is_asked = one.code in self.known or one.code in self.own
        self.fields[f"r-{one.code}"] = forms.CharField(
            label=label if is_asked else _("Ghi chú"), required=False, max_length=NOTE
        )

    @property
    def lines(self) -> Iterator[FormLine]:
        group = None
        for one in self.sheet.criteria:
            own = self.own.get(one.code)
            yield FormLine(
                criterion=one,
                is_first_of_group=bool(one.group) and one.group != group,
                limit=limit_text(self.sheet, one),
                known=value_text(one, self.known.get(one.code)),
                own=value_text(one, own),
                own_reason=own.reason if own else "",
                number=self[f"n-{one.code}"],
                whole=self[f"w-{one.code}"] if one.measure == Measure.SHARE else None,
                reason=self[f"r-{one.code}"],
            )
            group = one.group

    def values(self) -> dict[str, Value]:
        """What was understood; a field that wasn't stays empty and carries its own complaint."""
        c = self.cleaned_data
        return {
            one.code: Value(
                c.get(f"n-{one.code}"),
                c.get(f"w-{one.code}") if one.measure == Measure.SHARE else None,
                c.get(f"r-{one.code}", ""),
            )
            for one in self.sheet.criteria
        }


def score_initial(known: Mapping[str, Value], *former: Mapping[str, Value]) -> dict[str, Any]:
    """What a form begins with: the register's own values, then those written later."""
    values = dict(known)
    for later in former:
        values |= later
    initial: dict[str, Any] = {}
    for code, value in values.items():
        initial |= {f"n-{code}": value.number, f"w-{code}": value.whole, f"r-{code}": value.reason}
    return initial


def _number_field(one: Criterion) -> forms.Field:
    match one.measure:
        case Measure.YES:
            return forms.TypedChoiceField(
                label=_("Có hay không"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("chưa chọn")), ("1", _("có")), ("0", _("không"))],
            )
        case Measure.POINTS:
            return _whole_number(_("Điểm"))
        case Measure.SHARE:
            return _whole_number(_("Số đạt"))
        case _:
            return _whole_number(_("Số lượng"))


def _whole_number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Hãy ghi một số nguyên, ví dụ 12.")},
    )


class LeaveOutForm(SeenForm):
    why = forms.ChoiceField(label=_("Vì sao không xếp loại"), choices=NotRated.choices)
    reason = reason_field(_("Căn cứ"), required=True)


class BringBackForm(SeenForm):
    reason = reason_field(_("Vì sao xếp loại lại"), required=True)


class DecideForm(SeenForm):
    class_code = forms.ChoiceField(label=_("Xếp loại"))
    outcome = forms.ChoiceField(label=_("Kết quả rà soát"), choices=Outcome.choices)
    reason = reason_field(
        _("Lý do"),
        help_text=_("Bắt buộc khi khác loại đề nghị, hoặc khi kết quả không phải là tiếp tục."),
    )

    def __init__(self, *args: Any, classes: tuple[Class, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_code"] = forms.ChoiceField(
            label=_("Xếp loại"), choices=[(one.code, one.name) for one in classes]
        )
        self.order_fields(["class_code", "outcome", "reason"])


class CaseForm(forms.Form):
    """Where a programme is to be replicated, or where a case about a former unit's site belongs."""

    village = forms.CharField(
        label=_("Thôn, bon, buôn, tổ dân phố"), required=False, max_length=120
    )

    def __init__(self, *args: Any, person: Person, outcome: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_elsewhere = outcome == Outcome.REPLICATE
        self.fields["unit"] = UnitByName(
            label=_("Nhân rộng tới xã, phường") if is_elsewhere else _("Xã, phường lập hồ sơ"),
            required=is_elsewhere,
            person=person,
            permission=Permission.CASE_ACT,
        )
        if not is_elsewhere:
            del self.fields["village"]
        self.order_fields(["unit", "village"])


class RatingFilters(forms.Form):
    """What the table of a round can be asked; what makes no sense says nothing."""

    q = forms.CharField(
        label=_("Tìm"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("Bước"), required=False, choices=[("", _("tất cả")), *RatingState.choices]
    )
    outcome = forms.ChoiceField(
        label=_("Kết quả"), required=False, choices=[("", _("tất cả")), *Outcome.choices]
    )
    sort = forms.ChoiceField(
        label=_("Sắp xếp"), required=False,
        choices=[
            ("place", _("theo địa bàn")),
            ("score", _("điểm thẩm định cao trước")),
            ("own", _("điểm tự chấm cao trước")),
        ],
    )  # fmt: skip

    def __init__(self, data: Any, *, sheet: Sheet) -> None:
        super().__init__(data)
        classes = [(one.code, one.name) for one in sheet.classes]
        self.fields["class_code"] = forms.ChoiceField(
            label=_("Xếp loại"), required=False, choices=[("", _("tất cả")), *classes]
        )
        self.order_fields(["q", "state", "class_code", "outcome", "sort"])
        self.is_valid()

    @property
    def wanted(self) -> RatingFilter:
        c = self.cleaned_data
        return RatingFilter(
            words=c.get("q") or "",
            state=c.get("state") or "",
            class_code=c.get("class_code") or "",
            outcome=c.get("outcome") or "",
            sort=c.get("sort") or "place",
        )

    @property
    def is_narrow(self) -> bool:
        wanted = self.wanted
        return bool(wanted.words or wanted.state or wanted.class_code or wanted.outcome)


class SheetForm(forms.Form):
    """A sheet's text, where it holds and from which day on."""

    effective_on = day_field(_("Hiệu lực từ ngày"))
    text = forms.CharField(
        label=_("Nội dung phiếu (TOML)"),
        strip=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "code"}),
    )
    reason = reason_field(_("Sửa những gì, theo văn bản nào"))

    def __init__(
        self, *args: Any, person: Person, former: StoredSheet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if former is None:
            self.fields["unit"] = UnitByName(
                label=_("Địa bàn ban hành"), person=person, permission=Permission.REVIEW_RUN
            )
        self.order_fields(["unit", "effective_on", "text", "reason"])


class WithdrawForm(forms.Form):
    on = day_field(_("Thôi dùng từ ngày"))
    reason = reason_field(_("Lý do"), required=True)

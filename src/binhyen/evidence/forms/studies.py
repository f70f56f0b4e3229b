"""A study as it is typed: the question, the outcomes, the months, and what is worth having."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.programmes.models import Programme

from ..actions import StudyFacts
from ..choices import OutcomeRole
from ..models import Study

Choices = Sequence[tuple[str, str]]


class ProgrammeForm(forms.Form):
    """Which programme is to be studied."""

    programme = forms.ChoiceField(label=pgettext_lazy("một", "Mô hình"))

    def __init__(self, data: Any, *, programmes: Sequence[Programme]) -> None:
        super().__init__(data)
        field: Any = self.fields["programme"]
        field.choices = [(one.code, one.name) for one in programmes]


class StudyForm(forms.Form):
    """Everything that is fixed by the lock; `reason` only for a new version."""

    reason = forms.CharField(
        label=_("Lý do lập phiên bản mới"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Phiên bản đã khóa và kết quả của nó vẫn giữ nguyên."),
    )
    question = forms.CharField(
        label=_("Câu hỏi"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: Mô hình có làm giảm số vụ trộm cắp ở các xã có mô hình không?"),
    )
    primary = forms.ChoiceField(
        label=_("Kết quả chính"),
        help_text=_("Mô hình được kết luận theo kết quả này."),
    )
    secondary = forms.MultipleChoiceField(
        label=_("Kết quả phụ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    first_month = forms.ChoiceField(label=_("Tháng đầu"))
    last_month = forms.ChoiceField(
        label=_("Tháng cuối"),
        help_text=_(
            "Nếu các tháng vắt qua một lần sắp xếp đơn vị, nơi bị sáp nhập được cộng chung lại."
        ),
    )
    mechanism = forms.CharField(
        label=_("Mô hình tác động bằng cách nào"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Việc gì được làm, ai thay đổi cách xử sự, vì sao vụ việc bớt đi. Ví dụ: camera làm kẻ "
            "gian ngại và giúp tìm ra nhanh hơn, nên trộm cắp ở đường làng bớt đi."
        ),
    )
    activities = forms.MultipleChoiceField(
        label=_("Việc làm cho thấy mô hình được thực hiện"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nếu mô hình chạy như dự định thì những việc này phải nhiều lên trước. Chọn nhiều nhất "
            "bốn; việc chọn đầu tiên được vẽ cùng tác dụng từng nơi."
        ),
    )
    cost_low_vnd = forms.IntegerField(
        label=_("Chi phí một nơi một năm, thấp nhất (đồng)"),
        required=False,
        help_text=_("Cả ngân sách lẫn xã hội hóa. Để trống thì lấy từ số tiền ghi trong sổ."),
        widget=forms.NumberInput(attrs={"min": 1}),
    )
    cost_high_vnd = forms.IntegerField(
        label=_("Chi phí một nơi một năm, cao nhất (đồng)"),
        required=False,
        help_text=_("Khoảng càng rộng thì chi phí cho một vụ bớt đi càng kém chắc."),
        widget=forms.NumberInput(attrs={"min": 1}),
    )
    least_worthwhile_percent = forms.IntegerField(
        label=_("Mức giảm nhỏ nhất đáng làm (phần trăm)"),
        help_text=_("Dưới mức này thì mô hình không đáng công sức, tiền của bỏ ra."),
        widget=forms.NumberInput(attrs={"min": 1, "max": 90}),
    )
    delay_months = forms.IntegerField(
        label=_("Độ trễ (tháng)"),
        help_text=_("Bỏ các tháng vừa hết, để số liệu gửi muộn kịp về."),
        widget=forms.NumberInput(attrs={"min": 0, "max": 12}),
    )
    draws = forms.IntegerField(
        label=_("Số lần gán ngẫu nhiên"),
        widget=forms.NumberInput(attrs={"min": 20, "max": 2000}),
    )
    seed = forms.IntegerField(
        label=_("Hạt giống ngẫu nhiên"),
        min_value=0,
        max_value=2_000_000_000,
        help_text=_("Cùng hạt giống và số liệu thì tính lại ra đúng kết quả cũ."),
    )
    is_randomised = forms.BooleanField(label=_("Nơi làm trước do bốc thăm"), required=False)
    has_recording_changed = forms.BooleanField(label=_("Cách ghi chép đã thay đổi"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any,
        *,
        outcomes: Choices,
        activities: Choices,
        months: Choices,
        initial: Any,
        is_new_version: bool,
    ) -> None:
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["primary"].choices = outcomes
        fields["secondary"].choices = outcomes
        fields["activities"].choices = activities
        fields["first_month"].choices = months
        fields["last_month"].choices = months
        if not is_new_version:
            del self.fields["reason"]

    @property
    def facts(self) -> StudyFacts:
        """As the action takes it; the primary outcome isn't a secondary one as well."""
        c = self.cleaned_data
        secondary = [one for one in c["secondary"] if one != c["primary"]]
        return StudyFacts(
            question=c["question"],
            outcomes={
                c["primary"]: OutcomeRole.PRIMARY,
                **dict.fromkeys(secondary, OutcomeRole.SECONDARY),
            },
            first_month=c["first_month"],
            last_month=c["last_month"],
            least_worthwhile_percent=c["least_worthwhile_percent"],
            delay_months=c["delay_months"],
            draws=c["draws"],
            seed=c["seed"],
            is_randomised=c["is_randomised"],
            has_recording_changed=c["has_recording_changed"],
            mechanism=c["mechanism"].replace("\r\n", "\n"),
            activities=tuple(c["activities"]),
            cost_low_vnd=c["cost_low_vnd"],
            cost_high_vnd=c["cost_high_vnd"],
            note=c["note"].replace("\r\n", "\n"),
        )

    @staticmethod
    def initial_of(study: Study) -> dict[str, Any]:
        facts = StudyFacts.of(study)
        secondary = [
            series for series, role in facts.outcomes.items() if role != OutcomeRole.PRIMARY
        ]
        names = (
            *("question", "first_month", "last_month", "least_worthwhile_percent"),
            *("delay_months", "draws", "seed", "is_randomised", "has_recording_changed", "note"),
            *("mechanism", "activities", "cost_low_vnd", "cost_high_vnd"),
        )
        plain = {name: getattr(facts, name) for name in names}
        return {**plain, "primary": study.primary, "secondary": secondary}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

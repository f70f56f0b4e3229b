"""What is typed about reports: which one, its words, its signature, and forms of a province."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from binhyen.papers.queries import Choice
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitOrNation

from .choices import Refusal, ReportState
from .models import Frame as StoredFrame
from .models import Report
from .queries import Wanted
from .rules.shapes import Field, Frame

ALL = ("", _("tất cả"))
PREFIX = "t-"  # of the fields that the form of report names


class ReportFilters(forms.Form):
    """What the list can be asked, in the address; what makes no sense says nothing."""

    state = forms.ChoiceField(label=_("Tình trạng"), required=False)
    frame = forms.ChoiceField(label=pgettext_lazy("một", "Biểu mẫu"), required=False)
    year = forms.TypedChoiceField(label=_("Năm"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, data: QueryDict, *, person: Person, years: Sequence[int],
        frames: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        super().__init__(data)
        self._offer("state", [(one.value, one.label) for one in ReportState])
        self._offer("frame", frames)
        self._offer("year", [(year, str(year)) for year in years])
        self.fields["unit"] = UnitOrNation(
            label=_("Đơn vị"), required=False, person=person, permission=Permission.REGISTER_VIEW
        )
        self.order_fields(["unit", "state", "frame", "year"])
        self.is_valid()

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [ALL, *choices]

    @property
    def wanted(self) -> Wanted:
        c = self.cleaned_data
        return Wanted(
            state=c.get("state") or "",
            frame=c.get("frame") or "",
            year=c.get("year"),
            unit=c.get("unit"),
        )

    @property
    def is_set(self) -> bool:
        wanted = self.wanted
        return bool(wanted.state or wanted.frame or wanted.year or wanted.unit)


class ChooseForm(forms.Form):
    """Whose report, and by which form."""

    def __init__(
        self, data: Mapping[str, Any], *, person: Person, frames: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["unit"] = UnitOrNation(
            label=_("Đơn vị báo cáo"), person=person, permission=Permission.FIGURES_ENTER
        )
        self.fields["frame"] = forms.ChoiceField(
            label=pgettext_lazy("một", "Biểu mẫu"), required=False, choices=list(frames)
        )


class WriteForm(forms.Form):
    """The words of a draft, who it goes out from and who signs."""

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        frame: Frame,
        report: Report,
        issuers: Sequence[Choice],
        *,
        data: QueryDict | None = None,
    ) -> None:
        own = next((one.key for one in issuers if one.issuer.pk == report.issuer_id), "")
        initial = {
            "edits": report.edits,
            "issuer": own,
            "recipients": report.recipients,
            "signatory": report.signatory,
            "is_deputy": report.is_deputy,
            **{f"{PREFIX}{code}": text for code, text in report.texts.items()},
        }
        super().__init__(data, initial=initial)
        self.frame, self.issuers = frame, issuers
        for one in frame.fields:
            self.fields[f"{PREFIX}{one.code}"] = _text_field(one, report.texts.get(one.code, ""))
        self.fields["issuer"] = forms.ChoiceField(
            label=_("Cơ quan ban hành"), choices=[(one.key, one.label) for one in issuers]
        )
        self.fields["signatory"] = forms.CharField(
            label=_("Họ và tên người ký"),
            required=False,
            help_text=_("Để trống thì chừa chỗ ghi tay."),
        )
        self.fields["is_deputy"] = forms.BooleanField(label=_("Cấp phó ký thay"), required=False)
        self.fields["recipients"] = forms.CharField(
            label=_("Nơi nhận"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Mỗi dòng một nơi; gạch đầu dòng và dấu cuối dòng được tự thêm."),
        )

    @property
    def words(self) -> list[BoundField]:
        return [self[f"{PREFIX}{one.code}"] for one in self.frame.fields]

    @property
    def texts(self) -> dict[str, str]:
        return {
            one.code: self.cleaned_data[f"{PREFIX}{one.code}"].replace("\r\n", "\n")
            for one in self.frame.fields
        }

    @property
    def facts(self) -> dict[str, Any]:
        """All but the texts, as the action takes it."""
        c = self.cleaned_data
        chosen = next(one.issuer for one in self.issuers if one.key == c["issuer"])
        return {
            "issuer": chosen,
            "recipients": c["recipients"].replace("\r\n", "\n"),
            "signatory": c["signatory"],
            "is_deputy": c["is_deputy"],
            "edits": c["edits"],
        }


def _text_field(one: Field, text: str) -> forms.CharField:
    is_english = (get_language() or "vi").startswith("en")
    rows = min(12, max(3, sum(1 + len(line) // 80 for line in text.split("\n"))))
    return forms.CharField(
        label=one.name_en if is_english else one.name,
        required=False,
        strip=False,
        help_text=_("Phải có trước khi ký.") if one.is_required else "",
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SignForm(forms.Form):
    """is_lacking: something is missing from the report, which the signer must have seen."""

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    on = forms.DateField(
        label=_("Ngày ký"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_aware = forms.BooleanField(
        label=_("Tôi biết số liệu còn thiếu như trên và vẫn ký"),
        error_messages={"required": Refusal.NOT_KNOWN_TO_LACK.label},
    )

    def __init__(self, *args: Any, is_lacking: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_lacking:
            del self.fields["is_aware"]


class ReviseForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao lập bản mới"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: xã Cư Jút đính chính số vụ trộm cắp tháng 7."),
    )


class GiveBackForm(forms.Form):
    comment = forms.CharField(
        label=_("Cần sửa gì"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người lập báo cáo đọc ý kiến này; bản đã ký vẫn giữ nguyên."),
    )


class FrameForm(forms.Form):
    """A form of report as text, where it holds and from which day on."""

    effective_on = forms.DateField(
        label=_("Hiệu lực từ ngày"),
        help_text=_("Dùng cho kỳ có ngày cuối từ ngày này trở đi."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("Nội dung biểu mẫu (TOML)"),
        strip=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "class": "code"}),
    )

    def __init__(
        self, *args: Any, person: Person, former: StoredFrame | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if former is None:
            self.fields["unit"] = UnitOrNation(
                label=_("Địa bàn ban hành"), person=person, permission=Permission.FIGURES_DEFINE
            )
        self.order_fields(["unit", "effective_on", "text"])

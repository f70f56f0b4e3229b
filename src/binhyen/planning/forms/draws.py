"""What is typed about draws."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.programmes.models import Programme
from binhyen.units.models import Unit

from ..actions.draws import DrawFacts
from ..models import Draw

Choices = Sequence[tuple[str, str]]
OWN = "own"
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class DrawProgrammeForm(forms.Form):
    """For which programme lots are to be drawn, and for the nation in which province."""

    programme = forms.ChoiceField(label=pgettext_lazy("một", "Mô hình"))

    unit = forms.ChoiceField(label=_("Tỉnh, thành phố"))

    def __init__(
        self, data: Any, *, programmes: Sequence[Programme], units: Sequence[Unit], initial: Any
    ) -> None:
        """units: provinces to choose from; none where it is known which."""
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["programme"].choices = [(one.code, one.name) for one in programmes]
        fields["unit"].choices = [(one.code, one.name) for one in units]
        if not units:
            del self.fields["unit"]


class DrawForm(forms.Form):
    """Which communes, and the history that the waves are planned from."""

    communes = forms.CharField(
        label=_("Các xã, phường"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Mỗi dòng một nơi, ghi tên hoặc mã; dán từ bảng tính cũng được."),
    )
    is_ranked = forms.BooleanField(
        label=_("Nơi nhu cầu cao đi trước; bốc thăm giữa những nơi nhu cầu ngang nhau"),
        required=False,
        help_text=_("Bỏ đánh dấu thì mọi xã là một nhóm, thứ tự hoàn toàn do bốc thăm."),
    )
    outcome = forms.ChoiceField(
        label=_("Kết quả cần đo"),
        help_text=_("Nhu cầu và khả năng thấy được tác dụng đều tính theo số liệu này."),
    )
    since_month = forms.ChoiceField(
        label=_("Lấy số liệu từ tháng"),
        help_text=_("Chỉ dùng nơi chưa có mô hình và gửi đủ mọi tháng từ đó đến nay."),
    )
    watched_months = forms.IntegerField(
        label=_("Theo dõi trong (tháng)"),
        help_text=_("Kể từ đợt đầu, bao lâu thì so sánh nơi đi trước với nơi còn chờ."),
        widget=forms.NumberInput(attrs={"min": 3, "max": 60}),
    )
    least_worthwhile_percent = forms.IntegerField(
        label=_("Mức giảm nhỏ nhất đáng làm (phần trăm)"),
        widget=forms.NumberInput(attrs={"min": 1, "max": 90}),
    )

    def __init__(self, data: Any, *, outcomes: Choices, months: Choices, initial: Any) -> None:
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["outcome"].choices = outcomes
        fields["since_month"].choices = months

    @property
    def facts(self) -> DrawFacts:
        c = self.cleaned_data
        lines = (line.strip() for line in c["communes"].replace("\t", "\n").splitlines())
        return DrawFacts(
            communes=tuple(line for line in lines if line),
            outcome=c["outcome"],
            since_month=c["since_month"],
            watched_months=c["watched_months"],
            least_worthwhile_percent=c["least_worthwhile_percent"],
            is_ranked=c["is_ranked"],
        )

    @staticmethod
    def initial_of(draw: Draw) -> dict[str, Any]:
        names = ("outcome", "since_month", "watched_months", "least_worthwhile_percent")
        plain = {name: getattr(draw, name) for name in (*names, "is_ranked")}
        return {**plain, "communes": "\n".join(one["name"] for one in draw.entrants)}


class ScheduleForm(forms.Form):
    """One of the ways compared, or one of one's own, and the month of the first wave."""

    way = forms.ChoiceField(label=_("Cách chia đợt"), required=False)
    sizes = forms.CharField(
        label=_("Số xã của từng đợt"),
        required=False,
        help_text=_("Cách khác với bảng trên, ví dụ: 4 3 3."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    gap_months = forms.IntegerField(
        label=_("Các đợt cách nhau (tháng)"),
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "max": 24}),
    )
    first_month = forms.ChoiceField(label=_("Tháng của đợt đầu"))

    def __init__(self, data: Any, *, draw: Draw, months: Choices) -> None:
        ways = draw.compared["ways"]
        chosen = [i for i, way in enumerate(ways) if way["sizes"] == draw.sizes]
        mine = [i for i in chosen if ways[i]["gap_months"] == draw.gap_months]
        least = draw.least_worthwhile_percent
        telling = [i for i, way in enumerate(ways) if not way["why"] and way["fall"] <= least]
        offered = str([*mine, *telling][0]) if mine or telling else ""
        super().__init__(data, initial={"way": offered, "first_month": draw.first_month})
        self._ways = ways
        fields: Any = self.fields
        fields["way"].choices = [(str(i), str(i)) for i in range(len(ways))] + [(OWN, OWN)]
        fields["first_month"].choices = months

    @property
    def picked(self) -> str:
        """The way marked now: as sent, or as stored."""
        return str(self["way"].value() or "")

    def clean(self) -> dict[str, Any]:
        """`chosen`: sizes and the gap, of the way marked or as typed."""
        c: dict[str, Any] = super().clean() or {}
        if not c.get("way") and not c.get("sizes"):
            raise forms.ValidationError(_("Hãy chọn một cách chia đợt."))
        way = c.get("way") or OWN
        if way != OWN:
            one = self._ways[int(way)]
            return c | {"chosen": (one["sizes"], one["gap_months"])}
        words = (c.get("sizes") or "").replace(",", " ").replace("+", " ").split()
        sizes = [int(word) for word in words if word.isascii() and word.isdigit()]
        return c | {"chosen": (sizes if len(sizes) == len(words) else [], c.get("gap_months") or 0)}


class AnnounceForm(forms.Form):
    """Where the public number will come from."""

    source = forms.CharField(
        label=_("Số công khai lấy từ đâu"),
        required=False,
        help_text=_(
            "Một số mà ai cũng tra được và không ai chọn được. Ghi xổ số của đúng một tỉnh, vì "
            "có ngày vài tỉnh cùng mở thưởng, ví dụ: Giải đặc biệt xổ số kiến thiết Lâm Đồng."
        ),
    )
    number_on = forms.DateField(
        label=_("Ngày có số"),
        help_text=_("Sau hôm nay. Hôm sau ngày ấy mới bốc thăm được."),
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    digits = forms.IntegerField(
        label=_("Số chữ số"),
        initial=6,
        help_text=_("Giải đặc biệt của các tỉnh miền Nam, miền Trung có 6 chữ số; miền Bắc có 5."),
        widget=forms.NumberInput(attrs={"min": 4, "max": 8}),
    )


class NumberForm(forms.Form):
    """The public number, typed twice so that a slip decides nothing."""

    number = forms.CharField(
        label=_("Số công khai"),
        max_length=20,
        help_text=_("Ghi đủ mọi chữ số, kể cả số 0 ở đầu."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    again = forms.CharField(
        label=_("Gõ lại số ấy"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("number", again) != again:
            raise forms.ValidationError(_("Hai lần gõ không giống nhau."))
        return again


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckForm(forms.Form):
    """A published text that somebody holds."""

    text = forms.CharField(
        label=_("Văn bản đã công bố"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "published"}),
        help_text=_("Dán nguyên văn, từ dòng tiêu đề đến dòng cuối."),
    )


class HeldTextForm(CheckForm):
    """Likewise, from anybody, about one draw: of no more lines than its text could have."""

    def __init__(self, data: Any, *, draw: Draw) -> None:
        super().__init__(data)
        self._most = 2 * len(draw.published.splitlines()) + 100

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.splitlines()) > self._most:
            message = _("Dài hơn mọi văn bản của lần bốc thăm này: nhiều nhất %(n)s dòng.")
            raise forms.ValidationError(message, params={"n": self._most})
        return text

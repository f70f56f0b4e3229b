"""A plan as it is typed: money, programmes on offer, communes, and what must be kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.money import read_money
from binhyen.units.models import Unit

from ..actions import PlanFacts, Reason
from ..choices import Refusal
from ..queries.defaults import Offered
from ..rules import lines

COLUMNS = ("use", "state_vnd", "community_vnd", "load", "most_communes", "aim", "spill")
SHOWN_FAULTS = 8
PARTS = ("harm", "offers")
UNFIT, BLOCKED = 422, 409


class MoneyField(forms.CharField):
    """đồng, as officers write it: "1,5 tỷ", "60 triệu", "50.000.000"."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "size": 12}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        figure = read_money(text)
        if figure.fault or figure.doubt or figure.value is None:
            message = _("Không đọc được số tiền; hãy viết như 1,5 tỷ, 60 triệu hoặc 50.000.000.")
            raise ValidationError(message, code="money")
        return figure.value


class ProvinceForm(forms.Form):
    """Which province is planned for, where one looks after several."""

    unit = forms.ChoiceField(label=_("Địa bàn của kế hoạch"))

    def __init__(self, data: Any, *, units: Sequence[Unit]) -> None:
        super().__init__(data)
        field: Any = self.fields["unit"]
        field.choices = [(one.code, one.name) for one in units]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A programme's row of the form."""

    code: str
    name: str
    is_studied: bool
    is_sample: bool
    use: BoundField
    cells: tuple[BoundField, ...]

    @property
    def errors(self) -> list[str]:
        return [str(error) for cell in (self.use, *self.cells) for error in cell.errors]


class PlanForm(forms.Form):
    """Everything that a plan asks for; `reason` only for one made from another."""

    reason = forms.CharField(
        label=_("Lý do lập bản mới"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kế hoạch cũ và kết quả của nó vẫn giữ nguyên."),
    )
    name = forms.CharField(
        label=_("Tên kế hoạch"), error_messages={"required": Refusal.NAME_MISSING.label}
    )
    years = forms.IntegerField(
        label=_("Số năm"), widget=forms.NumberInput(attrs={"min": 1, "max": 10})
    )
    state_vnd = MoneyField(
        label=_("Ngân sách nhà nước"),
        help_text=_("Cho cả kế hoạch, mọi năm. Viết như 3 tỷ, 500 triệu."),
    )
    community_vnd = MoneyField(label=_("Kinh phí xã hội hóa"), help_text=_("Cho cả kế hoạch."))
    most_per_aim = forms.IntegerField(
        label=_("Số mô hình cùng mục đích nhiều nhất ở một xã"),
        help_text=_("Kể cả mô hình đang chạy. Tránh chồng chéo."),
    )
    least_per_area = forms.IntegerField(
        label=_("Số mô hình mới ít nhất ở mỗi khu vực"),
        help_text=_("Khu vực là địa bàn cấp huyện trước ngày 01/7/2025. Ghi 0 nếu không cần."),
    )
    least_per_poor_commune = forms.IntegerField(
        label=_("Số mô hình mới ít nhất ở mỗi xã nghèo"), help_text=_("Ghi 0 nếu không cần.")
    )
    caution_percent = forms.IntegerField(
        label=_("Mức thận trọng (phần trăm độ lệch chuẩn)"),
        help_text=_(
            "100: chỉ chọn nơi khá chắc là có lợi. 0: chọn theo mức kỳ vọng, dù chưa chắc."
        ),
    )
    communes = forms.CharField(
        label=_("Các xã"),
        error_messages={"required": Refusal.NO_COMMUNE.label},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng một xã, chép thẳng từ Excel được: mã, tên, dân số, sức triển khai (điểm), "
            "xã nghèo (x), xã hội hóa huy động được (đồng), phần trăm chi phí so với mức thường. "
            "Xóa dòng của xã không thuộc kế hoạch."
        ),
    )
    wanted = forms.CharField(
        label=_("Nơi phải có"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng: xã; mô hình, ghi mã hoặc tên. Ví dụ: 24611; CAM"),
    )
    refused = forms.CharField(
        label=_("Nơi không được có"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ghi như “Nơi phải có”."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any,
        *,
        offered: Sequence[Offered],
        outcomes: Mapping[str, str],
        initial: Mapping[str, Any],
        is_copy: bool,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.offered, self.outcomes = offered, outcomes
        self._read: dict[str, list[Any]] = {"communes": [], "wanted": [], "refused": []}
        for series, name in outcomes.items():
            self.fields[f"harm-{series}"] = forms.DecimalField(
                label=name, required=False, min_value=0, max_value=1000, max_digits=7,
                decimal_places=3, localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
            )  # fmt: skip
        for one in offered:
            self._add(one)
        if not is_copy:
            del self.fields["reason"]

    def _add(self, one: Offered) -> None:
        made = {
            "use": forms.BooleanField(required=False, label=one.name),
            "state_vnd": MoneyField(label=_("Nhà nước, mỗi xã")),
            "community_vnd": MoneyField(label=_("Xã hội hóa, mỗi xã")),
            "load": _count(_("Sức cần (điểm)")),
            "most_communes": _count(_("Nhiều nhất (xã)"), required=False),
            "aim": forms.CharField(label=_("Mục đích"), max_length=120),
            "spill": forms.IntegerField(
                label=_("Chuyển sang bên cạnh (%)"), required=False, min_value=-100, max_value=100,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
            ),
        }  # fmt: skip
        for column, field in made.items():
            named: Any = field
            named.about = field.widget.attrs["aria-label"] = f"{one.name}: {field.label}"
            self.fields[f"{column}-{one.code}"] = field

    @property
    def lines(self) -> Iterator[OfferLine]:
        for one in self.offered:
            use, *cells = (self[f"{column}-{one.code}"] for column in COLUMNS)
            yield OfferLine(one.code, one.name, one.is_studied, one.is_sample, use, tuple(cells))

    @property
    def studied(self) -> list[OfferLine]:
        return [line for line in self.lines if line.is_studied]

    @property
    def unstudied(self) -> list[OfferLine]:
        return [line for line in self.lines if not line.is_studied]

    @property
    def has_unstudied(self) -> bool:
        """Whether one of those without a study is chosen or faulty, so that they are shown."""
        return any(line.errors or line.use.value() for line in self.unstudied)

    @property
    def harm(self) -> list[BoundField]:
        return [self[f"harm-{series}"] for series in self.outcomes]

    def clean_communes(self) -> list[dict[str, Any]]:
        rows, faults = lines.communes_of(self.cleaned_data["communes"])
        self._read["communes"] = rows
        _demand_none(faults)
        return rows

    def clean_wanted(self) -> list[list[str]]:
        return self._pairs("wanted")

    def clean_refused(self) -> list[list[str]]:
        return self._pairs("refused")

    def _pairs(self, name: str) -> list[list[str]]:
        """Communes and programmes by code, or by the name that they have in this form."""
        pairs, faults = lines.pairs_of(
            self.cleaned_data[name],
            communes=[(one["code"], one["name"]) for one in self._read["communes"]],
            programmes=[(one.code, one.name) for one in self.offered],
        )
        self._read[name] = pairs
        _demand_none(faults)
        return pairs

    @property
    def facts(self) -> PlanFacts:
        """As the action takes it: of the programmes only those that were chosen.

        Where something couldn't be read, what could, and beside it what says nothing.
        """
        c = self.cleaned_data
        counts = (
            *("years", "state_vnd", "community_vnd", "most_per_aim", "least_per_area"),
            *("least_per_poor_commune", "caution_percent"),
        )
        weights = {series: c.get(f"harm-{series}", 1) for series in self.outcomes}
        return PlanFacts(
            name=c.get("name", ""),
            **{name: c.get(name, 0) for name in counts},
            communes=self._read["communes"],
            wanted=self._read["wanted"],
            refused=self._read["refused"],
            note=c.get("note", "").replace("\r\n", "\n"),
            harm={series: float(weight or 0) for series, weight in weights.items()},
            offers=[self._offer(one) for one in self.offered if c[f"use-{one.code}"]],
        )

    def lay_out(self, reasons: Iterable[Reason]) -> int:
        """Each reason beside its field, but of a field that can't be read at all; 409 if one is
        about none."""
        status, readable = UNFIT, {*self.cleaned_data, *self._read}
        for reason in reasons:
            if reason.field in self.fields:
                is_said = reason.label in self.errors.get(reason.field, ())
                if reason.field in readable and not is_said:
                    self.add_error(reason.field, reason.label)
            else:
                self.add_error(None, ValidationError(reason.label, code=reason.field))
                status = status if reason.field in PARTS else BLOCKED
        return status

    def errors_of(self, part: str) -> list[str]:
        """What is wrong with a whole part of the form, such as that no programme was chosen."""
        found = self.non_field_errors().as_data()
        return [text for error in found if error.code == part for text in error.messages]

    @property
    def harm_errors(self) -> list[str]:
        return self.errors_of("harm")

    @property
    def offers_errors(self) -> list[str]:
        return self.errors_of("offers")

    def _offer(self, one: Offered) -> dict[str, Any]:
        nothing = {"most_communes": None, "spill": None, "aim": ""}
        typed = {
            column: self.cleaned_data.get(f"{column}-{one.code}", nothing.get(column, 0))
            for column in COLUMNS[1:]
        }
        spill = typed["spill"]
        return {
            "code": one.code,
            "name": one.name,
            **typed,
            "spill": None if spill is None else spill / 100,
        }

    @staticmethod
    def initial_of(facts: PlanFacts, offered: Sequence[Offered]) -> dict[str, Any]:
        """What the form begins with, from a plan's facts."""
        plain = (
            *("name", "years", "state_vnd", "community_vnd", "most_per_aim", "least_per_area"),
            *("least_per_poor_commune", "caution_percent", "note"),
        )
        initial: dict[str, Any] = {name: getattr(facts, name) for name in plain}
        initial |= {
            f"harm-{series}": int(weight) if weight == int(weight) else weight
            for series, weight in facts.harm.items()
        }
        chosen = {row["code"]: row for row in facts.offers}
        for one in offered:
            row = chosen.get(one.code, one.row)
            spill = row["spill"]
            initial[f"use-{one.code}"] = one.code in chosen
            for column in COLUMNS[1:]:
                initial[f"{column}-{one.code}"] = row[column]
            initial[f"spill-{one.code}"] = None if spill is None else round(100 * spill)
        return initial | {
            "communes": lines.communes_text(facts.communes),
            "wanted": lines.pairs_text(facts.wanted),
            "refused": lines.pairs_text(facts.refused),
        }


def _count(label: Any, *, required: bool = True) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
    return forms.IntegerField(label=label, required=required, min_value=0, widget=widget)


def _demand_none(faults: Sequence[lines.LineFault]) -> None:
    """Every line that can't be read, by its number; the first ones where there are many."""
    said = [
        __("Dòng %(number)s, cột “%(column)s”: không đọc được “%(cell)s”.")
        % {"number": one.number, "column": one.column, "cell": one.cell}
        for one in faults[:SHOWN_FAULTS]
    ]
    if len(faults) > SHOWN_FAULTS:
        said.append(__("… và %(n)s chỗ khác.") % {"n": len(faults) - SHOWN_FAULTS})
    if said:
        raise ValidationError([ValidationError(text, code="line") for text in said])

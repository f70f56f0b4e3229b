"""A paper handed in, put right, signed, handed in anew, withdrawn."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions import DocumentFacts
from ..choices import Group
from ..queries import Dossier
from ..rules.documents import LONGEST
from .fields import Day, Kept, PaperFile

DAY_HELP = gettext_lazy("Ví dụ 08/02/2023.")


def _text(label: Any, field: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST[field], required=options.pop("required", False), **options
    )


class FileForm(forms.Form):
    """A form with a file. `kept`: what was taken of it, though the form is shown once more."""

    file = PaperFile()
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    kept: Kept | None = None

    @property
    def is_bad(self) -> bool:
        return bool(self.errors)


class PaperForm(FileForm):
    """A paper for a dossier; what the dossier still lacks stands first."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"))
    title = _text(
        gettext_lazy("Tên, trích yếu"),
        "title",
        help_text=gettext_lazy("Để trống thì lấy tên loại giấy tờ."),
    )
    number = _text(
        gettext_lazy("Số, ký hiệu"), "number", help_text=gettext_lazy("Ví dụ 04/KH-UBND.")
    )
    issued_on = Day(label=gettext_lazy("Ngày của văn bản"), help_text=DAY_HELP)
    signed_on = Day(
        label=gettext_lazy("Ngày ký"),
        help_text=gettext_lazy("Để trống nếu bản này chưa có chữ ký."),
    )
    valid_until = Day(
        label=gettext_lazy("Có hiệu lực đến hết ngày"),
        help_text=gettext_lazy("Chỉ ghi nếu văn bản có thời hạn."),
    )
    note = _text(gettext_lazy("Ghi chú"), "note")
    field_order = [
        *("kind", "title", "file", "number", "issued_on", "signed_on", "valid_until", "note"),
    ]

    def __init__(self, *args: Any, dossier: Dossier, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = dossier.checklist
        self.fields["kind"].choices = kind_choices(dossier, of)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As `actions.file_document` takes it."""
        names = ("kind", "title", "number", "issued_on", "signed_on", "valid_until", "note")
        said = {name: self.cleaned_data[name] for name in names}
        said["title"] = said["title"].strip() or self.checklist.label_of(said["kind"])
        return said


class ChangeForm(forms.Form):
    """What is written of a paper; of one drafted here only its title and its term."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"))
    title = _text(gettext_lazy("Tên, trích yếu"), "title", required=True)
    number = _text(gettext_lazy("Số, ký hiệu"), "number")
    issued_on = Day(label=gettext_lazy("Ngày của văn bản"), help_text=DAY_HELP)
    valid_until = Day(label=gettext_lazy("Có hiệu lực đến hết ngày"))
    reason = _text(gettext_lazy("Lý do sửa"), "reason")

    def __init__(
        self, *args: Any, kinds: Iterable[tuple[str, Any]], is_drafted: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        if is_drafted:
            for name in ("kind", "number", "issued_on"):
                self.fields[name].disabled = True

    def facts(self) -> DocumentFacts:
        names = ("kind", "title", "number", "issued_on", "valid_until")
        return DocumentFacts(**{name: self.cleaned_data[name] for name in names})


class VersionForm(FileForm):
    note = _text(
        gettext_lazy("Sửa gì so với bản trước"), "note", help_text=gettext_lazy("Không bắt buộc.")
    )
    is_signed = forms.BooleanField(
        label=gettext_lazy("Bản này cũng đã được ký"),
        required=False,
        help_text=gettext_lazy("Không đánh dấu thì giấy tờ trở lại “chưa ký”."),
    )
    field_order = ["file", "note", "is_signed"]


class SignForm(FileForm):
    signed_on = Day(label=gettext_lazy("Ngày ký"), required=True, help_text=DAY_HELP)
    field_order = ["signed_on", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Bản quét đã ký, nếu có")
        self.fields["file"].required = False


class WithdrawForm(forms.Form):
    reason = _text(
        gettext_lazy("Lý do rút"),
        "reason",
        required=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def kind_choices(dossier: Dossier, of: str) -> list[Any]:
    """What is wanting first, then every other kind of paper by its part of the dossier."""
    wanting = [(line.kind.code, line.kind.label) for line in dossier.wanting]
    first = {code for code, _label in wanting}
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in dossier.checklist.of(of):
        if kind.code not in first:
            groups.setdefault(kind.group, []).append((kind.code, kind.label))
    rest = [(str(group.label), groups[group]) for group in Group if group in groups]
    return [(_("Hồ sơ còn thiếu"), wanting), *rest] if wanting else rest

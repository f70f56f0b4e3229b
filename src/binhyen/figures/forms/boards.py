"""Boards: what they are called, who sees them, and what is put on them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.people.models import Person

from ..models import Board

NEW = ""
LONGEST_NAME = 120
LONGEST_QUESTION = 600


class BoardForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên bảng"), max_length=LONGEST_NAME)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Chia sẻ với người cùng địa bàn, cấp trên và cấp dưới"), required=False
    )


class AddForm(forms.Form):
    """One reading to be put on a board of one's own, the one last used at first, or on a new one.

    Whoever types a name means a new one.
    """

    board = forms.ChoiceField(label=gettext_lazy("Bảng"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Tên bảng mới"), max_length=LONGEST_NAME, required=False
    )
    question = forms.CharField(max_length=LONGEST_QUESTION, widget=forms.HiddenInput)

    def __init__(self, said: Mapping[str, Any] | None = None, *, person: Person) -> None:
        super().__init__(said)
        newest = Board.objects.filter(owner=person).order_by("-changed_at", "-pk")
        self.boards = {str(board.pk): board for board in newest}
        named = [(key, board.name) for key, board in self.boards.items()]
        self.fields["board"].choices = [*named, (NEW, _("Bảng mới"))]  # type: ignore[attr-defined]
        self.fields["board"].initial = next(iter(self.boards), NEW)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("board") and not (said.get("name") or "").strip():
            self.add_error("name", ValidationError(_("Hãy đặt tên cho bảng mới."), code="name"))
        return said

    @property
    def chosen(self) -> Board | None:
        if self.cleaned_data.get("name"):
            return None
        return self.boards.get(self.cleaned_data.get("board") or "")

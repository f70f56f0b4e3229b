"""A day as officers write it, a file, and a file that was taken a moment ago."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from binhyen.files.choices import ACCEPTED, LARGEST_BYTES, FileFault
from binhyen.files.models import Stored
from binhyen.files.queries import stored_as
from binhyen.kernel.dates import show
from binhyen.people.models import Person

FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d")
KEPT_S = 24 * 60 * 60
SALT = "dossiers.kept"
FILE_HELP = _("PDF, Word (.docx), Excel (.xlsx) hoặc ảnh JPEG, PNG, WebP; tối đa 25 MB.")


class Day(forms.CharField):
    """One day, such as 08/02/2023; None if nothing is said."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        options.setdefault("required", False)
        super().__init__(max_length=20, **options)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value).replace(" ", "")
        if not text:
            return None
        for form in FORMS:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
            except ValueError:
                continue
            if 1900 <= day.year <= 2200:
                return day
        raise ValidationError(_("Hãy ghi ngày như 08/02/2023."), code="date")

    def prepare_value(self, value: Any) -> Any:
        return show(value) if isinstance(value, date) else value


class PaperFile(forms.FileField):
    """A file to be looked over by whoever keeps it; only its size is asked here."""

    def __init__(self, *, required: bool = True, **options: Any) -> None:
        options.setdefault("label", _("Tệp"))
        options.setdefault("help_text", FILE_HELP)
        options.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(required=required, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None: one that was taken before stands for it."""
        if not data:
            return None
        file: UploadedFile | None = super().clean(data, initial)
        if file is not None and (file.size or 0) > LARGEST_BYTES:
            raise ValidationError(str(FileFault.TOO_LARGE.label), code="too_large")
        return file


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was looked over and kept, while the form around it still wants a word.

    Its token goes with the form, so that nobody must choose the file again. It is signed for one
    person: a digest alone opens nothing.
    """

    stored: Stored
    name: str

    def token(self, person: Person) -> str:
        return signing.dumps([self.stored.sha256, self.name, person.pk], salt=SALT)


def kept_by(token: str, person: Person) -> Kept | None:
    """What a token of this person's stands for; None for any other, and for one a day old."""
    try:
        digest, name, owner = signing.loads(token, salt=SALT, max_age=KEPT_S)
    except (signing.BadSignature, ValueError):
        return None
    stored = stored_as(digest) if owner == person.pk else None
    return Kept(stored, name) if stored else None

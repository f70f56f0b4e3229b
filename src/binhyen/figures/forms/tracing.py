"""Which figure is to be traced; for whoever may read it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.programmes.fields import UnitOrNation
from binhyen.units.models import Unit

from ..queries import catalogue, period_named, reading, shipped
from ..rules.indicators import Catalogue
from ..rules.periods import Period
from .reading import THEN


class TracingForm(forms.Form):
    """Unit, series and period as an address names them; not valid where one isn't to be seen."""

    what = forms.CharField()
    period = forms.CharField()
    by = forms.CharField(required=False)

    def __init__(self, asked: Mapping[str, Any], *, person: Person) -> None:
        super().__init__(asked)
        self.person = person
        self.known: Catalogue = shipped()
        self.fields["unit"] = UnitOrNation(person=person, permission=Permission.REGISTER_VIEW)

    def clean_period(self) -> Period:
        found = period_named(self.cleaned_data["period"])
        if found is None:
            raise ValidationError("period", code="period")
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        unit, key = said.get("unit"), said.get("what")
        if isinstance(unit, Unit):
            self.known = catalogue(unit)
            if key not in reading.keys_read(self.person, self.known):
                raise ValidationError("what", code="what")
        return {**said, "as_then": said.get("by") == THEN}

"""What is asked of the simulator: everything in the address, so that it can be shared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..choices import Planted, TakenUp
from ..rules.simulator import FEWEST_PLACES, MONTHS, MOST_PLACES, MOST_SEED, Asked

FIRST = Asked()


class SimulatorForm(forms.Form):
    """Nothing need be given; a number out of its bounds is said beside its field."""

    planted = forms.ChoiceField(
        label=_("Sự thật được cài vào"), choices=Planted.choices, required=False
    )
    taken_up = forms.ChoiceField(
        label=_("Nơi nào áp dụng"), choices=TakenUp.choices, required=False
    )
    places = forms.IntegerField(
        label=_("Số nơi áp dụng, trong 71 nơi"),
        min_value=FEWEST_PLACES,
        max_value=MOST_PLACES,
        required=False,
    )
    months = forms.TypedChoiceField(
        label=_("Số tháng"),
        choices=[(n, n) for n in MONTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    looks_next_door = forms.BooleanField(label=_("Xét cả nơi giáp ranh"), required=False)
    seed = forms.IntegerField(
        label=_("Hạt giống"),
        min_value=0,
        max_value=MOST_SEED,
        required=False,
    )

    def __init__(self, given: Mapping[str, Any]) -> None:
        names = ("planted", "taken_up", "places", "months", "seed")
        first = {name: str(getattr(FIRST, name)) for name in names}
        data = {name: given.get(name) or first[name] for name in names}
        data["looks_next_door"] = "on" if given.get("looks_next_door") else ""
        super().__init__(data)

    @property
    def asked(self) -> Asked | None:
        """None where something is out of bounds."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Asked(
            planted=Planted(said["planted"]),
            taken_up=TakenUp(said["taken_up"]),
            places=said["places"],
            months=said["months"],
            looks_next_door=said["looks_next_door"],
            seed=said["seed"],
        )

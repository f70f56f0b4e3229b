"""Two versions of a report held against each other: figures and words that differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .content import NONE, Cell, Content, Label, Spot
from .numbers import PERCENT, POINTS, difference, signed_text
from .shapes import Frame


@dataclass(frozen=True, slots=True)
class Differs:
    """One figure that isn't the same in both. Numbers are those of the figure in each version."""

    spot: Spot
    label: Label
    unit: str
    period: str
    before: Cell
    after: Cell
    numbers: tuple[int, int]

    @property
    def difference(self) -> Fraction | None:
        return difference(self.after, self.before, self.label.decimals)

    @property
    def difference_text(self) -> str:
        """Of shares in points, since percent of percent misleads."""
        text = signed_text(self.difference, self.label.decimals)
        is_share = self.label.unit == PERCENT and self.difference is not None
        return f"{text} {POINTS}" if is_share else text


@dataclass(frozen=True, slots=True)
class TextDiffers:
    name: str
    name_en: str
    before: str
    after: str


def figures_that_differ(one: Content, other: Content) -> list[Differs]:
    """In the order of the later version, then those that only the earlier one had."""
    spots = [*other.spots, *(spot for spot in one.spots if spot not in other.cells)]
    return list(_differing(spots, one, other))


def _differing(spots: list[Spot], one: Content, other: Content) -> Iterator[Differs]:
    for spot in spots:
        before, after = one.cells.get(spot, NONE), other.cells.get(spot, NONE)
        if before.amount == after.amount:
            continue
        shown = other if spot in other.cells else one
        span = shown.span_of(spot.period)
        yield Differs(
            spot,
            shown.labels[spot.key],
            shown.name_of_unit(spot.unit),
            span.label if span else spot.period,
            before,
            after,
            (one.number_of.get(spot, 0), other.number_of.get(spot, 0)),
        )


def texts_that_differ(
    frame: Frame, one: Mapping[str, str], other: Mapping[str, str]
) -> list[TextDiffers]:
    return [
        TextDiffers(field.name, field.name_en, one.get(field.code, ""), other.get(field.code, ""))
        for field in frame.fields
        if one.get(field.code, "") != other.get(field.code, "")
    ]


def returns_that_differ(
    one: Mapping[int, int], other: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """Returns of which the later version used another version: (earlier, later); 0 for none."""
    keys = [*other, *(key for key in one if key not in other)]
    found = {key: (one.get(key, 0), other.get(key, 0)) for key in keys}
    return {key: pair for key, pair in found.items() if pair[0] != pair[1]}

"""Who gets which class, and who is cut where a class has a quota.

The written rule of the quota. Counted are those of the round who earned one of the classes that
the quota names (`of`), by points alone. Of them at most `percent` in a hundred may have the class,
rounded down: 20 % of 14 is 2. They are taken from the most points down. Those with equal points
stand or fall together: a group that does not fit whole is left out whole, and so is everyone
behind it. Who is left out gets the class next below. The decision may still give a place that
stays free to one of such a group, with a reason; it may never exceed the number.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from ..choices import Method
from .shapes import Class, Quota, Sheet

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standing:
    """The class earned by points, and the class proposed once the quota has been kept."""

    earned: str
    proposed: str

    @property
    def is_cut(self) -> bool:
        return self.earned != self.proposed


@dataclass(frozen=True, slots=True)
class Places:
    """How many a quota counts, how many it allows the class, and how many have it."""

    counted: int
    allowed: int
    taken: int

    @property
    def is_exceeded(self) -> bool:
        return self.taken > self.allowed


def earned_class(sheet: Sheet, score: int) -> Class:
    """By points alone; where all must hold, by whether all do."""
    if sheet.method == Method.ALL:
        return sheet.classes[0 if score == len(sheet.criteria) else 1]
    return next(each for each in sheet.classes if score >= each.at_least)


def allowed_places(quota: Quota, counted: int) -> int:
    return counted * quota.percent // 100


def standings(sheet: Sheet, scores: Mapping[K, int]) -> dict[K, Standing]:
    """Everyone's class under the written rule above."""
    earned = {key: earned_class(sheet, score).code for key, score in scores.items()}
    kept = earned if sheet.quota is None else _within(sheet, sheet.quota, earned, scores)
    return {key: Standing(code, kept[key]) for key, code in earned.items()}


def _within(
    sheet: Sheet, quota: Quota, earned: Mapping[K, str], scores: Mapping[K, int]
) -> dict[K, str]:
    candidates = [key for key, code in earned.items() if code == quota.class_code]
    left = allowed_places(quota, sum(code in quota.of for code in earned.values()))
    below = class_below(sheet, quota.class_code)
    kept = dict(earned)
    candidates.sort(key=lambda key: -scores[key])
    is_closed = False
    for _score, group in groupby(candidates, key=lambda key: scores[key]):
        together = list(group)
        is_closed = is_closed or len(together) > left
        if is_closed:
            kept |= dict.fromkeys(together, below)
        else:
            left -= len(together)
    return kept


def class_below(sheet: Sheet, code: str) -> str:
    codes = [each.code for each in sheet.classes]
    return codes[codes.index(code) + 1]


def places(sheet: Sheet, classes: Collection[str]) -> Places | None:
    """The quota measured against the classes as given; None for a sheet without one."""
    if sheet.quota is None:
        return None
    numbers = Counter(classes)
    counted = sum(numbers[code] for code in set(sheet.quota.of))
    return Places(counted, allowed_places(sheet.quota, counted), numbers[sheet.quota.class_code])

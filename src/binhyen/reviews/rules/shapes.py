"""A scoring sheet, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..choices import Known, Measure, Method, Of


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of any year: a window or a deadline in a sheet."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Window:
    """From a day to a day, the last one included; over New Year's where `begins` is the later."""

    begins: MonthDay
    ends: MonthDay
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days for the self-score, the appraisal and the decision, each after the other."""

    score: MonthDay
    appraise: MonthDay
    decide: MonthDay
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """What has run for fewer months at the end of the window is not rated."""

    months: int
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `percent` of those who earned one of the classes `of` may have `class_code`."""

    class_code: str
    of: tuple[str, ...]
    percent: int
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the sheet. at_least: its lowest sum of points, 0 where the sheet has none."""

    code: str
    name: str
    at_least: int
    is_good: bool
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the sheet.

    points: the most it can bring, 0 where the sheet adds up none. at_least: what a count must
    reach, or the percentage that a share must. known: what the register says of it.
    """

    code: str
    name: str
    measure: Measure
    points: int = 0
    at_least: int = 1
    group: str = ""
    evidence: str = ""
    known: Known | None = None
    is_verified: bool = False


@dataclass(frozen=True)
class Sheet:
    """A scoring sheet; its classes from the best to the lowest."""

    code: str
    name: str
    basis: str
    note: str
    of: Of
    method: Method
    window: Window
    deadlines: Deadlines
    classes: tuple[Class, ...]
    criteria: tuple[Criterion, ...]
    age: Age | None = None
    quota: Quota | None = None

    @property
    def total(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def is_verified(self) -> bool:
        """Whether every part of it was read in a public document."""
        parts = [self.window, self.deadlines, self.age, self.quota, *self.classes, *self.criteria]
        return all(part is None or part.is_verified for part in parts)

    @cached_property
    def class_of(self) -> Mapping[str, Class]:
        return {each.code: each for each in self.classes}

    @cached_property
    def criterion_of(self) -> Mapping[str, Criterion]:
        return {each.code: each for each in self.criteria}


@dataclass(frozen=True, slots=True)
class Fact:
    """What the register knows: a number, or so many of a whole."""

    number: int
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What somebody wrote for a criterion, with the reason where it differs from what is known.

    number: the points, 1 or 0 for yes or no, the count, or the part of a share; None for nothing.
    """

    number: int | None
    whole: int | None = None
    reason: str = ""

    def says_the_same(self, other: "Value | None") -> bool:
        return other is not None and (self.number, self.whole) == (other.number, other.whole)

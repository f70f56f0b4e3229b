"""What is counted: indicators, their breakdowns and the checks between them, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..choices import Good, Grade, IndicatorKind, Over, Per, PublicRule, SeenBy
from .formulas import Comparison, Formula

SEPARATOR = "."  # between an indicator's code and a part of its breakdown


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown, such as land disputes of all disputes."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the form."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing that is counted. Amounts are whole numbers of 10^-decimals of its unit."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    kind: IndicatorKind
    group: str
    per: Per = Per.UNIT
    over: Over = Over.SUM
    good: Good = Good.NONE
    decimals: int = 0
    seen_by: SeenBy = SeenBy.ALL
    public: PublicRule = PublicRule.SMALL_HIDDEN
    least: int = 0
    most: int = 10_000
    parts: tuple[Part, ...] = ()
    breakdown: str = ""
    breakdown_en: str = ""
    formula: Formula | None = None
    source: str = ""
    rate: bool = True  # whether "per 10,000 people" says something
    note: str = ""
    verified: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The series it is stored as: the whole, then each part. None for a computed one."""
        if self.kind == IndicatorKind.COMPUTED:
            return ()
        return (self.code, *(f"{self.code}{SEPARATOR}{part.code}" for part in self.parts))

    @property
    def is_shown_public(self) -> bool:
        return self.public != PublicRule.NEVER


@dataclass(frozen=True, slots=True)
class Check:
    """A rule between figures of one return: received = settled + failed + pending.

    fault: what is said where it doesn't hold, with {left} and {right} for what each side is.
    """

    code: str
    name: str
    name_en: str
    comparison: Comparison
    grade: Grade
    takes_reason: bool
    fault: str = ""
    fault_en: str = ""


@dataclass(frozen=True, slots=True)
class Jumps:
    """When a figure is out of line with its own past; see rules.checks."""

    threshold: float = 3.5
    months: int = 24
    needs: int = 8
    grade: Grade = Grade.WARNS
    takes_reason: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    grade: Grade = Grade.WARNS
    takes_reason: bool = False


@dataclass(frozen=True)
class Catalogue:
    """The indicators in force at a unit on a day, in the order of the form."""

    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    checks: tuple[Check, ...] = ()
    jumps: Jumps = field(default_factory=Jumps)
    missing: Missing = field(default_factory=Missing)

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return {one.code: one for one in self.indicators}

    @cached_property
    def by_key(self) -> Mapping[str, Indicator]:
        """The indicator behind every series that is stored."""
        return {key: one for one in self.indicators for key in one.keys}

    def grouped(self) -> Iterator[tuple[Group, list[Indicator]]]:
        for group in self.groups:
            if inside := [one for one in self.indicators if one.group == group.code]:
                yield group, inside

    def label_of(self, key: str, *, english: bool = False) -> str:
        """A series in words: its indicator, and the part if it is one."""
        code, part = split(key)
        one = self.by_code.get(code)
        if one is None:
            return key
        whole = one.name_en if english else one.name
        found = next((p for p in one.parts if p.code == part), None)
        return whole if found is None else f"{whole}: {found.name_en if english else found.name}"


def split(key: str) -> tuple[str, str]:
    """(indicator, part) of a series' key; the part is empty for the whole."""
    code, _dot, part = key.partition(SEPARATOR)
    return code, part

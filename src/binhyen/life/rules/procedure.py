"""A procedure as frozen values: tracks of steps, one track for each kind of case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ..choices import DONE, DROPPED, CaseKind, Effect, FlawCode, StepLevel, Who


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way out of a step.

    to: a step's code, or "done" or "dropped". back: the case is returned, with a comment.
    approves: taking it is the approval itself. decision: the kind of paper which must not be
    dated before the last approval. ground: a ground from the procedure's list must be chosen.
    next_case: what a case that is done by it must be followed by, about the same record.
    """

    code: str
    name: str
    to: str
    back: bool = False
    effect: Effect | None = None
    approves: bool = False
    decision: str = ""
    ground: bool = False
    next_case: CaseKind | None = None

    @property
    def finishes(self) -> bool:
        return self.to in {DONE, DROPPED}

    @property
    def goes_on(self) -> bool:
        """Whether it needs the step's papers, meeting and assets: neither back nor given up."""
        return not self.back and self.to != DROPPED


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at one stand of a case, by whom, and within how many working days (0: any).

    documents: kinds that must be on file, signed and in force, before the case goes on.
    papers: kinds that are drafted here. meeting: the residents' meeting must be on record.
    assets: what the site holds must be declared and handed over.
    """

    code: str
    name: str
    who: Who
    level: StepLevel
    days: int
    outcomes: tuple[Outcome, ...]
    documents: frozenset[str] = frozenset()
    papers: tuple[str, ...] = ()
    meeting: bool = False
    assets: bool = False
    note: str = ""

    def outcome(self, code: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Track:
    """The steps for one kind of case, in the order of the text."""

    kind: CaseKind
    start: str
    steps: Mapping[str, Step]

    @property
    def first(self) -> Step:
        return self.steps[self.start]


@dataclass(frozen=True, slots=True)
class Ground:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a province wrote down. `verified` is False for a sample not checked with a source.

    effective_on, unit_code: of a shipped one, from when it counts and whose it is; "" the nation's.
    """

    code: str
    name: str
    note: str
    verified: bool
    grounds: Mapping[str, Ground]
    kinds: Mapping[CaseKind, Track]
    effective_on: date | None = None
    unit_code: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault of a text: what, in which table, on which line (None where no line fits)."""

    code: FlawCode
    table: str = ""
    value: str = ""
    line: int | None = None

    @property
    def label(self) -> str:
        return str(self.code.label) % {"value": self.value}


class ProcedureFaulty(Exception):
    """The text isn't a procedure that a case could run by; `flaws` names every fault."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(f"{f.line or '–'} [{f.table}] {f.code}" for f in flaws))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The kinds of documents that a dossier knows, and of papers that can be drafted."""

    documents: frozenset[str]
    papers: frozenset[str] = field(default_factory=frozenset)

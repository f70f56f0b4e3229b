"""Every reason for which a move of a case can't be made now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..choices import BlockerCode
from .procedure import Outcome, Step


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason, and what it is about: a kind of document, an asset's name, a field."""

    code: BlockerCode
    about: str = ""

    @property
    def label(self) -> str:
        return str(self.code.label)


@dataclass(frozen=True, slots=True)
class PaperHeld:
    """A document of the case on file: "present", "unsigned" or "out_of_date", and its days."""

    state: str
    issued_on: date | None = None
    signed_on: date | None = None

    @property
    def done_on(self) -> date:
        """The day on which it was complete, as far as it says."""
        return max(self.issued_on or date.min, self.signed_on or date.min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a move looks at.

    papers: by kind, only those dated since the case was opened. approved_on: the day of the
    last approval. is_agreed: how the last meeting recorded at this step went; None if none was.
    assets_held: names of what isn't handed over yet. on: the day the move is dated, today: now.
    """

    on: date
    today: date
    step_began_on: date
    papers: Mapping[str, PaperHeld] = field(default_factory=dict)
    approved_on: date | None = None
    is_agreed: bool | None = None
    has_assets: bool = False
    assets_declared: bool = False
    assets_held: tuple[str, ...] = ()
    grounds: Collection[str] = ()
    ground: str = ""
    comment: str = ""


def blockers(step: Step, outcome: Outcome, facts: Facts) -> list[Blocker]:
    """Every reason against the outcome; empty means that it can be taken.

    Giving a case up, or returning it, asks for no papers, but for its reason.
    """
    return [
        *_days(step, outcome, facts),
        *_words(outcome, facts),
        *(_needs(step, facts) if outcome.goes_on else ()),
        *_order(outcome, facts),
    ]


def _days(step: Step, outcome: Outcome, facts: Facts) -> Iterator[Blocker]:
    if facts.on > facts.today:
        yield Blocker(BlockerCode.DATE_IN_FUTURE, "on")
    if facts.on < facts.step_began_on:
        yield Blocker(BlockerCode.DATE_BEFORE_STEP, "on")
    there = [facts.papers[kind] for kind in step.documents if kind in facts.papers]
    if outcome.goes_on and any(facts.on < paper.done_on for paper in there):
        yield Blocker(BlockerCode.DATE_BEFORE_PAPER, "on")


def _words(outcome: Outcome, facts: Facts) -> Iterator[Blocker]:
    if not outcome.goes_on and not facts.comment.strip():
        yield Blocker(BlockerCode.COMMENT_MISSING, "comment")
    if outcome.ground and not facts.ground:
        yield Blocker(BlockerCode.GROUND_MISSING, "ground")
    if facts.ground and facts.ground not in facts.grounds:
        yield Blocker(BlockerCode.GROUND_UNKNOWN, "ground")


_STATES = {
    "unsigned": BlockerCode.DOCUMENT_UNSIGNED,
    "out_of_date": BlockerCode.DOCUMENT_OUT_OF_DATE,
}


def _needs(step: Step, facts: Facts) -> Iterator[Blocker]:
    for kind in sorted(step.documents):
        if (held := facts.papers.get(kind)) is None:
            yield Blocker(BlockerCode.DOCUMENT_MISSING, kind)
        elif code := _STATES.get(held.state):
            yield Blocker(code, kind)
    if step.meeting and facts.is_agreed is None:
        yield Blocker(BlockerCode.MEETING_MISSING)
    elif step.meeting and not facts.is_agreed:
        yield Blocker(BlockerCode.MEETING_AGAINST)
    if step.assets and facts.has_assets:
        if not facts.assets_declared:
            yield Blocker(BlockerCode.ASSETS_UNDECLARED)
        for name in facts.assets_held:
            yield Blocker(BlockerCode.ASSETS_HELD, name)


def _order(outcome: Outcome, facts: Facts) -> Iterator[Blocker]:
    """A decision follows its approval, never the other way."""
    paper = facts.papers.get(outcome.decision) if outcome.decision else None
    if paper is None or facts.approved_on is None:
        return
    if paper.issued_on is None or paper.issued_on < facts.approved_on:
        yield Blocker(BlockerCode.DECISION_BEFORE_APPROVAL, outcome.decision)

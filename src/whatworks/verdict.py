"""One word for one outcome, by a written rule, with the reasons that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import expm1

from whatworks.displacement import NetEffect
from whatworks.placebo import Detectable, Placebo, multiple
from whatworks.pretrend import EventStudy
from whatworks.results import Effect, NotEstimable, Reason, Result

LEAST_WORTHWHILE = 20.0
FEW_SITES = 10
_PLACEBO_P = 0.05
_LIKELY = 0.9
_CLEARLY = 0.01


class Word(StrEnum):
    WORKS = "works"
    PROMISING = "promising"
    NO_EFFECT_FOUND = "no_effect_found"
    HARMFUL = "harmful"
    CANNOT_TELL = "cannot_tell"


class Because(StrEnum):
    """What led to a verdict."""

    NOT_ESTIMABLE = "not_estimable"
    FEWER = "fewer"
    MORE = "more"
    MORE_AROUND = "more_around"
    HOLDS_NOUGHT = "holds_nought"
    LIKELY_FEWER = "likely_fewer"
    MOVED_NEXT_DOOR = "moved_next_door"
    DISPLACEMENT_UNSEEN = "displacement_unseen"
    NET_UNKNOWN = "net_unknown"
    FELL_BEFORE = "fell_before"
    ROSE_BEFORE = "rose_before"
    BAD_YEAR_BEFORE = "bad_year_before"
    PLACEBO_FAILED = "placebo_failed"
    RECORDING_CHANGED = "recording_changed"
    GRADE_TOO_LOW = "grade_too_low"
    WOULD_HAVE_SEEN = "would_have_seen"
    TOO_SMALL_TO_SEE = "too_small_to_see"


SENTENCES = {
    Because.NOT_ESTIMABLE: "The effect can't be estimated from these counts.",
    Because.FEWER: "Fewer events than without the programme; the interval excludes no change.",
    Because.MORE: "More events than without the programme; the interval excludes no change.",
    Because.MORE_AROUND: "More events in treated units and their neighbours together.",
    Because.HOLDS_NOUGHT: "The interval includes no change.",
    Because.LIKELY_FEWER: "Fewer events are likely (90 % or more), but not shown.",
    Because.MOVED_NEXT_DOOR: (
        "Treated units have fewer events, but with their neighbours together that isn't shown."
    ),
    Because.DISPLACEMENT_UNSEEN: (
        "No neighbours were given: events that only moved next door can't be seen."
    ),
    Because.NET_UNKNOWN: (
        "Too few units far from the programme to see whether events only moved next door."
    ),
    Because.FELL_BEFORE: "A fall had begun before the programme did.",
    Because.ROSE_BEFORE: (
        "A rise had begun before the programme did, and no more than that rise is shown."
    ),
    Because.BAD_YEAR_BEFORE: (
        "The year before the start was a bad one; without it, the fall isn't shown."
    ),
    Because.PLACEBO_FAILED: (
        "With under ten sites, dates dealt to untreated units too often look as strong."
    ),
    Because.RECORDING_CHANGED: "The way of recording changed.",
    Because.GRADE_TOO_LOW: "The comparison is weaker than grade 3 of the Maryland scale.",
    Because.WOULD_HAVE_SEEN: "An effect worth having would probably have been seen.",
    Because.TOO_SMALL_TO_SEE: "An effect worth having could have gone unseen.",
}


@dataclass(frozen=True, slots=True)
class Verdict(Result):
    """word; why: what led to it; grade: Maryland scale, 1 to 5 (0 where nothing was compared)."""

    word: Word
    why: tuple[Because, ...]
    grade: int

    def sentences(self) -> list[str]:
        return [SENTENCES[code] for code in self.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a verdict is made from; None where something wasn't looked at.

    own: the effect on treated units. net: with the ring, None if neighbours aren't known.
    before: the "effect" of the year before the start. without_year: the own effect when that year
        is left out of the comparison. breakdown: M̄ of Rambachan and Roth.
    """

    own: Effect | NotEstimable
    net: NetEffect | NotEstimable | None = None
    before: Effect | NotEstimable | None = None
    without_year: Effect | NotEstimable | None = None
    leads: EventStudy | NotEstimable | None = None
    placebo: Placebo | NotEstimable | None = None
    detectable: Detectable | NotEstimable | None = None
    breakdown: float | None = None
    randomised: bool = False
    recording_changed: bool = False


def verdict(evidence: Evidence, *, least_worthwhile: float = LEAST_WORTHWHILE) -> Verdict:
    """The word for one outcome.

    least_worthwhile: the smallest fall worth having, per cent, as a positive number.

    harmful: the interval of the own or the net effect lies above nought. Where a rise had begun
        before the start, the own effect must be more than that rise: what made units take the
        programme up may only have gone on.
    works: the interval of the net effect (of the own one where neighbours aren't known) lies below
        nought, the Maryland grade is 3 or more, and under ten sites the placebo test is passed. If
        the year before the start was a bad one, units may only have come back to what is usual for
        them: then it must lie below nought without that year too.
    promising: it lies below nought but one of these fails, or fewer events have a chance of 90 %.
    no_effect_found: the interval holds nought and an effect worth having would have been found with
        80 % power. cannot_tell: the rest.
    """
    own, marks = evidence.own, grade(evidence)
    if isinstance(own, NotEstimable):
        return Verdict(Word.CANNOT_TELL, (Because.NOT_ESTIMABLE,), marks)
    decided = _decided(evidence, own)
    if own.low > 0:
        if _rose_before(evidence, own):
            why = (Because.MORE, Because.ROSE_BEFORE, *_notes(evidence))
            return Verdict(Word.CANNOT_TELL, why, marks)
        return Verdict(Word.HARMFUL, (Because.MORE,), marks)
    if decided.low > 0:
        return Verdict(Word.HARMFUL, (Because.MORE_AROUND,), marks)
    notes = _notes(evidence)
    if decided.high < 0:
        failed = _failed(evidence, own, marks)
        word = Word.PROMISING if failed else Word.WORKS
        return Verdict(word, (Because.FEWER, *failed, *notes), marks)
    held = Because.MOVED_NEXT_DOOR if own.high < 0 else Because.HOLDS_NOUGHT
    if chance_of_fewer(decided) >= _LIKELY:
        return Verdict(Word.PROMISING, (held, Because.LIKELY_FEWER, *notes), marks)
    if smallest_seen(evidence, decided) <= least_worthwhile:
        return Verdict(Word.NO_EFFECT_FOUND, (held, Because.WOULD_HAVE_SEEN, *notes), marks)
    return Verdict(Word.CANNOT_TELL, (held, Because.TOO_SMALL_TO_SEE, *notes), marks)


def grade(evidence: Evidence) -> int:
    """Our reading of the Maryland scale: a difference-in-differences is 3.

    2 where treated units were falling already; 4 with ten sites or more, flat leads, the placebo
    test and M̄ ≥ 1; 5 for a randomised roll-out. At most 3 under five sites; one less where the way
    of recording changed.
    """
    own = evidence.own
    if isinstance(own, NotEstimable):
        return 0
    if evidence.randomised:
        marks = 5
    elif _fell_before(evidence):
        marks = 2
    elif _strong(evidence, own):
        marks = 4
    else:
        marks = 3
    if own.treated_units < 5:
        marks = min(marks, 3)
    return marks - 1 if evidence.recording_changed else marks


def chance_of_fewer(effect: Effect) -> float:
    """Probability that the true effect is below nought, taking the t interval for a belief."""
    from scipy.special import stdtr

    return float(stdtr(effect.df, -effect.log_ratio / effect.se))


def smallest_seen(evidence: Evidence, decided: Effect) -> float:
    """Per cent fall found with 80 % power: the worse of the placebos' and the estimate's own.

    A fall worth having is one of the treated units; the net effect spreads it over the ring too, so
    its error counts for as many times more as there are more events.
    """
    found = evidence.detectable
    by_placebo = 100.0 if not isinstance(found, Detectable) else found.fall_percent
    net = evidence.net
    wider = net.net.expected / net.own.expected if isinstance(net, NetEffect) else 1.0
    return max(by_placebo, -100 * expm1(-multiple(int(decided.df) + 1) * decided.se * wider))


def _decided(evidence: Evidence, own: Effect) -> Effect:
    return evidence.net.net if isinstance(evidence.net, NetEffect) else own


def _net_unknown(evidence: Evidence) -> bool:
    net = evidence.net
    return isinstance(net, NotEstimable) and net.reason is not Reason.NO_RING


def _fell_before(evidence: Evidence) -> bool:
    """At 1 %: one check of several, which at 5 % would take power from programmes that work."""
    before = evidence.before
    return isinstance(before, Effect) and before.log_ratio < 0 and before.p < _CLEARLY


def _rose_before(evidence: Evidence, own: Effect) -> bool:
    """Whether the rise may be one that had begun before, and is no proof of harm."""
    before = evidence.before
    if not isinstance(before, Effect) or before.p >= _CLEARLY:
        return False
    return before.log_ratio > 0 and own.log_ratio <= before.log_ratio


def _may_have_come_back(evidence: Evidence) -> bool:
    """Whether a bad year before the start could be what makes the fall."""
    before, without = evidence.before, evidence.without_year
    bad = isinstance(before, Effect) and before.log_ratio > before.se
    return bad and without is not None and not (isinstance(without, Effect) and without.high < 0)


def _passed(placebo: Placebo | NotEstimable | None) -> bool:
    return isinstance(placebo, Placebo) and placebo.p <= _PLACEBO_P


def _strong(evidence: Evidence, own: Effect) -> bool:
    leads = evidence.leads
    flat = isinstance(leads, EventStudy) and (leads.pretrend_p or 0.0) >= 0.05
    robust = evidence.breakdown is not None and evidence.breakdown >= 1
    return own.treated_units >= FEW_SITES and flat and robust and _passed(evidence.placebo)


def _failed(evidence: Evidence, own: Effect, marks: int) -> tuple[Because, ...]:
    few = own.treated_units < FEW_SITES
    failed = {
        Because.NET_UNKNOWN: _net_unknown(evidence),
        Because.FELL_BEFORE: _fell_before(evidence),
        Because.BAD_YEAR_BEFORE: _may_have_come_back(evidence),
        Because.RECORDING_CHANGED: evidence.recording_changed,
        Because.PLACEBO_FAILED: few and not _passed(evidence.placebo),
    }
    found = tuple(code for code, holds in failed.items() if holds)
    return found or ((Because.GRADE_TOO_LOW,) if marks < 3 else ())


def _notes(evidence: Evidence) -> tuple[Because, ...]:
    return (Because.DISPLACEMENT_UNSEEN,) if evidence.net is None else ()

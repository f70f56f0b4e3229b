"""What the evidence on a programme proposes: replicate, keep, adjust, end, or not yet knowable.

Thresholds here are policy, not statistics: they are parameters with defaults, and every decision
carries those it was made with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from whatworks.results import Result


class Word(StrEnum):
    """What to do with a programme at a place that has had it."""

    REPLICATE = "replicate"
    KEEP = "keep"
    ADJUST = "adjust"
    END = "end"
    NOT_YET_KNOWABLE = "not_yet_knowable"


class Why(StrEnum):
    """What a decision rests on, or what keeps a better one away."""

    HARM_FLAGGED = "harm_flagged"
    RING_ADVERSE = "ring_adverse"
    ONLY_WHERE_FAITHFUL = "only_where_faithful"
    BENEFIT_SURE = "benefit_sure"
    BENEFIT_LIKELY = "benefit_likely"
    BENEFIT_UNSURE = "benefit_unsure"
    CARRIES_OVER = "carries_over"
    MAY_NOT_CARRY_OVER = "may_not_carry_over"
    GRADE_TOO_LOW = "grade_too_low"
    EFFECT_TOO_SMALL = "effect_too_small"
    TOO_BLUNT_TO_END = "too_blunt_to_end"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rule draws its lines. Policy: shown with every decision."""

    replicate_chance: float = 0.90
    keep_chance: float = 0.70
    end_chance: float = 0.10
    least_grade: int = 3
    harm_e_value: float = 20.0
    least_worthwhile_percent: float = -10.0

    def __post_init__(self) -> None:
        chances = (self.replicate_chance, self.keep_chance, self.end_chance)
        if not all(0 < chance < 1 for chance in chances) or chances[0] < chances[1]:
            raise ValueError(f"chances in (0, 1), replicate ≥ keep, expected, got {chances}")
        if not -100 < self.least_worthwhile_percent < 0:
            raise ValueError("least_worthwhile_percent: in (-100, 0) expected")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule is told of a programme.

    chance_positive: P(benefit > cost), `Worth.chance_positive`.
    chance_worthwhile: P(effect beats the least worthwhile), `chance_of_beating`.
    prediction_high_percent: upper end of what a next site may expect; None where unknown.
    grade: Maryland 1–5. minimum_detectable_percent: negative, from placebos; None where unknown.
    harm_e_value: evidence of *more* events; None where not monitored.
    own_effect_good, ring_adverse: intervals wholly below 0 in the area, wholly above 0 around it.
    net_adverse: whether the net displacement is adverse.
    only_where_faithful: an effect only where the programme was carried out as designed.
    knowable_in_months: months more until it can be known; None where unknown.
    """

    chance_positive: float
    chance_worthwhile: float
    grade: int
    prediction_high_percent: float | None = None
    minimum_detectable_percent: float | None = None
    harm_e_value: float | None = None
    own_effect_good: bool = False
    ring_adverse: bool = False
    net_adverse: bool = False
    only_where_faithful: bool = False
    knowable_in_months: float | None = None


@dataclass(frozen=True, slots=True)
class Decision(Result):
    """A proposal for those who decide: a word, what it rests on, and the lines it was drawn by.

    knowable_in_months: with "not yet knowable", when it will be, if that can be told.
    """

    word: Word
    why: tuple[Why, ...]
    thresholds: Mapping[str, float]
    knowable_in_months: float | None


def decide(facts: Facts, thresholds: Thresholds | None = None) -> Decision:
    """What the evidence proposes, by a fixed order of rules.

    1. *End* where harm is flagged. 2. *Adjust* where the area gained and its ring lost, or the
    effect is only where the programme was carried out as designed. 3. *Replicate* where benefit
    is sure, a next site may expect it, the grade is 3 or more, and net displacement isn't
    adverse. 4. *Keep* where benefit is likely. 5. *End* where an effect worth paying for is
    unlikely and the data could have shown one. 6. Otherwise *not yet knowable*.
    """
    lines = thresholds or Thresholds()
    word, why = _word(facts, lines)
    return Decision(
        word=word,
        why=why,
        thresholds={name: getattr(lines, name) for name in Thresholds.__slots__},
        knowable_in_months=facts.knowable_in_months if word is Word.NOT_YET_KNOWABLE else None,
    )


def _word(facts: Facts, lines: Thresholds) -> tuple[Word, tuple[Why, ...]]:
    if facts.harm_e_value is not None and facts.harm_e_value >= lines.harm_e_value:
        return Word.END, (Why.HARM_FLAGGED,)
    if faults := _to_adjust(facts):
        return Word.ADJUST, faults
    missing = _short_of_replicating(facts, lines)
    if not missing:
        return Word.REPLICATE, (Why.BENEFIT_SURE, Why.CARRIES_OVER)
    if facts.chance_positive >= lines.keep_chance:
        return Word.KEEP, (Why.BENEFIT_LIKELY, *(m for m in missing if m != Why.BENEFIT_UNSURE))
    if facts.chance_worthwhile <= lines.end_chance:
        if _sharp_enough(facts, lines):
            return Word.END, (Why.EFFECT_TOO_SMALL,)
        return Word.NOT_YET_KNOWABLE, (Why.TOO_BLUNT_TO_END,)
    return Word.NOT_YET_KNOWABLE, (Why.BENEFIT_UNSURE,)


def _to_adjust(facts: Facts) -> tuple[Why, ...]:
    checks = {
        Why.RING_ADVERSE: facts.own_effect_good and facts.ring_adverse,
        Why.ONLY_WHERE_FAITHFUL: facts.only_where_faithful,
    }
    return tuple(why for why, found in checks.items() if found)


def _short_of_replicating(facts: Facts, lines: Thresholds) -> tuple[Why, ...]:
    ahead = facts.prediction_high_percent
    checks = {
        Why.BENEFIT_UNSURE: facts.chance_positive >= lines.replicate_chance,
        Why.MAY_NOT_CARRY_OVER: ahead is not None and ahead < 0,
        Why.GRADE_TOO_LOW: facts.grade >= lines.least_grade,
        Why.RING_ADVERSE: not facts.net_adverse,
    }
    return tuple(why for why, met in checks.items() if not met)


def _sharp_enough(facts: Facts, lines: Thresholds) -> bool:
    """Whether the data could have shown an effect worth paying for."""
    detectable = facts.minimum_detectable_percent
    return detectable is not None and abs(detectable) <= abs(lines.least_worthwhile_percent)

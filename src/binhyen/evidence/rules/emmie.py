"""What is known beside the effect, and how well: EMMIE, each letter with a strength of its own.

Effect, mechanism, moderators, implementation, economics (Johnson, Tilley and Bowers 2015, Journal
of Experimental Criminology 11(3)). Strengths from 0 to 4 are our reading for one province's own
study; they rate how well something is known, not whether it is good news. A proven effect doesn't
prove the mechanism, and a cheap programme isn't thereby one that works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .costs import Spent, is_own, may_be_nought, per_incident

LETTERS = ("effect", "mechanism", "moderators", "implementation", "economics")
MOST = 4
FIVE, TEN = 5, 10  # places in each group
ENOUGH_KNOWN = 0.8  # of the months with the programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was written down before the lock."""

    has_mechanism: bool
    activities: tuple[str, ...]
    least_worthwhile_percent: float


@dataclass(frozen=True, slots=True)
class Letter:
    key: str
    strength: int


def emmie(
    asked: Asked, result: Mapping[str, Any], cost: Spent | None, *, are_weights_checked: bool
) -> tuple[Letter, ...]:
    """The five letters in order, from a stored result."""
    strengths = (
        effect(result, asked.least_worthwhile_percent),
        mechanism(asked, result),
        moderators(result),
        implementation(result),
        economics(result, cost, are_weights_checked=are_weights_checked),
    )
    return tuple(Letter(key, one) for key, one in zip(LETTERS, strengths, strict=True))


def effect(result: Mapping[str, Any], least: float) -> int:
    """0 no number of this programme's own. 1 before and after, or places that were falling already
    (grade 1, 2). 2 against other places in the same months (grade 3), 3 where moreover the
    neighbours are counted and an effect worth having would have shown. 3 every check passed
    (grade 4), 4 a start by lot (grade 5); each one less where the neighbours aren't counted."""
    if not is_own(result):
        return 0
    grade = result.get("grade") or 0
    if grade <= 2:
        return 1
    counted = _counts_neighbours(result)
    if grade == 3:
        seen = result.get("smallest_seen_percent")
        return 3 if counted and seen is not None and seen <= least else 2
    return grade - 1 if counted else grade - 2


def _counts_neighbours(result: Mapping[str, Any]) -> bool:
    """The net effect is told, or no place touches one with the programme."""
    net = result.get("net") or {}
    refused = (net.get("refused") or {}).get("reason")
    return "percent_change" in net or refused == "no_ring"


def mechanism(asked: Asked, result: Mapping[str, Any]) -> int:
    """0 nothing written. 1 written in words, or activities named. 2 both, before the lock. 3 at
    least one activity was measured with an interval. 4 all of them are told from no change, in a
    comparison of grade 3."""
    if not (asked.has_mechanism and asked.activities):
        return 1 if asked.has_mechanism or asked.activities else 0
    told = result.get("steps") or {}
    measured = [key for key in asked.activities if "percent_change" in (told.get(key) or {})]
    if not measured:
        return 2
    clear = [key for key in measured if _is_clear(told[key])]
    whole = len(clear) == len(asked.activities) and (result.get("grade") or 0) >= 3
    return 4 if whole else 3


def _is_clear(step: Mapping[str, Any]) -> bool:
    low, high = step.get("interval") or (None, None)
    return (low is not None and low > 0) or (high is not None and high < 0)


def moderators(result: Mapping[str, Any]) -> int:
    """0 no split could be told. 1 one could. 2 two or more. 3 of these, two with five places or
    more in each group. 4 all three with ten or more."""
    smallest = [
        min(row["units"] for row in one["rows"] if "percent_change" in row)
        for one in result.get("groups") or []
        if sum("percent_change" in row for row in one["rows"]) > 1
    ]
    if len(smallest) < 2:
        return len(smallest)
    if len(smallest) >= 3 and min(smallest) >= TEN:
        return 4
    return 3 if sum(one >= FIVE for one in smallest) >= 2 else 2


def implementation(result: Mapping[str, Any]) -> int:
    """0 nothing known. 1 which sites still run. 2 and their papers. 3 and what was done, in four
    fifths of the months or more. 4 and that was held against the effect, place by place."""
    fidelity = result.get("fidelity") or {}
    share = fidelity.get("share") or {}
    if "running" not in share:
        return 0
    if "papers" not in share:
        return 1
    if known_share(result) < ENOUGH_KNOWN:
        return 2
    rows = (fidelity.get("by_third") or {}).get("rows") or []
    return 4 if sum("percent_change" in row for row in rows) > 1 else 3


def known_share(result: Mapping[str, Any]) -> float:
    """Of the place-months with the programme, in how many what was done is known."""
    places = ((result.get("fidelity") or {}).get("places") or {}).values()
    activities = {key for one in places for key in one["known"]}
    years = result.get("unit_years") or 0
    if not activities or years <= 0:
        return 0.0
    known = sum(sum(one["known"].values()) for one in places)
    return min(known / (12 * years * len(activities)), 1.0)


def economics(result: Mapping[str, Any], cost: Spent | None, *, are_weights_checked: bool) -> int:
    """0 no money on record. 1 some, but too little to tell what it costs, or the effect may be
    nought: nothing is known then of what prevention costs. 2 the cost of a place in a year. 3 the
    cost of an incident prevented, in a comparison of grade 3. 4 and the benefit, weighed by costs
    of harm that somebody has checked."""
    if cost is None:
        return 1 if (result.get("money") or {}).get("known") else 0
    if may_be_nought(result):
        return 1
    if (result.get("grade") or 0) < 3 or per_incident(result, cost) is None:
        return 2
    return 4 if are_weights_checked else 3

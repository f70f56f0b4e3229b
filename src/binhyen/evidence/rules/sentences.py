"""One plain sentence on one outcome. "Hiệu quả" is said of a verdict that works, of no other."""

from collections import Counter
from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any

from ..choices import (
    HAS_PROGRAMME,
    Because,
    Change,
    NoEstimate,
    OneLeft,
    Scope,
    Sentence,
    VerdictWord,
)

NO_END = 10_000.0  # percent: a hundred times as many and more is as good as no upper end


def sentence(result: Mapping[str, Any], *, programme: str, outcome: str, others: str = "") -> str:
    """The sentence for a stored result, in the reader's language.

    others: names of the programmes that began at the same time, where there are any.
    """
    names = {"programme": programme, "outcome": outcome}
    if result.get("refused") or result.get("interval") is None:
        reason = (result.get("refused") or {}).get("reason", "")
        why = why_none(reason, result)
        return str(Sentence.REFUSED.label) % {**names, "why": why or Because.NOT_ESTIMABLE.label}
    low, high = result["interval"]
    values = {
        **names,
        "where": Scope(result["scope"]).label,
        "change": changed(result["percent_change"]),
        "own": changed(result["own"]["percent_change"]),
        "own_low": changed(result["own"]["interval"][0]),
        "own_high": changed(result["own"]["interval"][1]),
        "low": changed(low),
        "high": changed(high),
        "least": whole(result["least_worthwhile_percent"]),
        "detectable": whole(result["smallest_seen_percent"] or 0),
        "others": others,
    }
    return str(template(result).label) % values


def why_none(
    reason: str, result: Mapping[str, Any] = MappingProxyType({}), *, is_far: bool = False
) -> str:
    """The library's refusal in words; empty for one that is none.

    result: whose units tell more. Where one place is left of several, the others had no month with
    enough places to compare with (is_far: far from the programme); where none is left, those that
    run the programme were left out for reasons of their own.
    """
    begun = result.get("treated_units") or 0
    if reason == NoEstimate.ONE_TREATED and begun > 1:
        left = OneLeft.FAR if is_far else OneLeft.OWN
        return str(left.label) % {"n": begun}
    if reason == NoEstimate.NO_TREATED and (gone := _with_programme(result)):
        return str(OneLeft.NONE.label) % {"why": gone}
    return str(NoEstimate(reason).label) if reason in NoEstimate.values else ""


def _with_programme(result: Mapping[str, Any]) -> str:
    """Why places that run the programme are left out, each reason with how many."""
    found = Counter(one["reason"] for one in result.get("left_out") or [])
    return "; ".join(f"{code.label} ({found[code]})" for code in HAS_PROGRAMME if found[code])


def template(result: Mapping[str, Any]) -> Sentence:
    """Which sentence suits a result that has a number."""
    because = set(result["because"])
    if Because.STARTED_TOGETHER in because:
        return Sentence.TOGETHER
    if Because.MOVED_NEXT_DOOR in because:
        return Sentence.MOVED
    match VerdictWord(result["word"]):
        case VerdictWord.WORKS:
            return Sentence.WORKS
        case VerdictWord.PROMISING if Because.LIKELY_FEWER in because:
            return Sentence.LIKELY
        case VerdictWord.PROMISING:
            return Sentence.PROMISING
        case VerdictWord.HARMFUL:
            return Sentence.HARMFUL
        case VerdictWord.NO_EFFECT_FOUND:
            return Sentence.NO_EFFECT
        case _:
            seen = result["smallest_seen_percent"]
            return Sentence.CANNOT_TELL if seen else Sentence.CANNOT_TELL_BLIND


def before_after_sentence(percent: float, *, programme: str, outcome: str) -> str:
    """What a comparison of before with after shows, and that it shows no more."""
    values = {"programme": programme, "outcome": outcome, "change": changed(percent)}
    return str(Sentence.BEFORE_AFTER.label) % values


def fell_around(result: Mapping[str, Any]) -> str:
    """A caution where the neighbours fell as well, with the events of each; else empty.

    Nobody runs the programme there: it may have done good beyond its places, or the far places that
    are compared may have risen for reasons of their own.
    """
    own, ring = result.get("own"), result.get("ring")
    if result.get("scope") != "net" or not own or not ring or not own.get("interval"):
        return ""
    high = (ring.get("interval") or [None, None])[1]
    if high is None or high >= 0 or own["interval"][1] is None or own["interval"][1] >= 0:
        return ""
    values = {"own": whole(own["averted"]), "ring": whole(ring["averted"])}
    return str(Sentence.FELL_AROUND.label) % values


def changed(percent: float | None) -> str:
    """A change in words, to the whole percent; a rise that nothing bounds has no number."""
    if percent is None or not isfinite(percent) or percent >= NO_END:
        return str(Change.UNBOUNDED.label)
    n = round(percent)
    if n == 0:
        return str(Change.SAME.label)
    return str((Change.LESS if n < 0 else Change.MORE).label) % {"n": whole(n)}


def whole(percent: float) -> str:
    return str(abs(round(percent)))
